"""Which customers the file holds: by last purchase and frequency, the best, those drifting away."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from chaland.accounts.rules import Scope
from chaland.sales.dashboard.periods import midnight
from chaland.sales.models import Figures

SHOWN = 10
NEVER = -1


@dataclass(frozen=True, slots=True)
class Band:
    """A span of whole numbers, both ends within; without `most` it has no end."""

    least: int
    most: int | None


# Days since the last visit. The states of the file are unions of these bands.
RECENCY = (Band(0, 30), Band(31, 90), Band(91, 180), Band(181, 365), Band(366, None))
FREQUENCY = (Band(50, None), Band(25, 49), Band(10, 24), Band(5, 9), Band(2, 4), Band(1, 1))
STATES = {"active": (0, 1), "to_call_back": (2,), "dormant": (3,), "lost": (4,)}


@dataclass(frozen=True, slots=True)
class FileState:
    """How many customers stand in each cell.

    cells: customers by (index in RECENCY, index in FREQUENCY); an empty cell is missing.
    never: people of the file who never bought.
    """

    cells: dict[tuple[int, int], int]
    never: int

    @property
    def customers(self) -> int:
        return sum(self.cells.values())

    def in_state(self, state: str) -> int:
        """Count the customers in one of STATES."""
        return sum(count for (recency, _), count in self.cells.items() if recency in STATES[state])


@dataclass(frozen=True, slots=True)
class Standing:
    """One customer among the best or the drifting.

    revenue_cents, visits: of the last twelve months. away_days: since the last visit.
    """

    customer_id: int
    first_name: str
    last_name: str
    reference: str
    revenue_cents: int
    visits: int
    usual_interval_days: float | None
    away_days: int


def band_start(band: Band, today: date) -> date | None:
    """Return the oldest day of a recency band, or None for the one without end.

    >>> band_start(RECENCY[0], date(2026, 11, 22))
    datetime.date(2026, 10, 23)
    """
    return None if band.most is None else today - timedelta(days=band.most)


def file_state(scope: Scope, today: date, zone: ZoneInfo) -> FileState:
    """Count the customers of the scope by recency and frequency."""
    rows = _figures(scope).values_list(_recency(today, zone), _frequency()).annotate(customers=Count("pk"))
    cells: Counter[tuple[int, int]] = Counter()
    never = 0
    for recency, frequency, customers in rows:
        if NEVER in (recency, frequency):
            never += customers
        else:
            cells[recency, frequency] += customers
    return FileState(dict(cells), never)


def best(scope: Scope, today: date, zone: ZoneInfo) -> list[Standing]:
    """Return the customers who spent most in twelve months."""
    return _standings(_spenders(scope), today, zone)


def drifting(scope: Scope, today: date, zone: ZoneInfo) -> list[Standing]:
    """Return the best spenders of twelve months who are late on their own habit."""
    return _standings(_spenders(scope).filter(late_on__lte=today), today, zone)


def _spenders(scope: Scope) -> QuerySet[Figures]:
    return _figures(scope).filter(revenue_12m_cents__gt=0).order_by("-revenue_12m_cents", "customer")


def _standings(figures: QuerySet[Figures], today: date, zone: ZoneInfo) -> list[Standing]:
    rows = figures.values_list(
        "customer_id",
        "customer__first_name",
        "customer__last_name",
        "customer__reference",
        "revenue_12m_cents",
        "visits_12m",
        "usual_interval_days",
        "last_visit_at",
    )[:SHOWN]
    return [
        Standing(pk, first, last, reference or "", revenue, visits, usual, _days_since(last_at, today, zone))
        for pk, first, last, reference, revenue, visits, usual, last_at in rows
    ]


def _days_since(moment: datetime | None, today: date, zone: ZoneInfo) -> int:
    return (today - moment.astimezone(zone).date()).days if moment else 0


def _figures(scope: Scope) -> QuerySet[Figures]:
    return Figures.objects.filter(store=scope.store_id).order_by()


def _recency(today: date, zone: ZoneInfo) -> Case:
    starts = [(index, band_start(band, today)) for index, band in enumerate(RECENCY)]
    whens = [When(last_visit_at__gte=midnight(start, zone), then=Value(i)) for i, start in starts if start]
    return Case(
        *whens,
        When(last_visit_at__isnull=False, then=Value(len(RECENCY) - 1)),
        default=Value(NEVER),
        output_field=IntegerField(),
    )


def _frequency() -> Case:
    whens = [When(visits__gte=band.least, then=Value(index)) for index, band in enumerate(FREQUENCY)]
    return Case(*whens, default=Value(NEVER), output_field=IntegerField())
