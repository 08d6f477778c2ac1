"""Points that follow purchases and returns, and where people stand. Made-up shops, people and programme."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from chaland.accounts.rules import Scope
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.loyalty import guard
from chaland.loyalty.models import Balance, Entry
from chaland.loyalty.rules.programme import Gifts, Multiplier
from chaland.loyalty.services.points import burn, give
from chaland.loyalty.services.refreshing import refresh_points
from chaland.loyalty.verifying import verify
from chaland.usecases.duplicates.merge_customers import merge_customers
from chaland.usecases.duplicates.unmerge_customers import unmerge_customers
from chaland.usecases.rights.erase_customer import erase_customer
from chaland.usecases.sales.attach_receipt import attach_receipt
from chaland.usecases.sales.record_receipts import record_receipt, record_receipts
from factories.loyalty import NOW, balances, lines, programme, tiers, version, wrong
from factories.sales import NOON, days, line, receipt

pytestmark = pytest.mark.django_db
KEY = UUID(int=7)


def sell(number, euros, day=0, *, customer="anna", sku="BOT-38", now=NOW, **said):
    units = -1000 if euros < 0 else 1000
    bought = receipt(number, lines=[line(sku, euros * 100, units)], customer=customer, sold_at=NOON + days(day), **said)
    return record_receipt(bought, now=now)


def test_receipt_gives_points(shops):
    programme()
    assert (sell("1", 49).status, balances(), lines()) == (
        "created", {"anna": (49, 0)}, [("earned", 49, date(2026, 3, 2))]
    )  # fmt: skip


def test_receipt_sent_twice_gives_points_once(shops):
    programme()
    sell("1", 49)
    assert (sell("1", 49).status, balances(), len(lines())) == ("replayed", {"anna": (49, 0)}, 1)


def test_receipt_of_before_the_programme_gives_nothing(shops):
    programme(begins=date(2026, 4, 1))
    sell("1", 49)
    assert (balances(), lines()) == ({}, [])


@pytest.mark.fault("F10")
def test_return_before_its_sale_is_netted_when_the_sale_comes(shops):
    programme()
    sell("2", -49, 5)
    before = balances()
    sell("1", 49)
    assert (before, balances(), wrong()) == ({}, {}, "")


def test_return_of_what_was_used_is_a_debt_that_the_next_points_pay(shops):
    programme()
    anna = sell("1", 49).customer_id
    burn(anna, points=40, store_id=shops[0].pk, key=KEY, now=NOW)
    sell("2", -49, 5)
    owed = balances()
    sell("3", 60, 6)
    assert (owed, balances(), wrong()) == ({"anna": (0, 40)}, {"anna": (20, 0)}, "")


def test_change_of_the_programme_counts_from_its_day(shops):
    found = programme()
    version(found, date(2026, 3, 10), earnings=(replace(_earning(), points=2),))
    sell("1", 10)
    sell("2", 10, 8)
    sell("3", -10, 9)
    assert balances() == {"anna": (10, 0)}


def _earning():
    from factories.loyalty import BY_EURO

    return BY_EURO[0]


def test_anonymous_receipt_gives_points_to_whoever_it_becomes(shops):
    programme()
    anna = sell("1", 10).customer_id
    other = record_receipt(receipt("2", lines=[line(amount_cents=500)]), now=NOW)
    attach_receipt(other.receipt_id, anna, now=NOW)
    attach_receipt(other.receipt_id, anna, now=NOW)
    assert balances() == {"anna": (15, 0)}


def test_points_are_used_once_for_a_key(shops):
    programme()
    anna = sell("1", 49).customer_id
    entries = {burn(anna, points=30, store_id=shops[0].pk, key=KEY, now=NOW).pk for _ in range(2)}
    assert (len(entries), balances()) == (1, {"anna": (19, 0)})


def test_more_points_than_there_are_is_refused(shops):
    programme()
    anna = sell("1", 49).customer_id
    with pytest.raises(Refusal, match="points_missing"):
        burn(anna, points=50, store_id=shops[0].pk, key=KEY, now=NOW)
    assert balances() == {"anna": (49, 0)}


def test_key_stands_for_one_thing(shops):
    programme()
    anna = sell("1", 49).customer_id
    burn(anna, points=30, store_id=shops[0].pk, key=KEY, now=NOW)
    with pytest.raises(Conflict, match="points_key_used"):
        burn(anna, points=29, store_id=shops[0].pk, key=KEY, now=NOW)


def test_without_programme_there_is_nothing(shops):
    anna = sell("1", 49).customer_id
    with pytest.raises(NotFound, match="no_programme"):
        burn(anna, points=1, store_id=shops[0].pk, key=KEY, now=NOW)
    assert lines() == []


def test_oldest_points_are_lost_first_and_once(shops):
    programme(lasts_months=6)
    anna = sell("1", 49, now=NOON).customer_id
    burn(anna, points=9, store_id=shops[0].pk, key=KEY, now=NOON + days(2))
    sell("2", 20, 170, now=NOON + days(170))
    for later in (0, 1):
        refresh_points([anna], now=NOW + days(later))
    lost = [one for one in lines() if one[0] == "expired"]
    assert (lost, balances(), wrong()) == ([("expired", -40, date(2026, 9, 2))], {"anna": (20, 0)}, "")


@pytest.mark.fault("F17")
def test_points_lost_at_midnight_are_honoured_a_quarter_of_an_hour(shops):
    programme(lasts_months=6)
    anna = sell("1", 49, now=NOON).customer_id
    midnight = NOON.replace(month=9, hour=22, day=1)
    burn(anna, points=9, store_id=shops[0].pk, key=KEY, now=midnight + timedelta(minutes=14))
    refresh_points([anna], now=midnight + timedelta(minutes=15))
    assert balances() == {}


def test_welcome_follows_the_first_purchase_that_is_kept(shops):
    programme(gifts=Gifts(welcome=100))
    sell("1", 10)
    sell("2", 10, 3)
    sell("0", 10, -3)
    first = balances(), [one for one in lines() if one[0] == "welcome"]
    sell("3", -10, 4)
    sell("4", -10, 5)
    sell("5", -10, 6)
    assert (first[0], balances(), wrong()) == ({"anna": (130, 0)}, {}, "")


def test_tier_is_held_with_what_was_bought(shops):
    programme(tiers=tiers(5000, 9000), tier_days=365, grace_days=30)
    sell("1", 49)
    sell("2", 49, 300 - 60)
    found = Balance.objects.get()
    assert (found.tier, found.tier_measured, found.tier_ends_on) == ("t2", 9800, date(2027, 4, 2))


def test_tier_multiplies_from_the_day_after(shops):
    programme(tiers=tiers(5000), multipliers=(Multiplier(200, tiers=frozenset({"t1"})),))
    sell("1", 49)
    sell("2", 10)
    sell("3", 10, 1)
    assert balances() == {"anna": (49 + 10 + 20, 0)}


def test_own_programme_of_a_merchant_counts_in_its_stores_alone(shops):
    from chaland.stores.models import Merchant

    other = Merchant.objects.create(name="Autre inventé")
    shops[1].merchant = other
    shops[1].save()
    programme()
    programme(merchant=other, earnings=(replace(_earning(), points=3),))
    sell("1", 10)
    sell("2", 10, store="nantes")
    assert list(Balance.objects.order_by("programme").values_list("points", flat=True)) == [10, 30]


def test_merge_and_its_undoing_give_back_the_same(shops):
    programme(gifts=Gifts(welcome=5), lasts_months=9)
    anna, berta = sell("1", 49).customer_id, sell("2", 30, 1, customer="berta").customer_id
    burn(berta, points=20, store_id=shops[0].pk, key=KEY, now=NOON + days(2))
    before = balances()
    merged = merge_customers(anna, berta, scope=Scope(), now=NOON + days(3))
    together = balances()
    sell("3", 10, 4, customer="berta")
    unmerge_customers(merged.merge_id, scope=Scope(), now=NOON + days(5))
    assert (before, together, balances(), wrong()) == (
        {"anna": (54, 0), "berta": (15, 0)}, {"anna": (64, 0)}, {"anna": (54, 0), "berta": (25, 0)}, ""
    )  # fmt: skip


def test_erasure_keeps_the_sum_and_forgets_whose_it_was(shops):
    programme()
    anna = sell("1", 49).customer_id
    give(anna, points=5, kind="survey", store_id=shops[0].pk, key=uuid4(), now=NOW, reference="Avis d’Anna")
    erase_customer(anna, now=NOW, waits=False)
    kept = list(Entry.objects.order_by("seq").values_list("points", "receipt_id", "reference", "salt"))
    assert (kept, Balance.objects.count(), wrong()) == ([(49, None, "", ""), (5, None, "", "")], 0, "")


def test_batch_and_singles_give_the_same(shops):
    programme(gifts=Gifts(welcome=5), tiers=tiers(3000), most_per_day=40)
    said = [
        receipt(str(n), lines=[line(amount_cents=cents)], customer=who, sold_at=NOON + days(day))
        for n, (cents, who, day) in enumerate(
            [(2500, "anna", 0), (3000, "anna", 0), (900, "berta", 2), (700, "anna", 9)]
        )
    ]
    record_receipts(said, now=NOW)
    assert (balances(), wrong()) == ({"anna": (52, 0), "berta": (14, 0)}, "")


@pytest.mark.fault("F35")
@pytest.mark.parametrize("table", guard.REFUSED)
@pytest.mark.parametrize("statement", ["UPDATE {} SET store_id = store_id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_delete(shops, table, statement):
    programme()
    sell("1", 49)
    _close()
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_the_database_refuses_to_say_whose_a_line_is(shops):
    programme()
    sell("1", 49)
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE loyalty_entry SET receipt_id = 9")


def _close():
    from chaland.loyalty.closing import close_days

    return close_days(now=NOW + days(1))


@pytest.mark.fault("F35")
@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE loyalty_entry SET points = 50 WHERE seq = 2", ("line_changed", 2)),
        ("UPDATE loyalty_entry SET receipt_id = 9 WHERE seq = 1", ("private_changed", 1)),
        ("UPDATE loyalty_entry SET previous_hash = hash WHERE seq = 2", ("chain_broken", 2)),
        ("DELETE FROM loyalty_entry WHERE seq = 1", ("line_missing", 1)),
        ("UPDATE loyalty_balance SET points = 9", ("balance_differs", None)),
        ("UPDATE loyalty_dailyclosing SET last_seq = 1", ("closing_differs", 1)),
    ],
)
def test_without_its_guard_the_ledger_tells_what_was_changed(shops, statement, expected):
    programme()
    sell("1", 49)
    sell("2", 20, 1)
    sell("3", 20, 1, store="nantes")
    assert (_close(), _close(), wrong()) == (2, 0, "")
    guard.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    guard.install(connection)
    report = verify()
    assert (report.problem, report.number) == expected


def test_missing_guard_is_told(shops):
    guard.remove(connection)
    found = wrong()
    guard.install(connection)
    assert (found, wrong()) == ("guard_missing", "")


def test_points_of_just_after_midnight_count_at_once(shops):
    programme()
    midnight = NOON.replace(hour=23, minute=5)
    record_receipt(receipt("1", lines=[line(amount_cents=900)], customer="anna", sold_at=midnight), now=midnight)
    assert (balances(), wrong()) == ({"anna": (9, 0)}, "")
