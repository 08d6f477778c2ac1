"""Keeping the live figures equal to what the receipts say.

Figures of the touched customers are computed anew from their receipts, by the one pure function, under the
customers' locks. Order, repetition and lateness cannot matter. The one exception is `many_receipts`.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime, timedelta
from itertools import chain, groupby, islice
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias

from django.db import connection

from chaland.customers.models import Customer
from chaland.database.locks import lock_rows
from chaland.database.lookups import as_kept, execute, fetch, values_source
from chaland.database.rows import stored, upsert_rows
from chaland.sales.models import Figures, FiguresClock
from chaland.sales.rules import CustomerFigures, Rhythm, Sale, figures
from chaland.sales.rules.figures import YEAR
from chaland.sales.services.tallies import clear_tallies, tally_everything
from chaland.warehouse import outbox

CHUNK = 5_000
PLAIN = [field.name for field in fields(CustomerFigures) if field.name != "rhythm"]
OF_RHYTHM = [field.name for field in fields(Rhythm)]
_plain, _of_rhythm = attrgetter(*PLAIN), attrgetter(*OF_RHYTHM)
COLUMNS = [*PLAIN, *OF_RHYTHM, "categories"]

Rows: TypeAlias = dict[tuple[int, int | None], tuple[Any, ...]]
"""Rows of figures without the number of families, by customer and store; no store is overall."""


def open_figures(store_of: Mapping[int, int | None]) -> None:
    """Give customers, by id with their store of reference, the rows of figures that lists read. Safe to repeat."""
    rows = [(customer_id, store_id) for customer_id, home in store_of.items() for store_id in {None, home}]
    source, parameters = values_source(["bigint", "bigint"], rows)
    zero = [name for name in COLUMNS if not Figures._meta.get_field(name).null]
    execute(
        f"INSERT INTO sales_figures (customer_id, store_id, {', '.join(zero)}) "  # noqa: S608
        f"SELECT v.c0, v.c1{', 0' * len(zero)} FROM {source} WHERE TRUE ON CONFLICT DO NOTHING",
        parameters,
    )
    outbox.changed("figures", store_of)


def figures_day(today: date) -> date:
    """Return the day on which every twelve-month window ends: `today` at the very first call, else the clock's.

    On PostgreSQL the clock cannot move until the transaction that asked ends.
    """
    share = "" if connection.vendor == "sqlite" else " FOR SHARE"
    rows = fetch(f"SELECT as_of_on FROM sales_figuresclock{share}", [])  # noqa: S608
    if rows:
        return _day(rows[0][0])
    FiguresClock.objects.get_or_create(pk=1, defaults={"as_of_on": today})
    return today


def start_roll(today: date) -> FiguresClock:
    """Move the clock on to `today`, noting from which day, so that a roll cut short goes on from there."""
    figures_day(today)
    lock_rows(FiguresClock, [1])
    clock = FiguresClock.objects.get(pk=1)
    if clock.as_of_on < today:
        clock.rolling_from_on = clock.rolling_from_on or clock.as_of_on
        clock.as_of_on = today
        clock.save(update_fields=["as_of_on", "rolling_from_on"])
    return clock


def end_roll(today: date) -> None:
    """Note that every figure that moved between the two days has been computed anew."""
    FiguresClock.objects.filter(as_of_on=today).update(rolling_from_on=None)


def moved_between(before: date, today: date) -> list[int]:
    """Return the customers with a receipt that enters or leaves a twelve-month window between two clock days."""
    edges = [(before - shift, today - shift) for shift in (timedelta(0), YEAR, 2 * YEAR)]
    condition = " OR ".join(["(business_on > %s AND business_on <= %s)"] * len(edges))
    rows = fetch(
        f"SELECT DISTINCT customer_id FROM sales_receipt WHERE customer_id IS NOT NULL AND ({condition})",  # noqa: S608
        [day for edge in edges for day in edge],
    )
    return [customer_id for (customer_id,) in rows]


def rebuild_figures(*, as_of: date) -> None:
    """Compute every tally and every customer's figures anew from the receipts."""
    clear_tallies()
    tally_everything()
    refresh_figures(Customer.objects.order_by("pk").values_list("pk", flat=True).iterator(CHUNK), as_of=as_of)


def refresh_figures(customer_ids: Iterable[int], *, as_of: date) -> None:
    """Compute the figures of these customers anew, overall and in each store, from receipts and tallies."""
    ids = iter(customer_ids)
    while chunk := sorted(set(islice(ids, CHUNK))):
        move_windows(chunk, as_of=as_of)
        outbox.changed("figures", chunk)


def refresh_stores(stores_of: Mapping[int, Collection[int]], *, as_of: date) -> None:
    """As `refresh_figures`, of customers whose receipts are new in these stores alone: those of other stores stay."""
    if stores_of:
        chunk = sorted(stores_of)
        lock_rows(Customer, chunk)
        _refresh(chunk, as_of, stores_of)
        outbox.changed("figures", chunk)


def move_windows(customer_ids: Iterable[int], *, as_of: date) -> None:
    """As `refresh_figures` where only the clock moved: the figures of all time, which the lake has, stay."""
    chunk = sorted(set(customer_ids))
    lock_rows(Customer, chunk)
    _refresh(chunk, as_of)


def _refresh(customer_ids: list[int], as_of: date, only: Mapping[int, Collection[int]] | None = None) -> None:
    rows: Rows = {}
    for customer_id, by_store in _sales_of(customer_ids):
        stores = by_store if only is None else only[customer_id]
        of_stores: Rows = {(customer_id, store_id): _row(by_store[store_id], as_of) for store_id in stores}
        every = list(chain.from_iterable(by_store.values()))
        rows[customer_id, None] = _row(every, as_of) if len(by_store) > 1 else next(iter(of_stores.values()))
        rows.update(of_stores)
    write_rows(rows)


def write_rows(rows: Rows) -> None:
    """Replace these rows of figures, and count the families anew beside them."""
    categories = _category_counts({customer_id for customer_id, _ in rows})
    overall = [(key[0], *row, categories.get(key, 0)) for key, row in rows.items() if key[1] is None]
    in_store = [(*key, *row, categories.get(key, 0)) for key, row in rows.items() if key[1] is not None]
    upsert_rows(Figures, ["customer_id"], COLUMNS, overall, where="store_id IS NULL")
    upsert_rows(Figures, ["customer_id", "store_id"], COLUMNS, in_store, where="store_id IS NOT NULL")


def reset_emptied(customer_ids: Iterable[int]) -> None:
    """Set to zero the figures of these customers that have no receipt left, as after an import is undone."""
    emptied = list(customer_ids)
    source, parameters = values_source(["bigint"], [(customer_id,) for customer_id in emptied])
    zero = [0 if Figures._meta.get_field(name).null is False else None for name in COLUMNS]
    changes = ", ".join(f"{name} = %s" for name in COLUMNS)
    execute(
        f"UPDATE sales_figures SET {changes} WHERE receipts > 0 "  # noqa: S608
        f"AND customer_id IN (SELECT v.c0 FROM {source}) AND NOT EXISTS (SELECT 1 FROM sales_receipt r "
        "WHERE r.customer_id = sales_figures.customer_id "
        "AND (sales_figures.store_id IS NULL OR r.store_id = sales_figures.store_id))",
        [*zero, *parameters],
    )
    outbox.changed("figures", emptied)


def _row(sales: list[Sale], as_of: date) -> tuple[Any, ...]:
    return row_of(figures(sales, as_of=as_of))


def row_of(result: CustomerFigures) -> tuple[Any, ...]:
    """Return figures as a row keeps them, in the order of `COLUMNS` without the last."""
    return (*map(stored, _plain(result)), *map(stored, _of_rhythm(result.rhythm)))


def _sales_of(customer_ids: list[int]) -> Iterator[tuple[int, dict[int, list[Sale]]]]:
    source, parameters = values_source(["bigint"], [(customer_id,) for customer_id in customer_ids])
    sold_at, business_on = as_kept("r.sold_at"), as_kept("r.business_on")
    rows = fetch(
        f"SELECT r.customer_id, r.store_id, {sold_at}, {business_on}, r.total_cents "  # noqa: S608
        f"FROM {source} CROSS JOIN sales_receipt r WHERE r.customer_id = v.c0 ORDER BY r.customer_id",
        parameters,
    )
    for customer_id, of_customer in groupby(rows, key=itemgetter(0)):
        by_store: dict[int, list[Sale]] = {}
        for _, store_id, moment, day, total_cents in of_customer:
            by_store.setdefault(store_id, []).append((_moment(moment), _day(day), total_cents))
        yield customer_id, by_store


def _moment(value: str | datetime) -> datetime:
    # SQLite stores moments as text without a zone, in UTC. Read with it, they take a fifth of the time.
    return datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value


def _day(value: str | date) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _category_counts(customer_ids: Iterable[int]) -> dict[tuple[int, int | None], int]:
    rows = _bought_families("f.customer_id, f.store_id, COUNT(*)", "1, 2", customer_ids)
    counts: dict[tuple[int, int | None], int] = {(customer, store): count for customer, store, count in rows}
    # Of who bought in one store alone, those of the store are all.
    counts.update({(customer, None): count for customer, _, count in rows})
    several = [customer for customer, stores in Counter(row[0] for row in rows).items() if stores > 1]
    if several:
        overall = _bought_families("f.customer_id, COUNT(DISTINCT f.category_id)", "1", several)
        counts.update({(customer, None): count for customer, count in overall})
    return counts


def _bought_families(columns: str, groups: str, customer_ids: Iterable[int]) -> list[tuple[Any, ...]]:
    source, parameters = values_source(["bigint"], [(customer_id,) for customer_id in sorted(customer_ids)])
    return fetch(
        f"SELECT {columns} FROM {source} CROSS JOIN sales_categoryfigures f "  # noqa: S608
        f"WHERE f.customer_id = v.c0 AND f.bought > 0 GROUP BY {groups}",
        parameters,
    )
