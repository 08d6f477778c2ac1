from datetime import timedelta

import pytest

from chaland.accounts.rules import Scope
from chaland.kernel.errors import NotFound, Refusal
from chaland.sales.models import Cart, Wish
from chaland.stores.models import Category, Product
from chaland.usecases.add_wish import add_wish
from chaland.usecases.cancel_cart import cancel_cart
from chaland.usecases.follow_wish import forget_wish, mark_wish_arrived, mark_wish_told
from chaland.usecases.record_cart import CartInput, record_cart
from factories.person import EVERYWHERE, NOW, open_file
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def shops():
    return open_shops("lyon", "nantes")


@pytest.fixture
def claire(shops):
    return open_file(home_store_id=shops[0].pk)


def wish(customer, what, **said):
    return add_wish(customer.pk, what=what, scope=EVERYWHERE, now=NOW, today=TODAY, **said)


@pytest.mark.parametrize("what", ["BOT-38", "3760123456789", "Bottine Peyrou"])
def test_a_wish_that_names_an_article_is_a_wish_for_it(claire, what):
    boot = Product.objects.create(
        sku="BOT-38", ean="3760123456789", name="Bottine Peyrou", search_name="bottine peyrou"
    )
    row = Wish.objects.get(pk=wish(claire, what, size="38"))
    assert (row.product_id, row.category_id, row.text, row.size) == (boot.pk, None, "", "38")


def test_a_wish_that_names_a_family_is_a_wish_for_it(claire):
    family = Category.objects.create(name="Bottes", path="Chaussures > Bottes")
    assert {Wish.objects.get(pk=wish(claire, what)).category_id for what in ("bottes", "Chaussures > Bottes")} == {
        family.pk
    }


def test_other_words_are_kept(shops, claire):
    row = Wish.objects.get(pk=wish(claire, " Un sac bordeaux "))
    assert (row.text, row.product_id, row.category_id, row.store_id) == ("Un sac bordeaux", None, None, shops[0].pk)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"what": "  "}, "wish_is_empty"),
        ({"what": "a" * 201}, "text_too_long"),
        ({"what": "sac", "until_on": TODAY - timedelta(days=1)}, "wish_already_over"),
    ],
)
def test_a_wish_that_says_nothing_useful_is_refused(claire, said, code):
    with pytest.raises(Refusal) as caught:
        wish(claire, **said)
    assert (caught.value.code, Wish.objects.count()) == (code, 0)


def test_a_wish_arrives_is_told_and_goes(claire):
    pk = wish(claire, "sac")
    assert mark_wish_arrived(pk, scope=EVERYWHERE, now=NOW) == claire.pk
    mark_wish_told(pk, scope=EVERYWHERE, now=NOW)
    row = Wish.objects.get(pk=pk)
    assert (row.arrived_at, row.told_at) == (NOW, NOW)
    forget_wish(pk, scope=EVERYWHERE)
    assert Wish.objects.count() == 0


def test_another_store_cannot_follow_a_wish(shops, claire):
    pk, nantes = wish(claire, "sac"), Scope(shops[1].pk)
    for follow in (lambda: mark_wish_arrived(pk, scope=nantes, now=NOW), lambda: forget_wish(pk, scope=nantes)):
        with pytest.raises(NotFound, match="wish_not_found"):
            follow()
    assert Wish.objects.get().arrived_at is None


def test_a_quote_is_given_up_in_its_own_store_only(shops, claire):
    quote = CartInput("quote", "D1", NOW, 9000, ())
    record_cart(quote, customer_id=claire.pk, store_code="lyon")
    cart = Cart.objects.get()
    with pytest.raises(NotFound, match="cart_not_found"):
        cancel_cart(cart.pk, scope=Scope(shops[1].pk), now=NOW)
    assert cancel_cart(cart.pk, scope=Scope(shops[0].pk), now=NOW) == claire.pk
    assert Cart.objects.get().cancelled_at == NOW
