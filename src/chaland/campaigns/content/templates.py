"""Messages of the trade to begin with, in French and English. They are contents: the shop writes them its own way."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from chaland.campaigns.content.blocks import ON_PAPER

_FILE = Path(__file__).with_name("templates.json")


def templates_for(channel: str) -> list[str]:
    """Return the templates of a channel, by code."""
    return list(_of(channel))


def template(channel: str, code: str, language: str) -> tuple[str, dict[str, Any]] | None:
    """Return the subject and body of a template, as `body.parse` reads it; None for one there is not."""
    said = _of(channel).get(code, {}).get(language)
    if said is None:
        return None
    if channel != "post":
        return said.get("subject", ""), said["body"]
    return "", {"blocks": [one for one in said["body"]["blocks"] if one["block"] in ON_PAPER]}


def _of(channel: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _every().get("email" if channel == "post" else channel, {})
    return found


@cache
def _every() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return found
