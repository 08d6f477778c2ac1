"""Who to think of today: late regulars, birthdays, wishes that arrived, newcomers who never bought."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.kernel.dates import Birthday
from chaland.sales.dashboard.periods import midnight
from chaland.sales.models import Figures, Wish

BIRTHDAY_DAYS = 7
WELCOME_DAYS = 30


@dataclass(frozen=True, slots=True)
class ThingsToDo:
    """How many customers wait for a gesture, each counted once in each line.

    late: past their usual rhythm, not yet very late. birthdays: wished from today, for seven days.
    wishes: with a wish that arrived, not yet told. prospects: opened in the last thirty days, never bought.
    """

    late: int
    birthdays: int
    wishes: int
    prospects: int


def things_to_do(scope: Scope, today: date, zone: ZoneInfo) -> ThingsToDo:
    """Count them for the whole network or one store."""
    return ThingsToDo(
        late=Figures.objects.filter(store=scope.store_id, late_on__lte=today, very_late_on__gt=today).count(),
        birthdays=_known_in(scope, Customer.objects.filter(_birthday_within(today), merged_into=None)).count(),
        wishes=_arrived_wishes(scope).values("customer").distinct().count(),
        prospects=_newcomers(scope, today, zone).count(),
    )


def birthdays_wished(today: date, days: int) -> list[tuple[int, int]]:
    """Return the (month, day) wished from today for some days, in order; the 28th brings 29 February in common years.

    >>> birthdays_wished(date(2027, 2, 28), 2)
    [(2, 28), (2, 29), (3, 1)]
    """
    wished = (today + timedelta(days=ahead) for ahead in range(days))
    return [found for day in wished for found in _wished_on(day)]


def _wished_on(day: date) -> list[tuple[int, int]]:
    found = (day.month, day.day)
    leap_day = (2, 29)
    return [found, leap_day] if found != leap_day and Birthday(29, 2).on_year(day.year) == day else [found]


def _birthday_within(today: date) -> Q:
    condition = Q()
    for month, day in birthdays_wished(today, BIRTHDAY_DAYS):
        condition |= Q(birth_month=month, birth_day=day)
    return condition


def _known_in(scope: Scope, customers: QuerySet[Customer]) -> QuerySet[Customer]:
    if scope.store_id is None:
        return customers
    return customers.filter(Exists(Figures.objects.filter(customer=OuterRef("pk"), store=scope.store_id)))


def _arrived_wishes(scope: Scope) -> QuerySet[Wish]:
    wishes = Wish.objects.filter(arrived_at__isnull=False, told_at__isnull=True)
    if scope.store_id is None:
        return wishes
    return wishes.filter(Exists(Figures.objects.filter(customer=OuterRef("customer"), store=scope.store_id)))


def _newcomers(scope: Scope, today: date, zone: ZoneInfo) -> QuerySet[Figures]:
    since = midnight(today - timedelta(days=WELCOME_DAYS), zone)
    return Figures.objects.filter(store=scope.store_id, receipts=0, customer__created_at__gte=since)
