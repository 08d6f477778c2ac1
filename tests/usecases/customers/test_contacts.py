from datetime import timedelta

import pytest

from chaland.accounts.rules import Scope
from chaland.customers.models import Card, ContactPoint, Customer, FieldPolicy
from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.sales.models import Receipt
from chaland.usecases.customers import change_card, change_contact
from chaland.usecases.customers.find_known_customers import find_known_customers
from chaland.usecases.customers.join_household import join_household, leave_household
from chaland.usecases.sales.claim_receipt import claim_receipt, find_anonymous_receipts
from chaland.usecases.sales.record_receipts import record_receipts
from factories.person import EVERYWHERE, NOW, open_file
from factories.sales import receipt

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def claire(shops):
    return open_file(emails=("claire@example.com",), cards=("CARTE1",), home_store_id=shops[0].pk)


def points(customer, kind):
    rows = ContactPoint.objects.filter(customer=customer, kind=kind).order_by("-is_main", "pk")
    return list(rows.values_list("normalised", "is_main"))


def point(customer, value):
    return ContactPoint.objects.get(customer=customer, normalised=value).pk


def test_a_second_address_comes_after_the_main_one(claire):
    change_contact.add_contact(claire.pk, "email", "Autre@Example.org", scope=EVERYWHERE, now=LATER)
    assert points(claire, "email") == [("claire@example.com", True), ("autre@example.org", False)]


def test_the_main_one_may_change_and_go(claire):
    change_contact.add_contact(claire.pk, "email", "autre@example.org", scope=EVERYWHERE, now=LATER)
    second = point(claire, "autre@example.org")
    change_contact.make_contact_main(claire.pk, second, scope=EVERYWHERE, now=LATER)
    assert points(claire, "email") == [("autre@example.org", True), ("claire@example.com", False)]
    change_contact.remove_contact(claire.pk, second, scope=EVERYWHERE, now=LATER)
    assert points(claire, "email") == [("claire@example.com", True)]


def test_a_correction_keeps_the_others_and_their_status(claire):
    change_contact.add_contact(claire.pk, "email", "autre@example.org", scope=EVERYWHERE, now=LATER)
    change_contact.set_contact_status(claire.pk, point(claire, "autre@example.org"), "bounced", scope=EVERYWHERE)
    first = point(claire, "claire@example.com")
    change_contact.correct_contact(claire.pk, first, "claire.bonnet@example.com", scope=EVERYWHERE, now=LATER)
    assert points(claire, "email") == [("claire.bonnet@example.com", True), ("autre@example.org", False)]
    assert ContactPoint.objects.get(normalised="autre@example.org").status == "bounced"


def test_an_address_gives_the_customer_their_town(claire):
    address = Address("12 rue des Lilas", postcode="34170", city="Castelnau-le-Lez")
    change_contact.add_contact(claire.pk, "address", address, scope=EVERYWHERE, now=LATER)
    claire.refresh_from_db()
    assert (claire.postcode, claire.city) == ("34170", "Castelnau-le-Lez")


def test_the_last_of_a_compulsory_kind_stays(claire):
    FieldPolicy.objects.create(field="email", requirement="required")
    with pytest.raises(Refusal, match="email_required"):
        change_contact.remove_contact(claire.pk, point(claire, "claire@example.com"), scope=EVERYWHERE, now=LATER)
    assert points(claire, "email") == [("claire@example.com", True)]


def test_another_store_changes_nothing(shops, claire):
    nantes = Scope(shops[1].pk)
    email = point(claire, "claire@example.com")
    attempts = (
        lambda: change_contact.add_contact(claire.pk, "email", "x@example.com", scope=nantes, now=LATER),
        lambda: change_contact.remove_contact(claire.pk, email, scope=nantes, now=LATER),
        lambda: change_contact.set_contact_status(claire.pk, email, "bounced", scope=nantes),
        lambda: change_card.set_card_status(claire.pk, "CARTE1", "lost", scope=nantes),
        lambda: leave_household(claire.pk, scope=nantes, now=LATER),
    )
    for attempt in attempts:
        with pytest.raises(NotFound, match="customer_unknown"):
            attempt()
    assert points(claire, "email") == [("claire@example.com", True)]
    assert Card.objects.get().status == "active"


def test_a_contact_point_of_somebody_else_is_unknown(claire):
    paul = open_file(first_name="Paul", emails=("paul@example.com",))
    with pytest.raises(NotFound, match="contact_unknown"):
        change_contact.remove_contact(claire.pk, point(paul, "paul@example.com"), scope=EVERYWHERE, now=LATER)


def test_a_replaced_card_brings_the_receipts_of_the_new_one(claire):
    record_receipts([receipt("1", card="CARTE2")], now=NOW)
    assert change_card.replace_card(claire.pk, "CARTE1", "CARTE2", scope=EVERYWHERE, now=LATER) == 1
    assert dict(Card.objects.values_list("number", "status")) == {"CARTE1": "replaced", "CARTE2": "active"}
    assert Receipt.objects.get().customer_id == claire.pk


def test_replacing_a_card_of_nobody_changes_nothing(claire):
    with pytest.raises(NotFound, match="card_unknown"):
        change_card.replace_card(claire.pk, "AUTRE", "CARTE2", scope=EVERYWHERE, now=LATER)
    assert list(Card.objects.values_list("number", "status")) == [("CARTE1", "active")]


def test_people_join_and_leave_a_household(claire):
    paul = open_file(first_name="Paul")
    join_household(paul.pk, claire.pk, scope=EVERYWHERE, now=LATER)
    join_household(paul.pk, claire.pk, scope=EVERYWHERE, now=LATER)
    households = set(Customer.objects.values_list("household_id", flat=True))
    assert len(households) == 1
    assert None not in households
    leave_household(paul.pk, scope=EVERYWHERE, now=LATER)
    assert Customer.objects.get(pk=paul.pk).household_id is None
    assert {Customer.objects.get(pk=claire.pk).household_id} == households


def test_nobody_joins_their_own_household(claire):
    with pytest.raises(Refusal, match="household_of_oneself"):
        join_household(claire.pk, claire.pk, scope=EVERYWHERE, now=LATER)


def test_only_receipts_of_nobody_are_offered_and_claimed(shops, claire):
    theirs, anonymous = (
        outcome.receipt_id for outcome in record_receipts([receipt("7", card="CARTE1"), receipt("8")], now=NOW)
    )
    assert [one.receipt_id for one in find_anonymous_receipts("8", EVERYWHERE)] == [anonymous]
    assert find_anonymous_receipts("7", EVERYWHERE) == []
    assert find_anonymous_receipts("8", Scope(shops[1].pk)) == []
    claim_receipt(anonymous, claire.pk, scope=EVERYWHERE, now=LATER)
    assert set(Receipt.objects.values_list("customer_id", flat=True)) == {claire.pk}
    paul = open_file(first_name="Paul")
    with pytest.raises(Conflict, match="receipt_has_customer"):
        claim_receipt(theirs, paul.pk, scope=EVERYWHERE, now=LATER)


def test_a_receipt_of_another_store_cannot_be_claimed(shops, claire):
    (outcome,) = record_receipts([receipt("8", store="nantes")], now=NOW)
    with pytest.raises(NotFound, match="receipt_not_found"):
        claim_receipt(outcome.receipt_id, claire.pk, scope=Scope(shops[0].pk), now=LATER)
    assert Receipt.objects.get().customer_id is None


@pytest.mark.parametrize(
    ("told", "shares"),
    [
        ({"emails": ("claire@example.com",)}, ["email"]),
        ({"cards": ("CARTE1",)}, ["card"]),
        ({"emails": ("claire@example.com",), "cards": ("CARTE1",)}, ["card"]),
        ({"emails": ("autre@example.com",), "mobiles": ("",)}, []),
    ],
)
def test_somebody_already_in_the_file_is_recognised(claire, told, shares):
    assert [one.shares for one in find_known_customers(NewCustomer(**told), EVERYWHERE)] == shares


def test_somebody_of_another_store_is_not_given_away(shops, claire):
    assert find_known_customers(NewCustomer(emails=("claire@example.com",)), Scope(shops[1].pk)) == []
