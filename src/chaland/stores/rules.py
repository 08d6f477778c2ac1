"""Decisions about stores and families of products, without a database."""

from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from chaland.kernel.errors import Refusal

PATH_SEPARATOR = " > "
LONGEST_PATH = 500
FRENCH_TIME_ZONES = (
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "Indian/Reunion",
    "Indian/Mayotte",
    "America/Miquelon",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Pacific/Wallis",
)
"""The zones of France and its overseas territories, the first the usual one."""

_REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


@dataclass(frozen=True, slots=True)
class Description:
    """What a receipt or a file says of a product, beside its sku; `category` is a path of names."""

    label: str = ""
    category: str = ""
    brand: str = ""
    line: str = ""
    size: str = ""
    colour: str = ""
    material: str = ""
    price_level: str = ""


UNDESCRIBED = Description()


@cache
def time_zones() -> tuple[str, ...]:
    """Return every time zone a store may stand in, by name."""
    return tuple(sorted(name for name in available_timezones() if name.startswith(_REGIONS)))


def check_time_zone(name: str) -> str:
    """Return the name of the zone. Raises Refusal `time_zone_unknown`."""
    if name not in time_zones():
        raise Refusal("time_zone_unknown", field="time_zone", text=name)
    return name


def category_path(name: str, parent_path: str = "") -> str:
    """Return the path of a family below another.

    Raises Refusal `category_name_has_separator` or `category_path_too_long`.

    >>> category_path("Sandals", "Shoes > Women")
    'Shoes > Women > Sandals'
    """
    if ">" in name:
        raise Refusal("category_name_has_separator", field="name")
    path = f"{parent_path}{PATH_SEPARATOR}{name}" if parent_path else name
    if len(path) > LONGEST_PATH:
        raise Refusal("category_path_too_long", field="name", limit=LONGEST_PATH)
    return path
