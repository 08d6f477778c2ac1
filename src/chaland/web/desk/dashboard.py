"""The dashboard: what to do first, then how the shop does."""

from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.accounts.models import User
from chaland.sales.dashboard.page import Dashboard
from chaland.sales.dashboard.periods import LENGTHS, USUAL, period_of
from chaland.stores.queries import the_network
from chaland.usecases.read_day import read_day
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk import dashboard_people, dashboard_takings
from chaland.web.desk.dashboard_links import Links

PERIODS = {"7d": _("7 days"), "30d": _("30 days"), "90d": _("90 days"), "12m": _("12 months")}
STORES_SHOWN = 10


@permission(rules.VIEW_CUSTOMERS)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the day; the period stands in the address."""
    user: User = request.user  # type: ignore[assignment]
    zone = ZoneInfo(the_network().time_zone)
    choice = request.GET.get("period", USUAL)
    period = period_of(choice, timezone.now().astimezone(zone).date())
    day = read_day(request_scope(request), period, zone, with_figures=rules.may(user.role, rules.VIEW_FIGURES))
    context = {
        "nav": "dashboard",
        "first_name": user.name.split()[0] if user.name.strip() else "",
        "today": period.end_on,
        "day": day,
        "links": Links(period.end_on),
        "tasks": dashboard_people.tasks(day, Links(period.end_on)),
    }
    if day.dashboard:
        context |= _figures(day.dashboard, choice if choice in LENGTHS else USUAL)
    return render(request, "desk/dashboard/page.html", context)
