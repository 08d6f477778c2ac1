"""What a rule names by key is told by name. Shops and people are made up."""

import pytest
from django.utils import translation

from chaland.accounts.rules import Scope
from chaland.customers.models import CustomField
from chaland.segments.models import Segment
from chaland.segments.tree import parse
from chaland.stores.models import Category, Product, Seller
from chaland.usecases.segments.name_things import READ, names_in, names_of
from factories.sales import NOON

pytestmark = pytest.mark.django_db


def test_names_of_all_that_a_rule_is_about_take_one_statement_each(shops, django_assert_num_queries):
    seller = Seller.objects.create(store=shops[0], code="ANNE", name="Anne")
    category = Category.objects.create(name="Bottes", path="Chaussures > Bottes")
    product = Product.objects.create(sku="B-1", name="Botte", category=category)
    unnamed = Product.objects.create(sku="B-2")
    CustomField.objects.create(code="taille", label="Pointure", kind="number")
    segment = Segment.objects.create(name="Fidèles", rule={"all": []}, created_at=NOON, changed_at=NOON)
    rule = parse(
        {
            "all": [
                {"condition": "came", "is": {"operator": "at_least", "amount": 1}, "seller": [seller.pk]},
                {"any": [{"condition": "bought", "category": [category.pk], "with_product": [product.pk]}]},
                {"condition": "bought", "product": [unnamed.pk], "store": [shops[1].pk]},
                {"condition": "custom", "field": ["taille"]},
                {"condition": "commune", "is": ["69123"]},
                {"condition": "member", "is": [segment.pk]},
            ]
        }
    )
    with django_assert_num_queries(6):
        names = names_in([rule], Scope())
    found = [
        names("seller", seller.pk),
        names("category", category.pk),
        names("product", product.pk),
        names("product", unnamed.pk),
        names("store", shops[1].pk),
        names("custom", "taille"),
        names("segment", segment.pk),
    ]
    assert found == ["Anne", "Chaussures > Bottes", "Botte (B-1)", "B-2", "Nantes", "Pointure", "Fidèles"]


def test_name_of_what_is_gone_is_its_key():
    names = names_of({kind: [12] for kind in READ if kind not in ("commune", "custom")}, Scope())
    with translation.override("fr"):
        assert {names(kind, 12) for kind in ("store", "seller", "product", "segment")} == {"n° 12"}
    assert names("custom", "taille") == "taille"


def test_names_of_another_store_stay_hidden(shops):
    hidden = Seller.objects.create(store=shops[1], code="ANNE", name="Anne")
    own = Segment.objects.create(name="Nôtre", rule={}, store=shops[1], created_at=NOON, changed_at=NOON)
    names = names_of({"store": [shops[1].pk], "seller": [hidden.pk], "segment": [own.pk]}, Scope(shops[0].pk))
    with translation.override("en"):
        found = [names("store", shops[1].pk), names("seller", hidden.pk), names("segment", own.pk)]
    assert found == [f"no. {shops[1].pk}", f"no. {hidden.pk}", f"no. {own.pk}"]
