"""Figures of customers with very many receipts, such as a card lent to whoever passes.

All of their receipts are read at the first visit of each day; those that follow are added to what that gave.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from chaland.customers.models import Customer
from chaland.database.locks import lock_rows
from chaland.database.lookups import fetch, values_source
from chaland.database.rows import stored
from chaland.sales.models import Figures, FiguresClock
from chaland.sales.rules import CustomerFigures, Rhythm, Sale, figures_with, is_visit
from chaland.sales.services.figures import OF_RHYTHM, PLAIN, row_of, write_rows
from chaland.warehouse import outbox

MANY = 1_000
# A business day begins and ends within this of the same day in UTC, whatever the zone of the store.
_AROUND = timedelta(days=2)

NewSale: TypeAlias = tuple[int, int, Sale]
"""Receipt id, store id, and what was sold."""


def add_figures(sales: Mapping[int, Sequence[NewSale]], *, as_of: date) -> set[int]:
    """Add new receipts, by customer, to the figures of those who had many; return whose figures are right by it.

    The others are to be computed anew: so is who had no visit yet, in that store, on the day of one of these.
    """
    many = _with_many(sales)
    if not many or FiguresClock.objects.filter(rolling_from_on__isnull=False).exists():
        return set()
    lock_rows(Customer, sales)
    done = {customer_id for customer_id in many if _add(customer_id, sales[customer_id], as_of)}
    outbox.changed("figures", done)
    return done


def _with_many(customer_ids: Iterable[int]) -> list[int]:
    source, parameters = values_source(["bigint"], [(customer_id,) for customer_id in customer_ids])
    rows = fetch(
        f"SELECT f.customer_id FROM {source} CROSS JOIN sales_figures f "  # noqa: S608
        "WHERE f.customer_id = v.c0 AND f.store_id IS NULL AND f.receipts >= %s",
        [*parameters, MANY],
    )
    return [customer_id for (customer_id,) in rows]


def _add(customer_id: int, sales: Sequence[NewSale], as_of: date) -> bool:
    before = {row.store_id: row for row in Figures.objects.filter(customer_id=customer_id)}
    by_store: dict[int | None, list[Sale]] = {None: [sale for _, _, sale in sales]}
    for _, store_id, sale in sales:
        by_store.setdefault(store_id, []).append(sale)
    if not by_store.keys() <= before.keys() or not _days_are_known(customer_id, sales):
        return False
    write_rows(
        {
            (customer_id, scope): row_of(figures_with(_read(before[scope]), added, as_of=as_of))
            for scope, added in by_store.items()
        }
    )
    return True


def _days_are_known(customer_id: int, sales: Sequence[NewSale]) -> bool:
    """Tell whether there was a visit in the same store on the day of each of these visits."""
    new = [receipt_id for receipt_id, _, _ in sales]
    days = {(store_id, day) for _, store_id, (_, day, total) in sales if is_visit(total)}
    return all(_visited(customer_id, store_id, day, new) for store_id, day in days)


def _visited(customer_id: int, store_id: int, day: date, besides: Collection[int]) -> bool:
    around = [stored(datetime.combine(day, datetime.min.time(), UTC) + shift) for shift in (-_AROUND, _AROUND)]
    source, parameters = values_source(["bigint"], [(receipt_id,) for receipt_id in besides])
    rows = fetch(
        "SELECT 1 FROM sales_receipt WHERE customer_id = %s AND sold_at BETWEEN %s AND %s AND store_id = %s "  # noqa: S608
        f"AND business_on = %s AND total_cents >= 0 AND id NOT IN (SELECT v.c0 FROM {source}) LIMIT 1",
        [customer_id, *around, store_id, stored(day), *parameters],
    )
    return bool(rows)


def _read(row: Figures) -> CustomerFigures:
    rhythm = Rhythm(**{name: getattr(row, name) for name in OF_RHYTHM})
    return CustomerFigures(**{name: getattr(row, name) for name in PLAIN}, rhythm=rhythm)
