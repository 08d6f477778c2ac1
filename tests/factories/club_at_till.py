"""Gives a served shop a programme, and people with a card, points and a voucher; prints nothing.

python club_at_till.py NAME CARD…: a customer of that name for each card, with 120 points, worth a euro for twenty.
"""

import sys
from uuid import uuid4

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django is set up first

from chaland.accounts.rules import Scope  # noqa: E402
from chaland.customers.rules import NewCustomer  # noqa: E402
from chaland.loyalty.models import Programme  # noqa: E402
from chaland.stores.models import Store  # noqa: E402
from chaland.usecases.customers.create_customer import create_customer  # noqa: E402
from chaland.usecases.loyalty.use_points import give_points  # noqa: E402
from factories.loyalty import programme  # noqa: E402
from factories.vouchers import a_kind, a_voucher  # noqa: E402


def join(name, card):
    """Open a file with points and a voucher."""
    store, now = Store.objects.order_by("pk")[0], timezone.now()
    customer_id = create_customer(NewCustomer(last_name=name, cards=(card,), home_store_id=store.pk), now=now)
    give_points(customer_id, points=120, kind="opening", store_id=store.pk, key=uuid4(), scope=Scope(), now=now)
    a_voucher(a_kind(now=now), key=f"made-up-{card}", customer_id=customer_id, now=now)


if __name__ == "__main__":
    of = Programme.objects.filter(merchant=None).first() or programme()
    of.versions.update(burn_points=20, burn_cents=100)
    for one in sys.argv[2:]:
        join(sys.argv[1], one)
