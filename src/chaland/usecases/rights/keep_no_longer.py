"""What was kept long enough goes: each row of the retention table, looked through once a day."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from chaland.campaigns.models import MessageEvent
from chaland.customers.models import Customer
from chaland.database.locks import one_writer
from chaland.interactions.models import Interaction
from chaland.journal import accesses
from chaland.journal.models import Access, ImportRun, Upload
from chaland.messages.models import Confirmation, OutgoingMail
from chaland.privacy.models import (
    Breach,
    ConsentPrivate,
    ConsentTrace,
    CurrentConsent,
    DataRequest,
    Recipient,
    RetentionChoice,
    RetentionRun,
    StayQuestion,
)
from chaland.privacy.rules.retention import TABLE, check_choice, limit
from chaland.sales.models import Cart, Receipt, Wish
from chaland.signups.models import Submission
from chaland.stores.queries import network_zone
from chaland.usecases.rights.clean_erased import EXPORTS, clean_erased
from chaland.usecases.rights.erase_customer import erase_customer
from chaland.usecases.sales.record_receipts import today_of_network

MOST_ERASED = 2000
"""Customers in one run; the others go the next day."""
FROM_THE_PERSON = ("appointment", "call", "visit", "survey", "social")

Look: TypeAlias = "Callable[[datetime], Step]"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table at one moment. count: how much is too old. do: does away with it."""

    count: Callable[[], int]
    do: Callable[[datetime], object]


def run(*, now: datetime, dry_run: bool = False) -> dict[str, int]:
    """Do away with what is too old, or only count it; returns how much, by row of the table. Safe to repeat."""
    today = today_of_network(now)
    found: dict[str, int] = {}
    for code, days in days_kept().items():
        step = LOOKS[code](midnight(limit(days, today)))
        found[code] = step.count()
        if found[code] and not dry_run:
            step.do(now)
    if not dry_run:
        clean_erased(now=now)
        RetentionRun.objects.create(ran_on=today, ran_at=now, outcome=found)
    return found


def is_due(*, now: datetime) -> bool:
    """Tell whether nobody has looked on the network's day."""
    return not RetentionRun.objects.filter(ran_on=today_of_network(now)).exists()


def days_kept() -> Mapping[str, int]:
    """Return for how many days each row that ends is kept: as the shop chose, else by default."""
    chosen = dict(RetentionChoice.objects.values_list("row", "days"))
    return {code: chosen.get(code, row.days) for code, row in TABLE.items() if row.days is not None}


@transaction.atomic
def choose_days(code: str, *, days: int, reason: str, user_id: int | None, now: datetime) -> None:
    """Keep one kind of data for so many days from now on. Raises as `privacy.rules.retention.check_choice`."""
    check_choice(code, days, reason)
    values = {"days": days, "reason": reason.strip()[:200], "changed_at": now, "author_id": user_id}
    RetentionChoice.objects.update_or_create(row=code, defaults=values)


def midnight(day: date) -> datetime:
    """Return when a day of the network begins."""
    return datetime.combine(day, clock_time(), ZoneInfo(network_zone()))


def idle_since(moment: datetime) -> QuerySet[Customer]:
    """Return those who have given no sign of themselves since: no purchase, exchange, consent, form, cart or click.

    What the shop sends is no sign, nor is a mail opened, a link that a machine follows, or a change that the shop made
    in the file. Source: SAN-2020-003.
    """
    mine = OuterRef("pk")
    signs = (
        Receipt.objects.filter(customer=mine, sold_at__gte=moment),
        Interaction.objects.filter(customer=mine, kind__in=FROM_THE_PERSON, occurred_at__gte=moment),
        Cart.objects.filter(customer=mine, made_at__gte=moment),
        Wish.objects.filter(customer=mine, created_at__gte=moment),
        CurrentConsent.objects.filter(customer=mine, since__gte=moment).exclude(state="lapsed"),
        Submission.objects.filter(customer=mine, sent_at__gte=moment),
        StayQuestion.objects.filter(customer=mine, answered_at__gte=moment),
        MessageEvent.objects.filter(message__customer=mine, kind=MessageEvent.Kind.CLICKED, at__gte=moment),
    )
    found = Customer.objects.filter(created_at__lt=moment, merged_into=None)
    for sign in signs:
        found = found.exclude(Exists(sign))
    return found.order_by("pk")


def _customers(moment: datetime, *, have_bought: bool) -> Step:
    bought = Exists(Receipt.objects.filter(customer=OuterRef("pk")))
    found = idle_since(moment).filter(bought if have_bought else ~bought)
    return Step(found.count, lambda now: _erase(found.values_list("pk", flat=True)[:MOST_ERASED], now))


def _erase(ids: Iterable[int], now: datetime) -> None:
    for pk in list(ids):
        erase_customer(pk, now=now, waits=False, is_asked=False)


def _rows(*found: QuerySet[Any]) -> Step:
    def delete(_now: datetime) -> None:
        with one_writer(), transaction.atomic():
            for rows in found:
                rows.delete()

    return Step(lambda: sum(rows.count() for rows in found), delete)


def _consents(moment: datetime) -> Step:
    """The address that a consent was given for, once nothing rests on it any more; the line itself names nobody."""
    rests = CurrentConsent.objects.filter(state__in=("granted", "pending"), entry=OuterRef("entry"))
    return _rows(ConsentPrivate.objects.filter(~Exists(rests), entry__recorded_at__lt=moment))


def _accesses(moment: datetime, *others: QuerySet[Any]) -> Step:
    """The lines of who saw whom; how many there were each month stays. Source: CNIL 2021-122."""
    rest, lines = _rows(*others), Access.objects.filter(at__lt=moment)

    def drop(now: datetime) -> None:
        with one_writer(), transaction.atomic():
            accesses.drop_before(moment)
        rest.do(now)

    return Step(lambda: lines.count() + rest.count(), drop)


def _pending(moment: datetime) -> Step:
    return _rows(
        Confirmation.objects.exclude(kind="renewal").filter(used_at=None, created_at__lt=moment),
        Submission.objects.filter(confirmed_at=None, sent_at__lt=moment).exclude(told={}),
    )


def _files(moment: datetime) -> Step:
    folder = Path(settings.HOME) / EXPORTS
    old = [path for path in folder.glob("*") if path.stat().st_mtime < moment.timestamp()]

    def delete(_now: datetime) -> None:
        for path in old:
            if path.is_file():
                path.unlink(missing_ok=True)

    return Step(lambda: len(old), delete)


def _imports(moment: datetime) -> Step:
    """What a report of an import quotes of its rows; how many there were stays."""
    runs = ImportRun.objects.filter(finished_at__lt=moment).exclude(outcome__errors=[])
    runs = runs.filter(outcome__has_key="errors")
    uploads = Upload.objects.filter(finished_at__lt=moment)

    def narrow(_now: datetime) -> None:
        with one_writer(), transaction.atomic():
            for row in runs:
                row.outcome = {**row.outcome, "errors": []}
                row.save(update_fields=["outcome"])
            uploads.delete()

    return Step(lambda: runs.count() + uploads.count(), narrow)


LOOKS: Mapping[str, Look] = {
    "prospect": lambda moment: _customers(moment, have_bought=False),
    "person": lambda moment: _customers(moment, have_bought=True),
    # With the person: a receipt never goes, it only loses its name.
    "receipt": lambda _moment: _rows(Receipt.objects.none()),
    "consent": _consents,
    "consent_trace": lambda moment: _rows(ConsentTrace.objects.filter(recorded_at__lt=moment)),
    "pending": _pending,
    "access": lambda moment: _accesses(
        moment,
        AccessAttempt.objects.filter(attempt_time__lt=moment),
        AccessFailureLog.objects.filter(attempt_time__lt=moment),
        AccessLog.objects.filter(attempt_time__lt=moment),
    ),
    "request": lambda moment: _rows(
        DataRequest.objects.filter(closed_at__lt=moment), Recipient.objects.filter(told_at__lt=moment)
    ),
    "breach": lambda moment: _rows(Breach.objects.filter(known_at__lt=moment)),
    "export": _files,
    "import": _imports,
    "mail": lambda moment: _rows(
        OutgoingMail.objects.filter(Q(state="sent") | Q(state="failed"), created_at__lt=moment)
    ),
    # Each backup drops the older ones beside it.
    "backup": lambda _moment: _rows(Receipt.objects.none()),
    "session": lambda moment: _rows(Session.objects.filter(expire_date__lt=moment)),
}
"""What is looked for, by row of the table; each is told the first moment that is still kept."""


def last_run() -> RetentionRun | None:
    """Return the last look, if there was one."""
    return RetentionRun.objects.order_by("-pk").first()
