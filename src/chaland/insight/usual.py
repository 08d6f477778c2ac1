"""What one customer usually buys and did not buy this time: from the database alone, while the till waits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from chaland.database.lookups import as_kept, fetch
from chaland.sales.queries.receipts import as_day

LOOKED_BACK_DAYS = 730
LEAST_DAYS = 4


@dataclass(frozen=True, slots=True)
class Usual:
    """Something that a customer usually buys. key: a family's primary key. rhythm_days: median of the gaps."""

    key: int
    days: int
    rhythm_days: float
    last_on: date


MOST_SAID = 3
_MOST_RECEIPTS = 30


def not_this_time(
    customer_id: int, families: Collection[int], *, today: date, store_id: int | None = None
) -> list[Usual]:
    """Return up to three families that a customer usually buys, is due to buy, and that are not in `families`.

    families: those of the receipt at hand. Usual: bought on four days or more of their last thirty receipts, within
    730 days. Due: their rhythm has passed since the last day, but not three times over: what is long gone is no usual
    purchase. Today does not count. The most often bought first. From the database, by one statement.
    """
    days: dict[int, list[date]] = {}
    for family, day in _bought(customer_id, today, store_id):
        days.setdefault(family, []).append(day)
    often = {family: bought for family, bought in days.items() if len(bought) >= LEAST_DAYS and family not in families}
    missed = [one for family, bought in often.items() if _is_due(one := _usual(family, sorted(bought)), today)]
    return sorted(missed, key=lambda one: (-one.days, one.key))[:MOST_SAID]


def _usual(family: int, days: Sequence[date]) -> Usual:
    return Usual(family, len(days), median((later - before).days for before, later in pairwise(days)), days[-1])


def _is_due(one: Usual, today: date) -> bool:
    return one.rhythm_days <= (today - one.last_on).days <= 3 * one.rhythm_days


def _bought(customer_id: int, today: date, store_id: int | None) -> list[tuple[int, date]]:
    """Return the families and days of the customer's last receipts."""
    only = "AND store_id = %s" if store_id else ""
    rows = fetch(
        f"SELECT DISTINCT p.category_id, {as_kept('r.business_on')} FROM "  # noqa: S608
        "(SELECT id, business_on FROM sales_receipt "
        f"WHERE customer_id = %s AND total_cents >= 0 {only} ORDER BY sold_at DESC LIMIT %s) r "
        "JOIN sales_receiptline l ON l.receipt_id = r.id JOIN stores_product p ON p.id = l.product_id "
        "WHERE l.quantity_milli >= 0 AND p.category_id IS NOT NULL AND r.business_on < %s AND r.business_on >= %s",
        [
            customer_id,
            *([store_id] if store_id else []),
            _MOST_RECEIPTS,
            today.isoformat(),
            (today - timedelta(days=LOOKED_BACK_DAYS - 1)).isoformat(),
        ],
    )
    return [(family, as_day(day)) for family, day in rows]
