"""Notes that seem to tell too much: a list for the data-protection officer, and a mail a week that counts the new ones.

Source: CNIL, free-text zones, 28 February 2019.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import translation

from chaland.accounts.models import Role, User
from chaland.accounts.queries import users
from chaland.database.locks import lock_words, one_writer
from chaland.interactions.models import Interaction
from chaland.interactions.screening import screen
from chaland.messages.letters import Written
from chaland.messages.services import queue
from chaland.privacy.models import NotesMail
from chaland.usecases.sales.record_receipts import today_of_network

KIND = "officer"
FROM_HOUR = timedelta(hours=6)
"""When the Monday of the mail begins."""
PAGE = 50
LOOKED_THROUGH = 5_000
"""How many notes one page looks through at most: an older one may hold more."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A note that seems to tell too much. about: as `screening.Verdict`."""

    note: Interaction
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some of them, the last written first. before: where to go on, none at the end."""

    notes: Sequence[Telling]
    before: int | None


@dataclass(frozen=True, slots=True)
class NewNotes:
    """What a week brought: how many notes, of how many customers, by what they tell of. It names nobody."""

    notes: int
    customers: int
    about: Mapping[str, int]


Write = Callable[[NewNotes], tuple[str, Written]]
"""Writes the subject and the mail in the language now active."""


def read_notes(*, before: int | None = None) -> Page:
    """Return fifty notes at most, of those written before a place."""
    rows = _written().filter(pk__lt=before) if before is not None else _written()
    found: dict[int, tuple[str, ...]] = {}
    last = None
    for last, about in _screened(rows.order_by("-pk")[:LOOKED_THROUGH]):
        if about:
            found[last] = about
        if len(found) == PAGE:
            break
    notes = Interaction.objects.select_related("customer", "store", "author").in_bulk(list(found))
    has_more = last is not None and _written().filter(pk__lt=last).exists()
    return Page([Telling(notes[pk], about) for pk, about in found.items()], last if has_more else None)


def mail_notes(write: Write, *, now: datetime) -> int:
    """Tell the data-protection officers what is new since their last mail; returns how many mails.

    Each is told once a week, noted with the mail: running twice, at once or after a crash sends nothing more. A week
    that brings nothing brings no mail. A server that was off on the Monday catches up.
    """
    week_on = _week(now)
    return sum(_tell(user, week_on, write, now) for user in _due(week_on))


def is_due(*, now: datetime) -> bool:
    """Tell whether somebody is to be told."""
    return bool(_due(_week(now)))


def officers() -> list[User]:
    """Return who is told: the data-protection officers of the network, or without one its owners."""
    everybody = [user for user in users() if user.is_active and user.all_stores]
    found = [user for user in everybody if user.role == Role.DPO]
    return found or [user for user in everybody if user.role == Role.OWNER]


def _due(week_on: date) -> list[User]:
    told = set(NotesMail.objects.filter(week_on=week_on).values_list("user", flat=True))
    return [user for user in officers() if user.pk not in told]


def _week(now: datetime) -> date:
    """Return the Monday of the network's week."""
    today = today_of_network(now - FROM_HOUR)
    return today - timedelta(days=today.weekday())


def _tell(user: User, week_on: date, write: Write, now: datetime) -> bool:
    with one_writer(), transaction.atomic():
        lock_words([f"notes-mail {user.pk}"])
        last = NotesMail.objects.filter(user=user).order_by("-week_on").first()
        if last and last.week_on >= week_on:
            return False
        until: int = Interaction.objects.aggregate(last=Max("pk"))["last"] or 0
        found = _counted(_screened(_since(last, until)))
        NotesMail.objects.create(user=user, week_on=week_on, until_id=until, queued_at=now)
        if found.notes:
            with translation.override(user.language):
                subject, written = write(found)
            queue(kind=KIND, to=user.email, subject=subject, text=written.text, html=written.html, now=now)
        return bool(found.notes)


def _since(last: NotesMail | None, until: int) -> QuerySet[Interaction]:
    """Return what was written, or completed, after a mail; before the first, everything."""
    rows = _written().filter(pk__lte=until)
    return rows.filter(Q(pk__gt=last.until_id) | Q(done_at__gt=last.queued_at)) if last else rows


def _written() -> QuerySet[Interaction]:
    return Interaction.objects.exclude(subject="", text="")


def _screened(rows: QuerySet[Interaction]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for pk, subject, text in rows.values_list("pk", "subject", "text").iterator():
        yield pk, screen(f"{subject} {text}").about


def _counted(screened: Iterable[tuple[int, tuple[str, ...]]]) -> NewNotes:
    found = {pk: about for pk, about in screened if about}
    customers = _customers(list(found))
    return NewNotes(len(found), customers, Counter(one for about in found.values() for one in about))


def _customers(ids: Sequence[int]) -> int:
    seen: set[int] = set()
    for start in range(0, len(ids), LOOKED_THROUGH):
        part = Interaction.objects.filter(pk__in=ids[start : start + LOOKED_THROUGH])
        seen.update(part.values_list("customer_id", flat=True))
    return len(seen)
