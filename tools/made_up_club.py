"""The loyalty programme of the made-up shop: tiers, points, vouchers, a merchant that clears its points."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from chaland.accounts.rules import Scope
from chaland.loyalty.models import Entry
from chaland.loyalty.rules.programme import Choice, Earning, Gifts, Multiplier, Programme, Tier
from chaland.loyalty.rules.vouchers import Terms
from chaland.stores.models import Store
from chaland.usecases.loyalty.clear_points import join_street
from chaland.usecases.loyalty.edit_private_sales import NewSale, add_private_sale
from chaland.usecases.loyalty.edit_programme import Change, edit_programme, tiers_of
from chaland.usecases.loyalty.edit_voucher_kinds import NewKind, edit_voucher_kind
from chaland.usecases.loyalty.give_voucher import give_voucher
from chaland.usecases.loyalty.use_points import give_points
from chaland.usecases.sales.record_receipts import today_of_network

IBAN = "FR7630006000011234567890189"
"""Of no bank: the example of its own standard."""


def open_club(now: datetime, customers: list[int]) -> None:
    """Begin a programme that says everything the form can say, with a voucher held and points to use."""
    today, store = today_of_network(now), Store.objects.order_by("pk")[0]
    join_street(store.merchant_id, iban=IBAN, on=today)
    club = edit_programme(None, Change("Carte inventée", rules(today), 100, 500), now=now)
    kind = edit_voucher_kind(
        None, NewKind("Bon de 5 € inventé", Terms("amount", 500), points=100, programme_id=club), now=now
    )
    edit_voucher_kind(None, NewKind("Avant-première inventée", Terms("access")), now=now)
    given = edit_voucher_kind(None, NewKind("Merci inventé", Terms("amount", 1_000)), now=now)
    edit_programme(club, Change("Carte inventée", rules(today, given.pk), 100, 500), now=now)
    add_private_sale(NewSale("Vente privée inventée", today, today + timedelta(3)), now=now)
    # The fourth row is the one whose page is looked at.
    for customer in customers[:4]:
        key = UUID(int=customer)
        give_points(customer, points=240, kind=Entry.Kind.OPENING, store_id=store.pk, key=key, scope=Scope(), now=now)
        give_voucher(customer, kind.pk, scope=Scope(), key=f"club-{customer}", now=now)


def rules(today: date, kind_id: int | None = None) -> Programme:
    """Two points a euro, more for articles of a brand, on Tuesdays and in the morning."""
    earnings = (Earning("amount", 2), Earning("item", 5, what=Choice(brands=frozenset({"Inventée"}))))
    more = (Multiplier(200, weekdays=frozenset({1})), Multiplier(150, start=time(9), end=time(11)))
    silver = Tier("", 30_000, "Argent", percent=5, birthday=kind_id)
    gold = Tier("", 90_000, "Or", "Retouches offertes", percent=10, early_access=True, reached=kind_id)
    tiers = tiers_of([silver, gold])
    return replace(
        Programme(today), earnings=earnings, multipliers=more, tiers=tiers, tier_by_year=True, grace_days=30,
        lasts_months=24, gifts=Gifts(welcome=20, birthday=30, survey=10),
    )  # fmt: skip
