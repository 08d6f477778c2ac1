"""Proving that the ledger of points is whole: nothing changed, taken out or put in, and balances are its sums."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from chaland.database.bare import on_sqlite
from chaland.database.lookups import fetch
from chaland.kernel.chain import START, content_hash, link
from chaland.loyalty import guard
from chaland.loyalty.ledger import SEALED, private_seal

_AT_ONCE = 2_000
_SEALED = len(SEALED)
_SEAL, _OWN = SEALED.index("private_seal"), _SEALED + 1
_BEGINS = (0, START)
_LINES = """
SELECT {columns}, previous_hash, hash, receipt_id, reference, salt, id FROM loyalty_entry
WHERE id > %s ORDER BY id LIMIT %s
"""
_SHAPES = {
    "on": "to_char(\"on\", 'YYYY-MM-DD')",
    "at": """to_char("at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    "key": "replace(\"key\"::text, '-', '')",
}
# Its text of a moment leaves out a fraction that is nought; keys are digits already.
_SHAPES_OF_SQLITE = {
    "on": "\"on\" || ''",
    "at": "replace(\"at\" || CASE length(\"at\") WHEN 19 THEN '.000000Z' ELSE 'Z' END, ' ', 'T')",
}


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
    if _chains(report):
        return report
    for problem in (*_sums(report), *wrong_closing(report)):
        report.problem = problem
        return report
    if guard.missing(connection):
        report.problem = "guard_missing"
    return report


def _chains(report: Report) -> bool:
    """Follow the chains of all stores, in the order in which lines were written; tell whether something is wrong."""
    sql = _LINES.format(columns=", ".join(_as_sealed(name) for name in SEALED))
    heads: dict[int, tuple[int, str]] = {}
    last = -(2**63)
    while rows := fetch(sql, [last, _AT_ONCE]):
        for row in rows:
            store, number = row[:2]
            seq, head = heads.get(store, _BEGINS)
            if problem := _problem(row, seq, head):
                report.problem, report.store_id = problem, store
                report.number = number if problem != "line_missing" else seq + 1
                return True
            heads[store] = number, row[_OWN]
        last = rows[-1][-1]
        report.lines += len(rows)
    report.stores = len(heads)
    return False


def _as_sealed(name: str) -> str:
    """Return how to select a column as a line seals it: the database writes it faster than we could."""
    shapes = _SHAPES_OF_SQLITE if on_sqlite() else _SHAPES
    return shapes.get(name, '"{name}"').format(name=name)


def _problem(row: tuple[Any, ...], seq: int, head: str) -> str:
    previous, own, receipt, reference, salt, _ = row[_SEALED:]
    if row[1] != seq + 1:
        return "line_missing"
    if previous != head:
        return "chain_broken"
    if link(head, content_hash(row[:_SEALED])) != own:
        return "line_changed"
    if salt:
        return "" if private_seal(salt, receipt, reference) == row[_SEAL] else "private_changed"
    return "private_changed" if receipt or reference else ""


def _sums(report: Report) -> Iterator[str]:
    """Compare every balance with the sum of its lines."""
    rows = fetch(
        "SELECT b.customer_id FROM loyalty_balance b LEFT JOIN (SELECT s.customer_id AS customer_id, e.programme_id AS "
        "programme_id, SUM(e.points) AS points FROM (SELECT subject, programme_id, SUM(points) AS points "
        "FROM loyalty_entry GROUP BY 1, 2) e JOIN privacy_subject s ON s.key = e.subject GROUP BY 1, 2) t "
        "ON t.customer_id = b.customer_id AND t.programme_id = b.programme_id "
        "WHERE COALESCE(t.points, 0) <> b.points - b.debt ORDER BY 1 LIMIT 1",
        [],
    )
    for (customer,) in rows:
        report.customer_id = customer
        yield "balance_differs"
