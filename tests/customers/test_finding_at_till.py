"""Finding a customer by what people say at a till."""

import pytest
from django.db import connection
from django.utils import timezone

from chaland.accounts.rules import Scope
from chaland.customers.finding_at_till import find_at_till
from chaland.customers.rules import Address, NewCustomer
from chaland.usecases.customers.create_customer import create_customer
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
PEOPLE = (
    ("Bonnet", "Claire", "0639980147", "34170", "2900000000018"),
    ("Bonnet", "Anne", "0639981147", "34000", ""),
    ("Bonnafous", "Paul", "0465710000", "34170", ""),
)


@pytest.fixture
def stores():
    lyon, paris = open_shops("lyon", "paris")
    for last, first, phone, postcode, card in PEOPLE:
        create_customer(
            NewCustomer(
                last_name=last, first_name=first, mobiles=(phone,), addresses=(Address(postcode=postcode),),
                cards=(card,), home_store_id=lyon.pk,
            ),
            now=timezone.now(),
        )  # fmt: skip
    return lyon, paris


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2900000000018", ["Claire"]),
        ("29 0000 0000 018", ["Claire"]),
        ("0147", ["Claire"]),
        ("1147", ["Anne"]),
        ("98 01 47", ["Claire"]),
        ("06 39 98", ["Anne", "Claire"]),
        ("0639980147", ["Claire"]),
        ("5710000", ["Paul"]),
        ("bonn 34170", ["Paul", "Claire"]),
        ("BONNET 34", ["Anne", "Claire"]),
        ("claire 341", ["Claire"]),
        ("bonnet", ["Anne", "Claire"]),
        ("bonnet 75001", []),
        ("9999", []),
        ("%_ 34170", []),
        ("\x00", []),
    ],
)
def test_people_are_found_as_they_say(stores, typed, found):
    assert [one.first_name for one in find_at_till(typed, Scope(stores[0].pk))] == found


def test_other_store_finds_only_the_card_in_hand(stores):
    scope = Scope(stores[1].pk)
    asked = ("bonnet", "0147", "bonn 34170", "2900000000018")
    assert [len(find_at_till(text, scope)) for text in asked] == [0, 0, 0, 1]


def test_end_of_a_number_is_looked_up_in_its_index(stores):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans small tables otherwise")
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN QUERY PLAN SELECT customer_id FROM customers_contactpoint "
            "WHERE SUBSTR(normalised, 4 * -1, 4) = '0147' AND kind IN ('mobile', 'phone')"
        )
        assert "phone_end" in str(cursor.fetchall())
