"""What a till is told at once: the receipt as recorded, and its customer's figures.

Written as two statements, for a till waits for the answer: through the ORM they take four times as long.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from chaland.database.lookups import fetch
from chaland.sales.queries.figures import SIX
from chaland.sales.queries.receipts import as_day

_RHYTHM = ("usual_interval_days", "recent_interval_days", "interval_change", "late_on", "very_late_on")
_MEASURES = ", ".join(f"f.{name}" for name in (*SIX, *_RHYTHM))
_MOMENTS = ("first_visit_at", "last_visit_at")


@dataclass(frozen=True, slots=True)
class ToldFigures:
    """The figures of a customer overall (no store) or in one store. six: by the names scripts rely on."""

    store: str | None
    receipts: int
    six: dict[str, Any]
    usual_interval_days: float | None
    recent_interval_days: float | None
    interval_change: float | None
    late_on: date | None
    very_late_on: date | None


@dataclass(frozen=True, slots=True)
class ToldCustomer:
    """Who the customer is. figures: overall first where the whole network is told of, then by store.

    birth: day and month; None where they are not known.
    """

    customer_id: int
    reference: str | None
    civility: str
    last_name: str
    first_name: str
    birth: tuple[int, int] | None
    figures: tuple[ToldFigures, ...]


def told_receipt(receipt_id: int) -> dict[str, Any]:
    """Return a receipt by the names that the API gives its values."""
    ((store, till, number, business_on, sold_at, total_cents, flags),) = fetch(
        "SELECT s.code, t.code, r.number, r.business_on, r.sold_at, r.total_cents, r.flags FROM sales_receipt r "
        "JOIN stores_store s ON s.id = r.store_id JOIN stores_till t ON t.id = r.till_id WHERE r.id = %s",
        [receipt_id],
    )
    return {
        "id": receipt_id,
        "store": store,
        "till": till,
        "number": number,
        "business_day": as_day(business_on),
        "sold_at": _moment(sold_at),
        "total_cents": total_cents,
        "flags": [flag for flag in flags.split(",") if flag],
    }


def told_customer(customer_id: int, store_id: int | None) -> ToldCustomer:
    """Return a customer with the figures of one store, or overall and of every store where they bought."""
    only = "AND f.store_id = %s" if store_id else ""
    rows = fetch(
        "SELECT c.reference, c.civility, c.last_name, c.first_name, c.birth_day, c.birth_month, "  # noqa: S608
        f"s.code, f.receipts, {_MEASURES} FROM customers_customer c "
        f"LEFT JOIN sales_figures f ON f.customer_id = c.id {only} LEFT JOIN stores_store s ON s.id = f.store_id "
        "WHERE c.id = %s ORDER BY f.store_id IS NOT NULL, s.code",
        [*([store_id] if store_id else []), customer_id],
    )
    reference, civility, last_name, first_name, day, month, *_ = rows[0]
    birth = (day, month) if day and month else None
    figures = tuple(_figures(row[6:]) for row in rows if row[7] is not None)
    return ToldCustomer(customer_id, reference, civility, last_name, first_name, birth, figures)


def _figures(row: tuple[Any, ...]) -> ToldFigures:
    store, receipts, *measures = row
    six = dict(zip(SIX, measures, strict=False))
    for name in _MOMENTS:
        six[name] = _moment(six[name])
    usual, recent, change, late_on, very_late_on = measures[len(SIX) :]
    return ToldFigures(store, receipts, six, usual, recent, change, _day(late_on), _day(very_late_on))


def _moment(value: datetime | None) -> datetime | None:
    # SQLite gives moments without a zone, in UTC.
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def _day(value: str | date | None) -> date | None:
    return None if value is None else as_day(value)
