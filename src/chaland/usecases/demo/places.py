"""Where the invented customers live and the stores stand: real communes around one town."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp
from random import Random

from chaland.kernel.geography import distance_km
from chaland.kernel.postcode import Commune

TOWN = "34172"
RADIUS_KM = 30
SMALLEST = 500
STORE_REACH_KM = 12
CUSTOMER_REACH_KM = 5
SCATTER_DEGREES = 0.012


@dataclass(frozen=True, slots=True)
class StorePlace:
    """Where a store stands, in degrees, and its name: its commune and a number when it is not alone there."""

    code: str
    name: str
    commune: Commune
    latitude: float
    longitude: float


def neighbourhood(communes: Iterable[Commune]) -> list[Commune]:
    """Return the communes around the town, itself first; those too small or of no exact position are left out.

    Raises StopIteration if the file lacks the town.
    """
    located = [one for one in communes if one.latitude is not None and not one.approximate]
    peopled = [one for one in located if one.population >= SMALLEST and one.postcodes]
    town = next(one for one in peopled if one.insee == TOWN)
    near = [one for one in peopled if _apart(town, one) <= RADIUS_KM]
    return sorted(near, key=lambda one: (_apart(town, one), one.insee))


def place_stores(codes: Sequence[str], communes: Sequence[Commune]) -> dict[str, StorePlace]:
    """Place stores in communes, the more the larger and the nearer to the town; same codes, same places."""
    choice = Choice(communes, [_attraction(communes[0], one, STORE_REACH_KM) for one in communes])
    placed: dict[str, StorePlace] = {}
    numbers: dict[str, int] = {}
    for code in codes:
        random = Random(f"store {code}")  # noqa: S311 - the same stores stand at the same places on every machine
        commune = choice.draw(random)
        numbers[commune.insee] = number = numbers.get(commune.insee, 0) + 1
        name = commune.name if number == 1 else f"{commune.name} {number}"
        placed[code] = StorePlace(code, name, commune, *_scattered(commune, random))
    return placed


class Choice:
    """Draws communes by weight."""

    def __init__(self, communes: Sequence[Commune], weights: Iterable[float]) -> None:
        self._communes = communes
        self._cumulated = list(accumulate(weights))

    def draw(self, random: Random) -> Commune:
        """Return one commune."""
        return random.choices(self._communes, cum_weights=self._cumulated)[0]


def homes_around(store: Commune, communes: Sequence[Commune]) -> Choice:
    """Return the choice of communes where a store's customers live."""
    return Choice(communes, [_attraction(store, one, CUSTOMER_REACH_KM) for one in communes])


def _attraction(centre: Commune, commune: Commune, reach_km: float) -> float:
    return commune.population * exp(-_apart(centre, commune) / reach_km)


def _apart(one: Commune, other: Commune) -> float:
    return distance_km(*_position(one), *_position(other))


def _position(commune: Commune) -> tuple[float, float]:
    return commune.latitude or 0.0, commune.longitude or 0.0


def _scattered(commune: Commune, random: Random) -> tuple[float, float]:
    latitude, longitude = _position(commune)
    return (
        round(latitude + random.uniform(-SCATTER_DEGREES, SCATTER_DEGREES), 5),
        round(longitude + random.uniform(-SCATTER_DEGREES, SCATTER_DEGREES), 5),
    )
