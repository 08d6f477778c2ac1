"""What a basket would earn: worked out as it will be, and nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chaland.database.lookups import fetch, values_source
from chaland.kernel.dates import business_day
from chaland.loyalty import reading
from chaland.loyalty.rules.earning import Passage, amounts, worked_out
from chaland.loyalty.rules.programme import Sold, in_force
from chaland.loyalty.rules.tiers import discount_cents, tier_on
from chaland.loyalty.schemes import scheme_of_store
from chaland.sales.rules import LineInput, ReceiptInput
from chaland.stores.recognition import KnownTill

_THIS = 2**62
"""Stands for a receipt that has no number yet: after every other of its moment."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a basket would earn, the tier it would lead to, and what the tier held takes off it, in cents."""

    points: int
    tier: str
    discount_cents: int


def quote(said: ReceiptInput, till: KnownTill, customer_id: int | None, tier: str = "") -> Quote | None:
    """Return what a receipt would earn its customer, or somebody new; None without a programme on its day.

    tier: held now, which is what the till goes by.
    """
    scheme = scheme_of_store(till.store_id)
    on = business_day(said.sold_at, till.zone)
    programme = in_force(scheme.rules, on) if scheme else None
    if scheme is None or programme is None:
        return None
    this = Passage(
        _THIS, till.store_id, on, _clock(said.sold_at, till.zone), _sold(said.lines),
        _is_birthday(customer_id, on), "~",
    )  # fmt: skip
    passages = [this]
    if customer_id is not None:
        read = reading.read_passages({customer_id: scheme.begins_on}, scheme.rules)
        passages += [one for one in read.passages.get(customer_id, ()) if one.store in scheme.stores]
    earned, days = worked_out(passages, scheme.rules)
    points = next(one.points for one in earned if one.number == _THIS)
    after = tier_on(on + timedelta(1), amounts(days, programme), programme)
    return Quote(points, after, discount_cents(programme, tier, this.lines))


def _clock(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def _is_birthday(customer_id: int | None, on: date) -> bool:
    return customer_id is not None and reading.birthdays([customer_id]).get(customer_id) == (on.month, on.day)


def _sold(lines: Sequence[LineInput]) -> tuple[Sold, ...]:
    source, parameters = values_source(["text"], [(line.sku,) for line in lines if line.sku])
    rows = fetch(
        f"SELECT p.sku, p.id, p.category_id, p.brand, p.size, p.price_level FROM {source} "  # noqa: S608
        "JOIN stores_product p ON p.sku = v.c0",
        parameters,
    )
    families = reading.families_above({row[2] for row in rows if row[2] is not None})
    known = {row[0]: (row[1], families.get(row[2], reading.NO_FAMILIES), *row[3:]) for row in rows}
    return tuple(
        Sold(product, line.amount_cents, line.quantity_milli, of, brand, size, level)
        for line in lines
        for product, of, brand, size, level in [known.get(line.sku) or _unknown(line)]
    )


def _unknown(line: LineInput) -> tuple[int, frozenset[int], str, str, str]:
    said = line.said
    return 0, reading.NO_FAMILIES, said.brand, said.size, said.price_level
