"""Reads of the network, its stores and its catalogue."""

from chaland.stores.models import Network


def the_network() -> Network:
    """Return the one network of this deployment; an unsaved one with the defaults before it is named."""
    return Network.objects.order_by("pk").first() or Network(name="Chaland")
