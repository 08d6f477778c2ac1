"""A new day begins: the twelve-month figures move on."""

from datetime import date, datetime

from django.db import transaction

from chaland.sales import services
from chaland.usecases.record_receipts import today_of_network


def roll_figures(*, now: datetime) -> date:
    """Bring every twelve-month figure up to the network's day and return that day. Safe to repeat."""
    with transaction.atomic():
        return services.roll_clock(today_of_network(now))


def rebuild_figures(*, now: datetime) -> date:
    """Compute all tallies and figures anew from the receipts. Safe to repeat; tills wait meanwhile."""
    with transaction.atomic():
        as_of = services.roll_clock(today_of_network(now))
        services.rebuild_figures(as_of=as_of)
        return as_of
