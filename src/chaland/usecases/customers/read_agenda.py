"""A shop begins its day: what is to be done, and what is planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from chaland.accounts.rules import Scope
from chaland.interactions import queries
from chaland.interactions.models import Interaction
from chaland.sales.models import Cart, Wish
from chaland.sales.queries.quotes import follow_ups_between, to_follow_up
from chaland.usecases.campaigns.read_phones import main_phones

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a store, or the network, has to do.

    overdue: due before today, oldest first. today: due today, in order. arrived: wishes that came in and whose
    customer is still to be told, oldest first. planned: everything of the days asked for, done or not.
    phones: the main number of each customer to call or to tell, by their id. quotes: those to ask about by today, the
    oldest first. follow_ups: those of the days asked for. Each list stops at `MOST_SHOWN`.
    """

    overdue: Sequence[Interaction]
    today: Sequence[Interaction]
    arrived: Sequence[Wish]
    planned: Sequence[Interaction]
    phones: Mapping[int, str]
    quotes: Sequence[Cart] = ()
    follow_ups: Sequence[Cart] = ()

    @property
    def count(self) -> int:
        return len(self.overdue) + len(self.today) + len(self.arrived) + len(self.quotes)


def read_agenda(scope: Scope, *, today: date, first: date, last: date) -> Agenda:
    """Read what is due by today, and what is planned from `first` to `last`, both kept."""
    begin, _ = queries.day_bounds(today, queries.zone())
    due, arrived = list(queries.due(scope, today)[:MOST_SHOWN]), _arrived(scope)
    quotes = list(to_follow_up(scope, today)[:MOST_SHOWN])
    return Agenda(
        overdue=[row for row in due if row.due_at and row.due_at < begin],
        today=[row for row in due if row.due_at and row.due_at >= begin],
        arrived=arrived,
        planned=list(queries.due_between(scope, first, last)[:MOST_SHOWN]),
        phones=main_phones(
            [row.customer_id for row in due]
            + [wish.customer_id for wish in arrived]
            + [cart.customer_id for cart in quotes],
            scope,
        ),
        quotes=quotes,
        follow_ups=list(follow_ups_between(scope, first, last)[:MOST_SHOWN]),
    )


def _arrived(scope: Scope) -> list[Wish]:
    rows = Wish.objects.filter(arrived_at__isnull=False, told_at__isnull=True)
    if scope.store_id is not None:
        home = Q(store__isnull=True, customer__home_store_id=scope.store_id)
        rows = rows.filter(Q(store_id=scope.store_id) | home)
    related = ("customer", "store", "product", "category", "arrived_product")
    return list(rows.select_related(*related).order_by("arrived_at", "pk")[:MOST_SHOWN])
