"""What the readers of filters share: texts, choices, emptiness, and conditions put together."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from chaland.database.fields import MAX_CHARACTER
from chaland.kernel.errors import Refusal
from chaland.kernel.filters import TextFilter, parse_text_filter

_NONE = Q(pk__in=())
_MOST_CHOICES = 50


def not_understood(text: str) -> Refusal:
    return Refusal("filter_not_understood", text=text.replace("\x00", "")[:60])


def read_text(text: str) -> TextFilter:
    found = parse_text_filter(text)
    if found is None:
        raise not_understood(text)
    return found


def starting(path: str, start: str) -> Q:
    return Q(**{f"{path}__gte": start, f"{path}__lt": start + MAX_CHARACTER})


def negated(condition: Q, negated: bool) -> Q:  # noqa: FBT001 - reads as the filter's own flag
    return ~condition if negated else condition


def any_of(conditions: Iterable[Q]) -> Q:
    found = _NONE
    for place, one in enumerate(conditions):
        found = found | one if place else one
    return found


def read_choices(text: str, allowed: Iterable[str] | None = None) -> list[str]:
    values = [value.strip() for value in text.split(",") if value.strip()]
    if not values or len(values) > _MOST_CHOICES or (allowed is not None and not set(values) <= set(allowed)):
        raise not_understood(text)
    return values


def emptiness(text: str) -> bool | None:
    """Tell whether the text asks for rows without a value, with one, or neither."""
    try:
        found = parse_text_filter(text)
    except Refusal:
        return None
    return found.empty if found else None


def among(owners: QuerySet[Any], *, but: bool) -> Q:
    """Keep the customers these rows belong to, or with `but` everybody else."""
    return negated(Q(pk__in=owners.values("customer_id")), but)
