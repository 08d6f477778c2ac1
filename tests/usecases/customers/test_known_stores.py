import pytest
from django.urls import reverse

from chaland.accounts.rules import Scope
from chaland.customers.queries import visible
from chaland.interactions.rules import NewInteraction
from chaland.kernel.errors import NotFound
from chaland.sales.models import Figures
from chaland.usecases.customers.add_interaction import add_interaction
from chaland.usecases.customers.add_wish import record_wish
from chaland.usecases.sales.record_cart import CartInput, record_cart
from factories.people import join
from factories.person import EVERYWHERE, NOW, open_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def claire(shops):
    return open_file(home_store_id=shops[0].pk)


def meet(customer, store, scope=EVERYWHERE):
    new = NewInteraction(customer.pk, "appointment", store_id=store.pk, due_at=NOW)
    return add_interaction(new, scope=scope, author_id=None, now=NOW)


def wish(customer, store):
    record_wish(customer.pk, text="Un sac", store_id=store.pk, scope=EVERYWHERE, now=NOW)


def quote(customer, store):
    record_cart(CartInput("quote", "D1", NOW, 9000, ()), customer_id=customer.pk, store_code=store.code)


@pytest.mark.parametrize("leave", [meet, wish, quote])
def test_a_store_knows_who_has_something_with_it(shops, claire, leave):
    nantes = Scope(shops[1].pk)
    assert list(visible(nantes)) == []
    leave(claire, shops[1])
    assert list(visible(nantes)) == [claire]


def test_the_agenda_of_the_store_leads_to_the_customer(client, shops, claire):
    meet(claire, shops[1])
    client.force_login(join("marc@example.com", "seller", shops[1]))
    address = reverse("customer", args=[claire.pk])
    assert address in client.get(reverse("agenda"), {"day": NOW.date().isoformat()}).content.decode()
    assert client.get(address).status_code == 200


def test_a_store_opens_nothing_on_a_customer_it_does_not_know(shops, claire):
    with pytest.raises(NotFound, match="customer_unknown"):
        meet(claire, shops[1], Scope(shops[1].pk))
    assert Figures.objects.filter(store=shops[1]).count() == 0


def test_a_wish_from_elsewhere_belongs_to_the_store_of_reference(shops, claire):
    record_wish(claire.pk, text="Un sac", scope=EVERYWHERE, now=NOW)
    assert list(type(claire).objects.filter(wish__store=shops[0])) == [claire]
