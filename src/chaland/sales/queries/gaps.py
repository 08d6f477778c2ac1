"""Which receipts of a till did not come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chaland.sales.models import Receipt
from chaland.sales.rules.gaps import Gap, gaps

LOOKED_BACK_DAYS = 14


@dataclass(frozen=True, slots=True)
class TillDay:
    """One till on one day. gaps: what is missing; None where the till hands in only some of its receipts."""

    store: str
    till: str
    day: date
    receipts: int
    gaps: Sequence[Gap] | None


def gaps_of_tills(store_id: int | None, *, today: date) -> list[TillDay]:
    """Return the days of the last fourteen on which a till of the store, or of any, misses receipts; latest first."""
    rows = Receipt.objects.filter(business_on__gt=today - timedelta(days=LOOKED_BACK_DAYS), business_on__lte=today)
    if store_id is not None:
        rows = rows.filter(store=store_id)
    numbers: dict[tuple[date, str, str], list[str]] = {}
    for day, store, name, code, number in rows.values_list(
        "business_on", "store__name", "till__name", "till__code", "number"
    ):
        numbers.setdefault((day, store, name or code), []).append(number)
    days = [TillDay(store, till, day, len(found), gaps(found)) for (day, store, till), found in numbers.items()]
    return sorted((one for one in days if one.gaps != []), key=lambda one: (-one.day.toordinal(), one.store, one.till))
