"""How long each kind of data is kept, after what, and what becomes of it then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chaland.kernel.errors import Refusal

ERASED, DELETED, NARROWED, KEPT = "erased", "deleted", "narrowed", "kept"
YEAR = 365
LEAST_DAYS = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of data. days: after its last day of use, None for as long as the shop works with it.

    fate: `erased` as a person is, `deleted`, `narrowed` to what names nobody, or `kept`. source: of the rule.
    """

    days: int | None
    fate: str
    source: str


TABLE: Mapping[str, Row] = {
    "prospect": Row(3 * YEAR, ERASED, "CNIL; SPARTOO SAN-2020-003"),
    "person": Row(3 * YEAR, ERASED, "CNIL SAN-2020-008"),
    "receipt": Row(3 * YEAR, NARROWED, "RGPD 5(1)(e)"),
    "consent": Row(5 * YEAR, NARROWED, "RGPD 7(1); C. civ. 2224"),
    "consent_trace": Row(YEAR, DELETED, "RGPD 5(1)(e)"),
    "pending": Row(30, DELETED, "RGPD 5(1)(e)"),
    "objection": Row(None, KEPT, "CNIL, 27 January 2022"),
    "access": Row(YEAR, DELETED, "CNIL 2021-122"),
    "request": Row(YEAR, DELETED, "RGPD 12"),
    "breach": Row(5 * YEAR, DELETED, "RGPD 33(5)"),
    "export": Row(7, DELETED, "RGPD 32"),
    "import": Row(YEAR, NARROWED, "RGPD 5(1)(e)"),
    "mail": Row(YEAR, DELETED, "RGPD 5(1)(e)"),
    "backup": Row(35, DELETED, "RGPD 32"),
    "session": Row(1, DELETED, "RGPD 32"),
    "staff": Row(None, KEPT, "RGPD 6(1)(b)"),
    "shop": Row(None, KEPT, "—"),
    "technical": Row(None, KEPT, "—"),
}

WITH_ANOTHER = ("receipt", "backup")
"""A receipt loses its name with the person; a backup goes when it is thirty-five days old."""
CHOOSABLE = tuple(code for code, row in TABLE.items() if row.days is not None and code not in WITH_ANOTHER)


def limit(days: int, today: date) -> date:
    """Return the first day that is still kept: what was last used earlier goes.

    >>> limit(30, date(2026, 3, 31))
    datetime.date(2026, 3, 1)
    """
    return today - timedelta(days=days)


def check_choice(code: str, days: int, reason: str) -> None:
    """Let a shop keep one kind of data for less, or for longer with a reason that the register shows.

    Raises Refusal `retention_unknown`, `retention_fixed`, `retention_too_short`, `retention_needs_reason`.
    """
    row = TABLE.get(code)
    if row is None:
        raise Refusal("retention_unknown", text=code)
    if code not in CHOOSABLE:
        raise Refusal("retention_fixed")
    if days < LEAST_DAYS:
        raise Refusal("retention_too_short", field="days")
    if row.days is not None and days > row.days and not reason.strip():
        raise Refusal("retention_needs_reason", field="reason")
