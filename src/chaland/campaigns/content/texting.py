"""Text messages: the way out beneath them, and how many a text becomes on the network."""

from dataclasses import dataclass

from django.conf import settings

# Source: 3GPP TS 23.038 §6.2.1; the second row takes two places each.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
# Typographic marks that phones write and GSM-7 has not: their plain forms cost a third of the price.
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...",
                        "\u2212": "-", "\u00a0": " ", "\u202f": " "})  # fmt: skip
_WAYS_OUT = {"fr": "STOP au {number}", "en": "Text STOP to {number}"}
_ANSWERS = {"fr": "STOP en réponse", "en": "Reply STOP to end"}


@dataclass(frozen=True, slots=True)
class Count:
    """How a text goes over the network. is_basic: in GSM-7; else in UCS-2. characters: places it takes.

    least: the parts it would take with a plain letter in place of each that spoils it.
    """

    is_basic: bool
    characters: int
    parts: int
    spoils: tuple[str, ...]
    least: int


def count(text: str) -> Count:
    """Count what is sent, the way out included. spoils: the characters for which it cannot go in GSM-7.

    >>> count("a" * 160).parts, count("a" * 161).parts, count("ç" * 71).parts, count("€" * 80).characters
    (1, 2, 2, 160)
    """
    spoils = tuple(dict.fromkeys(one for one in text if one not in _BASIC and one not in _EXTENDED))
    basic = sum(2 if one in _EXTENDED else 1 for one in text)
    least = _parts(basic, 160, 153)
    if not spoils:
        return Count(is_basic=True, characters=basic, parts=least, spoils=(), least=least)
    characters = len(text.encode("utf-16-le")) // 2
    return Count(is_basic=False, characters=characters, parts=_parts(characters, 70, 67), spoils=spoils, least=least)


def _parts(characters: int, alone: int, each: int) -> int:
    return 1 if characters <= alone else -(-characters // each)


def plainly(text: str) -> str:
    """Return a text with plain marks in place of typographic ones."""
    return text.translate(_PLAIN)


def way_out(language: str) -> str:
    """Return how no more is asked for, as every text message ends. Source: CPCE L34-5."""
    number = settings.SMS_STOP
    words = _WAYS_OUT if number else _ANSWERS
    return words.get(language, words["fr"]).format(number=number)


def with_way_out(text: str, language: str) -> str:
    """Return a text as it is sent."""
    return f"{plainly(text).rstrip()}\n{way_out(language)}"
