"""Which rules of a programme the form shows, and what takes their place.

Of some sorts the form has one rule, of others a row for each. A rule that no field can say as it is stays as it was.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms

Rule = TypeVar("Rule")


@dataclass(frozen=True, slots=True)
class Sort(Generic[Rule]):
    """How the form says a rule of one sort. as_typed: what its fields hold for it. said: the rule they say, or none.

    most: as many as the form can show.
    """

    as_typed: Callable[[Rule], dict[str, Any]]
    said: Callable[[Mapping[str, Any]], Rule | None]
    fields: Mapping[str, forms.Field]
    most: int = 1


def shown(rules: Sequence[Rule], sorts: Sequence[Sort[Rule]]) -> list[list[Rule]]:
    """Return the rules that the form shows, of each sort."""
    places = _dealt(rules, sorts)
    return [[rule for rule, one in zip(rules, places, strict=True) if one == place] for place in range(len(sorts))]


def typed_of(rules: Sequence[Rule], sorts: Sequence[Sort[Rule]]) -> list[list[dict[str, Any]]]:
    """Return what the fields hold for the rules of each sort."""
    found = zip(sorts, shown(rules, sorts), strict=True)
    return [[sort.as_typed(one) for one in of_sort] for sort, of_sort in found]


def replaced(
    rules: Sequence[Rule], sorts: Sequence[Sort[Rule]], typed: Sequence[Sequence[Mapping[str, Any]]]
) -> tuple[Rule, ...]:
    """Return the rules with what was typed in the place of what the form shows; nothing typed is no rule."""
    said = [iter([sort.said(one) for one in rows]) for sort, rows in zip(sorts, typed, strict=True)]
    places = _dealt(rules, sorts)
    kept = [rule if place is None else next(said[place], None) for rule, place in zip(rules, places, strict=True)]
    added = [one for rows in said for one in rows]
    return tuple(one for one in (*kept, *added) if one is not None)


def left_alone(rules: Sequence[Rule], sorts: Sequence[Sort[Rule]]) -> tuple[Rule, ...]:
    """Return the rules that the form does not show."""
    return replaced(rules, sorts, [[] for _ in sorts])


def _dealt(rules: Sequence[Rule], sorts: Sequence[Sort[Rule]]) -> list[int | None]:
    """Return the sort by whose fields each rule is shown: the first that can say it and has room."""
    room = [sort.most for sort in sorts]
    dealt: list[int | None] = []
    for rule in rules:
        fit = (place for place, sort in enumerate(sorts) if room[place] and _is_said(rule, sort))
        place = next(fit, None)
        if place is not None:
            room[place] -= 1
        dealt.append(place)
    return dealt


def _is_said(rule: Rule, sort: Sort[Rule]) -> bool:
    """Tell whether the fields give the same rule back: nothing is cut, rounded, out of bounds or no longer there."""
    try:
        typed = sort.as_typed(rule)
        return sort.said({name: _read(one, typed.get(name)) for name, one in sort.fields.items()}) == rule
    except forms.ValidationError:
        return False


def _read(field: forms.Field, value: Any) -> Any:
    """Return what the field reads of a value, once a browser has shown it."""
    if isinstance(field, forms.BooleanField):
        return bool(value)
    written = field.widget.format_value(field.prepare_value(value))
    is_one_of = isinstance(field.widget, forms.Select) and not field.widget.allow_multiple_selected
    return field.clean(written[0] if is_one_of else written)
