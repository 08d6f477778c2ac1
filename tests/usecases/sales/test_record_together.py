"""Receipts handed in at once are recorded in one transaction, each as if it came alone; made-up shops."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from chaland.database.one_thread import TILLS
from chaland.sales.models import Receipt
from chaland.usecases.sales.record_together import MOST_TOGETHER, record_together, waiting
from factories.sales import open_shops, receipt

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 20


@pytest.fixture
def shops():
    open_shops("lyon")
    TILLS.begin()
    yield
    TILLS.end()


class Failing:
    """The limits of a token whose look-up fails."""

    @property
    def store_id(self):
        raise ZeroDivisionError


def posted_at_once(asked):
    """Post receipts, each with what limits its token, while the thread is busy; return what became of each."""
    is_busy, goes_on = threading.Event(), threading.Event()
    with ThreadPoolExecutor(len(asked) + 1) as tills:
        tills.submit(TILLS.run, lambda: (is_busy.set(), goes_on.wait()))
        is_busy.wait(PATIENCE_SECONDS)
        told = []
        for said, access in asked:
            told.append(tills.submit(record_together, said, access, lambda outcome: outcome.status))
            until = time.monotonic() + PATIENCE_SECONDS
            while len(waiting) < len(told) and time.monotonic() < until:
                time.sleep(0.001)
        goes_on.set()
        return [one.exception() or one.result() for one in told]


def moments():
    return Receipt.objects.order_by("pk").values_list("received_at", flat=True)


def test_receipts_that_wait_are_recorded_in_one_transaction_and_told_apart(shops):
    asked = [receipt("1"), receipt("2", customer="x:1"), receipt("3", store="nowhere"), receipt("1")]
    assert posted_at_once([(said, None) for said in asked]) == ["created", "created", "rejected", "replayed"]
    assert len(moments()) == 2
    assert len(set(moments())) == 1


def test_fault_of_one_is_not_that_of_the_others(shops):
    *others, failed = posted_at_once([(receipt("1"), None), (receipt("2"), None), (receipt("3"), Failing())])
    assert others == ["created", "created"]
    assert isinstance(failed, ZeroDivisionError)
    assert len(set(moments())) == 2


def test_many_are_recorded_some_at_a_time(shops):
    asked = [(receipt(str(number)), None) for number in range(MOST_TOGETHER + 1)]
    assert set(posted_at_once(asked)) == {"created"}
    assert len(set(moments())) == 2


def test_without_the_thread_a_receipt_is_recorded_alone():
    open_shops("lyon")
    assert record_together(receipt("1"), None, lambda outcome: outcome.status) == "created"
