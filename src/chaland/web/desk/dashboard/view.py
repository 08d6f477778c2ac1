"""The dashboard's address."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.accounts.models import User
from chaland.sales.dashboard.page import Dashboard
from chaland.sales.dashboard.periods import LENGTHS, USUAL, YEAR, Period, Week, period_of
from chaland.stores.queries import the_network
from chaland.usecases.insight.read_day import read_day
from chaland.usecases.rights.handle_requests import waiting_count
from chaland.web.common.access import permission, request_scope
from chaland.web.desk.dashboard import people
from chaland.web.desk.dashboard.hours import hours_table
from chaland.web.desk.dashboard.links import Links, bought
from chaland.web.desk.dashboard.measures import measures
from chaland.web.desk.dashboard.takings import Line, seller_lines, store_lines, week_lines

PERIODS = {"7d": _("7 days"), "30d": _("30 days"), "90d": _("90 days"), "12m": _("12 months")}
ROWS_SHOWN = 10
MOST_STORES = 50


@permission(rules.VIEW_CUSTOMERS)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the day, and to who may see figures the period chosen in the address."""
    user = cast("User", request.user)
    zone = ZoneInfo(the_network().time_zone)
    choice = request.GET.get("period", USUAL)
    period = period_of(choice, timezone.now().astimezone(zone).date())
    day = read_day(request_scope(request), period, zone, with_figures=rules.may(user.role, rules.VIEW_FIGURES))
    links = Links(period.end_on)
    context = {
        "nav": "dashboard",
        "first_name": next(iter(user.name.split()), ""),
        "today": period.end_on,
        "tasks": [*people.tasks(day, links), *_requests_due(user, period.end_on)],
        "links": links,
        "may_import": rules.may(user.role, rules.IMPORT_FILES),
        "may_open": rules.may(user.role, rules.EDIT_CUSTOMERS),
    }
    if day.dashboard:
        context |= _figures(day.dashboard, links, choice if choice in LENGTHS else USUAL)
    return render(request, "desk/dashboard/page.html", context)


def _requests_due(user: User, today: date) -> list[people.Task]:
    """What people asked for by right, for who answers them."""
    answers = user.all_stores and rules.may(user.role, rules.VIEW_PRIVACY)
    return people.requests_due(waiting_count(today)) if answers else []


def _figures(board: Dashboard, links: Links, choice: str) -> dict[str, Any]:
    period, quarter = board.period, board.period.last_quarter
    weeks, stores = week_lines(board.weeks, period), store_lines(board.stores, period)

    def who_came(weekday: int, hours: tuple[int, int]) -> str:
        return bought(quarter, weekday=weekday + 1, hours=hours)

    return {
        "board": board,
        "is_empty": board.last_receipt_on is None,
        "choice": choice,
        "periods": PERIODS.items(),
        "is_whole_year": period.days >= YEAR.days,
        "measures": measures(board.comparison),
        "period_url": bought(period, with_returns=True),
        "visits_url": bought(period),
        "today_url": bought(Period.ending(period.end_on, 1), with_returns=True),
        "chart": _chart(weeks),
        "weeks": weeks,
        "states": people.states(board.file, links),
        "recency_labels": people.RECENCY_LABELS,
        "recency_rows": people.recency_table(board.file, links),
        "hours": hours_table(board.hours, who_came),
        "hours_since": quarter.start_on,
        "sellers": seller_lines(board.sellers[:ROWS_SHOWN], period),
        "stores": stores[:ROWS_SHOWN] if len(stores) > 1 else (),
        "more_stores": stores[ROWS_SHOWN:MOST_STORES],
    }


def _chart(lines: Sequence[Line]) -> dict[str, Any]:
    """Return what dashboard.js draws: Mondays as ISO days, amounts in euros, who is behind them, and words.

    yearBefore begins with nulls where there was no receipt yet, and is empty when there was none at all.
    """
    weeks = [cast("Week", line.takings) for line in lines]
    before = [None if week.year_before_cents is None else week.year_before_cents / 100 for week in weeks]
    return {
        "weeks": [week.start_on.isoformat() for week in weeks],
        "revenue": [week.revenue_cents / 100 for week in weeks],
        "yearBefore": before if any(before) else [],
        "urls": [line.url for line in lines],
        "words": {
            "revenue": gettext("This year"),
            "yearBefore": gettext("A year before"),
            "weekOf": gettext("Week of {day}"),
        },
    }
