"""Which programmes there are, what each says and where it counts."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from chaland.database.lookups import fetch
from chaland.loyalty.rules.programme import Programme, Tier, in_force
from chaland.loyalty.rules.written import read

STAMP = 16
_WORKED_OUT = 2
"""To be raised when points are worked out in another way."""


@dataclass(frozen=True, slots=True)
class Version:
    """What holds from a day on: `burn_points` are worth `burn_cents` at the till."""

    rules: Programme
    burn_points: int
    burn_cents: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """A programme in use. stores: where it counts. versions: the earliest first. stamp: changes with all of that."""

    programme_id: int
    name: str
    merchant_id: int | None
    stores: frozenset[int]
    versions: tuple[Version, ...]
    stamp: str

    @property
    def rules(self) -> list[Programme]:
        """Return what each version says, the earliest first."""
        return [one.rules for one in self.versions]

    @property
    def begins_on(self) -> date:
        """Return the first day on which anything gives points."""
        return self.versions[0].rules.valid_from

    def on(self, day: date) -> Version | None:
        """Return the version in force on a day."""
        return next((one for one in reversed(self.versions) if one.rules.valid_from <= day), None)

    def lasts_months(self, day: date) -> int | None:
        """Return how long points that come on a day last; those of before the programme as its first ones."""
        return (in_force(self.rules, day) or self.versions[0].rules).lasts_months


_READ = (
    "SELECT v.programme_id, p.name, p.merchant_id, v.valid_from, CAST(v.rules AS text), v.burn_points, v.burn_cents "
    "FROM loyalty_programmeversion v JOIN loyalty_programme p ON p.id = v.programme_id WHERE p.is_active "
    "ORDER BY v.programme_id, v.valid_from"
)


def schemes() -> list[Scheme]:
    """Return the programmes in use; without any this costs one statement."""
    rows = fetch(_READ, [])
    return list(_prepared(tuple(rows), tuple(fetch("SELECT id, merchant_id FROM stores_store", [])))) if rows else []


@lru_cache(maxsize=8)
def _prepared(rows: tuple[tuple[Any, ...], ...], stores: tuple[tuple[int, int], ...]) -> list[Scheme]:
    own = {row[2] for row in rows if row[2] is not None}
    return [_scheme(of, dict(stores), own) for of in _grouped(rows)]


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Iterable[list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found.values()


def _scheme(rows: Sequence[tuple[Any, ...]], merchants: dict[int, int], own: set[int]) -> Scheme:
    programme_id, name, merchant_id = rows[0][:3]
    stores = frozenset(
        store for store, of in merchants.items() if (of == merchant_id if merchant_id else of not in own)
    )
    stamp = hashlib.sha256(repr((_WORKED_OUT, rows, sorted(stores))).encode()).hexdigest()[:STAMP]
    return Scheme(programme_id, name, merchant_id, stores, tuple(_version(row) for row in rows), stamp)


def _version(row: tuple[Any, ...]) -> Version:
    return Version(read(row[4], as_day(row[3])), row[5], row[6])


def as_day(value: str | date) -> date:
    """Return a day as either database gives it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def tiers_on(day: date) -> list[tuple[int, Tier]]:
    """Return the tiers of every programme as they stand on a day, each with its programme."""
    told = [(one.programme_id, one.on(day)) for one in schemes()]
    return [(programme, tier) for programme, version in told if version for tier in version.rules.tiers]


def scheme_for(merchant_id: int | None) -> Scheme | None:
    """Return the programme of a merchant, or of the network for none; else the first there is."""
    every = schemes()
    return next((one for one in every if one.merchant_id == merchant_id), every[0] if every else None)


def scheme_of_store(store_id: int) -> Scheme | None:
    """Return the programme that counts in a store."""
    return next((one for one in schemes() if store_id in one.stores), None)
