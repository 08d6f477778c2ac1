"""Who brought whom, and what it gives. Made-up shops, people and programme."""

from datetime import timedelta

import pytest

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.customers.rules import NewCustomer
from chaland.kernel.errors import Refusal
from chaland.loyalty.models import Referral
from chaland.loyalty.rules.programme import Gifts
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.duplicates.merge_customers import merge_customers
from chaland.usecases.loyalty.refer_customer import read_brought, refer_customer
from chaland.usecases.loyalty.tend_points import tend_points
from chaland.usecases.sales.record_receipts import record_receipt
from factories.loyalty import NOW, balances, programme, wrong
from factories.person import open_file
from factories.sales import NOON, open_shops, receipt

pytestmark = pytest.mark.django_db
EVERYWHERE = Scope()
SOON = NOON + timedelta(days=1)


@pytest.fixture(autouse=True)
def shops():
    return open_shops("lyon", "nantes")


def brings(customer, told, now=SOON):
    refer_customer(customer.pk, told, scope=EVERYWHERE, now=now)


def refused(customer, told, now=SOON):
    with pytest.raises(Refusal) as found:
        brings(customer, told, now)
    return found.value.code


def test_both_are_given_points_once_the_new_customer_has_bought():
    programme(gifts=Gifts(referrer=50, referred=20))
    open_file(reference="anna", cards=("0012",))
    create_customer(NewCustomer(reference="bea", last_name="Inventée"), now=NOON, referred_by="0012")
    tend_points(now=NOW)
    before = balances()
    record_receipt(receipt("1", customer="bea", sold_at=NOON), now=NOON)
    tend_points(now=NOW)
    tend_points(now=NOW)
    earned = balances()["bea"][0]
    assert (before, balances(), wrong()) == ({}, {"anna": (50, 0), "bea": (earned, 0)}, "")
    assert earned > 20


def test_nobody_brings_themselves_nor_who_brought_them_and_each_is_brought_once():
    anna, bea, carl = (open_file(reference=name, cards=(f"C{name}",)) for name in ("anna", "bea", "carl"))
    brings(bea, "anna")
    brings(bea, "Canna")
    brings(carl, "bea")
    assert (refused(anna, "anna"), refused(anna, "bea"), refused(anna, "carl"), refused(bea, "carl")) == (
        "referral_of_oneself", "referral_in_circle", "referral_in_circle", "referral_known",
    )  # fmt: skip
    assert (refused(anna, "nobody"), refused(anna, "?"), Referral.objects.count()) == (
        "referrer_unknown", "referrer_unknown", 2,
    )  # fmt: skip


def test_who_bought_long_ago_was_a_customer_already():
    bea = open_file(reference="bea")
    open_file(reference="anna")
    record_receipt(receipt("1", customer="bea", sold_at=NOON), now=NOON)
    assert refused(bea, "anna", NOON + timedelta(days=31)) == "referral_late"


def test_new_customer_is_not_written_down_with_a_referrer_that_is_nobody():
    with pytest.raises(Refusal) as found:
        create_customer(NewCustomer(last_name="Inventée"), now=NOON, referred_by="nobody")
    assert (found.value.code, found.value.field, Customer.objects.count()) == ("referrer_unknown", "referred_by", 0)


def test_store_names_by_reference_only_those_it_sees_and_by_card_anybody(shops):
    lyon, nantes = shops
    open_file(reference="anna", cards=("0012",), home_store_id=nantes.pk)
    bea = open_file(reference="bea", home_store_id=lyon.pk)
    scope = Scope(store_id=lyon.pk)
    with pytest.raises(Refusal) as found:
        refer_customer(bea.pk, "anna", scope=scope, now=SOON)
    refer_customer(bea.pk, "0012", scope=scope, now=SOON)
    told = read_brought(bea.pk, scope, now=SOON)
    assert (found.value.code, told.by, told.is_known, told.may_tell) == ("referrer_unknown", None, True, False)


def test_two_files_of_one_person_made_one_bring_nobody():
    programme(gifts=Gifts(referrer=50))
    anna, bea = open_file(reference="anna"), open_file(reference="bea")
    brings(bea, "anna")
    record_receipt(receipt("1", customer="bea", sold_at=NOON), now=NOON)
    merge_customers(anna.pk, bea.pk, scope=EVERYWHERE, now=NOW)
    assert tend_points(now=NOW).referrals == 0
