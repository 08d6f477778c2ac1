"""Two merchants of a street, one customer of both: what the one was told, the other neither sees, finds nor changes."""

from dataclasses import replace

import pytest
from django.utils import timezone

from chaland.accounts.rules import Scope
from chaland.customers.duplicates.keeping import to_decide
from chaland.customers.finding import find
from chaland.customers.finding_at_till import find_at_till
from chaland.customers.models import Customer, Likeness
from chaland.customers.queries import as_known
from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.errors import Refusal
from chaland.privacy.rules import Act
from chaland.sales.customer_list import COLUMNS, ListQuestion, page, read_conditions
from chaland.stores.models import Merchant, Store
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.customers.find_known_customers import find_known_customers
from chaland.usecases.customers.read_agenda import read_agenda
from chaland.usecases.customers.read_customer import read_customer
from chaland.usecases.customers.update_customer import update_customer
from chaland.usecases.duplicates.merge_customers import merge_customers
from chaland.usecases.sales.record_receipts import record_receipts
from factories.consents import say
from factories.customer_list import CALENDAR
from factories.forms import NOW, published, send
from factories.person import EVERYWHERE, write_down
from factories.sales import open_shops, receipt
from factories.today import today

pytestmark = pytest.mark.django_db
HOME = Address("7 impasse du Canari", "", "69009", "Canariville", "FR")
TOLD = NewCustomer(
    last_name="Rossignol", first_name="Jeanne", emails=("canari@example.com",), mobiles=("+33639980017",),
    phones=("+33472980018",), addresses=(HOME,), cards=("CARTE3",),
)  # fmt: skip
CONTACTS = ("emails", "mobiles", "phones", "addresses")
WAYS = ("canari@example.com", "canari@", "06 39 98 00 17", "0017", "rossignol 69")


@pytest.fixture
def lyon():
    lyon, nantes = open_shops("lyon", "nantes")
    Store.objects.filter(pk=nantes.pk).update(merchant=Merchant.objects.create(name="Primeur inventé"))
    return Scope(lyon.pk)


@pytest.fixture
def nantes(lyon):
    return Scope(Store.objects.get(code="nantes").pk)


@pytest.fixture
def jeanne(lyon, nantes):
    """Told Lyon how to reach her, and buys in both shops with one card."""
    customer_id = create_customer(TOLD, now=NOW, scope=lyon)
    record_receipts([receipt("9", store=one, card="CARTE3", sold_at=NOW) for one in ("lyon", "nantes")], now=NOW)
    return customer_id


def contacts(customer_id, scope):
    known = as_known(customer_id, scope)
    return [getattr(known, name) for name in CONTACTS]


def found_by(scope):
    """The ways by which a scope finds somebody at all, at the desk or at the till."""
    return [text for text in WAYS if find(text, scope) or find_at_till(text, scope)]


def share(customer_id, act, channel):
    """What somebody says now: a consent lapses by the clock."""
    say(customer_id, act, at=timezone.now(), purpose="share-with-street", channel=channel)


def towns(scope, **typed):
    shown = [COLUMNS[key] for key in ("name", "city", "postcode", "email", "mobile")]
    question = ListQuestion(scope, CALENDAR, read_conditions(typed, COLUMNS, CALENDAR, scope), sort=COLUMNS["city"])
    return [[row.values[one.key] for one in shown[1:]] for row in page(question, shown, 1, 50).rows]


def test_merchant_sees_what_it_was_told_and_the_other_the_name_alone(jeanne, lyon, nantes):
    assert contacts(jeanne, lyon) == contacts(jeanne, EVERYWHERE)
    assert (contacts(jeanne, lyon)[:3], contacts(jeanne, nantes)) == (
        [TOLD.emails, TOLD.mobiles, TOLD.phones],
        [()] * 4,
    )
    file = read_customer(jeanne, nantes, today=today(NOW))
    assert (file.customer.last_name, file.customer.city, file.points, file.hides_points) == ("Rossignol", "", [], True)


def test_nobody_is_found_by_what_another_merchant_was_told(jeanne, lyon, nantes):
    assert found_by(lyon) == list(WAYS)
    assert found_by(nantes) == []
    assert [(one.last_name, one.city) for one in find("rossignol", nantes)] == [("Rossignol", "")]


def test_till_that_writes_somebody_down_is_not_told_that_another_merchant_knows_them(jeanne, lyon, nantes):
    asked = [replace(TOLD, cards=(), last_name="Autre"), replace(TOLD, cards=(), emails=(), mobiles=(), phones=())]
    assert [len(find_known_customers(one, lyon)) for one in asked] == [1, 1]
    assert [len(find_known_customers(one, nantes)) for one in asked] == [0, 0]


@pytest.mark.parametrize("typed", [{"city": "canari"}, {"postcode": "69"}, {"email": "canari"}, {"mobile": "0639"}])
def test_list_neither_shows_nor_filters_by_it(jeanne, lyon, nantes, typed):
    seen = ["Canariville", "69009", "canari@example.com", "+33639980017"]
    assert towns(lyon, **typed) == [seen]
    assert (towns(nantes, **typed), towns(nantes)) == ([], [[None] * 4])


def test_list_is_not_put_in_the_order_of_hidden_towns(jeanne, nantes):
    other = create_customer(
        NewCustomer(last_name="Aigle", addresses=(Address(city="Abeville"),)), now=NOW, scope=nantes
    )
    order = [("city", [jeanne, other]), ("email", [jeanne, other]), ("postcode", [jeanne, other])]
    for key, expected in order:
        rows = page(ListQuestion(nantes, CALENDAR, sort=COLUMNS[key]), [COLUMNS["name"]], 1, 2).rows
        assert [row.customer_id for row in rows] == expected


def test_store_of_reference_is_listed_found_and_sorted_by_for_its_own_merchant(jeanne, lyon, nantes):
    def stores(scope, sort="name", **typed):
        conditions = read_conditions(typed, COLUMNS, CALENDAR, scope)
        question = ListQuestion(scope, CALENDAR, conditions, sort=COLUMNS[sort])
        return [row.values["store"] for row in page(question, [COLUMNS["name"], COLUMNS["store"]], 1, 50).rows]

    home = {"store": str(lyon.store_id)}
    assert [stores(one) for one in (EVERYWHERE, lyon, nantes)] == [[lyon.store_id], [lyon.store_id], [None]]
    assert [stores(one, **home) for one in (EVERYWHERE, lyon, nantes)] == [[lyon.store_id], [lyon.store_id], []]
    other = create_customer(NewCustomer(last_name="Abeille", cards=("CARTE4",)), now=NOW, scope=nantes)
    record_receipts([receipt("10", store="nantes", card="CARTE4", sold_at=NOW)], now=NOW)
    # That of Lyon would come before.
    assert Customer.objects.get(pk=other).home_store_id == nantes.store_id
    assert stores(nantes, sort="store") == [nantes.store_id, None]
    assert read_customer(jeanne, nantes, today=today(NOW)).customer.home_store is None


def test_telephone_of_somebody_to_call_is_that_which_the_merchant_was_told(jeanne, lyon, nantes):
    for scope in (lyon, nantes):
        write_down(Customer.objects.get(pk=jeanne), "call", channel="phone", scope=scope, due_at=NOW)
    plans = [read_agenda(one, today=today(NOW), first=today(NOW), last=today(NOW)).phones for one in (lyon, nantes)]
    assert plans == [{jeanne: "+33639980017"}, {}]


def test_what_is_agreed_to_share_is_seen_until_it_is_taken_back(jeanne, nantes):
    share(jeanne, Act.GRANTED, "email")
    assert contacts(jeanne, nantes) == [TOLD.emails, (), (), ()]
    assert found_by(nantes) == ["canari@example.com", "canari@"]
    share(jeanne, Act.GRANTED, "post")
    assert towns(nantes) == [["Canariville", "69009", "canari@example.com", None]]
    share(jeanne, Act.WITHDRAWN, "email")
    assert contacts(jeanne, nantes) == [(), (), (), as_known(jeanne, EVERYWHERE).addresses]


def test_other_merchant_corrects_a_name_and_leaves_what_it_does_not_see(jeanne, nantes):
    before = as_known(jeanne, EVERYWHERE)
    update_customer(jeanne, replace(as_known(jeanne, nantes), first_name="Jeannette"), scope=nantes, now=NOW)
    assert as_known(jeanne, EVERYWHERE) == replace(before, first_name="Jeannette")


def test_other_merchant_neither_adds_to_the_file_nor_takes_it_over(jeanne, lyon, nantes):
    known = as_known(jeanne, nantes)
    for told in ({"emails": ("canari@example.com",)}, {"mobiles": ("0639980099",)}):
        with pytest.raises(Refusal, match="contacts_kept_elsewhere"):
            update_customer(jeanne, replace(known, **told), scope=nantes, now=NOW)
    update_customer(jeanne, replace(known, home_store_id=nantes.store_id), scope=nantes, now=NOW)
    assert Customer.objects.get(pk=jeanne).home_store_id == lyon.store_id


def test_first_merchant_to_write_a_contact_down_keeps_the_file(lyon, nantes):
    bare = create_customer(NewCustomer(last_name="Mésange", cards=("CARTE4",)), now=NOW, scope=lyon)
    record_receipts([receipt("10", store="nantes", card="CARTE4", sold_at=NOW)], now=NOW)
    told = replace(as_known(bare, nantes), emails=("mesange@example.com",))
    update_customer(bare, told, scope=nantes, now=NOW)
    assert (contacts(bare, nantes)[0], contacts(bare, lyon)[0]) == (("mesange@example.com",), ())


def test_form_of_another_merchant_opens_a_file_of_its_own(jeanne, nantes):
    send(
        published(store_id=nantes.store_id), emails=TOLD.emails, mobiles=(), last_name="Rossignol", first_name="Jeanne"
    )
    other = Customer.objects.exclude(pk=jeanne).get()
    assert (contacts(other.pk, nantes)[0], other.home_store_id) == (TOLD.emails, nantes.store_id)


def test_files_with_hidden_contacts_are_neither_compared_nor_merged_by_a_merchant(jeanne, lyon, nantes):
    other = create_customer(NewCustomer(last_name="Rossignol", emails=("deux@example.com",)), now=NOW, scope=nantes)
    one = {"score": 0.99, "reasons": ["last:same"], "found_at": NOW}
    Likeness.objects.create(kind="person", one_id=jeanne, other_id=other, **one)
    assert not to_decide("person", nantes).exists()
    with pytest.raises(Refusal, match="contacts_kept_elsewhere"):
        merge_customers(other, jeanne, scope=nantes, now=NOW)
    merge_customers(jeanne, other, scope=EVERYWHERE, now=NOW)
    assert (contacts(jeanne, nantes)[0], contacts(jeanne, lyon)[0]) == (("deux@example.com",), TOLD.emails)


def test_shops_of_one_merchant_see_the_same(jeanne, lyon, nantes):
    Store.objects.update(merchant=Merchant.objects.order_by("pk")[0])
    assert contacts(jeanne, nantes) == contacts(jeanne, lyon)
    assert found_by(nantes) == found_by(lyon)
