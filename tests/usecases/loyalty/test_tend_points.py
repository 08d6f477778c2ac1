"""What comes by itself: points of a completed file and of a birthday, days that are sealed. Made-up people."""

from datetime import UTC, datetime, timedelta

import pytest

from chaland.customers.models import Customer
from chaland.loyalty.models import DailyClosing
from chaland.loyalty.rules.programme import Gifts
from chaland.usecases.loyalty.tend_points import tend_points
from chaland.usecases.sales.record_receipts import record_receipt
from factories.loyalty import NOW, balances, lines, programme, wrong
from factories.person import open_file
from factories.sales import NOON, days, line, open_shops, receipt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shops():
    return open_shops("lyon")


def sell(number, day=0):
    bought = receipt(str(number), lines=[line("BOT-38", 1000)], customer="anna", sold_at=NOON + days(day))
    return record_receipt(bought, now=NOW)


def gifts():
    return [(kind, points) for kind, points, _on in lines() if kind != "earned"]


def test_completed_file_gives_its_points_with_the_next_purchase_and_once():
    programme(gifts=Gifts(profile=40))
    anna = open_file(reference="anna", last_name="Inventée", first_name="Anna", emails=("anna@example.com",))
    sell(1)
    Customer.objects.filter(pk=anna.pk).update(birth_day=29, birth_month=2)
    sell(2, 1)
    before = gifts()
    Customer.objects.filter(pk=anna.pk).update(postcode="34000")
    sell(3, 2)
    Customer.objects.filter(pk=anna.pk).update(postcode="")
    sell(4, 3)
    assert (before, gifts(), balances(), wrong()) == ([], [("profile", 40)], {"anna": (80, 0)}, "")


def test_birthday_gives_its_points_each_year_once_that_of_29_february_too():
    programme(gifts=Gifts(birthday=30))
    anna = open_file(reference="anna")
    Customer.objects.filter(pk=anna.pk).update(birth_day=29, birth_month=2)
    eve = datetime(2027, 2, 27, 10, tzinfo=UTC)
    tend_points(now=eve + days(1))
    sell(1)
    came = [tend_points(now=eve + days(after)).birthdays for after in (0, 1, 1, 2, 366, 367, 368)]
    assert (came, balances(), wrong()) == ([0, 1, 0, 0, 0, 1, 0], {"anna": (70, 0)}, "")


def test_each_day_of_a_store_is_sealed_once_after_its_midnight():
    programme()
    sell(1)
    came = [tend_points(now=NOW + timedelta(days=after)).closings for after in (0, 1, 1, 2)]
    [sealed] = DailyClosing.objects.all()
    assert (came, sealed.totals, wrong()) == ([0, 1, 0, 0], {"earned": 10}, "")
