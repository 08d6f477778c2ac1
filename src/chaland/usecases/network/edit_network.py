"""Somebody names the network or one of its merchants."""

from typing import Unpack

from django.db import transaction

from chaland.stores import services
from chaland.stores.services import MerchantFields, NetworkFields


@transaction.atomic
def edit_network(**fields: Unpack[NetworkFields]) -> None:
    """Change what the network is called, its time zone, country and notice."""
    services.write_network(**fields)


@transaction.atomic
def edit_merchant(merchant_id: int | None, **fields: Unpack[MerchantFields]) -> None:
    """Change a merchant, or add one when there is no id. Raises Conflict `name_taken`."""
    services.write_merchant(merchant_id, **fields)
