"""Who reached a tier on which day, worked out from receipts as the till does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chaland.loyalty import reading
from chaland.loyalty.models import Balance
from chaland.loyalty.rules.earning import Days, amounts, worked_out
from chaland.loyalty.rules.tiers import held, tier_on
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


def tiers_reached(first: date, last: date) -> Iterator[Reached]:
    """Give who reached a tier on which of these days, both within: of those who hold one today, once a year each."""
    for scheme in schemes():
        if any(one.tiers for one in scheme.rules):
            for some in _batches(_holders(scheme, first, last)):
                yield from _reached(scheme, some, first, last)


def _holders(scheme: Scheme, first: date, last: date) -> list[int]:
    bought = Receipt.objects.filter(store__in=scheme.stores, business_on__range=(first, last)).values("customer")
    balances = Balance.objects.filter(programme=scheme.programme_id, customer__in=bought).exclude(tier="")
    return list(balances.order_by("customer").values_list("customer", flat=True))


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[begin : begin + _AT_ONCE] for begin in range(0, len(ids), _AT_ONCE))


def _reached(scheme: Scheme, ids: Sequence[int], first: date, last: date) -> Iterator[Reached]:
    read = reading.read_passages(dict.fromkeys(ids, scheme.begins_on), scheme.rules)
    for customer, passages in read.passages.items():
        _, days = worked_out([one for one in passages if one.store in scheme.stores], scheme.rules)
        met: set[tuple[int, str]] = set()
        for day, code in _rises(scheme, days, date(first.year, 1, 1), last):
            if (day.year, code) not in met:
                met.add((day.year, code))
                if day >= first:
                    yield Reached(customer, scheme.programme_id, code, day)


def _rises(scheme: Scheme, days: Days, first: date, last: date) -> Iterator[tuple[date, str]]:
    """Give each day on which a higher tier was reached than was held when it began, the first day first."""
    for day in sorted(days):
        version = scheme.on(day) if first <= day <= last else None
        if version is None or not version.rules.tiers:
            continue
        counted = amounts(days, version.rules)
        before, after = (tier_on(one, counted, version.rules) for one in (day, day + timedelta(1)))
        if len(held(version.rules.tiers, after)) > len(held(version.rules.tiers, before)):
            yield day, after
