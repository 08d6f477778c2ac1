"""Words as people type them: made safe to store, and folded to be found again."""

import re
import unicodedata
from functools import lru_cache

from chaland.kernel.errors import Refusal

_NOT_A_WORD = re.compile(r"[\W_]+")
# Those of Latin letters; U+034F among them is no accent, it only joins.
_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_PLAIN_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
# Marks that turn the reading direction or take no width; joiners U+200C and U+200D stay, emoji are built with them.
_INVISIBLE = "\u200b\u200e\u200f\u061c\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
_UNWANTED = re.compile(f"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_INVISIBLE}]")
_BREAKS = re.compile(r"[ \t]*(?:\r\n|[\r\n\u2028\u2029\t])[ \t]*")
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")


# A name, a street or a town is folded to be kept, to be searched and to be compared, one after the other.
@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return what searching compares: lower case, no accents, words of letters and digits apart by one space.

    Letters of other alphabets stay themselves: a Cyrillic а is not folded into a Latin a.

    >>> fold("  Élodie d'Ávila-Cœur "), fold("Straße 12")
    ('elodie d avila coeur', 'strasse 12')
    """
    lowered = text.casefold()
    if not lowered.isascii():
        lowered = _without_accents(lowered).casefold()
    if lowered.isascii() and lowered.replace(" ", "").isalnum():
        return " ".join(lowered.split())
    return _NOT_A_WORD.sub(" ", lowered).strip()


def _without_accents(text: str) -> str:
    marked = unicodedata.normalize("NFKD", text.translate(_PLAIN_LETTERS))
    plain = _ACCENTS.sub("", marked)
    return plain if plain.isascii() else "".join(letter for letter in marked if not unicodedata.combining(letter))


def clean(text: str, max_length: int) -> str:
    r"""Return one line of text fit to store: composed accents, no control or direction marks, trimmed.

    Line breaks and tabs become a space. Raises Refusal `text_unreadable` (half a character, NUL) or
    `text_too_long` (more than `max_length` characters once cleaned).

    >>> clean(" Re\u0301mi\u202e ", 100)
    'Rémi'
    """
    # What is printable, as Unicode and Python have it, holds no break, mark, NUL or half a character.
    return _fitting(text if text.isprintable() else _readable(_BREAKS.sub(" ", text)), max_length)


def clean_lines(text: str, max_length: int) -> str:
    """Return text fit to store, keeping its line breaks, for notes; otherwise as `clean`."""
    return _fitting(_readable(_LINE_ENDS.sub("\n", text)), max_length)


def strip_invisible(text: str) -> str:
    """Remove control and direction marks, which phones add when a number is copied from their contacts."""
    return text if text.isprintable() else _UNWANTED.sub("", text)


def _readable(text: str) -> str:
    if "\x00" in text or not _is_whole(text):
        raise Refusal("text_unreadable")
    return strip_invisible(text)


def _fitting(text: str, max_length: int) -> str:
    tidy = unicodedata.normalize("NFC", text).strip()
    if len(tidy) > max_length:
        raise Refusal("text_too_long", limit=max_length)
    return tidy


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
