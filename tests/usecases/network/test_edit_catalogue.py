"""Describing products, one by one or by a file: past purchases follow, figures stay whole."""

import pytest

from chaland.kernel.errors import Refusal
from chaland.sales.services import rebuild_figures
from chaland.stores.catalogue import write_category
from chaland.stores.models import Category, Product
from chaland.usecases.imports.import_products import import_products
from chaland.usecases.network.edit_catalogue import edit_product
from chaland.usecases.sales.record_receipts import record_receipts, today_of_network
from factories.sales import NOON, line, open_shops, receipt, snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bought():
    open_shops("lyon", "nantes")
    bottines = [line("BOT", 5000, brand="Alpha"), line("CIR", 700, category="Entretien", size="")]
    record_receipts(
        [
            receipt("1", lines=bottines, customer="x:1"),
            receipt("2", lines=bottines[:1], customer="x:2", store="nantes"),
            receipt("3", lines=[line("BOT", -5000, quantity_milli=-1000)], customer="x:2", store="nantes"),
        ],
        now=NOON,
        create_missing=True,
    )


def product(**changed):
    known = Product.objects.get(sku="BOT")
    names = ("ean", "brand", "line", "price_level", "size", "colour", "material", "name", "kind", "sku", "category")
    return known.pk, {**{name: getattr(known, name) for name in names}, **changed}


def assert_figures_are_whole():
    live = snapshot()
    rebuild_figures(as_of=today_of_network(NOON))
    assert live == snapshot()


def test_new_traits_of_a_product_move_what_was_bought():
    sandals = write_category(None, name="Sandales", parent=None)
    pk, fields = product(category=sandals, size="39", brand="", colour="rouge")
    edit_product(pk, now=NOON, **fields)
    tastes = {(who, trait, value) for who, _store, trait, value, bought, _cents in snapshot()["tastes"] if bought}
    assert tastes == {("x:1", "colour", "rouge"), ("x:1", "size", "39")}
    assert_figures_are_whole()


def test_family_taken_away_counts_no_more():
    pk, fields = product(category=None)
    edit_product(pk, now=NOON, **fields)
    assert {path for _who, _store, path, *_rest in snapshot()["categories"]} == {"Entretien"}
    assert_figures_are_whole()


def test_import_describes_adds_and_counts():
    file = "sku,name,category,size\nBOT,Bottine,Chaussures > Bottines,40\nNEUF,Neuf,Chaussures > Bottines,\nCIR,,,\n"
    first, second = (import_products(file.encode(), now=NOON) for _ in range(2))
    assert (first.created, first.changed, first.unchanged) == (1, 1, 1)
    assert (second.created, second.changed, second.unchanged) == (0, 0, 3)
    assert Category.objects.filter(path="Chaussures > Bottines").get().products.count() == 2
    assert_figures_are_whole()


def test_import_leaves_bad_rows_out_and_takes_the_others():
    result = import_products(b"sku,name,kind\nA,a,truc\nB,b,service\n", now=NOON)
    assert [(error.row, error.refusal.code) for error in result.errors] == [(2, "kind_unknown")]
    assert [*Product.objects.filter(sku__in=["A", "B"]).values_list("sku", "kind")] == [("B", "service")]


def test_import_of_a_name_describes_a_stub():
    Product.objects.create(sku="S", name="S", search_name="s", is_stub=True)
    import_products(b"sku,name\nS,Semelle\n", now=NOON)
    assert Product.objects.get(sku="S").is_stub is False


def test_import_takes_price_picture_and_link_and_an_empty_cell_changes_nothing():
    whole = "sku;prix;photo;lien\nBOT;89,90;https://boutique.example/b.jpg;https://boutique.example/b\n"
    results = [import_products(file.encode(), now=NOON) for file in (whole, "sku;prix;photo;lien\nBOT;;;\n")]
    assert [(one.changed, one.unchanged) for one in results] == [(1, 0), (0, 1)]
    assert Product.objects.filter(sku="BOT").values_list("price_cents", "picture", "link").get() == (
        8990, "https://boutique.example/b.jpg", "https://boutique.example/b",
    )  # fmt: skip
    assert_figures_are_whole()


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"price_cents": -1}, "price"), ({"picture": "javascript:x"}, "picture"), ({"link": "a" * 64}, "link")],
)
def test_offer_that_cannot_be_is_refused(changed, field):
    pk, fields = product()
    with pytest.raises(Refusal) as refused:
        edit_product(pk, now=NOON, **fields, **changed)
    assert refused.value.field == field
