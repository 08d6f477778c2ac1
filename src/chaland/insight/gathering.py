"""What sellers and stores gather for the file: files opened, cards, contact details, consents."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime, time, timedelta
from operator import add
from typing import Any

import ibis

from chaland.insight.looking import Looking
from chaland.insight.sellers import Key, Who
from chaland.warehouse.engine import run, table

_REFERENCE = {"seller_id": "home_seller_id", "store_id": "home_store_id"}


@dataclass(frozen=True, slots=True)
class Gathered:
    """Of the customers whose seller or store of reference it is: files opened in a time, and what they tell.

    points: ways to reach them (e-mail, telephones, address) in the files opened; valid: those that work.
    cards: issued in the time, to whomever; consents: those in force that were given in it.
    """

    files: int = 0
    points: int = 0
    valid: int = 0
    cards: int = 0
    consents: int = 0

    @property
    def valid_share(self) -> float | None:
        """Share of the ways to reach people that work; None without any."""
        return self.valid / self.points if self.points else None

    def __add__(self, other: "Gathered") -> "Gathered":
        return Gathered(*map(add, astuple(self), astuple(other)))


def gathered(looking: Looking, first: date, last: date, who: Who) -> Mapping[Key, Gathered]:
    """Return what each gathered month by month, from one day to the other, both within. Days are counted in UTC."""
    people = _people(looking, who)
    granted = table("consents").filter(ibis._.state == "granted")
    files = _within(people, "created_at", first, last)
    opened = files.group_by(who, "month").aggregate(
        files=files.count(),
        points=files.contact_points.sum().fill_null(0),
        valid=files.valid_points.sum().fill_null(0),
    )
    found: dict[Key, dict[str, int]] = {}
    for part in (
        opened,
        _counted("cards", _within(table("cards"), "issued_at", first, last), people, who),
        _counted("consents", _within(granted, "since_at", first, last), people, who),
    ):
        for row in run(part).to_pylist():
            found.setdefault((row.pop(who), row.pop("month")), {}).update(row)
    return {key: Gathered(**found[key]) for key in sorted(found, key=lambda key: (key[1], key[0] or 0))}


def _people(looking: Looking, who: Who) -> Any:
    """Return the customers that may be looked at, with whose they are."""
    rows = table("customers")
    if looking.store_id is not None:
        figures = table("figures")
        here = figures.filter(figures.store_id == looking.store_id)
        rows = rows.filter(rows.home_store_id == looking.store_id).semi_join(here, "customer_id")
    if looking.people is not None:
        rows = rows.semi_join(looking.people, "customer_id")
    return rows.select("customer_id", "created_at", "contact_points", "valid_points", **{who: rows[_REFERENCE[who]]})


def _within(rows: Any, moment: str, first: date, last: date) -> Any:
    after, until = datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())
    rows = rows.filter(rows[moment] >= after, rows[moment] < until)
    return rows.mutate(month=rows[moment].truncate("M").cast("date"))


def _counted(name: str, rows: Any, people: Any, who: Who) -> Any:
    rows = rows.select("customer_id", "month").inner_join(people.select("customer_id", who), "customer_id")
    return rows.group_by(who, "month").aggregate(**{name: ibis._.count()})
