"""What the screen kept arrives: each once, none lost, nothing personal told."""

import pytest
from django.utils import timezone

from chaland.accounts import devices
from chaland.accounts.models import Device
from chaland.sales.models import Receipt
from chaland.stores.models import Till
from chaland.web.till.named import name_of
from factories.till import CARD, claire, open_counter

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter():
    return open_counter()


def test_kept_sales_are_taken_in_once_while_the_till_is_locked(counter):
    claire(counter.store)
    devices.lock(counter.device)
    kept = [counter.sale("1", card=CARD), counter.sale("2")]
    assert counter.hand(*kept) == [("done", None), ("done", None)]
    assert counter.hand(*reversed(kept)) == [("replayed", None), ("replayed", None)]
    rows = Receipt.objects.order_by("number").values_list("number", "customer__last_name", "seller__code", "source")
    assert list(rows) == [("1", "Bonnet", "ines", "till"), ("2", None, "ines", "till")]


def test_answer_names_nobody(counter):
    customer_id = claire(counter.store)
    body = {"operations": [counter.sale("1", ref=name_of(counter.device, customer_id))]}
    answer = counter.client.post("/caisse/operations/", body, content_type="application/json")
    assert answer.json() == {"results": [{"key": body["operations"][0]["key"], "state": "done"}]}
    assert Receipt.objects.get().customer_id == customer_id


def test_one_that_is_refused_keeps_no_other_out(counter):
    wrong = counter.sale("2", total_cents=10**12)
    assert counter.hand(counter.sale("1"), wrong, counter.sale("3")) == [
        ("done", None),
        ("refused", "amount_too_large"),
        ("done", None),
    ]


def test_sale_of_another_till_is_not_taken_for_this_ones(counter):
    Till.objects.create(store=counter.store, code="2")
    other = Till.objects.get(code="2")
    assert counter.hand(counter.sale("1", till=other.pk)) == [("refused", "operation_of_another_till")]
    assert Receipt.objects.count() == 0


def test_two_browsers_of_one_till_record_the_same_receipt_once(counter):
    secret = devices.enrol(till=counter.device.till, name="Autre", user=None, now=timezone.now())
    kept = counter.sale("1"), counter.sale("1")
    counter.hand(kept[0])
    counter.client.cookies["chaland-till"] = secret
    assert Device.objects.count() == 2
    assert counter.hand(kept[0], kept[1]) == [("replayed", None), ("refused", "receipt_for_nobody")]
    assert Receipt.objects.count() == 1


def test_unknown_seller_is_not_made_up(counter):
    assert counter.hand(counter.sale("1", seller="inventé")) == [("done", None)]
    assert Receipt.objects.get().seller is None


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "x"}, {"key": 3}, {"number": 3}, {"number": "x" * 65}, {"number": "\x00"}, {"seller": "\ud800"},
        {"total_cents": 1.5}, {"total_cents": "1"}, {"total_cents": True}, {"sold_at": ""},
        {"sold_at": "2026-03-02T12:00:00"}, {"sold_at": "2026-13-45T99:99:99Z"},
        {"sold_at": "0001-01-01T00:00:00+14:00"}, {"sold_at": "9999-12-31T23:59:59-14:00"},
        {"ref": "x"}, {"ref": 1}, {"card": []}, {"till": "1"}, {"till": None},
    ],
)  # fmt: skip
def test_anything_else_is_refused_and_writes_nothing(counter, changes):
    ((state, _code),) = counter.hand({**counter.sale("1"), **changes})
    assert (state, Receipt.objects.count()) == ("refused", 0)


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"operations": 1}', '{"operations": {}}', "\x00", '{"operations": [']
)
def test_body_that_is_none_is_400(counter, body):
    assert counter.client.post("/caisse/operations/", body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("one", ["x", None, [], 1])
def test_operation_that_is_none_is_refused(counter, one):
    assert counter.hand(one) == [("refused", "operation_not_understood")]
