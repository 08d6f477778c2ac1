"""Decisions about stores and families of products, without a database."""

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlsplit
from zoneinfo import available_timezones

from chaland.kernel.errors import Refusal
from chaland.kernel.money import Cents, parse_cents
from chaland.kernel.text import clean

PATH_SEPARATOR = " > "
LONGEST_PATH = 500
LONGEST_ADDRESS = 500
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

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SPOILING = re.compile(r"[\s\x00-\x1f{}<>\"'\\`]")
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


def read_price(text: str) -> Cents:
    """Read what a product costs. Raises Refusal `price_negative`, and as `parse_cents`.

    >>> read_price("12,5 €"), read_price("1 299.00")
    (1250, 129900)
    """
    cents = parse_cents(text)
    if cents < 0:
        raise Refusal("price_negative", text=text)
    return cents


def read_address(text: str) -> str:
    """Return the https address of a page or picture on a site that has a name; empty for none.

    Raises Refusal `address_not_https`, `text_too_long`.

    >>> read_address("https://boutique.example/été?c=noir")
    'https://boutique.example/%C3%A9t%C3%A9?c=noir'
    """
    typed = clean(text, LONGEST_ADDRESS)
    if typed and not _is_page(typed):
        raise Refusal("address_not_https", text=typed[:80])
    return clean(quote(typed, safe="%/:?#[]@!$&()*+,;=~"), LONGEST_ADDRESS)


def is_digest(picture: str) -> bool:
    """Tell whether a picture is one of ours, and so no address."""
    return _DIGEST.fullmatch(picture) is not None


def _is_page(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    is_named = _HOST.fullmatch((parts.hostname or "").lower()) is not None
    is_bare = parts.username is None and parts.password is None and port != 0
    return parts.scheme == "https" and is_named and is_bare and not _SPOILING.search(address)
