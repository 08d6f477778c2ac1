"""Accents spoiled by a program that read UTF-8 as Windows text: RenÃ© for René."""

import re

# How UTF-8's following bytes look to a program that takes them for Windows letters.
_NEXT = "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
_SPOILED = re.compile(f"[\u00c2-\u00df]{_NEXT}|[\u00e0-\u00ef]{_NEXT}{{2}}|\u00f0{_NEXT}{{3}}")
_TIMES = 2


def is_spoiled(text: str) -> bool:
    """Tell whether a text looks so; a real `Ã` before a letter does not."""
    return not text.isascii() and bool(_SPOILED.search(text))


def repair(text: str) -> str:
    """Return the text as it was before, up to twice spoiled; one that does not look so stays as it is.

    It is a repair to offer, never to make in silence.

    >>> repair("RenÃ©"), repair("René"), repair("FranÃ§oise")
    ('René', 'René', 'Françoise')
    """
    for _ in range(_TIMES):
        if not is_spoiled(text):
            break
        text = _once(text)
    return text


def _once(text: str) -> str:
    for wrong in ("cp1252", "latin-1"):
        try:
            return text.encode(wrong).decode()
        except UnicodeError:
            continue
    return _piece_by_piece(text)


def _piece_by_piece(text: str) -> str:
    """Repair each spoiled run alone, for a cell that holds sound accents as well."""

    def sound(found: re.Match[str]) -> str:
        try:
            return _bytes(found[0]).decode()
        except UnicodeError:
            return found[0]

    return _SPOILED.sub(sound, text)


def _bytes(text: str) -> bytes:
    """Encode as Windows does, its five holes as the bytes they are."""
    return b"".join(letter.encode("cp1252", "ignore") or letter.encode("latin-1") for letter in text)
