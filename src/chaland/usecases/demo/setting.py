"""What stands before the first purchase: the network, its stores, its catalogue, what it asks of customers."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chaland.customers.models import CustomField, FieldPolicy, Requirement
from chaland.stores.founding import NewStore, name_network, open_stores
from chaland.stores.models import Product
from chaland.stores.recognition import create_products
from chaland.stores.rules import PATH_SEPARATOR, Description
from chaland.usecases.demo.identities import AGES
from chaland.usecases.demo.places import StorePlace
from chaland.usecases.demo.source import Household, Source

NETWORK = "Complete Journey"
NETWORK_ZONE = "Europe/Paris"
# Stored in English; the pages say it in the reader's language.
NOTICE = gettext_noop(
    "Demonstration. The purchases are real: Complete Journey by 84.51°, for research and education only. "
    "The names, contact details, birthdays and places are invented."
)
CHUNK = 5000


def found(places: Mapping[str, StorePlace], zone: str) -> dict[str, int]:
    """Name the network and open its stores; return their ids by code."""
    name_network(name=NETWORK, time_zone=NETWORK_ZONE, notice=NOTICE)
    rows = [
        NewStore(
            code=place.code,
            name=place.name,
            time_zone=zone,
            postcode=place.commune.postcodes[0],
            city=place.commune.name,
            latitude=place.latitude,
            longitude=place.longitude,
        )
        for place in places.values()
    ]
    return open_stores(NETWORK, rows)


def stock(source: Source, advance: Callable[[int], None]) -> None:
    """Create the products that are new, with their families."""
    known = set(Product.objects.values_list("sku", flat=True))
    rows = iter(source.products())
    while chunk := list(islice(rows, CHUNK)):
        create_products({row["sku"]: described(row) for row in chunk if row["sku"] not in known})
        advance(len(chunk))


def described(row: Mapping[str, Any]) -> Description:
    """Describe a product; the source names none, so its type does.

    >>> described({"sku": "1", "department": "GROCERY", "category": "FRZN ICE", "type": "ICE - CRUSHED",
    ...          "brand": "National", "size": "22 LB"}).category
    'Grocery > Frzn ice > Ice - crushed'
    """
    path = [_worded(row[level]) for level in ("department", "category", "type") if row[level]]
    return Description(path[-1], PATH_SEPARATOR.join(path), brand=row["brand"], size=row["size"])


def _worded(capitals: str) -> str:
    return capitals.strip().capitalize()


def ask_demographics(households: Iterable[Household]) -> None:
    """Make the fields that the source's demographics fill."""
    told = list(households)
    fields = (
        ("age_bracket", _("Age bracket"), list(AGES)),
        ("income", _("Income (thousands of dollars a year)"), _values(one.income for one in told)),
        ("home_ownership", _("Housing"), _values(one.home_ownership for one in told)),
        ("composition", _("Household members"), _values(one.composition for one in told)),
    )
    purpose = _("Comes with the demonstration data.")
    for position, (code, label, choices) in enumerate(fields):
        values = {"label": label, "kind": "choice", "choices": choices, "purpose": purpose, "position": position}
        CustomField.objects.get_or_create(code=code, defaults=values)
    FieldPolicy.objects.get_or_create(
        field="marital_status", defaults={"requirement": Requirement.OPTIONAL, "purpose": purpose}
    )


def _values(values: Iterable[str]) -> list[str]:
    return sorted({value for value in values if value}, key=_by_figures)


def _by_figures(text: str) -> tuple[int, str]:
    digits = "".join(letter if letter.isdigit() else " " for letter in text).split()
    return (0 if text.startswith("Under") else int(digits[0]) if digits else 0, text)
