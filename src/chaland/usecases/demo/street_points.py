"""The one programme of the demonstration street: points earned at one shop and used at another."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from chaland.loyalty import clearing
from chaland.loyalty.ledger import NewEntry, append
from chaland.loyalty.models import Entry, Programme, ProgrammeVersion, StreetMember
from chaland.loyalty.rules.programme import Earning
from chaland.loyalty.rules.programme import Programme as Rules
from chaland.loyalty.rules.written import written
from chaland.loyalty.services.refreshing import refresh_points
from chaland.privacy.ledger import keys_of
from chaland.stores.models import Store
from chaland.usecases.demo.street_people import Person
from chaland.usecases.demo.street_shops import SHOPS, STREET
from chaland.usecases.sales.record_receipts import ReceiptInput

ZONE = ZoneInfo("Europe/Paris")
STEP, WORTH_CENTS = 100, 500
"""So many points are worth so many cents; one is given for each euro."""
KEPT, USED_AT_LEAST = 80, 300
"""Out of a hundred points, those that returns never touch; and how many somebody gathers before using them."""
# Made up, with a right check number; the last merchant has yet to give its own.
IBANS = ("FR7630006000011234567890189", "FR1420041010050500013M02606", "")


def found_programme(since: date, now: datetime) -> Programme:
    """Open the programme from a day on, and have the merchants clear its points; safe to repeat."""
    programme, _ = Programme.objects.get_or_create(merchant=None, defaults={"name": STREET})
    rules = Rules(since, earnings=(Earning("amount", 1, 100),))
    worth = {"burn_points": STEP, "burn_cents": WORTH_CENTS, "made_at": now}
    ProgrammeVersion.objects.get_or_create(
        programme=programme, valid_from=since, defaults={"rules": written(rules), **worth}
    )
    for shop, iban in zip(SHOPS, IBANS, strict=True):
        merchant_id = Store.objects.values_list("merchant_id", flat=True).get(code=shop.code)
        if not StreetMember.objects.filter(merchant=merchant_id).exists():
            clearing.join(merchant_id, iban=iban, on=since)
    return programme


def burns(one: Person, receipts: Sequence[ReceiptInput]) -> Iterator[tuple[UUID, str, int, date]]:
    """Give each use of points of a person: its key, the shop, the points and the day; never more than there are."""
    held = 0
    for receipt in receipts:
        usable = held * KEPT // 100 // STEP * STEP
        if usable >= USED_AT_LEAST and receipt.total_cents > usable * WORTH_CENTS // STEP:
            key = uuid5(NAMESPACE_URL, f"{one.reference}/{receipt.number}")
            yield key, receipt.store, usable, receipt.sold_at.astimezone(ZONE).date()
            held -= usable
        held += receipt.total_cents // 100


def use_points(programme: Programme, bought: Mapping[int, Sequence[tuple[UUID, str, int, date]]], now: datetime) -> int:
    """Write down the points used by each customer, each once; returns how many uses there were in all."""
    stores, keys = dict(Store.objects.values_list("code", "pk")), keys_of(bought)
    asked = [(customer, *use) for customer, uses in bought.items() for use in uses]
    known = set(Entry.objects.filter(key__in=[use[1] for use in asked]).values_list("key", flat=True))
    new = [use for use in asked if use[1] not in known]
    append(
        [
            NewEntry(stores[shop], programme.pk, keys[customer], "burnt", -points, on, key=key)
            for customer, key, shop, points, on in new
        ],
        now=now,
    )
    refresh_points({use[0] for use in new}, now=now)
    return len(asked)
