"""Reads of the network, its stores and its catalogue."""

from chaland.kernel.errors import NotFound
from chaland.stores.models import Network, Store


def the_network() -> Network:
    """Return the one network of this deployment; an unsaved one with the defaults before it is named."""
    return Network.objects.order_by("pk").first() or Network(name="Chaland")


def store_with_code(code: str) -> Store:
    """Return the store with this code. Raises NotFound `store_code_unknown`."""
    store = Store.objects.filter(code=code).first()
    if store is None:
        raise NotFound("store_code_unknown", field="store", store=code)
    return store
