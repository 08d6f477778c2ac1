from datetime import timedelta

import pytest

from chaland.accounts.rules import Scope
from chaland.kernel.errors import NotFound, Refusal
from chaland.sales.models import Cart, Wish
from chaland.stores.models import Category, Product
from chaland.usecases.customers.add_wish import add_wish, record_wish
from chaland.usecases.customers.follow_wish import forget_wish, mark_wish_arrived, mark_wish_told
from chaland.usecases.sales.cancel_cart import cancel_cart
from chaland.usecases.sales.record_cart import CartInput, record_cart
from chaland.usecases.sales.record_receipts import record_receipts
from factories.person import EVERYWHERE, NOW, open_file
from factories.sales import line, receipt

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


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


@pytest.mark.rule("free-text")
def test_a_secret_number_is_no_wish_but_the_code_of_an_article_is(claire):
    card = "Sac, CB 4970 1012 3456 7893"
    for enter in (lambda: wish(claire, card), lambda: record_wish(claire.pk, scope=EVERYWHERE, now=NOW, text=card)):
        with pytest.raises(Refusal, match="text_holds_secret_number"):
            enter()
    Product.objects.create(sku="SAC", ean="2550814168025", name="Sac", search_name="sac")
    assert Wish.objects.get(pk=wish(claire, "2550814168025")).product.sku == "SAC"


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


def sell(number, *, hours=1, **said):
    record_receipts([receipt(number, sold_at=NOW + timedelta(hours=hours), **said)], now=NOW + timedelta(hours=hours))


def boot(**traits):
    return Product.objects.create(sku="BOT-38", name="Bottine", search_name="bottine", size="38", **traits)


def state():
    row = Wish.objects.get()
    return (row.arrived_at is not None, row.told_at is not None)


def test_a_wish_for_an_article_arrives_when_it_is_sold_again(claire):
    article = boot()
    wish(claire, "BOT-38", size="38")
    sell("1")
    row = Wish.objects.get()
    assert (row.arrived_at, row.told_at, row.arrived_product) == (NOW + timedelta(hours=1), None, article)


@pytest.mark.parametrize(
    ("wished", "sold"),
    [
        ({}, {"hours": -1}),
        ({}, {"store": "nantes"}),
        ({}, {"lines": [line(quantity_milli=-1000, amount_cents=-4990)]}),
        ({}, {"lines": [line("SAC")]}),
        ({"size": "39"}, {}),
        ({"until_on": TODAY}, {"hours": 24}),
    ],
)
def test_a_sale_that_does_not_show_the_article_is_there_changes_nothing(claire, wished, sold):
    boot()
    wish(claire, "BOT-38", **wished)
    sell("1", **sold)
    assert state() == (False, False)


def test_a_wish_of_no_store_arrives_in_any(shops):
    boot()
    wish(open_file(), "BOT-38")
    sell("1", store="nantes")
    assert state() == (True, False)


def test_who_bought_what_they_wished_for_needs_not_be_told(shops):
    claire = open_file(home_store_id=shops[0].pk, cards=("CARTE1",))
    boot()
    wish(claire, "BOT-38")
    sell("1")
    sell("2", hours=2, store="nantes", card="CARTE1")
    row = Wish.objects.get()
    assert (row.arrived_at, row.told_at) == (NOW + timedelta(hours=1), NOW + timedelta(hours=2))


def test_a_wish_already_told_stays_as_it_is(claire):
    boot()
    pk = wish(claire, "BOT-38")
    mark_wish_arrived(pk, scope=EVERYWHERE, now=NOW)
    mark_wish_told(pk, scope=EVERYWHERE, now=NOW)
    sell("1")
    row = Wish.objects.get()
    assert (row.arrived_at, row.told_at) == (NOW, NOW)


def test_a_family_is_answered_by_a_new_article_and_not_by_a_sale(claire):
    boot(category=Category.objects.create(name="Bottes", path="Chaussures > Bottes"))
    wish(claire, "bottes")
    sell("1")
    assert state() == (False, False)
