"""Opening a network, its stores and its tills many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from chaland.stores.models import Merchant, Network, Store, Till
from chaland.warehouse import outbox

ONLY_TILL = "1"


@dataclass(frozen=True, slots=True)
class NewStore:
    """A store to open; degrees, and an IANA time zone."""

    code: str
    name: str
    time_zone: str
    postcode: str = ""
    city: str = ""
    latitude: float | None = None
    longitude: float | None = None


def name_network(*, name: str, time_zone: str, notice: str) -> Network:
    """Give the one network of this deployment its name, its time zone and what its pages say at their foot."""
    network = Network.objects.order_by("pk").first() or Network()
    if network.time_zone != time_zone:
        outbox.everything_changed()
    network.name, network.time_zone, network.notice = name, time_zone, notice
    network.save()
    return network


def open_stores(merchant_name: str, rows: Sequence[NewStore]) -> dict[str, int]:
    """Open the stores that are new, each with one till; return the ids of all by code."""
    merchant, _ = Merchant.objects.get_or_create(name=merchant_name)
    known = set(Store.objects.values_list("code", flat=True))
    stores = [
        Store(
            merchant=merchant,
            code=row.code,
            name=row.name,
            time_zone=row.time_zone,
            postcode=row.postcode,
            city=row.city,
            latitude=row.latitude,
            longitude=row.longitude,
        )
        for row in rows
        if row.code not in known
    ]
    Store.objects.bulk_create(stores)
    outbox.changed("store", [store.pk for store in stores])
    Till.objects.bulk_create([Till(store=store, code=ONLY_TILL) for store in stores])
    return dict(Store.objects.values_list("code", "id"))
