"""Somebody who leads sellers asks what they and the stores do over time, when customers come, what is collected."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chaland.accounts.rules import Scope
from chaland.insight import collection, gathering, hours, sellers
from chaland.insight.collection import Collected
from chaland.insight.gathering import Gathered
from chaland.insight.hours import Hour
from chaland.insight.sellers import Takings
from chaland.stores.models import Seller, Store
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.look_from import looking

RATIOS = ("basket_cents", "items_per_receipt", "card_share", "valid_share", "kept_share")
LEAST_FOR_A_MEAN = 3
"""Of two sellers, the mean would tell one what the other does."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a seller or a store took in, and what they gathered for the file."""

    taken: Takings = Takings(0, 0, 0, 0)  # noqa: RUF009 - frozen
    gathered: Gathered = Gathered()  # noqa: RUF009 - frozen

    def value(self, name: str) -> float | None:
        """Return one figure by its name in `Takings` or `Gathered`; None where there is nothing to tell."""
        found: float | None = getattr(self.taken if hasattr(self.taken, name) else self.gathered, name)
        return found

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(self.taken + other.taken, self.gathered + other.gathered)


@dataclass(frozen=True, slots=True)
class Course:
    """What one seller or store did. key: None for receipts without a seller; name: empty then.

    group: the store of a seller, to whose mean they are held; None for a store.
    """

    key: int | None
    name: str
    group: int | None
    months: Mapping[date, Figures]

    @property
    def whole(self) -> Figures:
        return sum(self.months.values(), Figures())

    @property
    def total(self) -> Takings:
        return self.whole.taken


@dataclass(frozen=True, slots=True)
class Own:
    """What a seller did; beside: the sellers of their store, nobody where they are too few for a mean."""

    course: Course
    beside: Sequence[Course]


def mean(done: Sequence[Figures], name: str) -> float | None:
    """Return a figure's mean: amounts ÷ how many they are, ratios over all they did together. None of nobody."""
    value = sum(done, Figures()).value(name)
    return value if value is None or name in RATIOS else value / len(done) if done else None


def alike(one: Course, courses: Iterable[Course]) -> list[Course]:
    """Return those whom somebody is held beside: the known sellers of their store, or all the stores."""
    return [other for other in courses if other.key is not None and other.group == one.group]


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


def read_own(whom: Whom, seller_ids: Collection[int]) -> Own:
    """Return the figures of a seller's own, and the mean of their store where at least three serve in it."""
    courses = read_sellers(whom)
    mine = [one for one in courses if one.key in seller_ids]
    groups = {one.group for one in mine}
    beside = [one for one in courses if one.key is not None and one.group in groups]
    return Own(_merged(mine), beside if len(beside) >= LEAST_FOR_A_MEAN else [])


def _merged(courses: Sequence[Course]) -> Course:
    months: dict[date, Figures] = {}
    for one in courses:
        for month, done in one.months.items():
            months[month] = months.get(month, Figures()) + done
    return Course(0, "", None, months)


def _courses(whom: Whom, who: sellers.Who, names: Mapping[int, str]) -> list[Course]:
    looked, period = looking(whom), whom.period
    taken = sellers.takings(looked, period.start_on, period.end_on, who)
    got = gathering.gathered(looked, period.start_on, period.end_on, who)
    months: dict[int | None, dict[date, Figures]] = {}
    for key, month in {**taken, **got}:
        done = Figures(taken.get((key, month), Takings(0, 0, 0, 0)), got.get((key, month), Gathered()))
        months.setdefault(key, {})[month] = done
    groups = _stores_of(months) if who == "seller_id" else {}
    found = [Course(key, names.get(key or 0, ""), groups.get(key or 0), done) for key, done in months.items()]
    return sorted(found, key=lambda one: (-one.total.revenue_cents, one.key or 0))


def _stores_of(keys: Iterable[int | None]) -> dict[int, int]:
    known = [key for key in keys if key is not None]
    return dict(Seller.objects.filter(pk__in=known).values_list("pk", "store_id"))
