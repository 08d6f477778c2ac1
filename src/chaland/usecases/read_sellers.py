"""Somebody who leads sellers asks what they and the stores do over time, when customers come, what is collected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chaland.accounts.rules import Scope
from chaland.insight import collection, hours, sellers
from chaland.insight.collection import Collected
from chaland.insight.hours import Hour
from chaland.insight.sellers import Takings
from chaland.stores.models import Seller, Store
from chaland.usecases.choose_people import Whom
from chaland.usecases.look_from import looking


@dataclass(frozen=True, slots=True)
class Course:
    """What one seller or store took in. key: None for receipts without a seller; name: empty then."""

    key: int | None
    name: str
    total: Takings
    months: Mapping[date, Takings]


def read_sellers(whom: Whom) -> Sequence[Course]:
    """Return the sellers, the highest revenue first."""
    return _courses(whom, "seller_id", seller_names(whom.scope))


def read_stores(whom: Whom) -> Sequence[Course]:
    """Return the stores, the highest revenue first."""
    return _courses(whom, "store_id", store_names())


def read_hours(whom: Whom) -> Mapping[tuple[int, int], Hour]:
    """Return what was sold by weekday and hour."""
    return hours.by_hour(looking(whom), whom.period.start_on, whom.period.end_on)


def read_collection(whom: Whom, by: collection.Who) -> Mapping[collection.Key, Collected]:
    """Return what was collected by seller, store or month."""
    return collection.collected(looking(whom), whom.period.start_on, whom.period.end_on, by)


def seller_names(scope: Scope) -> dict[int, str]:
    """Return the names of the sellers one may see; with the store's where one looks at all of them."""
    rows = Seller.objects.select_related("store")
    if scope.store_id is not None:
        return {one.pk: one.name for one in rows.filter(store_id=scope.store_id)}
    return {one.pk: f"{one.name} ({one.store.name})" for one in rows}


def store_names() -> dict[int, str]:
    """Return the names of the stores."""
    return dict(Store.objects.values_list("pk", "name"))


def _courses(whom: Whom, who: sellers.Who, names: Mapping[int, str]) -> list[Course]:
    cells = sellers.takings(looking(whom), whom.period.start_on, whom.period.end_on, who)
    months: dict[int | None, dict[date, Takings]] = {}
    for (key, month), taken in cells.items():
        months.setdefault(key, {})[month] = taken
    found = [Course(key, names.get(key or 0, ""), _sum(taken), taken) for key, taken in months.items()]
    return sorted(found, key=lambda one: (-one.total.revenue_cents, one.key or 0))


def _sum(months: Mapping[date, Takings]) -> Takings:
    return sum(months.values(), Takings(0, 0, 0, 0))
