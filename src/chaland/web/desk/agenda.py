"""The agenda: what is to be done today, and the appointments of a week or a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from chaland.accounts.rules import VIEW_CUSTOMERS, WRITE_INTERACTIONS
from chaland.customers.finding import find
from chaland.interactions.models import Interaction
from chaland.interactions.queries import zone
from chaland.kernel.dates import parse_day
from chaland.kernel.errors import Refusal
from chaland.usecases.customers.read_agenda import read_agenda
from chaland.web.common.access import DeskRequest, permission, request_scope

FIRST_HOUR, LAST_HOUR = 9, 18
USUAL_HOUR = time(10)
DAYS_IN_WEEK = 7
FOUND_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Slot:
    """One row of the week: an hour, and what falls in it each day."""

    hour: int
    days: Sequence[tuple[date, Sequence[Interaction]]]


@permission(VIEW_CUSTOMERS)
@require_GET
def agenda(request: DeskRequest) -> HttpResponse:
    """The week around a day, or that day alone, beside what is to be done today, overdue first."""
    here = zone()
    today = timezone.now().astimezone(here).date()
    shown = _day_asked(request, today)
    first = shown - timedelta(days=shown.weekday())
    days = [first + timedelta(days=count) for count in range(DAYS_IN_WEEK)]
    only_day = request.GET.get("view") == "day"
    step = timedelta(days=1 if only_day else DAYS_IN_WEEK)
    plan = read_agenda(request_scope(request), today=today, first=days[0], last=days[-1])
    context = {
        "nav": "agenda",
        "today": today,
        "shown": shown,
        "days": days,
        "plan": plan,
        "slots": week_slots(plan.planned, days, here),
        "only_day": only_day,
        "previous": shown - step,
        "following": shown + step,
    }
    return render(request, "desk/agenda/agenda.html", context)


@permission(WRITE_INTERACTIONS)
@require_GET
def appointment_new(request: DeskRequest) -> HttpResponse:
    """Choose with whom an appointment is made, for the day the agenda showed; the usual form follows."""
    now = timezone.localtime()
    day, query = _day_asked(request, now.date()), request.GET.get("q", "")
    back = f"{reverse('agenda')}?day={day}"
    asked = {"kind": Interaction.Kind.APPOINTMENT, "due": f"{usual_moment(day, now):%Y-%m-%dT%H:%M}", "next": back}
    context = {
        "nav": "agenda",
        "day": day,
        "query": query,
        "found": find(query, request_scope(request), FOUND_SHOWN),
        "asked": urlencode(asked),
        "back": back,
    }
    return render(request, f"desk/agenda/{'found' if request.htmx else 'new'}.html", context)


def usual_moment(day: date, now: datetime) -> datetime:
    """Propose when on a day: at ten, unless that is past; then an hour from now, on the hour."""
    usual = datetime.combine(day, USUAL_HOUR, now.tzinfo)
    return usual if usual > now else (now + timedelta(hours=1)).replace(minute=0)


def _day_asked(request: HttpRequest, today: date) -> date:
    try:
        return parse_day(request.GET.get("day", ""))
    except Refusal:
        return today


def week_slots(planned: Iterable[Interaction], days: Sequence[date], here: ZoneInfo) -> list[Slot]:
    """Lay the week out by hours: shop hours at least, and earlier or later ones that are used."""
    cells: dict[tuple[int, date], list[Interaction]] = {}
    for row in planned:
        if row.due_at is not None:
            local = row.due_at.astimezone(here)
            cells.setdefault((local.hour, local.date()), []).append(row)
    hours = {hour for hour, _ in cells} | {FIRST_HOUR, LAST_HOUR}
    span = range(min(hours), max(hours) + 1)
    return [Slot(hour, [(day, cells.get((hour, day), ())) for day in days]) for hour in span]
