"""A new day begins: the twelve-month figures move on."""

from datetime import date, datetime

from django.db import transaction

from chaland.sales import services
from chaland.usecases.sales.record_receipts import today_of_network

AT_ONCE = 1_000


def roll_figures(*, now: datetime) -> date:
    """Bring every twelve-month figure up to the network's day and return that day. Safe to repeat.

    Only customers with a receipt that enters or leaves a window are computed anew, a thousand at a
    time, so that tills never wait long; cut short, the next call goes on.
    """
    today = today_of_network(now)
    with transaction.atomic():
        clock = services.start_roll(today)
    if clock.rolling_from_on is not None:
        moved = services.moved_between(clock.rolling_from_on, clock.as_of_on)
        for start in range(0, len(moved), AT_ONCE):
            with transaction.atomic():
                services.move_windows(moved[start : start + AT_ONCE], as_of=clock.as_of_on)
        services.end_roll(clock.as_of_on)
    return clock.as_of_on


def rebuild_figures(*, now: datetime) -> date:
    """Compute all tallies and figures anew from the receipts. Safe to repeat; tills wait meanwhile."""
    with transaction.atomic():
        as_of = services.figures_day(today_of_network(now))
        services.rebuild_figures(as_of=as_of)
        return as_of
