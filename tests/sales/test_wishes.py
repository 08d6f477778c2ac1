"""What customers wait for, and what answers it."""

from datetime import date

import pytest

from chaland.kernel.errors import Refusal
from chaland.sales.models import Wish
from chaland.sales.services import add_wish, announce_arrival, mark_told
from chaland.stores.models import Product
from chaland.stores.recognition import create_products, recognise_categories
from chaland.stores.rules import Description
from chaland.usecases.sales.record_receipts import record_receipt
from factories.sales import NOON, days, open_shops, receipt

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def customer_id():
    open_shops("lyon")
    return record_receipt(receipt("1", customer="x:1"), now=NOON).customer_id


@pytest.fixture
def boot_id():
    create_products({"NEW-39": Description("Bottine", "Chaussures > Bottes > Bottines", size="39")})
    return Product.objects.get(sku="NEW-39").pk


def family(path):
    return recognise_categories([path])[path]


@pytest.mark.parametrize(
    ("path", "size", "until_on", "answered"),
    [
        ("Chaussures > Bottes", "39", None, 1),
        ("Chaussures", "", date(2026, 3, 2), 1),
        ("Chaussures > Bottes > Bottines", "", None, 1),
        ("Chaussures > Bottes", "40", None, 0),
        ("Chaussures > Bottes", "", date(2026, 3, 1), 0),
        ("Chaussures > Bot", "", None, 0),
    ],
)
def test_wish_for_a_family_is_answered_below_it_in_its_size_in_time(
    customer_id, boot_id, *, path, size, until_on, answered
):
    add_wish(customer_id=customer_id, now=NOON, category_id=family(path), size=size, until_on=until_on)

    assert announce_arrival([boot_id], now=NOON, today=TODAY) == answered
    assert Wish.objects.filter(arrived_product_id=boot_id).count() == answered


def test_wish_is_told_once(customer_id, boot_id):
    wish = add_wish(customer_id=customer_id, now=NOON, category_id=family("Chaussures"))
    assert announce_arrival([boot_id], now=NOON, today=TODAY) == 1
    assert announce_arrival([boot_id], now=NOON + days(1), today=TODAY) == 0

    mark_told(wish_id=wish.pk, now=NOON)
    with pytest.raises(Refusal, match="wish_not_found"):
        mark_told(wish_id=wish.pk, now=NOON)


def test_wish_that_says_nothing_is_refused(customer_id):
    with pytest.raises(Refusal, match="wish_is_empty"):
        add_wish(customer_id=customer_id, now=NOON, size="39")
    assert Wish.objects.count() == 0
