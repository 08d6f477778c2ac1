"""Somebody opens the dashboard: what waits for them today, and how the shop does."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from chaland.accounts.rules import Scope
from chaland.interactions.queries import due
from chaland.sales.dashboard.page import Dashboard, read_dashboard
from chaland.sales.dashboard.periods import Period
from chaland.sales.dashboard.todo import ThingsToDo, things_to_do
from chaland.sales.queries.quotes import to_follow_up


@dataclass(frozen=True, slots=True)
class Day:
    """What a user sees first.

    appointments: to keep today, or overdue. quotes: to ask about by today. dashboard: None for who may not see figures.
    """

    to_do: ThingsToDo
    appointments: int
    quotes: int
    dashboard: Dashboard | None


def read_day(scope: Scope, period: Period, zone: ZoneInfo, *, with_figures: bool) -> Day:
    """Read the day at the end of the period, in the network's time zone."""
    today = period.end_on
    return Day(
        to_do=things_to_do(scope, today, zone),
        appointments=due(scope, today).count(),
        quotes=to_follow_up(scope, today).count(),
        dashboard=read_dashboard(scope, period, zone) if with_figures else None,
    )
