"""Gives a served shop somebody made up who agreed to offers, a segment of them alone, and a kind of voucher.

Their birthday is in twenty days, so that the shop’s own journey does not write to them.

python campaign_in_shop.py NAME CARD ADDRESS
"""

import sys
from datetime import timedelta
from uuid import uuid4

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django is set up first

from chaland.accounts.rules import EVERYWHERE  # noqa: E402
from chaland.customers.rules import NewCustomer  # noqa: E402
from chaland.kernel.dates import Birthday  # noqa: E402
from chaland.loyalty.models import Programme  # noqa: E402
from chaland.stores.models import Store  # noqa: E402
from chaland.usecases.customers.create_customer import create_customer  # noqa: E402
from chaland.usecases.loyalty.use_points import give_points  # noqa: E402
from chaland.usecases.sales.record_receipts import today_of_network  # noqa: E402
from chaland.usecases.segments.save_segment import save_segment  # noqa: E402
from factories.loyalty import programme  # noqa: E402
from factories.opt_in import OFFERS, act  # noqa: E402
from factories.vouchers import a_kind  # noqa: E402

if __name__ == "__main__":
    name, card, address = sys.argv[1:]
    store, now = Store.objects.order_by("pk")[0], timezone.now()
    if not Programme.objects.filter(merchant=None).exists():
        programme()
    day = today_of_network(now) + timedelta(days=20)
    new = NewCustomer(
        last_name=name, first_name="Clara", cards=(card,), emails=(address,), home_store_id=store.pk,
        birthday=Birthday(day.day, day.month, 1984),
    )  # fmt: skip
    clara = create_customer(new, now=now)
    give_points(clara, points=7777, kind="opening", store_id=store.pk, key=uuid4(), scope=EVERYWHERE, now=now)
    act(clara, "granted", OFFERS, address=address, now=now)
    a_kind(now=now, name="Bon de rentrée inventé")
    rule = {"all": [{"condition": "points", "is": {"operator": "at_least", "amount": 7000}}]}
    save_segment(
        None, name="Rentrée inventée", rule=rule, is_told_at_till=False, scope=EVERYWHERE, author_id=None, now=now
    )
