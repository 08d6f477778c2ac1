"""Appointments that people book by themselves. Writes are for callers that hold the transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from chaland.interactions.models import Booking, Interaction, Opening
from chaland.interactions.slots import (
    DAYS,
    LENGTHS,
    MOST_DAYS_AHEAD,
    MOST_NOTICE_HOURS,
    MOST_PLACES,
    Plan,
    Span,
)
from chaland.kernel.errors import NotFound, Refusal
from chaland.kernel.text import clean

_TITLE = 100


@dataclass(frozen=True, slots=True)
class WantedOpening:
    """What a store opens, as somebody sets it."""

    is_open: bool
    title: str
    length_minutes: int
    places: int
    notice_hours: int
    days_ahead: int
    hours: Sequence[Sequence[Span]]
    closed_on: Sequence[date]
    holidays_too: bool


def opening_of(store_id: int) -> Opening | None:
    return Opening.objects.select_related("store").filter(store_id=store_id).first()


def opening_with(code: str) -> Opening:
    """Return an opening that takes bookings. Raises NotFound `opening_unknown`."""
    found = Opening.objects.select_related("store").filter(code=code, is_open=True, store__is_open=True).first()
    if found is None:
        raise NotFound("opening_unknown")
    return found


def plan_of(opening: Opening, holidays: Sequence[date]) -> Plan:
    """Return when its appointments may be booked; holidays: those of the store that fall in its days."""
    closed = {date.fromisoformat(day) for day in opening.closed_on}
    return Plan(
        zone=ZoneInfo(opening.store.time_zone),
        hours=[[(time.fromisoformat(a), time.fromisoformat(b)) for a, b in spans] for spans in opening.hours],
        length=timedelta(minutes=opening.length_minutes),
        places=opening.places,
        notice=timedelta(hours=opening.notice_hours),
        days_ahead=opening.days_ahead,
        closed=closed if opening.holidays_too else closed | set(holidays),
    )


def taken(opening: Opening, first: datetime, last: datetime) -> list[datetime]:
    """Return the starts of the store's appointments around some days, booked or not; cancelled ones leave room."""
    rows = Interaction.objects.filter(
        store=opening.store_id, kind=Interaction.Kind.APPOINTMENT, due_at__gt=first, due_at__lt=last
    )
    found = rows.exclude(outcome=Interaction.Outcome.CANCELLED).values_list("due_at", flat=True)
    return [moment for moment in found if moment]


def save_opening(store_id: int, wanted: WantedOpening) -> Opening:
    """Write what a store opens. Raises Refusal `opening_out_of_range`, `opening_without_title`."""
    title = clean(wanted.title, _TITLE)
    if not title:
        raise Refusal("opening_without_title", field="title")
    for name, value, least, most in (
        ("length_minutes", wanted.length_minutes, LENGTHS[0], LENGTHS[-1]),
        ("places", wanted.places, 1, MOST_PLACES),
        ("notice_hours", wanted.notice_hours, 0, MOST_NOTICE_HOURS),
        ("days_ahead", wanted.days_ahead, 1, MOST_DAYS_AHEAD),
    ):
        if not least <= value <= most:
            raise Refusal("opening_out_of_range", field=name, least=least, most=most)
    row = opening_of(store_id) or Opening(store_id=store_id, code=secrets.token_hex(5))
    row.is_open, row.title, row.holidays_too = wanted.is_open, title, wanted.holidays_too
    row.length_minutes, row.places = wanted.length_minutes, wanted.places
    row.notice_hours, row.days_ahead = wanted.notice_hours, wanted.days_ahead
    row.hours = [[[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in wanted.hours[day]] for day in range(DAYS)]
    row.closed_on = sorted(day.isoformat() for day in set(wanted.closed_on))
    row.save()
    return row


def keep_booking(opening: Opening, interaction_id: int, *, token: str, language: str, now: datetime) -> None:
    """Keep by which secret an appointment is found again; safe to repeat."""
    Booking.objects.get_or_create(
        interaction_id=interaction_id,
        defaults={"opening": opening, "token_hash": _hash(token), "language": language, "booked_at": now},
    )


def booking_with(token: str) -> Booking | None:
    """Return the booking of a secret while its appointment stands; None for any other."""
    rows = Booking.objects.select_related("opening__store", "interaction__customer", "interaction__store")
    return rows.filter(token_hash=_hash(token), interaction__done_at=None).first()


def openings(store_id: int | None) -> QuerySet[Opening]:
    """Return the openings of all stores or of one."""
    rows = Opening.objects.select_related("store").order_by("store__name")
    return rows if store_id is None else rows.filter(store_id=store_id)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
