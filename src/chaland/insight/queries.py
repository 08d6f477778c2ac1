"""Reads of what was worked out in the background, of the reports kept, and of who is sent the month."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from chaland.insight.models import Finding, MonthMail, MonthReader, SavedReport

# What the file does not tell yet is tried again before the day is over: a file may be imported meanwhile.
TRY_AGAIN = timedelta(minutes=10)
# A store's findings are made as long as somebody looked at them in the last month.
WANTED_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Found:
    """What stands of a finding. found_on: None before the first time.

    refusal, params: what stands against it, empty where it was found.
    """

    found_on: date | None = None
    refusal: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)


def found(kind: str, store_id: int | None) -> Found:
    """Return what was found of a store, or with None of the network."""
    row = Finding.objects.filter(kind=kind, store=store_id).first()
    if row is None:
        return Found()
    return Found(row.found_on, row.refusal.get("code", ""), row.refusal.get("params", {}), row.told)


def stores_due(kind: str, *, today: date, now: datetime) -> list[int | None]:
    """Return for whom this is to be found: the network, None, and the stores that somebody looks at."""
    rows = Finding.objects.filter(kind=kind)
    last: Mapping[int | None, Finding] = {row.store_id: row for row in rows}
    wanted = [row.store_id for row in rows if row.store_id and row.wanted_at and now - row.wanted_at < WANTED_FOR]
    return [store_id for store_id in (None, *wanted) if _is_due(last.get(store_id), today, now)]


def _is_due(last: Finding | None, today: date, now: datetime) -> bool:
    if last is None or last.found_at is None or last.found_on != today:
        return True
    return bool(last.refusal) and now - last.found_at >= TRY_AGAIN


def reports_of(user_id: int) -> QuerySet[SavedReport]:
    """Return the reports that a user kept and those that others share, by name, with who keeps them."""
    seen = SavedReport.objects.filter(Q(user=user_id) | Q(is_shared=True, user__is_active=True))
    return seen.select_related("user").order_by("name", "pk")


def month_readers() -> QuerySet[MonthReader]:
    """Return who is sent the month, with their store."""
    return MonthReader.objects.select_related("store", "user")


def month_readers_due(month_on: date) -> QuerySet[MonthReader]:
    """Return who was chosen before the end of the month of this first day, and was not sent it."""
    following = (month_on + timedelta(days=31)).replace(day=1)
    sent = MonthMail.objects.filter(user=OuterRef("user"), month_on=month_on)
    return month_readers().filter(~Exists(sent), user__is_active=True, since_on__lt=following).order_by("pk")
