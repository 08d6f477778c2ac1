"""Carts, quotes and order forms, and the receipts that close them."""

import pytest

from chaland.kernel.errors import Conflict, Forbidden
from chaland.sales.models import Cart
from chaland.usecases.sales.record_cart import CartInput, record_cart
from chaland.usecases.sales.record_receipts import record_receipt
from factories.sales import NOON, days, line, open_shops, receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer_id():
    open_shops("lyon")
    return record_receipt(receipt("0", customer="x:1", sold_at=NOON - days(300)), now=NOON).customer_id


def quote(reference="D-1", lines=("A", "B"), **changes):
    values = {"kind": "quote", "reference": reference, "made_at": NOON, "total_cents": 9_000, **changes}
    return CartInput(lines=tuple(line(sku) for sku in lines), **values)


def buy(number, *skus, after):
    said = receipt(number, customer="x:1", sold_at=NOON + days(after), lines=[line(sku) for sku in skus])
    return record_receipt(said, now=NOON + days(after)).receipt_id


@pytest.mark.parametrize(
    ("skus", "after", "closed"),
    [(("A", "B"), 3, True), (("A", "X"), 90, True), (("X",), 3, False), (("A", "B"), 91, False), (("A",), -1, False)],
)
def test_later_receipt_with_half_the_articles_closes_a_quote(customer_id, skus, after, closed):
    record_cart(quote(), customer_id=customer_id, store_code="lyon")
    receipt_id = buy("1", *skus, after=after)

    assert Cart.objects.get().receipt_id == (receipt_id if closed else None)


def test_receipt_that_came_first_closes_the_quote_on_arrival(customer_id):
    receipt_id = buy("1", "A", "B", after=2)

    assert record_cart(quote(), customer_id=customer_id, store_code="lyon").closed_by == receipt_id


def test_cart_sent_twice_is_kept_once(customer_id):
    first = record_cart(quote(), customer_id=customer_id, store_code="lyon")
    again = record_cart(quote(), customer_id=customer_id, store_code="lyon")

    assert (first.status, again.status, first.cart_id) == ("created", "replayed", again.cart_id)


def test_cart_with_another_total_is_refused(customer_id):
    record_cart(quote(), customer_id=customer_id, store_code="lyon")
    with pytest.raises(Conflict, match="cart_differs"):
        record_cart(quote(total_cents=1), customer_id=customer_id, store_code="lyon")
    assert Cart.objects.get().total_cents == 9_000


def test_cart_of_an_unknown_store_is_refused(customer_id):
    with pytest.raises(Forbidden, match="store_not_yours"):
        record_cart(quote(), customer_id=customer_id, store_code="brest")
    assert Cart.objects.count() == 0
