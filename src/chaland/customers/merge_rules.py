"""Which of two files says what, once they are one; and what each said before."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

Profile: TypeAlias = Mapping[str, Any]
"""What a file says, by field: those of `FIELDS`, and `custom.<code>` for the network's own."""
Changes: TypeAlias = dict[str, list[Any]]
"""By field, what a file said before and what it says after."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "civility": ("civility",),
    "last_name": ("last_name",),
    "first_name": ("first_name",),
    "birthday": ("birth_day", "birth_month", "birth_year"),
    "email": (),
    "mobile": (),
    "phone": (),
    "address": (),
    "language": ("language",),
    "profession": ("profession",),
    "hobbies": ("hobbies",),
    "marital_status": ("marital_status",),
    "household": ("household_id",),
    "home_store": ("home_store_id",),
    "home_seller": ("home_seller_id",),
}
"""The fields one chooses between, in the order of a form, with their columns; of the kinds of contact, the main one."""

CONTACTS = ("email", "mobile", "phone", "address")


def is_blank(value: Any) -> bool:
    """Tell whether a field says nothing."""
    return value in (None, "") or (isinstance(value, list) and not any(value))


def changes(survivor: Profile, absorbed: Profile, chosen: Collection[str]) -> Changes:
    """Return what the survivor says otherwise: the fields chosen of the other, and what it did not say itself.

    >>> changes({"profession": "", "language": "fr"}, {"profession": "Luthier", "language": "en"}, {"language"})
    {'profession': ['', 'Luthier'], 'language': ['fr', 'en']}
    """
    taken = {
        name: value
        for name, value in absorbed.items()
        if not is_blank(value) and (name in chosen or is_blank(survivor.get(name)))
    }
    return {name: [survivor.get(name), value] for name, value in taken.items() if value != survivor.get(name)}


def take_back(undone: Changes, later: Sequence[Changes], current: Profile) -> Profile:
    """Return what the survivor says again; where a later merge had changed it further, that one remembers it instead.

    `later` are the changes of the merges that still stand, in their order. A field corrected since is left as it is.

    >>> later = [{"city": ["b", "c"]}]
    >>> take_back({"city": ["a", "b"], "size": ["38", "39"]}, later, {"city": "c", "size": "39"}), later
    ({'size': '38'}, [{'city': ['a', 'c']}])
    """
    restored = {}
    for name, (before, after) in undone.items():
        follower = next((changed for changed in later if name in changed), None)
        if follower is None:
            if current.get(name) == after:
                restored[name] = before
        elif follower[name][0] == after:
            follower[name][0] = before
    return restored
