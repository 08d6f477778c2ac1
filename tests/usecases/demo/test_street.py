"""The invented street of the demonstration: the same every time, and plausible."""

from collections import Counter
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta

import pytest

from chaland.customers.models import Card
from chaland.kernel.barcode import ean13_check_digit
from chaland.kernel.errors import Refusal
from chaland.loyalty.clearing import read_street
from chaland.loyalty.models import Balance
from chaland.loyalty.rules.clearing import net_positions
from chaland.sales.models import Receipt, ReceiptLine
from chaland.stores.models import Merchant, Network, Product
from chaland.usecases.demo.load_street import NOTICE, StreetTotals, load_street
from chaland.usecases.demo.street_people import Person, person
from chaland.usecases.demo.street_points import burns
from chaland.usecases.demo.street_purchases import purchases
from chaland.usecases.sales.record_receipts import record_receipts
from factories.sales import open_shops, receipt

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def parent(**said) -> Person:
    given = {"number": 1, "is_woman": True, "children": (date(2019, 11, 1),), "size": 38, "comes_on": 5}
    tastes = {"weekly": 100, "books": 6, "pairs": 2}
    days = {"from_on": TODAY - timedelta(days=1095), "until_on": TODAY}
    return Person(**{**given, **tastes, **days, **said})


def of_shop(receipts, code):
    return [one for one in receipts if one.store == code]


def load(**options):
    return load_street(now=NOW, stage=lambda *_: nullcontext(lambda _: None), customers=5, **options)


def test_the_same_person_buys_the_same_on_every_machine():
    once, again = (purchases(person(7, TODAY), TODAY) for _ in range(2))
    assert once == again
    assert (len(once), sum(one.total_cents for one in once)) == (len({one.number for one in once}), 218_798)


def test_children_buy_shoes_of_a_size_that_grows():
    sold = of_shop(purchases(parent(), TODAY), "chaussures")
    lines = [line for one in sold for line in one.lines if "Enfant" in line.said.category]
    grown = [int(line.said.size) for line in lines if line.quantity_milli > 0]
    assert grown == sorted(grown)
    assert (grown[0], grown[-1]) == (27, 30)


def test_vegetables_are_weighed_each_week_in_their_season():
    sold = of_shop(purchases(parent(books=0, pairs=0), TODAY), "primeur")
    assert {one.sold_at.weekday() for one in sold} == {5}
    assert 140 <= len(sold) <= 156
    months = {one.sold_at.month for one in sold for line in one.lines if line.said.label == "Fraises"}
    assert months == {4, 5, 6, 7}
    assert any(line.quantity_milli % 1000 for one in sold for line in one.lines)


def test_books_sell_best_before_christmas():
    sold = of_shop([one for n in range(1, 80) for one in purchases(person(n, TODAY), TODAY)], "librairie")
    by_month = Counter(one.sold_at.month for one in sold)
    assert by_month.most_common(1)[0][0] == 12


@pytest.mark.django_db
def test_street_is_loaded_through_the_till_and_holds_what_was_generated():
    people = [person(n, TODAY) for n in range(1, 6)]
    made = [receipt for one in people for receipt in purchases(one, TODAY)]
    used = [use for one in people for use in burns(one, purchases(one, TODAY))]
    expected = StreetTotals(
        3, 5, len(made), sum(len(one.lines) for one in made), sum(one.total_cents for one in made), len(used)
    )
    assert load() == expected
    assert load() == expected
    assert Receipt.objects.count() == expected.receipts
    assert not Balance.objects.filter(debt__gt=0).exists()
    assert sum(net_positions(read_street().due).values()) == 0
    assert (Network.objects.get().notice, Merchant.objects.count()) == (NOTICE, 3)
    number = Card.objects.order_by("pk")[0].number
    assert (number[:4], number[-1]) == ("2991", ean13_check_digit(number[:-1]))


@pytest.mark.django_db
def test_street_is_refused_where_there_are_customers():
    open_shops("lyon")
    record_receipts([receipt("1", customer="web-1")], now=NOW)
    with pytest.raises(Refusal, match="demo_needs_empty_file"):
        load()


@pytest.mark.django_db
def test_articles_sold_by_the_piece_have_their_price_out_of_the_sales_and_an_invented_page():
    load()
    pieces = ReceiptLine.objects.filter(quantity_milli=1000, product__isnull=False)
    dearest = {one.product_id: one.amount_cents for one in pieces.order_by("amount_cents")}
    priced = Product.objects.exclude(price_cents=None)
    assert dict(priced.values_list("pk", "price_cents")) == dearest
    assert all(one.link.startswith("https://rue-inventee.example/") for one in priced)
