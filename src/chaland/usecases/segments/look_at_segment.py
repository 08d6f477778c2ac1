"""Somebody describes customers by a rule, and looks at who they are.

What reads the lake is imported when something is asked: a server that starts answers tills first.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from chaland.accounts.rules import Scope
from chaland.segments import queries
from chaland.segments.tree import Group
from chaland.usecases.sales.record_receipts import today_of_network

if TYPE_CHECKING:
    import pyarrow as pa

    from chaland.segments.at_till import Explained
    from chaland.segments.evaluating import View
    from chaland.segments.panel import Panel


def read(rule: Any, scope: Scope, *, now: datetime, own_id: int | None = None) -> "tuple[Group, View]":
    """Read a rule and say from where it is looked at. Raises what `segments.queries.read_rule` raises."""
    from chaland.segments.evaluating import View

    tree, rules = queries.read_rule(rule, scope, own_id=own_id)
    return tree, View(today_of_network(now), scope.store_id, rules)


def count(rule: Any, scope: Scope, *, now: datetime) -> tuple[int, int]:
    """Return how many the rule describes, and of how many."""
    from chaland.segments import evaluating

    return evaluating.count(*read(rule, scope, now=now))


def look(rule: Any, scope: Scope, *, now: datetime) -> "Panel":
    """Return what is shown of the people whom the rule describes."""
    from chaland.segments import panel

    return panel.panel(*read(rule, scope, now=now))


def members(rule: Any, scope: Scope, *, now: datetime) -> "pa.Int64Array":
    """Return the ids of the people whom the rule describes, in ascending order."""
    from chaland.segments import evaluating

    return evaluating.members(*read(rule, scope, now=now))


def members_of(segment_id: int, scope: Scope, *, now: datetime) -> list[int]:
    """Return the ids of the people in a saved segment, in ascending order. Raises NotFound `segment_unknown`."""
    ids: list[int] = members(queries.segment(segment_id, scope).rule, scope, now=now).to_pylist()
    return ids


def members_after(rule: Any, scope: Scope, *, after: int, limit: int, now: datetime) -> list[int]:
    """Return the ids of the people whom the rule describes, ascending, the first `limit` that are above `after`."""
    from chaland.segments import evaluating

    return evaluating.members_after(*read(rule, scope, now=now), after=after, limit=limit)


def explain(rule: Any, customer_id: int, scope: Scope, *, now: datetime) -> "list[Explained]":
    """Return, condition by condition, whether and why a customer is described. Empty if one may not see them."""
    from chaland.segments import at_till

    tree, view = read(rule, scope, now=now)
    return at_till.explain(customer_id, tree, view)


def explain_whole(rule: Any, customer_id: int, scope: Scope, *, now: datetime) -> "tuple[list[Explained], bool]":
    """Return the same, and whether the whole rule describes the customer."""
    from chaland.segments import at_till

    tree, view = read(rule, scope, now=now)
    return at_till.explain(customer_id, tree, view), bool(at_till.membership({"it": (tree, view)}).of(customer_id))
