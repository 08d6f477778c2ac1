"""A receipt goes on from where the last one ended; tiers of the calendar year. Made-up shop and people."""

from datetime import date, timedelta

import pytest

from chaland.customers.rules import NewCustomer
from chaland.loyalty.models import Balance
from chaland.loyalty.rules import before
from chaland.loyalty.rules.programme import Programme
from chaland.loyalty.rules.tiers import measured, tier_ends, tier_on
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.sales.record_receipts import record_receipt, record_receipts
from factories.loyalty import BY_EURO, NOW, balances, programme, tiers, version, wrong
from factories.sales import line, open_shops, receipt


def came(number, *, days, customer="anna", **more):
    said = receipt(str(number), customer=customer, sold_at=NOW + timedelta(days=days), **more)
    record_receipts([said], now=NOW + timedelta(days=days))


@pytest.mark.django_db
def test_a_receipt_begins_where_the_last_one_ended():
    """Twin: whoever changes what was left there sees it in the next balance, and a change of programme puts it away."""
    open_shops("lyon")
    club = programme(lasts_months=12, tiers=tiers(100_000))
    came(1, days=-9, lines=[line("A", 5000)])
    came(2, days=-5, lines=[line("A", 5000)])
    kept = Balance.objects.get()
    assert before.read(kept.before).standing.balance == 50
    Balance.objects.update(before=kept.before.replace("[50,", "[51,"))
    came(3, days=-2, lines=[line("A", 1000)])
    assert (balances(), wrong()) == ({"anna": (111, 0)}, "balance_differs")
    version(club, date(2026, 11, 1), earnings=BY_EURO, lasts_months=12)
    came(4, days=0, lines=[line("A", 1000)])
    assert (balances(), wrong()) == ({"anna": (120, 0)}, "")


@pytest.mark.pure
def test_tiers_of_the_calendar_year_begin_anew_with_it():
    rules = Programme(date(2025, 1, 1), tiers=tiers(100), tier_by_year=True, grace_days=10)
    bought = [(date(2025, 12, 30), 60), (date(2025, 12, 31), 60), (date(2026, 1, 4), 30)]
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 10), date(2026, 1, 11)]
    assert [tier_on(day, bought, rules) for day in days] == ["", "t1", "t1", ""]
    assert (measured(date(2026, 2, 1), bought, rules), tier_ends(days[1], bought, rules)) == (30, days[3])


@pytest.mark.django_db
def test_cards_that_a_household_carries_earn_for_the_one_whose_they_are():
    open_shops("lyon")
    programme()
    holder = create_customer(NewCustomer(last_name="Inventée", reference="anna", cards=("CARTE1", "CARTE2")), now=NOW)
    for number, card in enumerate(("CARTE1", "CARTE2")):
        said = receipt(str(number), card=card, lines=[line("A", 2000)], sold_at=NOW)
        assert record_receipt(said, now=NOW).customer_id == holder
    assert balances() == {"anna": (40, 0)}
