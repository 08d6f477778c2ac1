"""Text in the characters of the fonts that every reader of PDF has."""

import unicodedata

CHARACTERS = "windows-1252"
# Thin spaces, the true minus and arrows are in none of them; the en dash is as wide as a minus.
_NEAR = str.maketrans({"\u202f": "\u00a0", "\u2009": "\u00a0", "\u2212": "\u2013", "\u2192": ">"})


def spelt(text: object) -> str:
    """Write a text with those characters; letters beyond them lose their accents, or become a question mark.

    >>> spelt("Dvořák → œuvre à 5 €"), spelt("Ελένη")
    ('Dvorák > œuvre à 5 €', '?????')
    """
    composed = unicodedata.normalize("NFC", str(text).translate(_NEAR))
    return "".join(_nearest(character) for character in composed)


def _nearest(character: str) -> str:
    for text in (character, unicodedata.normalize("NFKD", character)[:1]):
        try:
            text.encode(CHARACTERS)
        except UnicodeEncodeError:
            continue
        return text
    return "?"
