"""A shop begins its day: what is to be done, and what is planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from chaland.accounts.rules import Scope
from chaland.interactions import queries
from chaland.interactions.models import Interaction
from chaland.sales.models import Wish

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a store, or the network, has to do.

    overdue: due before today, oldest first. today: due today, in order. arrived: wishes that came in and whose
    customer is still to be told, oldest first. planned: everything of the days asked for, done or not.
    Each list stops at `MOST_SHOWN`.
    """

    overdue: Sequence[Interaction]
    today: Sequence[Interaction]
    arrived: Sequence[Wish]
    planned: Sequence[Interaction]


def read_agenda(scope: Scope, *, today: date, first: date, last: date) -> Agenda:
    """Read what is due by today, and what is planned from `first` to `last`, both kept."""
    begin, _ = queries.day_bounds(today, queries.zone())
    due = queries.due(scope, today)
    return Agenda(
        overdue=list(due.filter(due_at__lt=begin)[:MOST_SHOWN]),
        today=list(due.filter(due_at__gte=begin)[:MOST_SHOWN]),
        arrived=_arrived(scope),
        planned=list(queries.due_between(scope, first, last)[:MOST_SHOWN]),
    )


def _arrived(scope: Scope) -> list[Wish]:
    rows = Wish.objects.filter(arrived_at__isnull=False, told_at__isnull=True)
    if scope.store_id is not None:
        home = Q(store__isnull=True, customer__home_store_id=scope.store_id)
        rows = rows.filter(Q(store_id=scope.store_id) | home)
    related = ("customer", "store", "product", "category", "arrived_product")
    return list(rows.select_related(*related).order_by("arrived_at", "pk")[:MOST_SHOWN])
