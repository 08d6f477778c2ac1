"""Somebody asks in which of the saved segments a customer is."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from chaland.accounts.rules import Scope
from chaland.kernel.errors import Refusal
from chaland.segments import at_till, queries
from chaland.segments.evaluating import View
from chaland.segments.tree import Group
from chaland.usecases.sales.record_receipts import today_of_network


def segments_of_customer(customer_id: int, scope: Scope, *, now: datetime) -> Mapping[int, str]:
    """Return the names, by id, of all saved segments that a customer is in, told at the till or not."""
    saved = {one.pk: one for one in queries.segments(scope)}
    today = today_of_network(now)
    asked: dict[str, tuple[Group, View]] = {}
    for segment_id, segment in saved.items():
        # A rule about another store, or of conditions that are no more, describes nobody whom one sees.
        with suppress(Refusal):
            rule, others = queries.read_rule(segment.rule, scope)
            asked[str(segment_id)] = (rule, View(today, scope.store_id, others))
    inside = at_till.membership(asked).of(customer_id) if asked else set()
    return {one.pk: one.name for one in saved.values() if str(one.pk) in inside}
