"""Reading saved segments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db.models import Q, QuerySet

from chaland.accounts.rules import Scope
from chaland.database.lookups import fetch
from chaland.kernel.errors import Forbidden, NotFound, Refusal
from chaland.segments.models import Segment
from chaland.segments.tree import Condition, Group, conditions, parse

# A segment named twice is judged twice: a chain of such would never end.
MOST_TOGETHER = 1000


def segments(scope: Scope) -> QuerySet[Segment]:
    """Return the saved segments that one may look at: the network's, and those of the store looked at."""
    own = Q(store=None) if scope.store_id is None else Q(store=None) | Q(store=scope.store_id)
    return Segment.objects.filter(own).order_by("name")


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved segment, without its rule. changed_at: as the database gives it, to be compared only."""

    segment_id: int
    name: str
    is_told_at_till: bool
    changed_at: Any


def saved_segments(scope: Scope) -> list[Saved]:
    """Return the segments that one may look at, by name, in one plain statement: a till waits for it."""
    rows = fetch(
        "SELECT id, name, is_told_at_till, changed_at FROM segments_segment "
        "WHERE store_id IS NULL OR store_id = %s ORDER BY name",
        [scope.store_id],
    )
    return [Saved(*row) for row in rows]


def stays_of(customer_id: int) -> set[int]:
    """Return the segments that the customer was last noted in."""
    rows = fetch("SELECT segment_id FROM segments_membership WHERE customer_id = %s AND left_at IS NULL", [customer_id])
    return {key for (key,) in rows}


def inside(segment_id: int) -> set[int]:
    """Return the customers who were last noted in a segment."""
    rows = fetch("SELECT customer_id FROM segments_membership WHERE segment_id = %s AND left_at IS NULL", [segment_id])
    return {key for (key,) in rows}


def segment(segment_id: int, scope: Scope) -> Segment:
    """Return a segment that one may look at. Raises NotFound `segment_unknown`."""
    found = segments(scope).filter(pk=segment_id).first()
    if found is None:
        raise NotFound("segment_unknown")
    return found


def read_rule(data: Any, scope: Scope, *, own_id: int | None = None) -> tuple[Group, Mapping[int, Group]]:
    """Read a rule and the rules of the segments that it names, however deep.

    `own_id` is the segment that is to have the rule. Raises a Refusal of `tree.parse`, its `too_many_conditions` for
    all rules together too; Forbidden `store_not_allowed` where it names a store beyond the scope; Refusal
    `segment_cycle`; NotFound `segment_unknown`.
    """
    rule = parse(data)
    rules: dict[int, Group] = {}
    _follow(rule, scope, rules, (own_id,) if own_id else (), count(1))
    return rule, rules


def _follow(rule: Group, scope: Scope, rules: dict[int, Group], path: tuple[int, ...], seen: Iterator[int]) -> None:
    for condition in conditions(rule):
        if next(seen) > MOST_TOGETHER:
            raise Refusal("too_many_conditions", limit=MOST_TOGETHER)
        _refuse_foreign_stores(condition, scope)
        for other in condition.get("is") if condition.code == "member" else ():
            if other in path:
                raise Refusal("segment_cycle")
            if other not in rules:
                rules[other] = parse(segment(other, scope).rule)
            _follow(rules[other], scope, rules, (*path, other), seen)


def _refuse_foreign_stores(condition: Condition, scope: Scope) -> None:
    named = condition.get("is") if condition.code == "home_store" else condition.get("store")
    if scope.store_id is not None and named and set(named) != {scope.store_id}:
        raise Forbidden("store_not_allowed")
