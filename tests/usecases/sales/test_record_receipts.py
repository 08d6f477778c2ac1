"""Receipts in, figures out: what is recorded, what is refused, what is kept aside."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from chaland.accounts.rules import TokenAccess
from chaland.customers.models import Customer
from chaland.sales import services
from chaland.sales.models import Figures, FiguresClock, Receipt, ReceiptConflict, ReceiptLine
from chaland.sales.queries import customer_figures
from chaland.stores.models import Product, Seller
from chaland.usecases.sales.record_receipts import record_receipt, record_receipts
from chaland.usecases.sales.roll_figures import roll_figures
from factories.sales import NOON, days, line, open_shops, receipt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shops():
    return open_shops("lyon", "nantes")


def figures_of(reference):
    return customer_figures(Customer.objects.get(reference=reference).pk)


def test_record_receipt_creates_customer_and_figures():
    outcome = record_receipt(receipt("1", customer="x:1"), now=NOON)

    assert outcome.status == "created"
    assert figures_of("x:1") == {
        "overall": {
            "revenue_cents": 4990,
            "visits": 1,
            "average_basket_cents": 4990,
            "visit_interval_days": None,
            "first_visit_at": NOON,
            "last_visit_at": NOON,
        },
        "stores": [
            {
                "store": "lyon",
                "revenue_cents": 4990,
                "visits": 1,
                "average_basket_cents": 4990,
                "visit_interval_days": None,
                "first_visit_at": NOON,
                "last_visit_at": NOON,
            }
        ],
    }


def test_record_receipt_keeps_lines_as_given():
    weighed = line("POMME", 131, 375, label="Pommes", category="Primeurs > Fruits", size="")
    outcome = record_receipt(receipt("1", lines=[line(), weighed]), now=NOON)

    rows = ReceiptLine.objects.filter(receipt_id=outcome.receipt_id).order_by("position")
    assert list(rows.values_list("position", "product__sku", "quantity_milli", "amount_cents")) == [
        (1, "BOT-38", 1000, 4990),
        (2, "POMME", 375, 131),
    ]


def test_replay_answers_the_same_and_changes_nothing():
    first = record_receipt(receipt("1", customer="x:1"), now=NOON)
    again = record_receipt(receipt("1", customer="x:1"), now=NOON + days(40))

    assert again == replace(first, status="replayed")
    assert (Receipt.objects.count(), figures_of("x:1")["overall"]["revenue_cents"]) == (1, 4990)


def test_same_key_with_another_body_is_kept_aside_once():
    record_receipt(receipt("1", customer="x:1"), now=NOON)
    changed = receipt("1", customer="x:1", lines=[line(amount_cents=100)])
    outcomes = [record_receipt(changed, now=NOON), record_receipt(changed, now=NOON)]

    assert [outcome.status for outcome in outcomes] == ["conflict", "conflict"]
    assert figures_of("x:1")["overall"]["revenue_cents"] == 4990
    assert list(ReceiptConflict.objects.values_list("reason", "body__total_cents")) == [("same_key", 100)]


def test_same_client_key_under_another_number_is_a_conflict():
    key = UUID(int=7)
    record_receipt(receipt("1", uuid=key), now=NOON)
    outcome = record_receipt(receipt("2", uuid=key), now=NOON)

    assert (outcome.status, Receipt.objects.count()) == ("conflict", 1)
    assert ReceiptConflict.objects.get().reason == "same_uuid"


def test_same_number_on_another_day_is_another_receipt():
    first = record_receipt(receipt("1"), now=NOON)
    second = record_receipt(receipt("1", sold_at=NOON + days(1)), now=NOON + days(1))

    assert (first.status, second.status) == ("created", "created")


def test_business_day_is_that_of_the_store():
    # 23:30 UTC on the second is already the third in Paris.
    outcome = record_receipt(receipt("1", sold_at=NOON + timedelta(hours=11.5)), now=NOON + days(1))

    assert str(Receipt.objects.get(pk=outcome.receipt_id).business_on) == "2026-03-03"


def test_return_takes_revenue_back_and_is_no_visit():
    record_receipt(receipt("1", customer="x:1"), now=NOON)
    record_receipt(receipt("2", customer="x:1", lines=[line(amount_cents=-4990, quantity_milli=-1000)]), now=NOON)

    overall = figures_of("x:1")["overall"]
    assert (overall["revenue_cents"], overall["visits"], overall["average_basket_cents"]) == (0, 1, 0)


def test_free_receipt_is_a_visit():
    record_receipt(receipt("1", customer="x:1", lines=[line(amount_cents=0)]), now=NOON)

    assert figures_of("x:1")["overall"]["visits"] == 1


def test_returning_more_than_bought_is_flagged():
    bought = receipt("1", customer="x:1")
    back = receipt("2", customer="x:1", lines=[line(amount_cents=-9980, quantity_milli=-2000)])

    assert [outcome.flags for outcome in record_receipts([bought, back], now=NOON)] == [(), ("returned_beyond",)]


@pytest.mark.parametrize(
    ("said", "flags"),
    [
        ({"total_cents": 4980}, ("total_differs",)),
        ({"total_cents": 4986}, ()),
        ({"sold_at": NOON + days(1)}, ("sold_in_future",)),
        ({"sold_at": NOON - days(15_000)}, ("sold_long_ago",)),
        ({"card": "0001"}, ("card_unknown",)),
    ],
)
def test_odd_receipt_is_recorded_and_flagged(said, flags):
    outcome = record_receipt(receipt("1", **said), now=NOON)

    assert (outcome.status, outcome.flags) == ("created", flags)


def test_unknown_product_becomes_a_stub():
    record_receipt(receipt("1", lines=[line("NEW", label="", category="")]), now=NOON)

    assert list(Product.objects.values_list("sku", "name", "is_stub")) == [("NEW", "NEW", True)]


def test_unknown_seller_is_created_in_the_store(shops):
    record_receipt(receipt("1", seller="s1"), now=NOON)

    assert list(Seller.objects.values_list("store_id", "code")) == [(shops[0].pk, "s1")]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"store": "nulle-part"}, "till_unknown"),
        ({"till": "9"}, "till_unknown"),
        ({"lines": []}, "receipt_without_lines"),
        ({"number": "1\n2"}, "receipt_number_not_understood"),
        ({"number": "../1"}, "receipt_number_not_understood"),
        ({"number": "1" * 65}, "receipt_number_not_understood"),
        ({"total_cents": -100}, "negative_total_without_return"),
        ({"lines": [line(quantity_milli=10**12)]}, "quantity_too_large"),
        ({"lines": [line()] * 2_001}, "receipt_too_long"),
    ],
)
def test_receipt_refused_leaves_nothing(said, code):
    outcome = record_receipt(receipt(**{"number": "1", "customer": "x:1", **said}), now=NOON)

    assert (outcome.status, outcome.refusal.code) == ("rejected", code)
    assert (Receipt.objects.count(), Customer.objects.count(), Figures.objects.count()) == (0, 0, 0)


def test_token_of_one_store_posts_for_no_other(shops):
    access = TokenAccess(1, store_id=shops[1].pk)
    outcomes = record_receipts([receipt("1"), receipt("1", store="nantes")], now=NOON, access=access)

    assert [outcome.status for outcome in outcomes] == ["rejected", "created"]
    assert outcomes[0].refusal.code == "till_not_yours"


def test_file_may_bring_stores_and_tills():
    outcome = record_receipts([receipt("1", store="brest", till="7")], now=NOON, create_missing=True)[0]

    assert outcome.status == "created"
    assert Receipt.objects.values_list("store__code", "till__code").get() == ("brest", "7")


def test_twelve_months_move_on_with_the_day():
    record_receipt(receipt("1", customer="x:1"), now=NOON)
    windows = Figures.objects.filter(store=None, customer__reference="x:1")

    seen = []
    for after in (0, 364, 365, 729, 730):
        assert roll_figures(now=NOON + days(after)) == (NOON + days(after)).date()
        seen.append(windows.values_list("revenue_12m_cents", "revenue_prior_12m_cents").get())
    assert seen == [(4990, 0), (4990, 0), (0, 4990), (0, 4990), (0, 0)]


def test_roll_cut_short_is_finished_by_the_next():
    record_receipt(receipt("1", customer="x:1"), now=NOON)
    services.start_roll((NOON + days(400)).date())
    windows = Figures.objects.filter(store=None).values_list("revenue_12m_cents", "revenue_prior_12m_cents")
    assert windows.get() == (4990, 0)

    roll_figures(now=NOON + days(400))
    assert windows.get() == (0, 4990)
    assert FiguresClock.objects.get().rolling_from_on is None
