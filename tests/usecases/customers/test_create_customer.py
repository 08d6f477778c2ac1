from datetime import timedelta

import pytest

from chaland.accounts.rules import EVERYWHERE, Scope
from chaland.customers.models import Card, Customer
from chaland.customers.queries import as_known
from chaland.customers.rules import NewCustomer
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.sales.models import Figures, Receipt
from chaland.usecases.customers.add_card import add_card
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.customers.update_customer import update_customer
from chaland.usecases.sales.record_receipts import record_receipts
from factories.customers import NOW, TODAY
from factories.sales import NOON, receipt

pytestmark = pytest.mark.django_db


def rows_of(customer_id: int) -> list[tuple]:
    rows = Figures.objects.filter(customer=customer_id).order_by("store__code")
    return sorted(rows.values_list("store__code", "visits", "revenue_cents"), key=str)


def test_a_new_customer_is_a_prospect_of_the_network_and_of_the_store(shops):
    customer_id = create_customer(NewCustomer(last_name="Bonnet", home_store_id=shops[0].pk), now=NOW)
    assert rows_of(customer_id) == [("lyon", 0, 0), (None, 0, 0)]


def test_a_customer_made_in_a_store_belongs_to_it_whatever_is_said(shops):
    lyon, nantes = shops
    customer_id = create_customer(NewCustomer(last_name="B", home_store_id=nantes.pk), now=NOW, scope=Scope(lyon.pk))
    assert as_known(customer_id, EVERYWHERE).home_store_id == lyon.pk


def test_a_new_customer_gets_the_receipts_of_their_card(shops):
    record_receipts([receipt("1", card="000123"), receipt("2", card="999")], now=NOON)
    customer_id = create_customer(NewCustomer(last_name="Bonnet", cards=("000123",)), now=NOW)
    assert list(Receipt.objects.filter(customer=customer_id).values_list("number", flat=True)) == ["1"]
    assert rows_of(customer_id) == [("lyon", 1, 4990), (None, 1, 4990)]


def test_a_refused_customer_leaves_nothing(shops):
    with pytest.raises(Refusal, match="email_not_understood"):
        create_customer(NewCustomer(last_name="B", emails=("x",), cards=("1",)), now=NOW)
    assert (Customer.objects.count(), Card.objects.count(), Figures.objects.count()) == (0, 0, 0)


def test_a_taken_reference_is_a_conflict(shops):
    create_customer(NewCustomer(reference="r"), now=NOW)
    with pytest.raises(Conflict, match="reference_taken"):
        create_customer(NewCustomer(reference="r"), now=NOW)


@pytest.mark.parametrize(("place", "code"), [("home_store_id", "store_unknown"), ("home_seller_id", "seller_unknown")])
def test_a_place_that_does_not_exist_is_refused(shops, place, code):
    with pytest.raises(NotFound, match=code):
        create_customer(NewCustomer(last_name="B", **{place: 9999}), now=NOW)
    assert Customer.objects.count() == 0


def test_an_added_card_brings_its_receipts_once(shops):
    customer_id = create_customer(NewCustomer(last_name="B"), now=NOW)
    record_receipts([receipt("1", card="777"), receipt("2", card="777", sold_at=NOON + timedelta(days=1))], now=NOON)
    assert add_card(customer_id, "777", scope=Scope(), now=NOW) == 2
    assert add_card(customer_id, "777", scope=Scope(), now=NOW) == 0
    assert rows_of(customer_id) == [("lyon", 2, 9980), (None, 2, 9980)]


def test_a_card_is_not_given_to_a_customer_of_another_store(shops):
    lyon, nantes = shops
    customer_id = create_customer(NewCustomer(last_name="B", home_store_id=lyon.pk), now=NOW)
    with pytest.raises(NotFound, match="customer_unknown"):
        add_card(customer_id, "777", scope=Scope(nantes.pk), now=NOW)
    assert Card.objects.count() == 0


def test_an_update_that_moves_the_customer_opens_figures_in_the_new_store(shops):
    lyon, nantes = shops
    customer_id = create_customer(NewCustomer(last_name="B", home_store_id=lyon.pk), now=NOW)
    update_customer(customer_id, NewCustomer(last_name="C", home_store_id=nantes.pk), scope=Scope(), now=NOW)
    assert [row[0] for row in rows_of(customer_id)] == ["lyon", "nantes", None]


def test_a_stores_user_neither_moves_a_customer_away_nor_updates_another_stores(shops):
    lyon, nantes = shops
    customer_id = create_customer(NewCustomer(last_name="B", home_store_id=lyon.pk), now=NOW)
    told = NewCustomer(last_name="C", home_store_id=nantes.pk)
    with pytest.raises(NotFound, match="customer_unknown"):
        update_customer(customer_id, told, scope=Scope(nantes.pk), now=NOW)
    update_customer(customer_id, told, scope=Scope(lyon.pk), now=NOW)
    known = as_known(customer_id, EVERYWHERE)
    assert (known.last_name, known.home_store_id) == ("C", lyon.pk)


def test_the_day_of_the_network_is_what_a_child_may_not_be_born_after(shops):
    with pytest.raises(Refusal, match="child_birth_year_out_of_range"):
        create_customer(NewCustomer(last_name="B", children_birth_years=(TODAY.year + 1,)), now=NOW)
