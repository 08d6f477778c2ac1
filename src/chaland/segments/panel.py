"""What is shown of the people in a segment: how to reach them, what they spend, when they came last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import ibis

from chaland.privacy.rules import CHANNELS
from chaland.segments.compiling import describes
from chaland.segments.evaluating import View, people
from chaland.segments.reaching import may_reach
from chaland.segments.tree import Group
from chaland.warehouse.engine import run, table

MONTHS = 12
EXAMPLES = 5
OFFERS = "offers"
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Panel:
    """The people in a segment, and all people beside them.

    by_email, by_mobile, by_phone, by_post: how many have such a contact point that works.
    for_offers: by channel, how many of them may be contacted for offers, by what they agreed to or were told.
    revenue_cents, visits: of the last 365 days. average_basket_cents, everybodys_basket_cents: their revenue by visits.
    last_visits: how many came last in each of the last twelve months, this one first, and before.
    examples: ids of those who spent most in the year.
    """

    by_email: int
    by_mobile: int
    by_phone: int
    by_post: int
    for_offers: Mapping[str, int]
    revenue_cents: int
    visits: int
    average_basket_cents: int | None
    everybodys_basket_cents: int | None
    last_visits: tuple[int, ...]
    examples: tuple[int, ...]


def panel(rule: Group, view: View) -> Panel:
    """Look at the people in the segment."""
    chosen = people(rule, view).select("customer_id", "has_email", "has_mobile", "has_phone", "has_address")
    reach = run(
        chosen.aggregate(
            **{name: chosen[f"has_{name}"].cast("int64").sum() for name in ("email", "mobile", "phone", "address")}
        )
    ).to_pylist()[0]
    year = _spent(view)
    theirs, everybodys = _sums(year.semi_join(chosen, "customer_id")), _sums(year)
    return Panel(
        by_email=reach["email"] or 0,
        by_mobile=reach["mobile"] or 0,
        by_phone=reach["phone"] or 0,
        by_post=reach["address"] or 0,
        for_offers=_for_offers(rule, view),
        revenue_cents=theirs[0],
        visits=theirs[1],
        average_basket_cents=_basket(*theirs),
        everybodys_basket_cents=_basket(*everybodys),
        last_visits=_last_visits(chosen, view),
        examples=_examples(chosen, year),
    )


def _for_offers(rule: Group, view: View) -> Mapping[str, int]:
    asking = view.asking()
    answer = describes(rule, asking)
    counts = {channel: may_reach(OFFERS, channel, asking).cast("int64").sum() for channel in CHANNELS}
    found = run(asking.people().filter(answer).aggregate(**counts)).to_pylist()[0]
    return {channel: found[channel] or 0 for channel in CHANNELS}


def _spent(view: View) -> ibis.Table:
    """Return what each customer spent in the last 365 days, and in how many visits."""
    receipts = table("receipts")
    mine = receipts.customer_id.notnull() & (receipts.business_on > view.today - YEAR)
    if view.store_id:
        mine = mine & (receipts.store_id == view.store_id)
    rows = receipts.filter(mine, receipts.business_on <= view.today)
    return rows.group_by("customer_id").aggregate(
        revenue=rows.total_cents.sum(), visits=rows.total_cents.count(where=rows.total_cents >= 0)
    )


def _sums(spent: ibis.Table) -> tuple[int, int]:
    found = run(spent.aggregate(revenue=spent.revenue.sum(), visits=spent.visits.sum())).to_pylist()[0]
    return found["revenue"] or 0, found["visits"] or 0


def _basket(revenue: int, visits: int) -> int | None:
    return (2 * revenue + visits) // (2 * visits) if visits else None


def _last_visits(chosen: ibis.Table, view: View) -> tuple[int, ...]:
    figures = table("figures")
    of_scope = figures.store_id == view.store_id if view.store_id else figures.store_id.isnull()
    rows = figures.filter(of_scope, figures.last_visit_on.notnull()).semi_join(chosen, "customer_id")
    ago = 12 * (view.today.year - rows.last_visit_on.year()) + view.today.month - rows.last_visit_on.month()
    counted = rows.select(ago=ago).group_by("ago").aggregate(count=ibis._.count())
    by_month = {row["ago"]: row["count"] for row in run(counted).to_pylist()}
    recent = [by_month.get(month, 0) for month in range(MONTHS)]
    return (*recent, sum(by_month.values()) - sum(recent))


def _examples(chosen: ibis.Table, spent: ibis.Table) -> tuple[int, ...]:
    rows = spent.right_join(chosen, "customer_id")
    ordered = rows.order_by(ibis.desc(rows.revenue.fill_null(0)), rows.customer_id).limit(EXAMPLES)
    return tuple(run(ordered.select("customer_id"))["customer_id"].to_pylist())
