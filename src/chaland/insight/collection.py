"""How well the file is collected: receipts with a customer, and what the files opened tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, TypeAlias

from chaland.insight.looking import Looking, between
from chaland.warehouse.engine import run, table

Who: TypeAlias = Literal["seller", "store", "month"]
Key: TypeAlias = int | date | None
"""A store, a seller (None without one), or the first day of a month."""

_OF_RECEIPTS = {"seller": "seller_id", "store": "store_id"}
_OF_FILES = {"seller": "home_seller_id", "store": "home_store_id"}


@dataclass(frozen=True, slots=True)
class Collected:
    """Receipts, and the files opened: those of the store or the seller of reference.

    with_customer: receipts whose customer is known. email, mobile, address: files with one that works; birthday: with
    its day and month; bounced: files with an address that mail comes back from.
    """

    receipts: int = 0
    with_customer: int = 0
    files: int = 0
    email: int = 0
    mobile: int = 0
    address: int = 0
    birthday: int = 0
    bounced: int = 0

    def share(self, name: str) -> float | None:
        """Return the share of the receipts, or of the files, that has it; None without any."""
        whole = self.receipts if name == "with_customer" else self.files
        return getattr(self, name) / whole if whole else None


def collected(looking: Looking, first: date, last: date, by: Who) -> Mapping[Key, Collected]:
    """Return what was collected from one day to the other, both within. Files count by the day, in UTC, they opened."""
    receipts, files = _receipts(looking, first, last, by), _files(looking, first, last, by)
    return {
        key: Collected(**receipts.get(key, {}), **files.get(key, {}))
        for key in sorted({*receipts, *files}, key=lambda key: (key is None, key))
    }


def _receipts(looking: Looking, first: date, last: date, by: Who) -> dict[Key, dict[str, int]]:
    rows = between(looking.rows("receipts"), first, last)
    key = rows.business_on.truncate("M").cast("date") if by == "month" else rows[_OF_RECEIPTS[by]]
    return _counted(rows.group_by(key=key).aggregate(receipts=rows.count(), with_customer=rows.customer_id.count()))


def _files(looking: Looking, first: date, last: date, by: Who) -> dict[Key, dict[str, int]]:
    rows = _opened(looking, first, last)
    key = rows.created_at.truncate("M").cast("date") if by == "month" else rows[_OF_FILES[by]]
    flags = {
        "email": rows.has_email,
        "mobile": rows.has_mobile,
        "address": rows.has_address,
        "birthday": rows.birth_day.notnull() & rows.birth_month.notnull(),
        "bounced": rows.has_bounced,
    }
    counts = {name: flag.cast("int64").sum() for name, flag in flags.items()}
    return _counted(rows.group_by(key=key).aggregate(files=rows.count(), **counts))


def _opened(looking: Looking, first: date, last: date) -> Any:
    rows = table("customers")
    rows = rows.filter(
        rows.created_at >= datetime.combine(first, time()),
        rows.created_at < datetime.combine(last + timedelta(days=1), time()),
    )
    if looking.store_id is not None:
        figures = table("figures")
        rows = rows.semi_join(figures.filter(figures.store_id == looking.store_id), "customer_id")
    return rows if looking.people is None else rows.semi_join(looking.people, "customer_id")


def _counted(rows: Any) -> dict[Key, dict[str, int]]:
    return {row.pop("key"): row for row in run(rows).to_pylist()}
