"""Somebody asks where the customers live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import Any

from django.conf import settings

from chaland.customers.queries import communes
from chaland.insight import catchment
from chaland.insight.catchment import UNKNOWN, Home
from chaland.insight.catchment_areas import FeatureCollection, areas, nearest_first, read_land
from chaland.insight.loaded_contours import contours_file, drop_contours, keep_contours, kept_contours
from chaland.kernel.errors import Refusal
from chaland.kernel.postcode import Commune
from chaland.stores import queries
from chaland.usecases.insight.choose_people import Whom, looking
from chaland.warehouse.engine import run

REACHES_KM = (5, 10, 20, 40, 80)
# A map reaches as far as this part of the customers whose home is known.
MOST_OF_THEM = 0.95

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Catchment:
    """homes: all communes with customers, the unknown one last. of_nobody: bought without a customer.

    stores: name, latitude and longitude of the stores that have a position. km: how far the map reaches.
    """

    homes: Sequence[Home]
    of_nobody: Mapping[str, int]
    stores: Sequence[tuple[str, float, float]]
    km: int

    def total(self, name: str) -> int:
        """Return the sum over all communes, the unknown one included."""
        return sum(getattr(home, name) for home in self.homes)


def read_catchment(whom: Whom) -> Catchment:
    """Return where the people live, and what they bought in the period."""
    seen = looking(whom)
    days = whom.period.start_on, whom.period.end_on
    rows = {row["commune"]: row for row in run(catchment.by_commune(seen, *days)).to_pylist()}
    nobody = run(catchment.of_nobody(seen, *days)).to_pylist()[0] if seen.people is None else {}
    stores = _stores(whom.store_id)
    homes = _homes(rows, [place for _name, *place in stores])
    return Catchment(homes, nobody, stores, _reach(homes))


def _stores(store_id: int | None) -> list[tuple[str, float, float]]:
    return [
        (one.name, one.latitude, one.longitude)
        for one in queries.stores(store_id)
        if one.is_open and one.latitude is not None and one.longitude is not None
    ]


def _homes(rows: Mapping[str, Any], stores: Sequence[Any]) -> list[Home]:
    known = {one.insee: one for one in communes() or () if one.insee in rows}
    far = {one.insee: km for one, km in nearest_first(known.values(), [(a, b) for a, b in stores], inf)}
    homes = [_home(code, known.get(code), far.get(code), row) for code, row in rows.items()]
    return sorted(homes, key=lambda home: (home.code == UNKNOWN, -home.customers, home.code))


def _home(code: str, commune: Commune | None, km: float | None, row: Mapping[str, Any]) -> Home:
    name, population = (commune.name, commune.population) if commune else (code, None)
    return Home(code, name, km, population, row["customers"], row["buyers"], row["visits"], row["revenue_cents"])


def _reach(homes: Sequence[Home]) -> int:
    """Return the least distance that holds most of the customers."""
    everybody = sum(home.customers for home in homes if home.km is not None)
    for km in REACHES_KM:
        if sum(home.customers for home in homes if home.km is not None and home.km <= km) >= MOST_OF_THEM * everybody:
            return km
    return REACHES_KM[-1]


def read_map(stores: Sequence[tuple[str, float, float]], km: int) -> FeatureCollection:
    """Return the areas around the stores as GeoJSON; without communes there are none. Drawn once and kept.

    Raises Refusal as `kept_contours` for a file of contours that somebody spoilt by hand.
    """
    file = contours_file(settings.HOME)
    written = file.stat().st_mtime_ns if file.exists() else 0
    return _map(tuple((latitude, longitude) for _name, latitude, longitude in stores), km, written)


@lru_cache(maxsize=16)
def _map(places: tuple[Place, ...], km: int, _contours_written: int) -> FeatureCollection:
    land = read_land(Path(settings.LAND_FILE))
    return areas(communes() or (), places, km, land=land, contours=kept_contours(settings.HOME))


def contours_count() -> int:
    """Return how many communes have loaded contours; 0 for a file that somebody spoilt by hand."""
    try:
        return len(kept_contours(settings.HOME))
    except Refusal:
        return 0


def load_contours(content: bytes) -> int:
    """Keep the contours of a file in place of the approximate areas; returns how many. Raises as `keep_contours`."""
    return keep_contours(settings.HOME, content)


def remove_contours() -> None:
    """Go back to the approximate areas."""
    drop_contours(settings.HOME)
