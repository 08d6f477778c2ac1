"""Proving that the ledger of points is whole: nothing changed, taken out or put in, and balances are its sums."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from chaland.database.lookups import as_kept, fetch
from chaland.kernel.chain import START, content_hash, link, moment_text
from chaland.loyalty import guard
from chaland.loyalty.ledger import SEALED, private_seal

_AT_ONCE = 20_000
_SEALED = len(SEALED)
_ON, _AT, _KEY, _SEAL = (SEALED.index(name) for name in ("on", "at", "key", "private_seal"))


@dataclass(slots=True)
class Report:
    """lines: how many were read. problem: what is wrong first, with the store and the line of its chain."""

    lines: int = 0
    stores: int = 0
    problem: str = ""
    store_id: int | None = None
    number: int | None = None
    customer_id: int | None = None


def verify() -> Report:
    """Read the whole ledger and say what is wrong first, or nothing.

    Checked: each line's hash and its link to the one before in its store, the numbers, what may be forgotten but not
    changed, that every balance is the sum of its lines, the closings, and that the database still refuses changes.
    """
    from chaland.loyalty.closing import wrong_closing

    report = Report()
    stores = [store for (store,) in fetch("SELECT DISTINCT store_id FROM loyalty_entry ORDER BY 1", [])]
    for store in stores:
        report.store_id, report.number = store, None
        if _chain(store, report):
            return report
        report.stores += 1
    report.store_id = report.number = None
    for problem in (*_sums(report), *wrong_closing(report)):
        report.problem = problem
        return report
    if guard.missing(connection):
        report.problem = "guard_missing"
    return report


def _chain(store: int, report: Report) -> bool:
    """Follow the chain of a store; tell whether something is wrong."""
    head, seq = START, 0
    columns = ", ".join(as_kept(f'"{name}"') if name in ("on", "at") else f'"{name}"' for name in SEALED)
    sql = (
        f"SELECT {columns}, previous_hash, hash, receipt_id, reference, salt FROM loyalty_entry "  # noqa: S608
        f"WHERE store_id = %s AND seq > %s ORDER BY seq LIMIT {_AT_ONCE}"
    )
    last = -(2**62)
    while rows := fetch(sql, [store, last]):
        for row in rows:
            if problem := _problem(row, seq, head):
                report.problem, report.number = problem, row[1] if problem != "line_missing" else seq + 1
                return True
            seq, head = row[1], row[-4]
        last = seq
        report.lines += len(rows)
    return False


def _problem(row: tuple[Any, ...], seq: int, head: str) -> str:
    if row[1] != seq + 1:
        return "line_missing"
    previous, own, receipt, reference, salt = row[_SEALED:]
    if previous != head:
        return "chain_broken"
    on, at, key = row[_ON], row[_AT], row[_KEY]
    sealed = (*row[:_ON], _day(on), _moment(at), _hex(key), *row[_KEY + 1 : _SEALED])
    if link(head, content_hash(sealed)) != own:
        return "line_changed"
    if salt:
        return "" if private_seal(salt, receipt, reference) == row[_SEAL] else "private_changed"
    return "private_changed" if receipt or reference else ""


def _day(value: str | date) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _moment(value: str | datetime) -> str:
    """Return a moment as a line seals it; SQLite's text leaves out a fraction that is nought."""
    if not isinstance(value, str):
        return moment_text(value)
    return f"{value[:10]}T{value[11:]}{'' if '.' in value else '.000000'}Z"


def _hex(value: str | UUID | None) -> str | None:
    return value.hex if isinstance(value, UUID) else value


def _sums(report: Report) -> Iterator[str]:
    """Compare every balance with the sum of its lines."""
    rows = fetch(
        "SELECT b.customer_id FROM loyalty_balance b LEFT JOIN (SELECT s.customer_id AS customer_id, e.programme_id AS "
        "programme_id, SUM(e.points) AS points FROM loyalty_entry e JOIN privacy_subject s ON s.key = e.subject "
        "GROUP BY 1, 2) t ON t.customer_id = b.customer_id AND t.programme_id = b.programme_id "
        "WHERE COALESCE(t.points, 0) <> b.points - b.debt ORDER BY 1 LIMIT 1",
        [],
    )
    for (customer,) in rows:
        report.customer_id = customer
        yield "balance_differs"
