"""A shopkeeper asks whom to bring back today, and what such a list was worth in the past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.insight import bring_back
from chaland.insight.bring_back import PastDay
from chaland.insight.looking import Looking
from chaland.kernel.money import Cents
from chaland.stores.models import Category
from chaland.usecases.campaigns.read_phones import main_phones
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.look_from import looking
from chaland.warehouse.engine import run

PER_PAGE = 25
MOST_IN_FILE = 10_000


@dataclass(frozen=True, slots=True)
class LateCustomer:
    """One row. phone: the main number, mobile first, empty without. favourites: names of families."""

    customer: Customer
    phone: str
    last_visit_on: date
    usual_interval_days: float
    days_late: int
    average_basket_cents: Cents
    pace_cents: Cents
    stake_cents: Cents
    favourites: Sequence[str]


@dataclass(frozen=True, slots=True)
class LateList:
    """A page of the list, how many there are in all, and what is at stake with all of them."""

    rows: Sequence[LateCustomer]
    count: int
    stake_cents: Cents


def read_late(whom: Whom, *, start: int = 0, length: int = PER_PAGE) -> LateList:
    """Return the customers to bring back, the most euros at stake first, from one place in the list on."""
    seen = looking(whom)
    late = bring_back.late_customers(seen)
    (sums,) = run(late.aggregate(count=late.count(), stake=late.stake_cents.sum())).to_pylist()
    rows = run(late.limit(length, offset=start), fresh=False).to_pylist() if start < sums["count"] else []
    return LateList(_told(rows, seen, whom.scope), sums["count"], sums["stake"] or 0)


def read_worth(whom: Whom) -> Sequence[PastDay]:
    """Return what such a list was worth on past days; empty of too short a history."""
    return bring_back.back_test(looking(whom))


def _told(rows: Sequence[Mapping[str, Any]], seen: Looking, scope: Scope) -> list[LateCustomer]:
    ids = [row["customer_id"] for row in rows]
    customers = Customer.objects.in_bulk(ids)
    phones, favourites = main_phones(ids, scope), _favourites(ids, seen)
    columns = ("last_visit_on", "usual_interval_days", "days_late", "average_basket_cents", "pace_cents", "stake_cents")
    return [
        LateCustomer(
            customer=customers[row["customer_id"]],
            phone=phones.get(row["customer_id"], ""),
            favourites=favourites.get(row["customer_id"], ()),
            **{name: row[name] for name in columns},
        )
        for row in rows
        if row["customer_id"] in customers
    ]


def _favourites(ids: Sequence[int], seen: Looking) -> dict[int, list[str]]:
    found = bring_back.favourites(seen, ids) if ids else {}
    wanted = {family for families in found.values() for family in families}
    names = dict(Category.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return {customer: [names[one] for one in families if one in names] for customer, families in found.items()}
