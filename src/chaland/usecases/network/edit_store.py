"""Somebody opens or changes a store, one of its tills or one of its sellers."""

from typing import Unpack

from django.db import transaction

from chaland.customers.queries import communes
from chaland.kernel.errors import Refusal
from chaland.kernel.postcode import Commune
from chaland.kernel.text import fold
from chaland.stores import services
from chaland.stores.rules import FRENCH_TIME_ZONES
from chaland.stores.services import SellerFields, StoreFields, TillFields


@transaction.atomic
def edit_store(store_id: int | None, **fields: Unpack[StoreFields]) -> None:
    """Change a store, or open one when there is no id. Raises the Refusals of `services.write_store`.

    A position left empty becomes that of the town of a French postcode, where it is known.
    """
    if fields["latitude"] is None and fields["longitude"] is None and (town := _town(fields)):
        fields["latitude"], fields["longitude"] = town.latitude, town.longitude
    services.write_store(store_id, **fields)


def _town(fields: StoreFields) -> Commune | None:
    """The town of the postcode: the one named, else the most peopled. "1000" is Brussels for a store of Belgium."""
    every = communes() if fields["time_zone"] in FRENCH_TIME_ZONES else None
    try:
        found = every.by_postcode(fields["postcode"]) if every else []
    except Refusal:
        return None
    named = [one for one in found if fold(one.name) == fold(fields["city"])]
    return next(iter(named or found), None)


@transaction.atomic
def edit_till(till_id: int | None, **fields: Unpack[TillFields]) -> None:
    """Change a till, or add one when there is no id. Raises Conflict `code_taken`."""
    services.write_till(till_id, **fields)


@transaction.atomic
def edit_seller(seller_id: int | None, **fields: Unpack[SellerFields]) -> None:
    """Change a seller, or add one when there is no id. Raises Conflict `code_taken`."""
    services.write_seller(seller_id, **fields)
