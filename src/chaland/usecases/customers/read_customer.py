"""Somebody looks at one customer: everything the page about a person shows, for the store one looks at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from chaland.accounts.rules import Scope
from chaland.customers.merging import standing_merges
from chaland.customers.models import Card, ContactPoint, Customer, CustomField, FieldPolicy, Merge
from chaland.customers.queries import birthday_of, contact_points, visible
from chaland.customers.rules import OFF, Policy
from chaland.customers.street import hidden_from
from chaland.database.selections import read_present
from chaland.interactions.models import Interaction
from chaland.interactions.queries import of_customer
from chaland.kernel.dates import Birthday
from chaland.kernel.money import Cents
from chaland.sales import queries as sales
from chaland.sales.models import Cart, Figures, Wish
from chaland.sales.queries import CategoryShare, StoreFigures, Taste
from chaland.sales.rules import rhythm_state, rhythm_trend
from chaland.signups.models import Arrival
from chaland.usecases.customers.open_customer import open_customer

CONTACT_KINDS = ("mobile", "email", "phone", "address")
MONTHS = 24
GAPS_SHOWN = 12
WISHES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Course:
    """How it went over the last 24 calendar months, oldest first.

    revenue: cents of each month. visits: of each month. baskets: cents a visit, months without a visit left out.
    gaps: days between one visit day and the next, the last twelve.
    """

    revenue: Sequence[Cents]
    visits: Sequence[int]
    baskets: Sequence[Cents]
    gaps: Sequence[int]


@dataclass(frozen=True, slots=True)
class Habit:
    """The rhythm of a customer in words' reach.

    state: unknown, on_time, late or very_late. trend: unknown, more_often, steady or less_often.
    late_days: since when they are late, the first day being 1; 0 when they are not.
    """

    state: str
    trend: str
    late_days: int


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """What the page about one person shows.

    asked_kinds: the kinds of contact points that the network asks for. hides_points: whether another merchant of a
    street keeps some that may not be seen.
    custom: label and value of the network's own fields that are filled; has_custom: whether there are such fields.
    """

    customer: Customer
    birthday: Birthday | None
    age: int | None
    points: Sequence[ContactPoint]
    hides_points: bool
    asked_kinds: Sequence[str]
    cards: Sequence[Card]
    members: Sequence[Customer]
    custom: Sequence[tuple[str, Any]]
    has_custom: bool
    figures: Figures
    stores: Sequence[StoreFigures]
    course: Course
    habit: Habit
    categories: Sequence[CategoryShare]
    tastes: Mapping[str, Sequence[Taste]]
    wishes: Sequence[Wish]
    carts: Sequence[Cart]
    due: Sequence[Interaction]
    merges: Sequence[Merge]
    arrival: Arrival | None


def read_customer(customer_id: int, scope: Scope, *, today: date) -> CustomerFile:
    """Read one customer's page; a store sees its own figures, purchases and actions only.

    Raises NotFound `customer_unknown` beyond the scope.
    """
    customer = open_customer(customer_id, scope)
    birthday = birthday_of(customer.birth_day, customer.birth_month, customer.birth_year)
    figures, stores = sales.figures_seen(customer_id, scope)
    policies, own_fields, wishes, carts, due, merges, arrivals = read_present(
        FieldPolicy.objects.all(),
        CustomField.objects.exclude(requirement=OFF).order_by("position", "pk"),
        _wishes(customer_id, scope),
        sales.open_carts(customer_id, scope),
        of_customer(customer_id, scope).filter(due_at__isnull=False, done_at__isnull=True).order_by("due_at"),
        standing_merges(customer_id).select_related("absorbed", "made_by"),
        Arrival.objects.filter(customer=customer_id).select_related("form"),
    )
    rules = Policy({policy.field: policy.requirement for policy in policies})
    return CustomerFile(
        customer=customer,
        birthday=birthday,
        age=birthday.age_on(today) if birthday else None,
        points=contact_points(customer_id, scope),
        hides_points=hidden_from(scope).filter(customer=customer_id).exists(),
        asked_kinds=[kind for kind in CONTACT_KINDS if rules.requirement(kind) != OFF],
        cards=list(Card.objects.filter(customer_id=customer_id).order_by("status", "-issued_at")),
        members=household_members(customer, scope),
        custom=[(one.label, customer.custom[one.code]) for one in own_fields if one.code in customer.custom],
        has_custom=bool(own_fields),
        figures=figures,
        stores=stores,
        course=_course(customer_id, scope, today),
        habit=habit(figures, today),
        categories=sales.top_categories(customer_id, scope),
        tastes=sales.tastes(customer_id, scope),
        wishes=wishes,
        carts=carts,
        due=due,
        merges=merges,
        arrival=next(iter(arrivals), None),
    )


def household_members(customer: Customer, scope: Scope) -> list[Customer]:
    """Who else lives there, as far as the scope sees them."""
    if customer.household_id is None:
        return []
    others = visible(scope).filter(household_id=customer.household_id).exclude(pk=customer.pk)
    return list(others.order_by("search_name")[:20])


def habit(figures: Figures, today: date) -> Habit:
    """Say where a customer stands on their own habit."""
    state = rhythm_state(late_on=figures.late_on, very_late_on=figures.very_late_on, today=today)
    is_late = state in ("late", "very_late") and figures.late_on is not None
    late_days = (today - figures.late_on).days + 1 if is_late and figures.late_on else 0
    return Habit(state, rhythm_trend(figures.interval_change), late_days)


def _wishes(customer_id: int, scope: Scope) -> QuerySet[Wish]:
    rows = sales.open_wishes(customer_id).select_related("store", "product", "category", "arrived_product")
    if scope.store_id is not None:
        rows = rows.filter(Q(store_id=scope.store_id) | Q(store__isnull=True))
    return rows[:WISHES_SHOWN]


def _course(customer_id: int, scope: Scope, today: date) -> Course:
    last = today.year * 12 + today.month - 1
    first = last - MONTHS + 1
    since = date(first // 12, first % 12 + 1, 1)
    rows = sales.receipts_of(customer_id, scope).filter(business_on__gte=since, business_on__lte=today)
    days = rows.values_list("business_on").annotate(
        cents=Sum("total_cents"), visits=Count("total_cents", filter=Q(total_cents__gte=0))
    )
    return course(list(days.order_by("business_on")), first=first, last=last)


def course(days: Sequence[tuple[date, Cents, int]], *, first: int, last: int) -> Course:
    """Lay days with their revenue and visits, in order, out by months counted from year 0, `first` and `last` kept.

    >>> course([(date(2026, 1, 5), 100, 1), (date(2026, 1, 8), 300, 1)], first=2026 * 12, last=2026 * 12 + 1)
    Course(revenue=[400, 0], visits=[2, 0], baskets=[200], gaps=[3])
    """
    revenue = [0] * (last - first + 1)
    visits = [0] * (last - first + 1)
    for day, cents, count in days:
        place = day.year * 12 + day.month - 1 - first
        revenue[place] += cents
        visits[place] += count
    gaps = [(after - before).days for before, after in pairwise(day for day, _, count in days if count)]
    baskets = [cents // count for cents, count in zip(revenue, visits, strict=True) if count]
    return Course(revenue, visits, baskets, gaps[-GAPS_SHOWN:])
