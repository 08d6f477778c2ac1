"""What is read to work points out: the lines of the ledger and the receipts of customers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from chaland.database.lookups import as_kept, fetch, values_source
from chaland.loyalty.rules.account import Kept
from chaland.loyalty.rules.before import Before
from chaland.loyalty.rules.before import read as read_written
from chaland.loyalty.rules.earning import Passage
from chaland.loyalty.rules.programme import Choice, Programme, Sold
from chaland.loyalty.schemes import as_day

NO_FAMILIES: frozenset[int] = frozenset()


@dataclass(slots=True)
class Read:
    """Receipts of customers. owners: of a receipt that would be another's had nobody been merged, that other."""

    passages: dict[int, list[Passage]] = field(default_factory=dict)
    owners: dict[int, int] = field(default_factory=dict)

    def is_returned(self, customer: int) -> bool:
        """Tell whether a customer returned anything in them."""
        return any(one.takes_back for one in self.passages.get(customer, ()))

    def only(self, customers: Collection[int]) -> "Read":
        """Return what it says of some customers."""
        return Read({one: self.passages[one] for one in customers if one in self.passages}, self.owners)

    def put_before(self, other: "Read") -> None:
        """Take in earlier receipts."""
        for customer, passages in other.passages.items():
            self.passages[customer] = [*passages, *self.passages.get(customer, ())]

    def replace(self, other: "Read") -> None:
        """Take what another reading says of its customers in the place of what is known."""
        self.passages |= other.passages
        self.owners |= other.owners


def read_before(customer_ids: Iterable[int], stamps: Mapping[int, str]) -> dict[int, dict[int, Before]]:
    """Return what was before the last receipt of these customers, by programme, as far as its rules still hold."""
    source, parameters = values_source(["bigint"], [(one,) for one in customer_ids])
    rows = fetch(
        f'SELECT b.customer_id, b.programme_id, b."before", b.before_by FROM {source} '  # noqa: S608
        "CROSS JOIN loyalty_balance b WHERE b.customer_id = v.c0",
        parameters,
    )
    found: dict[int, dict[int, Before]] = {}
    for customer, programme, text, stamp in rows:
        if text and stamp == stamps.get(programme):
            found.setdefault(customer, {})[programme] = read_written(text)
    return found


def read_entries(since: Mapping[int, date]) -> dict[int, dict[int, list[Kept]]]:
    """Return the lines of these customers from a day on, by customer and programme.

    With those of whoever was merged into them.
    """
    source, parameters = values_source(["bigint", "date"], [(one, day.isoformat()) for one, day in since.items()])
    on = as_kept('e."on"')
    rows = fetch(
        f"SELECT s.customer_id, e.programme_id, e.kind, e.points, {on}, e.subject, e.store_id, "  # noqa: S608
        f"e.receipt_id, e.key IS NOT NULL FROM {source} CROSS JOIN privacy_subject s "
        'JOIN loyalty_entry e ON e.subject = s.key WHERE s.customer_id = v.c0 AND e."on" >= v.c1',
        parameters,
    )
    found: dict[int, dict[int, list[Kept]]] = {}
    for customer, programme, kind, points, on, subject, store, receipt, is_given in rows:
        kept = Kept(kind, points, _day(on), subject, store, receipt, bool(is_given))
        found.setdefault(customer, {}).setdefault(programme, []).append(kept)
    return found


@lru_cache(maxsize=4096)
def _parsed(text: str) -> date:
    return date.fromisoformat(text)


def _day(value: str | date) -> date:
    return _parsed(value) if isinstance(value, str) else value


_MIDNIGHT = datetime.min  # noqa: DTZ901 - the hour of what is only summed is never asked
_RETURNED = Sold(0, 0, -1)
_COLUMNS = "r.customer_id, r.id, r.store_id, {day}, {moment}, r.original_customer_id, r.till_id, r.number"
_LINES = "l.product_id, l.amount_cents, l.quantity_milli, p.category_id, p.brand, p.size, p.price_level"


def read_passages(since: Mapping[int, date], versions: Sequence[Programme]) -> Read:
    """Return the receipts of these customers, each from its day on, with what the programmes ask of them."""
    source, parameters = values_source(["bigint", "date"], [(one, day.isoformat()) for one, day in since.items()])
    columns = _COLUMNS.format(day=as_kept("r.business_on"), moment=as_kept("r.sold_at"))
    rows = fetch(
        f"SELECT {columns}, {_LINES} FROM {source} CROSS JOIN sales_receipt r "  # noqa: S608
        "LEFT JOIN sales_receiptline l ON l.receipt_id = r.id LEFT JOIN stores_product p ON p.id = l.product_id "
        "WHERE r.customer_id = v.c0 AND r.business_on >= v.c1 ORDER BY r.id",
        parameters,
    )
    known = _Known.of(since, rows, versions)
    read = Read()
    for _, lines in groupby(rows, key=itemgetter(1)):
        of = list(lines)
        customer, passage = of[0][0], known.passage(of)
        read.passages.setdefault(customer, []).append(passage)
        if of[0][5] is not None:
            read.owners[passage.number] = of[0][5]
    return read


def read_sums(between: Mapping[int, tuple[date, date]]) -> Read:
    """Return the receipts of these customers from a day until before another, each as one line of what it came to.

    One with anything returned tells that alone.
    """
    bounds = [(one, begin.isoformat(), end.isoformat()) for one, (begin, end) in between.items()]
    source, parameters = values_source(["bigint", "date", "date"], bounds)
    rows = fetch(
        f"SELECT r.customer_id, r.id, r.store_id, {as_kept('r.business_on')}, CAST(SUM(l.amount_cents) AS bigint), "  # noqa: S608
        "CAST(SUM(l.quantity_milli) AS bigint), MIN(l.amount_cents), MIN(l.quantity_milli) "
        f"FROM {source} CROSS JOIN sales_receipt r JOIN sales_receiptline l ON l.receipt_id = r.id "
        "WHERE r.customer_id = v.c0 AND r.business_on >= v.c1 AND r.business_on < v.c2 GROUP BY r.id",
        parameters,
    )
    read = Read()
    for customer, number, store, day, cents, milli, least_cents, least_milli in rows:
        came = _RETURNED if least_cents < 0 or least_milli < 0 else Sold(0, cents, milli)
        read.passages.setdefault(customer, []).append(Passage(number, store, _day(day), _MIDNIGHT, (came,)))
    return read


@dataclass(frozen=True, slots=True)
class _Known:
    """What only some programmes ask: families above a family, clocks of the stores, birthdays."""

    families: Mapping[int, frozenset[int]]
    zones: Mapping[int, ZoneInfo]
    birthdays: Mapping[int, tuple[int, int]]

    @classmethod
    def of(cls, customer_ids: Collection[int], rows: Sequence[Any], versions: Sequence[Programme]) -> "_Known":
        multipliers = [one for version in versions for one in version.multipliers]
        by_family = any(choice.categories for version in versions for choice in _choices(version))
        by_hour = any(one.start or one.end for one in multipliers)
        by_birthday = any(one.birthday for one in multipliers)
        return cls(
            families_above({row[11] for row in rows if row[11] is not None}) if by_family else {},
            zones() if by_hour else {},
            birthdays(customer_ids) if by_birthday else {},
        )

    def passage(self, rows: Sequence[Any]) -> Passage:
        customer, number, store, day, moment, _, till, said = rows[0][:8]
        on, sold_at = _day(day), _moment(moment)
        if store in self.zones:
            sold_at = sold_at.replace(tzinfo=UTC).astimezone(self.zones[store]).replace(tzinfo=None)
        is_birthday = self.birthdays.get(customer) == (on.month, on.day)
        lines = tuple(self._sold(row[8:]) for row in rows if row[9] is not None)
        return Passage(number, store, on, sold_at, lines, is_birthday, f"{till}:{said}")

    def _sold(self, row: Sequence[Any]) -> Sold:
        product, cents, milli, category, brand, size, level = row
        families = self.families.get(category, NO_FAMILIES)
        return Sold(product or 0, cents, milli, families, brand or "", size or "", level or "")


def _choices(version: Programme) -> list[Choice]:
    return [*(one.what for one in version.earnings), *version.excluded]


def _moment(value: str | datetime) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)
    return moment.replace(tzinfo=None)


def families_above(families: Collection[int]) -> dict[int, frozenset[int]]:
    """Return for each family itself and those above it."""
    source, parameters = values_source(["bigint"], [(one,) for one in families])
    rows = fetch(
        f"WITH RECURSIVE up(leaf, id) AS (SELECT v.c0, v.c0 FROM {source} UNION ALL SELECT up.leaf, c.parent_id "  # noqa: S608
        "FROM up JOIN stores_category c ON c.id = up.id WHERE c.parent_id IS NOT NULL) SELECT leaf, id FROM up",
        parameters,
    )
    found: dict[int, set[int]] = {}
    for leaf, above in rows:
        found.setdefault(leaf, set()).add(above)
    return {leaf: frozenset(above) for leaf, above in found.items()}


def zones() -> dict[int, ZoneInfo]:
    """Return the clock of each store."""
    return {store: ZoneInfo(name) for store, name in fetch("SELECT id, time_zone FROM stores_store", [])}


def birthdays(customer_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return month and day of birth of those whose file says so."""
    source, parameters = values_source(["bigint"], [(one,) for one in customer_ids])
    rows = fetch(
        f"SELECT c.id, c.birth_month, c.birth_day FROM {source} JOIN customers_customer c ON c.id = v.c0 "  # noqa: S608
        "WHERE c.birth_day IS NOT NULL",
        parameters,
    )
    return {customer: (month, day) for customer, month, day in rows}


def referred(customer_ids: Iterable[int]) -> dict[int, date | None]:
    """Return who of these was brought by somebody, with the day that counts so far."""
    source, parameters = values_source(["bigint"], [(one,) for one in customer_ids])
    rows = fetch(
        f"SELECT f.referred_id, f.bought_on FROM {source} JOIN loyalty_referral f ON f.referred_id = v.c0",  # noqa: S608
        parameters,
    )
    return {customer: on and as_day(on) for customer, on in rows}


def complete_files(customer_ids: Iterable[int]) -> set[int]:
    """Return whose file has name, first name, birthday, town and a way to write or call."""
    source, parameters = values_source(["bigint"], [(one,) for one in customer_ids])
    rows = fetch(
        f"SELECT c.id FROM {source} JOIN customers_customer c ON c.id = v.c0 WHERE c.first_name <> '' "  # noqa: S608
        "AND c.last_name <> '' AND c.birth_day IS NOT NULL AND c.postcode <> '' AND EXISTS (SELECT 1 FROM "
        "customers_contactpoint p WHERE p.customer_id = c.id AND p.kind IN ('email', 'mobile', 'phone'))",
        parameters,
    )
    return {customer for (customer,) in rows}
