"""On the first of the month the month of the shop leaves by mail for those who asked; or at once, for one.

What reads the lake is imported when a report is written: the server that looks whether one is due answers tills.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation

from chaland.accounts.models import User
from chaland.accounts.queries import scope_of, users
from chaland.accounts.rules import VIEW_FIGURES, Scope, may
from chaland.database.locks import lock_words, one_writer
from chaland.insight import queries, services
from chaland.insight.models import MonthReader
from chaland.messages.services import queue
from chaland.messages.transport import Attachment
from chaland.usecases.sales.record_receipts import today_of_network

if TYPE_CHECKING:
    from chaland.insight.monthly import Month
    from chaland.usecases.insight.read_month import MonthReport

KIND = "report"
FROM_HOUR = timedelta(hours=6)
"""When the first of the month begins: nobody's telephone rings at midnight, and late receipts are in."""


@dataclass(frozen=True, slots=True)
class Written:
    """The mail about one month: text, HTML, and the sheet of paper."""

    subject: str
    text: str
    html: str
    sheet: Attachment


Write = Callable[["MonthReport"], Written]
"""Writes a report in the language now active."""


def mail_months(write: Write, *, now: datetime) -> int:
    """Send the month that is over to everybody it is due to, in their language; returns how many mails.

    Each user is sent a month once, noted with the mail: running twice, at once or after a crash sends nothing more.
    A server that was off on the first of the month catches up.
    """
    from chaland.insight.monthly import Month

    sent, month_on = 0, _month_over(now)
    for reader, scope in list(_due(month_on)):
        written = _written(reader.user, scope, Month.of(month_on), write, now)
        sent += _queue_once(reader.user, month_on, written, now)
    return sent


def is_due(*, now: datetime) -> bool:
    """Tell whether a month is to be sent."""
    return any(_due(_month_over(now)))


def mail_month_now(user: User, scope: Scope, month: "Month | None", write: Write, *, now: datetime) -> None:
    """Send one user a month as they see it, or without one the last that is over, at once."""
    written = _written(user, scope, month, write, now)
    with transaction.atomic():
        _queue(user, written, now)


def may_be_sent() -> list[User]:
    """Return the users who may be sent the month: those who may sign in and see figures."""
    return [user for user in users() if user.is_active and may(user.role, VIEW_FIGURES)]


@transaction.atomic
def choose_readers(chosen: Collection[int], *, among: Collection[int], scope: Scope, now: datetime) -> None:
    """Have the chosen of some users sent the months from the one under way on, and the others no more.

    Who is chosen anew is sent the store looked at now; who was before keeps theirs.
    """
    allowed = {user.pk for user in may_be_sent()}
    for user_id in among:
        if user_id in chosen and user_id in allowed:
            services.choose_month_reader(user_id, store_id=scope.store_id, today=today_of_network(now))
        else:
            services.drop_month_reader(user_id)


def _due(month_on: date) -> Iterator[tuple[MonthReader, Scope]]:
    for reader in queries.month_readers_due(month_on):
        scope = scope_of(reader.user, reader.store_id)
        if scope is not None and may(reader.user.role, VIEW_FIGURES):
            yield reader, scope


def _month_over(now: datetime) -> date:
    """Return the first day of the last month that is over."""
    today = today_of_network(now - FROM_HOUR)
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def _written(user: User, scope: Scope, month: "Month | None", write: Write, now: datetime) -> Written:
    from chaland.usecases.insight.read_month import read_month

    with translation.override(user.language):
        return write(read_month(scope, month, now=now))


def _queue_once(user: User, month_on: date, written: Written, now: datetime) -> bool:
    with one_writer(), transaction.atomic():
        lock_words([f"month-mail {user.pk}"])
        is_new = services.note_month_mailed(user.pk, month_on, now=now)
        if is_new:
            _queue(user, written, now)
        return is_new


def _queue(user: User, written: Written, now: datetime) -> None:
    queue(
        kind=KIND,
        to=user.email,
        subject=written.subject,
        text=written.text,
        html=written.html,
        attachments=[written.sheet],
        now=now,
    )
