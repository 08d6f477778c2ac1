"""Which rules of a programme the form shows, and what takes their place.

The form shows one rule of each sort: the first that it can say as it is. Every other one stays as it was.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms

Rule = TypeVar("Rule")


@dataclass(frozen=True, slots=True)
class Sort(Generic[Rule]):
    """How the form says a rule of one sort. as_typed: what its fields hold for it. said: the rule they say, or none."""

    as_typed: Callable[[Rule], dict[str, Any]]
    said: Callable[[Mapping[str, Any]], Rule | None]


def shown(rules: Iterable[Rule], sort: Sort[Rule], fields: Mapping[str, forms.Field]) -> Rule | None:
    """Return the rule of a sort that the form shows."""
    return next((one for one in rules if _is_said(one, sort, fields)), None)


def typed_of(rules: Iterable[Rule], sorts: Iterable[Sort[Rule]], fields: Mapping[str, forms.Field]) -> dict[str, Any]:
    """Return what the fields hold for these rules."""
    known = list(rules)
    found = ((sort, shown(known, sort, fields)) for sort in sorts)
    return {name: value for sort, one in found if one is not None for name, value in sort.as_typed(one).items()}


def replaced(
    rules: Sequence[Rule],
    sorts: Iterable[Sort[Rule]],
    typed: Mapping[str, Any],
    fields: Mapping[str, forms.Field],
) -> tuple[Rule, ...]:
    """Return the rules with what was typed in the place of what the form shows; nothing typed is no rule."""
    found = list(rules)
    for sort in sorts:
        before, now = shown(found, sort, fields), sort.said(typed)
        place = len(found) if before is None else found.index(before)
        found[place : place + 1] = [] if now is None else [now]
    return tuple(found)


def _is_said(rule: Rule, sort: Sort[Rule], fields: Mapping[str, forms.Field]) -> bool:
    """Tell whether the fields give the same rule back: nothing is cut, rounded, out of bounds or no longer there."""
    try:
        typed = sort.as_typed(rule)
        return sort.said({name: _read(fields[name], value) for name, value in typed.items()}) == rule
    except forms.ValidationError:
        return False


def _read(field: forms.Field, value: Any) -> Any:
    """Return what the field reads of a value, once a browser has shown it."""
    return field.clean(field.widget.format_value(field.prepare_value(value)))
