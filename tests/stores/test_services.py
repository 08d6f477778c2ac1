"""Writing the network, its stores, tills, sellers and families."""

import pytest

from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.stores import catalogue, queries, services
from chaland.stores.models import Category, Merchant, Network, Product, Store, Till
from factories.sales import open_shops

pytestmark = pytest.mark.django_db


def store_fields(merchant, **changed):
    fields = {
        "merchant": merchant,
        "code": "lyon",
        "name": "Lyon",
        "time_zone": "Europe/Paris",
        "postcode": "",
        "city": "",
        "latitude": None,
        "longitude": None,
        "is_open": True,
    }
    return {**fields, **changed}


@pytest.fixture
def merchant():
    return services.write_merchant(None, name="Commerce inventé", legal_name="")


def product_fields(**changed):
    texts = ("ean", "brand", "line", "price_level", "size", "colour", "material")
    fields = {"sku": "A", "name": "Bottine d’hiver", "kind": "article", "category": None, **dict.fromkeys(texts, "")}
    return {**fields, **changed}


def test_network_is_one_row_however_often_it_is_saved():
    for name in ("Rue inventée", "Rue  rebaptisée"):
        services.write_network(name=name, time_zone="Indian/Reunion", country="RE", notice="Une ligne\nune autre")
    assert (Network.objects.get().name, queries.the_network().time_zone) == ("Rue  rebaptisée", "Indian/Reunion")


def test_unknown_time_zone_is_refused(merchant):
    with pytest.raises(Refusal) as refused:
        services.write_store(None, **store_fields(merchant, time_zone="Mars/Olympus"))
    assert (refused.value.code, refused.value.field, Store.objects.count()) == ("time_zone_unknown", "time_zone", 0)


@pytest.mark.parametrize(("latitude", "longitude", "field"), [(45.7, None, "longitude"), (None, 4.8, "latitude")])
def test_position_is_whole(merchant, latitude, longitude, field):
    with pytest.raises(Refusal) as refused:
        services.write_store(None, **store_fields(merchant, latitude=latitude, longitude=longitude))
    assert (refused.value.code, refused.value.field) == ("position_incomplete", field)


def test_code_of_a_store_is_its_own(merchant):
    lyon = services.write_store(None, **store_fields(merchant))
    services.write_store(lyon.pk, **store_fields(merchant, name="Lyon centre"))
    with pytest.raises(Conflict) as refused:
        services.write_store(None, **store_fields(merchant))
    assert (refused.value.code, Store.objects.get().name) == ("code_taken", "Lyon centre")


def test_two_stores_may_have_tills_of_one_code():
    lyon, nantes = open_shops("lyon", "nantes")
    services.write_till(None, store=lyon, code="2", name="")
    services.write_till(None, store=nantes, code="2", name="")
    with pytest.raises(Conflict):
        services.write_till(None, store=lyon, code="2", name="")
    assert Till.objects.filter(code="2").count() == 2


def test_seller_who_left_comes_last():
    (lyon,) = open_shops("lyon")
    services.write_seller(None, store=lyon, code="a", name="Alice", is_active=False)
    services.write_seller(None, store=lyon, code="b", name="Bob", is_active=True)
    assert [seller.name for seller in queries.sellers()] == ["Bob", "Alice"]


def test_missing_row_is_not_found():
    with pytest.raises(NotFound):
        services.write_merchant(99, name="x", legal_name="")


def test_text_is_cleaned_and_the_field_named(merchant):
    changed = services.write_merchant(merchant.pk, name=" Enseigne\u202e ", legal_name="a\nb")
    assert (changed.name, changed.legal_name) == ("Enseigne", "a b")
    with pytest.raises(Refusal) as refused:
        services.write_merchant(merchant.pk, name="ok", legal_name="x" * 101)
    assert (refused.value.field, Merchant.objects.get().name) == ("legal_name", "Enseigne")


def test_renamed_family_takes_those_below_along():
    shoes = catalogue.write_category(None, name="Chaussures", parent=None)
    women = catalogue.write_category(None, name="Femme", parent=shoes)
    catalogue.write_category(None, name="Bottes", parent=women)
    catalogue.write_category(None, name="Chaussures d’enfant", parent=None)
    catalogue.write_category(shoes.pk, name="Souliers", parent=None)
    assert [*Category.objects.order_by("path").values_list("path", flat=True)] == [
        "Chaussures d’enfant",
        "Souliers",
        "Souliers > Femme",
        "Souliers > Femme > Bottes",
    ]


def test_family_is_not_placed_below_itself():
    shoes = catalogue.write_category(None, name="Chaussures", parent=None)
    women = catalogue.write_category(None, name="Femme", parent=shoes)
    for parent in (shoes, women):
        with pytest.raises(Refusal, match="category_in_itself"):
            catalogue.write_category(shoes.pk, name="Chaussures", parent=parent)


@pytest.mark.parametrize(("name", "code"), [("a > b", "category_name_has_separator"), ("Bottes", "category_taken")])
def test_family_name_is_checked(name, code):
    catalogue.write_category(None, name="Bottes", parent=None)
    with pytest.raises(Refusal, match=code):
        catalogue.write_category(None, name=name, parent=None)


def test_described_product_is_no_stub_and_is_found_by_its_words():
    stub = Product.objects.create(sku="A", name="A", search_name="a", is_stub=True)
    catalogue.write_product(stub.pk, **product_fields(ean="3760000000016"))
    found = [queries.find_products(text).count() for text in ("hiver bottine", "376000", "a", "été")]
    assert (queries.stub_count(), found) == (0, [1, 1, 1, 0])


def test_products_of_a_family_include_those_below():
    shoes = catalogue.write_category(None, name="Chaussures", parent=None)
    boots = catalogue.write_category(None, name="Bottes", parent=shoes)
    catalogue.write_product(None, **product_fields(category=boots))
    assert [queries.find_products(category_id=one.pk).count() for one in (shoes, boots)] == [1, 1]


def test_sku_is_its_own():
    catalogue.write_product(None, **product_fields())
    with pytest.raises(Conflict, match="sku_taken"):
        catalogue.write_product(None, **product_fields(name="Autre"))
