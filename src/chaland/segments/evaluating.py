"""Asking the lake who is in a segment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from chaland.segments.asking import Asking
from chaland.segments.compiling import holds, selects
from chaland.segments.tree import Group
from chaland.warehouse.engine import run


@dataclass(frozen=True, slots=True)
class View:
    """From where a rule is looked at: the day, the one store or the network, and the rules of other segments."""

    today: date
    store_id: int | None = None
    rules: Mapping[int, Group] = field(default_factory=dict)

    def asking(self, thresholds: Mapping[str, float | None] | None = None) -> Asking:
        """Return an empty list of questions."""
        return Asking(self.today, self.store_id, self.rules, thresholds)


def people(rule: Group, view: View) -> Any:
    """Return the customers in the segment as an expression, one row each, with their own columns."""
    asking = view.asking()
    wanted = selects(rule, asking)
    return asking.people().filter(wanted)


def thresholds(rules: Sequence[Group], view: View) -> Mapping[str, float | None]:
    """Return the numbers that the percentiles of the rules stand for today; of nobody they are unknown.

    They are named in the order in which the rules ask for them.
    """
    asking = view.asking()
    for rule in rules:
        holds(rule, asking)
    found: Mapping[str, float | None] = run(asking.points()).to_pylist()[0] if asking.percentiles else {}
    return found


def count(rule: Group, view: View) -> tuple[int, int]:
    """Return how many are in the segment, and of how many."""
    everybody = view.asking().everybody()
    # Filtered, and not added up over everybody: engines join only those whom the customer's own columns leave.
    inside = people(rule, view).aggregate(inside=ibis._.count())
    found = run(inside.cross_join(everybody.aggregate(all=everybody.count()))).to_pylist()[0]
    return found["inside"], found["all"]


def members(rule: Group, view: View) -> pa.Int64Array:
    """Return the ids of the customers in the segment, in ascending order."""
    found = people(rule, view).select("customer_id").order_by("customer_id")
    return run(found)["customer_id"].combine_chunks()


def members_after(rule: Group, view: View, *, after: int, limit: int) -> list[int]:
    """Return the ids of the customers in the segment that are greater than `after`, the first `limit` of them."""
    inside = people(rule, view)
    page = inside.filter(inside.customer_id > after).select("customer_id").order_by("customer_id").limit(limit)
    found: list[int] = run(page)["customer_id"].to_pylist()
    return found
