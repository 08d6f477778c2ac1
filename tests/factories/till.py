"""A made-up till: an enrolled browser and the sellers who share it."""

from dataclasses import dataclass
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from chaland.accounts import devices
from chaland.accounts.models import Device
from chaland.customers.rules import Address, NewCustomer
from chaland.stores.models import Seller, Store, Till
from chaland.usecases.customers.create_customer import create_customer
from chaland.web.till.guard import COOKIE
from factories.sales import open_shops

PIN = "4071"
CARD = "2900000000018"


@dataclass
class Counter:
    """A store with a till, the browser on it, and two sellers."""

    store: Store
    device: Device
    client: Client
    ines: Seller
    samir: Seller

    def post(self, path, **fields):
        return self.client.post(f"/caisse/{path}/", fields)

    def hand(self, *operations):
        """What the shop answers to each."""
        body = {"operations": list(operations)}
        answer = self.client.post("/caisse/operations/", body, content_type="application/json")
        return [(one["state"], one.get("code")) for one in answer.json()["results"]]

    def sale(self, number, **said):
        """An operation as the screen keeps it."""
        told = {"key": str(uuid4()), "till": self.device.till_id, "seller": "ines", "number": number}
        return {**told, "sold_at": timezone.now().isoformat(), "total_cents": 1990, "ref": "", "card": "", **said}


def open_counter(store=None, *, unlocked=True):
    """Open the made-up shop of Lyon, or put a till in a store, with Inès at it."""
    store = store or open_shops("lyon")[0]
    ines, samir = (Seller.objects.create(store=store, code=name.lower(), name=name) for name in ("ines", "Samir"))
    for seller in (ines, samir):
        devices.set_pin(seller, pin=PIN)
    now = timezone.now()
    client = Client()
    client.cookies[COOKIE] = devices.enrol(till=Till.objects.get(store=store), name="Inventée", user=None, now=now)
    device = Device.objects.select_related("till__store").get(till__store=store)
    if unlocked:
        devices.unlock(device, seller_id=ines.pk, pin=PIN, now=now)
    return Counter(store, device, client, ines, samir)


def claire(store, **told):
    """A made-up customer of a store, with a card and a mobile; their id."""
    known = {"last_name": "Bonnet", "first_name": "Claire", "mobiles": ("06 39 98 01 47",), "cards": (CARD,)}
    address = (Address(postcode="34170", city="Castelnau-le-Lez"),)
    new = NewCustomer(**{**known, "addresses": address, "home_store_id": store.pk, **told})
    return create_customer(new, now=timezone.now())
