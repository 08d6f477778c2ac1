"""Somebody books an appointment by themselves on the store's page, or gives it back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from chaland.customers.rules import NewCustomer
from chaland.database.locks import lock_rows, one_writer
from chaland.interactions import booking as bookings
from chaland.interactions import services, slots
from chaland.interactions.models import Booking, Interaction, Opening
from chaland.interactions.rules import NewInteraction
from chaland.kernel.dates import format_day
from chaland.kernel.errors import NotFound, Refusal
from chaland.messages.letters import Button, write
from chaland.messages.services import queue
from chaland.privacy.rules.hours import department, holidays
from chaland.sales.services import open_figures
from chaland.signups.services import Came
from chaland.usecases.customers.enter_stranger import check_stranger, enter_stranger

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for. key: of this one time the form was filled in. note: what it is about."""

    key: UUID
    code: str
    start: datetime
    told: NewCustomer
    note: str = ""
    language: str = "fr"


def free_slots(opening: Opening, first: date, last: date, *, now: datetime) -> dict[date, list[datetime]]:
    """Return what may be booked from one day to another, both kept, by the store's own days; full days are left out."""
    plan = _plan(opening, first, last)
    begin = datetime.combine(first, datetime.min.time(), plan.zone) - _A_DAY
    end = datetime.combine(last, datetime.min.time(), plan.zone) + 2 * _A_DAY
    held = bookings.taken(opening, begin, end)
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    found = {day: slots.free(plan, slots.starts_on(plan, day), held, now) for day in days}
    return {day: starts for day, starts in found.items() if starts}


def _plan(opening: Opening, first: date, last: date) -> slots.Plan:
    place = department(opening.store.postcode)
    return bookings.plan_of(opening, [day for year in {first.year, last.year} for day in holidays(year, place)])


def book_appointment(asked: Asked, *, now: datetime) -> str:
    """Book a slot and return the secret by which it is found again; nothing tells whether the person was in the file.

    The same form sent twice books once. Two people never get the same place.
    Raises NotFound `opening_unknown`, Refusal `slot_taken`, or as `check_stranger` and `interactions.rules.check`.
    """
    opening = bookings.opening_with(asked.code)
    checked = check_stranger(asked.told, now=now)
    with one_writer(), transaction.atomic():
        # Whoever books in this store waits here, so that the slot is still free when it is taken.
        lock_rows(Opening, [opening.pk])
        reference, token = f"booking:{asked.key}", _token(asked.key)
        if Interaction.objects.filter(reference=reference).exists():
            return token
        day = asked.start.astimezone(ZoneInfo(opening.store.time_zone)).date()
        if asked.start not in free_slots(opening, day, day, now=now).get(day, ()):
            raise Refusal("slot_taken")
        customer_id = enter_stranger(checked, came=Came("booking", store_id=opening.store_id), now=now)
        new = NewInteraction(
            customer_id, "appointment", "shop", store_id=opening.store_id, subject=opening.title,
            text=asked.note, due_at=asked.start, reference=reference,
        )  # fmt: skip
        added = services.add(new, author_id=None, now=now)
        open_figures({customer_id: opening.store_id})
        bookings.keep_booking(opening, added.interaction_id, token=token, language=asked.language, now=now)
        if checked.emails:
            _confirm(opening, asked, token, to=checked.emails[0], customer_id=customer_id, now=now)
        return token


def _token(key: UUID) -> str:
    """Return the secret of a form's key: the page shown after a form sent twice is the same."""
    return salted_hmac("chaland.booking", key.hex, algorithm="sha256").hexdigest()[:32]


def _confirm(opening: Opening, asked: Asked, token: str, *, to: str, customer_id: int, now: datetime) -> None:
    with translation.override(asked.language):
        local = asked.start.astimezone(ZoneInfo(opening.store.time_zone))
        day, hour = format_day(local.date(), asked.language), f"{local:%H:%M}"
        title = gettext("Your appointment on %(day)s at %(hour)s") % {"day": day, "hour": hour}
        place = f"{opening.title}, {opening.store.name} {opening.store.postcode} {opening.store.city}".strip()
        noted = gettext("Your appointment is noted: %(day)s at %(hour)s.") % {"day": day, "hour": hour}
        button = Button(gettext("See, put in my calendar or cancel"), address_of(opening.code, token))
        said = write(title, [gettext("Hello,"), noted, place, button], language=asked.language)
    queue(kind="booking", to=to, subject=title, text=said.text, html=said.html, customer_id=customer_id, now=now)


def address_of(code: str, token: str = "") -> str:
    """Return where the public books with an opening, or finds its own appointment."""
    return f"{settings.PUBLIC_URL}/p/b/{code}/{token}{'/' if token else ''}"


def look_at_booking(token: str, *, now: datetime) -> Booking:
    """Return an appointment by its secret while it stands and is not over. Raises NotFound `booking_unknown`."""
    found = bookings.booking_with(token)
    if found is None or found.interaction.due_at is None or found.interaction.due_at < now:
        raise NotFound("booking_unknown")
    return found


@transaction.atomic
def give_booking_back(token: str, *, now: datetime) -> None:
    """Cancel an appointment by its secret: its place is free again. Raises NotFound `booking_unknown`."""
    found = look_at_booking(token, now=now)
    services.cancel(found.interaction_id, now=now)
