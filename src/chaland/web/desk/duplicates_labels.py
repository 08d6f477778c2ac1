"""The reasons of a pair, in words and colours."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from chaland.sentences.duplicates import REASONS


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in words. tone: ok where it speaks for, warn where it does so half, bad where it speaks against."""

    text: str | Promise
    tone: str


def reason_labels(codes: Sequence[str]) -> list[Reason]:
    """Return the reasons in words, what speaks against it last."""
    told = [Reason(REASONS.get(code, code), _tone(code)) for code in codes]
    return sorted(told, key=lambda reason: reason.tone == "bad")


def _tone(code: str) -> str:
    word = code.partition(":")[2]
    return {"same": "ok", "differs": "bad"}.get(word, "warn")
