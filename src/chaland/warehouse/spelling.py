"""Texts compared without regard to capitals and accents, by every engine alike."""

import unicodedata
from typing import Any

_ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝ"
_PLAIN = "".join(unicodedata.normalize("NFD", letter)[0].lower() for letter in _ACCENTED)


def folded(column: Any) -> Any:
    """Return a text column in small letters without accents."""
    return column.translate(_ACCENTED, _PLAIN).lower()


def folded_text(text: str) -> str:
    """Return what `folded` makes of a text, without the spaces around it.

    >>> folded_text(" Été ")
    'ete'
    """
    # Some keyboards and files write an accent as a letter of its own; what is kept is written in one.
    return unicodedata.normalize("NFC", text.strip()).translate(str.maketrans(_ACCENTED, _PLAIN)).lower()
