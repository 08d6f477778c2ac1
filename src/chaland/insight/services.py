"""Keeping what was worked out in the background, and screens and readers by name."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chaland.database.rows import insert_rows, stored
from chaland.insight.models import Finding, MonthMail, MonthReader, Prediction, SavedReport
from chaland.kernel.errors import NotFound, Refusal
from chaland.kernel.text import clean, fold
from chaland.stores.models import Store
from chaland.warehouse import outbox

Row = tuple[int, float, float, float, int, int]
"""A customer, p_alive, visits in 90 and 365 days, cents in 90 and 365 days."""

MOST_REPORTS = 100
_LONGEST_NAME = 60
_LONGEST_QUERY = 1000
_COLUMNS = (
    "customer_id", "p_alive", "expected_visits_90", "expected_visits_365",
    "expected_revenue_90_cents", "expected_revenue_365_cents", "store_id", "computed_on",
)  # fmt: skip


def want(kind: str, store_id: int | None, *, now: datetime) -> None:
    """Note that somebody looks at a finding."""
    Finding.objects.update_or_create(kind=kind, store=_store(store_id), defaults={"wanted_at": now})


def keep_finding(
    kind: str, store_id: int | None, *, told: Mapping[str, Any] | Refusal, found_on: date, now: datetime
) -> None:
    """Keep what was found in place of what was, or what stands against it."""
    values: dict[str, Any] = {"found_at": now, "found_on": found_on}
    if isinstance(told, Refusal):
        values |= {"refusal": {"code": told.code, "params": told.params}, "told": {}}
    else:
        values |= {"refusal": {}, "told": dict(told)}
    Finding.objects.update_or_create(kind=kind, store=_store(store_id), defaults=values)


def _store(store_id: int | None) -> Store | None:
    return Store.objects.get(pk=store_id) if store_id else None


def replace_predictions(rows: Sequence[Row], *, store_id: int | None, computed_on: date) -> None:
    """Write what is expected of these customers in a store or the network, in place of what was."""
    ids = [row[0] for row in rows]
    Prediction.objects.filter(store=store_id, customer__in=ids).delete()
    insert_rows(Prediction, _COLUMNS, ((*row, store_id, stored(computed_on)) for row in rows))
    outbox.changed("prediction", ids)


def drop_predictions(customer_ids: Iterable[int], *, store_id: int | None) -> None:
    """Forget what was expected of these customers in a store or the network."""
    ids = list(customer_ids)
    Prediction.objects.filter(store=store_id, customer__in=ids).delete()
    outbox.changed("prediction", ids)


def save_report(user_id: int, name: str, *, screen: str, query: str, is_shared: bool, now: datetime) -> SavedReport:
    """Keep a screen as it was asked; one of the user's own under that name, in any case or accents, is replaced.

    Raises Refusal `report_name_missing`, `text_too_long`, `report_too_long` or `too_many_reports`.
    """
    kept = _report_name(name)
    if len(query) > _LONGEST_QUERY:
        raise Refusal("report_too_long")
    mine = list(SavedReport.objects.filter(user_id=user_id))
    report = next((one for one in mine if fold(one.name) == fold(kept)), None)
    if report is None and len(mine) >= MOST_REPORTS:
        raise Refusal("too_many_reports", limit=MOST_REPORTS)
    report = report or SavedReport(user_id=user_id)
    report.name, report.screen, report.query, report.is_shared, report.saved_at = kept, screen, query, is_shared, now
    report.save()
    return report


def rename_report(user_id: int, report_id: int, name: str, *, is_shared: bool) -> None:
    """Give one's own report another name, or other readers.

    Raises NotFound `report_unknown`, Refusal `report_name_missing` or `text_too_long`.
    """
    mine = SavedReport.objects.filter(user_id=user_id, pk=report_id)
    if not mine.update(name=_report_name(name), is_shared=is_shared):
        raise NotFound("report_unknown")


def remove_report(user_id: int, report_id: int) -> None:
    """Remove one's own report. Raises NotFound `report_unknown`."""
    removed, _ = SavedReport.objects.filter(user_id=user_id, pk=report_id).delete()
    if not removed:
        raise NotFound("report_unknown")


def _report_name(name: str) -> str:
    kept = clean(name, _LONGEST_NAME)
    if not kept:
        raise Refusal("report_name_missing", field="name")
    return kept


def choose_month_reader(user_id: int, *, store_id: int | None, today: date) -> None:
    """Have a user sent the months from the one under way on, of a store or of all they see; safe to repeat."""
    MonthReader.objects.get_or_create(user_id=user_id, defaults={"store": _store(store_id), "since_on": today})


def drop_month_reader(user_id: int) -> None:
    """Send a user no month any more; safe to repeat."""
    MonthReader.objects.filter(user_id=user_id).delete()


def note_month_mailed(user_id: int, month_on: date, *, now: datetime) -> bool:
    """Note that a month leaves for a user; returns False where it already has."""
    _, is_new = MonthMail.objects.get_or_create(user_id=user_id, month_on=month_on, defaults={"queued_at": now})
    return is_new
