"""Fields in what an author writes, `{prenom|cher client}`: names of a closed list, filled in one pass.

No template language: a name is one of FIELDS or it is refused, and what is filled in is never looked at again.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import TypeAlias

from chaland.kernel.errors import Refusal
from chaland.kernel.text import fold

FIELDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "first_name": ("prenom", "first name"),
        "last_name": ("nom", "last name"),
        "civility": ("civilite", "civility"),
        "store": ("magasin", "store"),
        "store_city": ("ville du magasin", "store town"),
        "seller": ("vendeur", "seller"),
        "shop": ("enseigne", "shop"),
        "card": ("carte", "card"),
        "points": ("points", "points"),
        "size": ("taille", "size"),
        "referral_link": ("lien de parrainage", "referral link"),
        "voucher": ("bon", "voucher"),
        "voucher_code": ("code du bon", "voucher code"),
        "voucher_until": ("fin du bon", "voucher end"),
    }
)
"""Every field by its code: its French and its English name, as they are folded."""
_NAMES = {fold(name): code for code, names in FIELDS.items() for name in (code, *names)}
# Doubled braces, `${…}` and `{% … %}` belong to other languages: they stay what they are.
_FIELD = re.compile(r"(?<![{$])\{([^\W\d_][\w ’'-]{0,40}?)(?:\|([^{}|\n]{0,100}))?\}(?!\})")


@dataclass(frozen=True, slots=True)
class Gap:
    """A place to be filled. default: what stands there for who has none. lead: a space that goes where nothing does."""

    code: str
    default: str = ""
    lead: str = ""


Pieces: TypeAlias = tuple[str | Gap, ...]


def cut(text: str) -> Pieces:
    """Cut a text at its fields. Raises Refusal `merge_field_unknown`.

    >>> cut("Bonjour {prenom|cher client} {{x}}")
    ('Bonjour', Gap(code='first_name', default='cher client', lead=' '), ' {{x}}')
    """
    return tuple(_pieces(text))


def _pieces(text: str) -> Iterator[str | Gap]:
    done = 0
    for found in _FIELD.finditer(text):
        before, lead = text[done : found.start()], ""
        if before.endswith(" "):
            before, lead = before[:-1], " "
        if before:
            yield before
        yield Gap(code_of(found[1]), (found[2] or "").strip(), lead)
        done = found.end()
    if rest := text[done:]:
        yield rest


def code_of(name: str) -> str:
    """Return the field that a name means. Raises Refusal `merge_field_unknown` with the nearest name there is."""
    folded = fold(name)
    if folded in _NAMES:
        return _NAMES[folded]
    near = get_close_matches(folded, _NAMES, n=1)
    raise Refusal("merge_field_unknown" if near else "merge_field_unlike_any", name=name, near=near[0] if near else "")


def gaps(pieces: Sequence[str | Gap]) -> list[Gap]:
    """Return the places to be filled, in order."""
    return [one for one in pieces if isinstance(one, Gap)]


def fill(pieces: Sequence[str | Gap], values: Mapping[str, str]) -> str:
    """Return the text with a person's values in it; what is missing is left out with the space before it.

    >>> fill(cut("Bonjour {prenom},"), {"first_name": ""}), fill(cut("Bonjour {prenom},"), {"first_name": "{nom}"})
    ('Bonjour,', 'Bonjour {nom},')
    """
    said: list[str] = []
    for one in pieces:
        if isinstance(one, str):
            said.append(one)
        elif value := values.get(one.code) or one.default:
            said += (one.lead, value)
    return "".join(said)
