"""Reads of interactions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from chaland.accounts.rules import Scope
from chaland.interactions.models import Interaction
from chaland.stores.queries import the_network


@dataclass(frozen=True, slots=True)
class Filter:
    """Which interactions to list; an empty part leaves everything through.

    state: "" , "open" (still to be done) or "done". since, until: days of the moment it happened, both kept.
    """

    kind: str = ""
    channel: str = ""
    outcome: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None


def visible(scope: Scope) -> QuerySet[Interaction]:
    """The interactions of the scope: a store's own, and those of no store with the customers who belong there."""
    rows = Interaction.objects.all()
    if scope.store_id is None:
        return rows
    return rows.filter(Q(store_id=scope.store_id) | Q(store__isnull=True, customer__home_store_id=scope.store_id))


def of_customer(customer_id: int, scope: Scope) -> QuerySet[Interaction]:
    """What passed with one customer, latest first; a store sees its own and those of no store."""
    rows = Interaction.objects.filter(customer_id=customer_id).order_by("-occurred_at", "-id")
    if scope.store_id is None:
        return rows
    return rows.filter(Q(store_id=scope.store_id) | Q(store__isnull=True))


def due(scope: Scope, day: date) -> QuerySet[Interaction]:
    """What is to be done on `day` or is overdue by then, earliest first. Days are the network's."""
    _, end = day_bounds(day, zone())
    return _open(scope).filter(due_at__lt=end)


def due_between(scope: Scope, first: date, last: date) -> QuerySet[Interaction]:
    """What is or was to be done from `first` to `last`, both kept, earliest first; cancelled ones left out."""
    here = zone()
    begin, _ = day_bounds(first, here)
    _, end = day_bounds(last, here)
    rows = visible(scope).filter(due_at__gte=begin, due_at__lt=end)
    return rows.exclude(outcome=Interaction.Outcome.CANCELLED).select_related("customer", "store").order_by("due_at")


def listed(scope: Scope, wanted: Filter) -> QuerySet[Interaction]:
    """The interactions that pass a filter, latest first."""
    rows = visible(scope)
    for name in ("kind", "channel", "outcome"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.state:
        rows = rows.filter(due_at__isnull=False, done_at__isnull=wanted.state == "open")
    return _within(rows, wanted).select_related("customer", "store", "author").order_by("-occurred_at", "-id")


def zone() -> ZoneInfo:
    """The time zone that decides which day it is for the network."""
    return ZoneInfo(the_network().time_zone)


def day_bounds(day: date, here: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the moments between which `day` lasts in a time zone: 23 or 25 hours apart twice a year."""
    begin = datetime.combine(day, time(), here)
    end = datetime.combine(day + timedelta(days=1), time(), here)
    return begin.astimezone(UTC), end.astimezone(UTC)


def _open(scope: Scope) -> QuerySet[Interaction]:
    rows = visible(scope).filter(due_at__isnull=False, done_at__isnull=True)
    return rows.select_related("customer", "store").order_by("due_at", "id")


def _within(rows: QuerySet[Interaction], wanted: Filter) -> QuerySet[Interaction]:
    here = zone() if wanted.since or wanted.until else None
    if wanted.since and here:
        rows = rows.filter(occurred_at__gte=day_bounds(wanted.since, here)[0])
    if wanted.until and here:
        rows = rows.filter(occurred_at__lt=day_bounds(wanted.until, here)[1])
    return rows
