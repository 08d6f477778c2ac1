"""Whom rows may be: looked up many at once, whatever was merged."""

import pytest

from chaland.customers.duplicates.asked import Asked
from chaland.customers.duplicates.candidates import NAMESAKES_MOST, SHARED_BY_MOST, Candidates
from chaland.customers.kept import kept
from chaland.customers.models import Customer
from chaland.customers.rules import NewCustomer
from chaland.customers.services import create_customers
from factories.sales import NOON

pytestmark = pytest.mark.django_db
PHONE = "+33639980001"


def asked(person):
    return Asked.of(-1, person, kept(person))


def some(count, person):
    return create_customers([person] * count, now=NOON)


def test_who_was_merged_is_nobody_and_makes_no_crowd():
    person = NewCustomer(first_name="Claire", last_name="Bonnet", mobiles=(PHONE,))
    head, *merged = some(NAMESAKES_MOST + 5, person)
    Customer.objects.filter(pk__in=merged).update(merged_into=head)
    assert Candidates().of([asked(person)]) == {-1: {head}}


def test_what_too_many_share_finds_nobody_and_is_remembered():
    some(SHARED_BY_MOST + 1, NewCustomer(first_name="Anne", last_name="Roux", mobiles=(PHONE,)))
    candidates = Candidates()
    assert candidates.of([asked(NewCustomer(first_name="Zoé", last_name="Petit", mobiles=(PHONE,)))]) == {}
    assert candidates.crowded == {PHONE}
