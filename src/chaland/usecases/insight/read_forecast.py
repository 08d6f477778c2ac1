"""Somebody asks what to expect of the customers in the next year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chaland.customers.models import Customer
from chaland.insight import expecting, queries, services
from chaland.insight.models import Finding
from chaland.insight.queries import Found
from chaland.usecases.insight.choose_people import Whom, people_of
from chaland.warehouse.engine import run

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Expected:
    """found: the forecast as it was kept. classes: sums by class of probability, all of them. best: the worthiest.

    names: of the customers in `best`, by their id.
    """

    found: Found
    classes: Sequence[Mapping[str, Any]]
    best: Sequence[Mapping[str, Any]]
    names: Mapping[int, str]

    def total(self, name: str) -> int:
        """Return a sum over all classes, rounded to the unit."""
        return round(sum(float(one[name]) for one in self.classes))


def read_forecast(whom: Whom, *, now: datetime) -> Expected:
    """Return what is expected of the people, as it was last worked out; it is worked out again every day."""
    found = queries.found(Finding.Kind.FORECAST, whom.store_id)
    if found.found_on is None:
        services.want(Finding.Kind.FORECAST, whom.store_id, now=now)
    rows = expecting.expected(whom.store_id, people_of(whom))
    counted = {one["place"]: one for one in run(expecting.by_class(rows)).to_pylist()}
    nothing = dict.fromkeys(("customers", *expecting.SUMMED), 0)
    classes = [counted.get(place, {"place": place, **nothing}) for place in range(len(expecting.CLASSES) + 1)]
    best = run(expecting.worth_most(rows, SHOWN)).to_pylist()
    return Expected(found, classes, best, names_of_customers([one["customer_id"] for one in best]))


def names_of_customers(ids: Sequence[int]) -> dict[int, str]:
    """Return what the customers are called in lists, by id; their reference where they have no name."""
    rows = Customer.objects.filter(pk__in=ids).values_list("pk", "last_name", "first_name", "reference")
    return {key: f"{last} {first}".strip() or reference or f"#{key}" for key, last, first, reference in rows}
