"""Somebody opens or changes a store, one of its tills or one of its sellers."""

from typing import Unpack

from django.db import transaction

from chaland.stores import services
from chaland.stores.services import SellerFields, StoreFields, TillFields


@transaction.atomic
def edit_store(store_id: int | None, **fields: Unpack[StoreFields]) -> None:
    """Change a store, or open one when there is no id. Raises the Refusals of `services.write_store`."""
    services.write_store(store_id, **fields)


@transaction.atomic
def edit_till(till_id: int | None, **fields: Unpack[TillFields]) -> None:
    """Change a till, or add one when there is no id. Raises Conflict `code_taken`."""
    services.write_till(till_id, **fields)


@transaction.atomic
def edit_seller(seller_id: int | None, **fields: Unpack[SellerFields]) -> None:
    """Change a seller, or add one when there is no id. Raises Conflict `code_taken`."""
    services.write_seller(seller_id, **fields)
