"""Occasions that stay open or are still to come: carts, quotes, wishes, points about to be lost. All made up."""

from datetime import date

import pytest

from chaland.campaigns.occasion_rows import Days
from chaland.campaigns.triggers import occasions
from chaland.loyalty.models import Balance
from chaland.sales.models import Cart, Wish
from chaland.stores.models import Store
from factories.journeys import DAY, buys
from factories.loyalty import programme
from factories.sales import open_shops
from factories.sending import NOW, people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shops():
    open_shops("lyon")


def found(trigger, **options):
    rows = occasions(trigger, Days(date(2026, 1, 1), date(2026, 12, 31), None, options)).to_pylist()
    return [(row["customer_id"], row["on"]) for row in rows]


def leave_open(customer_id, kind, **told):
    Cart.objects.create(
        customer_id=customer_id, store=Store.objects.get(), kind=kind, reference=f"{kind}-{customer_id}", made_at=NOW,
        total_cents=4_990, **told,
    )  # fmt: skip


def test_only_carts_and_quotes_that_are_open_are_occasions():
    [filled, asked, gave_up] = people(3)
    leave_open(filled, "cart")
    leave_open(asked, "quote")
    leave_open(gave_up, "cart", cancelled_at=NOW)
    assert found("cart", kind="cart") == [(filled, NOW.date())]
    assert found("cart", kind="quote") == [(asked, NOW.date())]


def test_a_wish_that_arrived_is_one_until_its_customer_was_told():
    [waits, was_told, no_luck] = people(3)
    for who, told in ((waits, {"arrived_at": NOW}), (was_told, {"arrived_at": NOW, "told_at": NOW}), (no_luck, {})):
        Wish.objects.create(customer_id=who, text="Bottes", created_at=NOW - DAY, **told)
    assert found("wish") == [(waits, NOW.date())]


def test_points_are_told_of_so_many_days_before_they_are_lost():
    programme(lasts_months=2)
    [who] = people(1)
    buys(who, NOW)
    lost_on = Balance.objects.get().lost_on
    assert found("points_lost", days=30) == [(who, lost_on - 30 * DAY)]
