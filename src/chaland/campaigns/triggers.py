"""Which occasions there were on some days, by trigger: customer, name and day. Asked of the lake, or of wishes.

The name is made of the fact alone, so that whoever looks, whenever, finds the same. What a trigger tells of days gone
by: PAST, all that there was; STILL_OPEN, what holds today; COMING, nothing, but of the days to come. What reads the
lake is imported when something is asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from chaland.campaigns.occasion_rows import (
    SCHEMA,
    Days,
    answered,
    at_home,
    days_after,
    days_of,
    start,
    text,
    utc,
    written_down,
    zone,
)
from chaland.campaigns.rules.journeys import birthdays
from chaland.campaigns.turning_points import consent_ends, next_size, tier_reached
from chaland.kernel.dates import business_day
from chaland.sales.models import Wish
from chaland.segments.models import Membership, SegmentVersion

PAST, STILL_OPEN, COMING = "past", "still_open", "coming"


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger. options: the names it takes, with what they are by default."""

    code: str
    find: Callable[[Days], pa.Table]
    options: Mapping[str, Any] = field(default_factory=dict)
    tells: str = PAST


def occasions(trigger: str, days: Days) -> pa.Table:
    """Return the occasions of these days, as SCHEMA, in the order of days and customers."""
    wanted = TRIGGERS[trigger]
    if days.last < days.first:
        return written_down([])
    asked = replace(days, options={**wanted.options, **days.options})
    return wanted.find(asked).sort_by([("on", "ascending"), ("customer_id", "ascending"), ("occasion", "ascending")])


def _opened(asked: Days) -> pa.Table:
    """The file was opened."""
    from chaland.segments import within
    from chaland.warehouse.engine import run, table

    rows = table("customers")
    rows = rows.filter(within.between_moments(rows.created_at, asked.first, asked.last))
    if asked.store_id:
        rows = rows.filter(rows.home_store_id == asked.store_id)
    found = run(rows.select("customer_id", at=rows.created_at))
    names = pa.array(["opened"] * len(found), pa.string())
    return pa.table([found["customer_id"], names, days_of(found["at"])], SCHEMA)


def _visit(asked: Days) -> pa.Table:
    """Somebody came, for the nth time, or each time where it is 0."""
    rows = _stays(asked.store_id)
    rows = rows.filter(rows.business_on >= asked.first, rows.business_on <= asked.last)
    if nth := asked.options["nth"]:
        rows = rows.filter(rows.nth == nth)
        return answered(rows.mutate(on=rows.business_on, occasion=text(f"visit {nth}")))
    return answered(rows.mutate(on=rows.business_on, occasion=rows.business_on.cast("string")))


def _late(asked: Days) -> pa.Table:
    """Somebody stayed away for longer than twice their own interval, as lifecycle.py tells who is slowing down."""
    from chaland.sales import lifecycle

    rows = _stays(asked.store_id)
    rows = rows.filter(rows.nth >= lifecycle.KNOWN_FROM_DAYS)
    silence = (lifecycle.SLOW_AFTER * lifecycle.interval_days(rows)).floor().cast("int64") + 1
    rows = rows.mutate(on=days_after(rows.business_on, silence))
    rows = rows.filter(rows.on >= asked.first, rows.on <= asked.last, rows.next_on.isnull() | (rows.next_on > rows.on))
    return answered(rows.mutate(occasion=rows.business_on.cast("string")))


def _birthday(asked: Days) -> pa.Table:
    """Their birthday is so many days away."""
    from chaland.warehouse.engine import run, table

    wanted = list(birthdays(asked.first, asked.last, before=asked.options["days"]))
    keys = [100 * one.month + one.day for one in wanted]
    rows = table("customers")
    rows = rows.mutate(born=100 * rows.birth_month + rows.birth_day)
    rows = rows.filter(rows.born.isin(sorted(set(keys))))
    if asked.store_id:
        rows = rows.filter(rows.home_store_id == asked.store_id)
    found = run(rows.select("customer_id", "born", at=rows.created_at))
    days = pa.table({"born": keys, "occasion": [str(one.year) for one in wanted], "on": [one.on for one in wanted]})
    met = found.set_column(2, "known_on", days_of(found["at"])).join(days, "born", join_type="inner")
    # Nobody is wished a happy birthday before they were known.
    return met.filter(pc.less_equal(met["known_on"], met["on"])).select(SCHEMA.names).cast(SCHEMA)


def _points_lost(asked: Days) -> pa.Table:
    """Points are lost so many days later."""
    from chaland.warehouse.engine import table

    days = asked.options["days"]
    rows = table("balances")
    rows = rows.filter(rows.lost_points > 0, rows.lost_on.notnull())
    first, last = asked.first + timedelta(days=days), asked.last + timedelta(days=days)
    rows = rows.filter(rows.lost_on >= first, rows.lost_on <= last)
    name = rows.programme_id.cast("string") + " " + rows.lost_on.cast("string")
    return answered(at_home(rows.mutate(on=days_after(rows.lost_on, -days), occasion=name), asked.store_id))


def _cart(asked: Days) -> pa.Table:
    """A cart was filled or a quote written, and nothing bought of it so far."""
    from chaland.segments import within
    from chaland.warehouse.engine import run, table

    rows = table("carts")
    rows = rows.filter(rows.customer_id.notnull(), rows.kind == asked.options["kind"])
    rows = rows.filter(rows.receipt_id.isnull(), ~rows.is_cancelled)
    rows = rows.filter(within.between_moments(rows.made_at, asked.first, asked.last))
    if asked.store_id:
        rows = rows.filter(rows.store_id == asked.store_id)
    found = run(rows.select("customer_id", occasion=text("cart ") + rows.cart_id.cast("string"), at=rows.made_at))
    return pa.table([found["customer_id"], found["occasion"], days_of(found["at"])], SCHEMA)


def _wish(asked: Days) -> pa.Table:
    """What somebody wished for came in, and nobody has told them yet."""
    first, end = start(asked.first), start(asked.last + timedelta(days=1))
    rows = Wish.objects.filter(arrived_at__gte=utc(first), arrived_at__lt=utc(end), told_at=None)
    if asked.store_id:
        rows = rows.filter(store=asked.store_id)
    found = rows.values_list("customer_id", "pk", "arrived_at")
    return written_down([(customer, f"wish {pk}", business_day(at, zone())) for customer, pk, at in found if at])


def _joined(asked: Days) -> pa.Table:
    """Somebody enters a segment, as its members are noted; not on the day on which its rule was written or changed."""
    segment_id = asked.options["segment_id"]
    written = SegmentVersion.objects.filter(segment=segment_id).order_by("-number").first()
    if written is None:
        return written_down([])
    first = max(asked.first, business_day(written.made_at, zone()) + timedelta(days=1))
    rows = Membership.objects.filter(
        segment=segment_id,
        entered_at__gte=utc(start(first)),
        entered_at__lt=utc(start(asked.last + timedelta(days=1))),
    )
    found = rows.values_list("customer_id", "pk", "entered_at")
    return written_down([(customer, f"stay {pk}", business_day(at, zone())) for customer, pk, at in found])


def _stays(store_id: int | None) -> Any:
    from chaland.sales import lifecycle
    from chaland.warehouse.engine import table

    receipts = table("receipts")
    return lifecycle.stays(receipts.filter(receipts.store_id == store_id) if store_id else receipts)


TRIGGERS: Mapping[str, Trigger] = {
    one.code: one
    for one in (
        Trigger("opened", _opened),
        Trigger("visit", _visit, {"nth": 0}),
        Trigger("late", _late),
        Trigger("birthday", _birthday, {"days": 7}),
        Trigger("points_lost", _points_lost, {"days": 30}, tells=COMING),
        Trigger("tier", tier_reached, tells=STILL_OPEN),
        Trigger("next_size", next_size, {"days": 180, "line": ""}),
        Trigger("consent_ends", consent_ends, {"days": 45}, tells=COMING),
        Trigger("cart", _cart, {"kind": "cart"}, tells=STILL_OPEN),
        Trigger("wish", _wish, tells=STILL_OPEN),
        Trigger("joined", _joined, {"segment_id": None}),
    )
}
