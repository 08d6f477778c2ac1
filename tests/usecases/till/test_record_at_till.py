"""What a till screen hands in takes effect once, in any order, however often it is sent."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from chaland.kernel.errors import Refusal
from chaland.sales.models import Figures, Receipt, ReceiptConflict
from chaland.usecases.sales.record_receipts import record_receipt
from chaland.usecases.till.record_at_till import Sale, record_sale
from factories.sales import receipt, rolled_back
from factories.till import CARD, claire, open_counter

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEYS = [UUID(int=number) for number in range(1, 9)]


@pytest.fixture
def counter():
    return open_counter()


def sale(number="1042", *, key=None, **said):
    return Sale(key or uuid4(), said.pop("sold_at", NOW), number=number, **{"total_cents": 1990, **said})


def record(counter, one, now=NOW):
    """What became of it: its state, or why it was refused."""
    try:
        return record_sale(one, counter.device, now=now).state
    except Refusal as refusal:
        return refusal.code


def kept():
    rows = Receipt.objects.order_by("number").values_list("number", "total_cents", "customer__last_name", "card_number")
    return list(rows)


def test_sale_is_recorded_once_with_its_customer(counter):
    claire(counter.store)
    one = sale(card=CARD, seller="ines")
    assert [record(counter, one) for _ in range(3)] == ["done", "replayed", "replayed"]
    assert kept() == [("1042", 1990, "Bonnet", CARD)]
    assert Figures.objects.get(store=None).visits == 1


def test_sale_of_an_open_file_needs_no_card(counter):
    customer_id = claire(counter.store, cards=())
    one = sale(customer_id=customer_id)
    assert [record(counter, one), record(counter, one)] == ["done", "replayed"]
    assert kept() == [("1042", 1990, "Bonnet", "")]


def test_card_without_a_file_waits_for_it(counter):
    record(counter, sale(card=CARD))
    assert kept() == [("1042", 1990, None, CARD)]
    claire(counter.store)
    assert kept() == [("1042", 1990, "Bonnet", CARD)]


@pytest.mark.fault("F08")
def test_same_key_with_another_total_is_kept_aside(counter):
    one = sale()
    answers = [record(counter, one), record(counter, sale(key=one.key, total_cents=2990))]
    assert answers == ["done", "receipt_differs"]
    assert (kept(), ReceiptConflict.objects.count()) == ([("1042", 1990, None, "")], 1)


def test_two_tills_offline_in_any_order_end_alike(counter):
    claire(counter.store)
    claire(counter.store, last_name="Le Goff", cards=("2900000000025",), mobiles=())
    said = [
        sale("1", key=KEYS[0], card=CARD),
        sale("1", key=KEYS[1], card=CARD),
        sale("2", key=KEYS[2], card="2900000000025", total_cents=500),
        sale("3", key=KEYS[3], card=CARD, total_cents=-700),
    ]
    ends = set()
    for order in permutations(said):
        with rolled_back():
            for one in (*order, *reversed(order)):
                record(counter, one)
            figures = Figures.objects.filter(store=None).order_by("customer__last_name")
            ends.add((*kept(), *figures.values_list("customer__last_name", "revenue_cents", "visits")))
    expected = (
        ("1", 1990, "Bonnet", CARD),
        ("2", 500, "Le Goff", "2900000000025"),
        ("3", -700, "Bonnet", CARD),
        ("Bonnet", 1290, 1),
        ("Le Goff", 500, 1),
    )
    assert ends == {expected}


def test_receipt_of_the_tills_own_software_is_given_its_customer(counter):
    customer_id = claire(counter.store)
    record_receipt(receipt("1042", sold_at=NOW), now=NOW)
    answers = [record(counter, sale(total_cents=None, customer_id=customer_id)) for _ in range(2)]
    assert answers == ["done", "replayed"]
    assert kept() == [("1042", 4990, "Bonnet", "")]


def test_receipt_of_another_total_or_person_is_left_alone(counter):
    first, other = claire(counter.store), claire(counter.store, cards=(), mobiles=(), last_name="Le Goff")
    record_receipt(receipt("1042", sold_at=NOW), now=NOW)
    answers = [record(counter, sale(customer_id=first, total_cents=total)) for total in (1990, 4990)]
    answers.append(record(counter, sale(customer_id=other, total_cents=None)))
    answers.append(record(counter, sale(total_cents=None)))
    assert answers == ["receipt_total_differs", "done", "receipt_has_customer", "receipt_for_nobody"]


def test_receipt_that_is_not_there_needs_its_amount(counter):
    assert record(counter, sale(total_cents=None, customer_id=claire(counter.store))) == "receipt_not_in_yet"


def test_scan_alone_finds_the_receipt_at_hand_and_only_that(counter):
    claire(counter.store)
    scan = sale("", card=CARD, total_cents=None)
    assert record(counter, scan) == "waiting"
    for number, minutes in (("1", -40), ("2", 1), ("3", 3)):
        record_receipt(receipt(number, sold_at=NOW + timedelta(minutes=minutes)), now=NOW)
    assert [record(counter, scan) for _ in range(3)] == ["done", "replayed", "replayed"]
    assert [row[2] for row in kept()] == [None, "Bonnet", None]


def test_scan_alone_of_an_unknown_card_is_nobodys(counter):
    assert record(counter, sale("", card=CARD, total_cents=None)) == "receipt_for_nobody"


@pytest.mark.fault("F11")
@pytest.mark.parametrize(("year", "flags"), [(1971, "sold_long_ago"), (2099, "sold_in_future")])
def test_wrong_clock_is_recorded_and_marked(counter, year, flags):
    assert record(counter, sale(sold_at=datetime(year, 3, 2, tzinfo=UTC))) == "done"
    assert Receipt.objects.values_list("flags", "received_at").get() == (flags, NOW)


@pytest.mark.fault("F12")
def test_hour_that_comes_twice_keeps_both(counter):
    night = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    answers = [record(counter, sale(n, sold_at=night + timedelta(hours=h))) for n, h in (("1", 0), ("2", 1))]
    assert answers == ["done", "done"]
    assert {str(day) for day in Receipt.objects.values_list("business_on", flat=True)} == {"2026-10-25"}


def test_month_old_sale_counts_as_of_its_day(counter):
    claire(counter.store)
    month_ago = timezone.now() - timedelta(days=30)
    record(counter, sale(card=CARD, sold_at=month_ago), timezone.now())
    assert Figures.objects.get(store=None).first_visit_at == month_ago
