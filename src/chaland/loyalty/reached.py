"""Who reached a tier on which day, worked out from receipts as the till does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zlib import crc32

from chaland.loyalty import reading
from chaland.loyalty.models import Balance
from chaland.loyalty.rules.earning import Days, amounts, worked_out
from chaland.loyalty.rules.tiers import Amount, held, reach, tier_on
from chaland.loyalty.schemes import Scheme, schemes
from chaland.sales.models import Receipt

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody reached a tier of a programme on a day."""

    customer_id: int
    programme_id: int
    code: str
    on: date


def tiers_reached(
    first: date, last: date, *, heard_since: datetime | None = None, one_in: int = 1
) -> Iterator[Reached]:
    """Give who reached a tier on which of these days, both within: of those who hold one today, once a year each.

    heard_since: of those alone who have a receipt of these days that came in since then. one_in: of one customer in so
    many, the same ones each time.
    """
    for scheme in schemes():
        if any(one.tiers for one in scheme.rules):
            ids = _holders(scheme, first, last, heard_since)
            for some in _batches([one for one in ids if crc32(b"%d" % one) % one_in == 0]):
                yield from _reached(scheme, some, first, last)


def tiers_held() -> int:
    """Return how many tiers are held today."""
    return Balance.objects.exclude(tier="").count()


def _holders(scheme: Scheme, first: date, last: date, heard_since: datetime | None) -> list[int]:
    bought = Receipt.objects.filter(store__in=scheme.stores, business_on__range=(first, last))
    if heard_since:
        bought = bought.filter(received_at__gte=heard_since)
    balances = Balance.objects.filter(programme=scheme.programme_id, customer__in=bought.values("customer"))
    return list(balances.exclude(tier="").order_by("customer").values_list("customer", flat=True))


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[begin : begin + _AT_ONCE] for begin in range(0, len(ids), _AT_ONCE))


def _reached(scheme: Scheme, ids: Sequence[int], first: date, last: date) -> Iterator[Reached]:
    read = reading.read_passages(dict.fromkeys(ids, _since(scheme, first)), scheme.rules)
    for customer, passages in read.passages.items():
        own = [one for one in passages if one.store in scheme.stores]
        _, days = worked_out(own, scheme.rules, all_tiers=False)
        found = list(_rises(scheme, days, first, last))
        earlier = _rises(scheme, days, date(first.year, 1, 1), first - timedelta(1)) if found else ()
        met = {(day.year, code) for day, code in earlier}
        for day, code in found:
            if (day.year, code) not in met:
                met.add((day.year, code))
                yield Reached(customer, scheme.programme_id, code, day)


def _since(scheme: Scheme, first: date) -> date:
    """Return from which day on receipts count for what is reached in the year of a day, and no earlier one does.

    Where the tier held multiplies the points by which it is held, all of them do.
    """
    if any(one.tier_measure == "points" and any(by.tiers for by in one.multipliers) for one in scheme.rules):
        return scheme.begins_on
    return max(scheme.begins_on, date(first.year, 1, 1) - reach(scheme.rules))


def _rises(scheme: Scheme, days: Days, first: date, last: date) -> Iterator[tuple[date, str]]:
    """Give each day on which a higher tier was reached than was held when it began, the first day first."""
    counted: dict[date, list[Amount]] = {}
    for day in sorted(days):
        version = scheme.on(day) if first <= day <= last else None
        if version is None or not (rules := version.rules).tiers:
            continue
        if rules.valid_from not in counted:
            counted[rules.valid_from] = amounts(days, rules)
        before, after = (tier_on(one, counted[rules.valid_from], rules) for one in (day, day + timedelta(1)))
        if len(held(rules.tiers, after)) > len(held(rules.tiers, before)):
            yield day, after
