"""A store says when people may book an appointment by themselves."""

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.interactions.booking import WantedOpening, save_opening
from chaland.interactions.models import Opening
from chaland.kernel.errors import NotFound
from chaland.stores.models import Store


def store_to_open(store_id: int, scope: Scope) -> Store:
    """Return a store of the scope. Raises NotFound `store_unknown`."""
    store = Store.objects.filter(pk=store_id).first()
    if store is None or scope.store_id not in (None, store.pk):
        raise NotFound("store_unknown")
    return store


@transaction.atomic
def edit_opening(store_id: int, wanted: WantedOpening, *, scope: Scope) -> Opening:
    """Write what a store opens. Raises NotFound `store_unknown`, Refusal as `interactions.booking.save_opening`."""
    return save_opening(store_to_open(store_id, scope).pk, wanted)
