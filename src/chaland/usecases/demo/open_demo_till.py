"""The demonstration has a till that opens at a click: its busiest store, a seller with a PIN, a card to scan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from chaland.accounts import devices
from chaland.accounts.models import Device
from chaland.customers.models import Card, Customer
from chaland.loyalty.models import Programme
from chaland.loyalty.rules.programme import Earning, Gifts, Tier
from chaland.loyalty.rules.programme import Programme as Rules
from chaland.loyalty.rules.vouchers import Terms
from chaland.loyalty.services.refreshing import refresh_points
from chaland.sales.models import Receipt
from chaland.stores.models import Seller, Store, Till
from chaland.usecases.loyalty.edit_programme import Change, edit_programme, tiers_of
from chaland.usecases.loyalty.edit_voucher_kinds import NewKind, edit_voucher_kind
from chaland.usecases.sales.record_receipts import today_of_network

PIN = "4071"
"""Of the demonstration alone; a shop's sellers have their own."""
BURN_POINTS, BURN_CENTS = 100, 500
BEGUN_BEFORE = timedelta(days=90)
"""How long the programme, which is made up, has been there: long enough for points to be worth something."""


@dataclass(frozen=True, slots=True)
class DemoTill:
    """How to open it: the token of a link that is good for a day and one browser. card: of a regular of the store."""

    store: str
    seller: str
    pin: str
    token: str
    card: str


@transaction.atomic
def open_demo_till(*, now: datetime) -> DemoTill | None:
    """Give the busiest store a till to open, and a programme where there is none; None without receipts.

    Each call makes another link, and those that nobody followed die.
    """
    busiest = Receipt.objects.values("store").annotate(count=Count("pk")).order_by("-count", "store").first()
    if busiest is None:
        return None
    store = Store.objects.get(pk=busiest["store"])
    seller = Seller.objects.filter(store=store, is_active=True).order_by("name").first()
    seller = seller or Seller.objects.create(store=store, code="camille", name="Camille")
    devices.set_pin(seller, pin=PIN)
    if not Programme.objects.exists():
        _begin_programme(now - BEGUN_BEFORE)
        refresh_points(Customer.objects.values_list("pk", flat=True), now=now)
    till, name = Till.objects.filter(store=store).order_by("pk")[0], _("Till of the demonstration")
    Device.objects.filter(till=till, name=name, seller=None, seen_at=None).delete()
    return DemoTill(store.name, seller.name, PIN, devices.enrol(till=till, name=name, user=None, now=now), _card(store))


def _card(store: Store) -> str:
    """Return the card of who came to the store most often."""
    came = Receipt.objects.filter(store=store, customer__isnull=False).values("customer").annotate(count=Count("pk"))
    regulars: Sequence[int] = [row["customer"] for row in came.order_by("-count", "customer")[:10]]
    cards = dict(Card.objects.filter(customer__in=regulars, status="active").values_list("customer", "number"))
    return next((cards[one] for one in regulars if one in cards), "")


def _begin_programme(now: datetime) -> None:
    """Begin one that says what a programme can, as a shop would at that moment: purchases count from then on."""
    thanks = edit_voucher_kind(None, NewKind(_("Thank you"), Terms("amount", BURN_CENTS)), now=now)
    silver = Tier("", 30_000, _("Silver"), percent=5, birthday=thanks.pk)
    gold = Tier("", 90_000, _("Gold"), _("Free delivery"), percent=10, early_access=True, reached=thanks.pk)
    rules = Rules(
        today_of_network(now), earnings=(Earning("amount", 1),), gifts=Gifts(welcome=20, birthday=50), lasts_months=24,
        tiers=tiers_of([silver, gold]), grace_days=30,
    )  # fmt: skip
    edit_programme(None, Change(_("Loyalty card"), rules, BURN_POINTS, BURN_CENTS), now=now)
