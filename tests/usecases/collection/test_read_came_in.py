"""By which doors customers came in, against counting by hand."""

import pytest

from chaland.accounts.rules import EVERYWHERE, Scope
from chaland.customers.rules import NewCustomer
from chaland.sales.dashboard.periods import Period
from chaland.signups.queries import Collected
from chaland.usecases.collection.confirm_sign_up import confirm_sign_up
from chaland.usecases.collection.read_came_in import by, read_came_in
from chaland.usecases.customers.recognise_customer import recognise_customer
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.sales.record_receipts import record_receipts
from factories.customers import TODAY, enter
from factories.forms import NOW, later, published, send
from factories.sales import open_shops, receipt

pytestmark = pytest.mark.django_db


def whom(store_id=None, days=30):
    return Whom(Scope(store_id), Period.ending(TODAY, days))


def test_counts_are_those_of_the_people_by_hand():
    lyon, _nantes = open_shops("lyon", "nantes")
    form = published(store_id=lyon.pk, source="Salon")
    for name in ("Abgrall", "Bihan"):
        send(form, last_name=name, emails=(f"{name}@example.com",))
    enter("Caradec", cards=("CARTE3",), now=NOW)
    confirm_sign_up(found("Bihan@example.com"), address="bihan@example.com", now=later(minutes=5))
    record_receipts([receipt("1", card="CARTE3", sold_at=later(minutes=1))], now=later(hours=1))
    seen = read_came_in(whom())
    assert by("channel", seen) == {"page": Collected(2, 1, 2, 0), "desk": Collected(1, 0, 0, 1)}
    assert by("form", seen) == {form.pk: Collected(2, 1, 2, 0), None: Collected(1, 0, 0, 1)}
    assert by("source", seen) == {"Salon": Collected(2, 1, 2, 0), "": Collected(1, 0, 0, 1)}
    assert by("store", seen) == {lyon.pk: Collected(2, 1, 2, 0), None: Collected(1, 0, 0, 1)}


def found(address):
    return recognise_customer(NewCustomer(emails=(address.lower(),)), EVERYWHERE)


def test_one_store_counts_its_own_alone():
    lyon, nantes = open_shops("lyon", "nantes")
    for store, name in ((lyon, "Abgrall"), (nantes, "Bihan")):
        send(published(store_id=store.pk), last_name=name, emails=(f"{name}@example.com",))
    assert by("channel", read_came_in(whom(lyon.pk))) == {"page": Collected(1, 0, 1, 0)}


def test_purchase_before_coming_in_is_none_since():
    open_shops("lyon")
    enter("Caradec", cards=("CARTE3",), now=NOW)
    record_receipts([receipt("1", card="CARTE3", sold_at=later(days=-1))], now=NOW)
    assert by("channel", read_came_in(whom())) == {"desk": Collected(1, 0, 0, 0)}
