"""The facts that a condition looked at, in words: what "why" tells."""

from collections.abc import Mapping
from typing import Any

from chaland.segments.tree import Condition
from chaland.sentences.segments.words import Names


def fact_words(condition: Condition, facts: Mapping[str, Any], names: Names) -> list[str]:
    """Return a line for each fact."""
    return [f"{name}: {value}" for name, value in facts.items()]
