"""What a type of condition is, and the list of all of them."""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from chaland.segments.slots import Slot

if TYPE_CHECKING:
    from chaland.segments.asking import Asking
    from chaland.segments.tree import Condition

Answer: TypeAlias = Any
"""A yes or no of ibis about one customer, over the columns that `Asking` gave."""


@dataclass(frozen=True, slots=True)
class Type:
    """One type of condition.

    code: its name in JSON. family: where the builder lists it. slots: what a person fills in.
    holds: the yes or no. shows: the facts that "why" tells, by name; the columns of `Asking` too.
    """

    code: str
    family: str
    slots: tuple[Slot, ...]
    holds: Callable[["Condition", "Asking"], Answer]
    shows: Callable[["Condition", "Asking"], Mapping[str, Any]]


@cache
def types() -> Mapping[str, Type]:
    """Return every type by its code: the `TYPES` of each module of `segments.conditions`."""
    package = import_module("chaland.segments.conditions")
    modules = [import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)]
    return {one.code: one for module in modules for one in module.TYPES}
