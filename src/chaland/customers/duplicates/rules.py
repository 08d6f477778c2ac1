"""What speaks for and against two files being one person, as a person reads it."""

from collections.abc import Iterable, Mapping, Sequence

_FIRST = ("differs", "differs", "near", "part", "swapped", "same")
_LAST = ("differs", "near", "near", "part", "same")
WORDS: Mapping[str, Sequence[str]] = {
    "first": _FIRST,
    "last": _LAST,
    "birth": ("differs", "near", "near", "near", "same"),
    "email": ("differs", "near", "same"),
    "phone": ("differs", "near", "same"),
    "street": ("differs", "near", "near", "same"),
    "town": ("differs", "near", "near", "near", "same"),
}
"""By what is compared, the words for how far two files agree, from not at all."""

AGAINST = frozenset({"first:differs", "last:differs", "birth:differs"})
"""What a person must look at before two files become one, however much else they share."""


def reasons(agreement: Mapping[str, int]) -> list[str]:
    """Return the reasons by codes, what one of the two does not say left out.

    >>> reasons({"first": 5, "last": 3, "birth": -1, "email": 2})
    ['first:same', 'last:part', 'email:same']
    """
    return [f"{name}:{WORDS[name][level]}" for name, level in agreement.items() if level >= 0]


def is_plain(codes: Iterable[str]) -> bool:
    """Tell whether nothing speaks against it.

    >>> is_plain(["first:same", "email:differs"]), is_plain(["first:differs", "phone:same"])
    (True, False)
    """
    return AGAINST.isdisjoint(codes)
