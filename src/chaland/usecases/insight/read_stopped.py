"""Somebody looks at what regular customers stopped buying, and whom to call about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.insight.stopped import stopped, summed
from chaland.stores.models import Category
from chaland.usecases.campaigns.read_phones import main_phones
from chaland.usecases.insight.choose_articles import By, Thing, key_of, things
from chaland.usecases.insight.choose_people import Whom, people_of
from chaland.warehouse.engine import run

MOST_NAMES = 50


@dataclass(frozen=True, slots=True)
class Silence:
    """One customer who stopped buying one thing; phone: empty without. Days and cents as in `insight.stopped`."""

    customer: Customer
    phone: str
    key: Any
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stopped:
    """What regulars stopped buying: by thing, and by name, each with the most at stake first.

    pairs: how many customers with a thing each in all, of which at most fifty are `named`.
    """

    sums: Sequence[Mapping[str, Any]]
    named: Sequence[Silence]
    pairs: int
    people: int
    stake_cents: int
    things: Mapping[Any, Thing]


def read_stopped(whom: Whom, by: By, family: Category | None, chosen: Any = None) -> Stopped:
    """Return it below a family, or for all. chosen: name those of this one thing only. Raises as `people_of`."""
    key = key_of(by, family)
    within = family.path if family else ""
    question = stopped(key, today=whom.today, store_id=whom.store_id, people=people_of(whom), within=within)
    found = run(question)
    sums = summed(found)
    named = _named(found, chosen, whom.scope)
    keys = {row["key"] for row in sums}
    people = len(set(found["customer_id"].to_pylist()))
    at_stake = sum(row["stake_cents"] for row in sums)
    return Stopped(sums, named, found.num_rows, people, at_stake, things(keys, by, family))


def _named(found: pa.Table, chosen: Any, scope: Scope) -> list[Silence]:
    rows = found.sort_by([("stake_cents", "descending"), ("customer_id", "ascending"), ("key", "ascending")])
    if chosen is not None:
        rows = rows.filter(pc.equal(rows["key"], chosen))
    first = rows.slice(0, MOST_NAMES).to_pylist()
    ids = sorted({row["customer_id"] for row in first})
    known, phones = Customer.objects.in_bulk(ids), main_phones(ids, scope)
    return [
        Silence(known[who], phones.get(who, ""), row["key"], row)
        for row in first
        if (who := row["customer_id"]) in known
    ]
