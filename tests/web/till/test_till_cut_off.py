"""Points at a till that was cut off (fault F15): the word for it, what comes back, and what the shop is shown."""

from uuid import uuid4

import pytest
from django.core import signing
from django.utils import timezone

from chaland.loyalty.models import Balance, OfflineBurn
from chaland.privacy.models import Subject
from chaland.stores.models import TillScreen
from chaland.usecases.sales.record_receipts import record_receipt
from factories.loyalty import programme
from factories.people import join
from factories.sales import line, receipt
from factories.till import CARD, claire, open_counter

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter():
    """Claire with 120 points, a euro for twenty."""
    found, now = open_counter(), timezone.now()
    programme().versions.update(burn_points=20, burn_cents=100)
    found.claire = claire(found.store)
    record_receipt(receipt("1", card=CARD, lines=[line("BOT-38", 12_000)], sold_at=now), now=now)
    return found


def word(counter):
    """The word that the open file carries, or nothing."""
    page = counter.post("find", q=CARD).content.decode()
    return page.split('data-word="')[1].split('"')[0] if "data-word" in page else ""


def burn(counter, points, **said):
    told = {"kind": "burn", "key": str(uuid4()), "till": counter.device.till_id, "seller": "ines", "points": points}
    return {**told, "sold_at": timezone.now().isoformat(), **said}


def points():
    return Balance.objects.values_list("points", "debt").get()


def test_word_of_a_file_lets_its_till_use_points_once(counter):
    one = burn(counter, 100, word=word(counter))
    assert counter.hand(one, one) == [("done", None), ("replayed", None)]
    assert (points(), OfflineBurn.objects.get().seller) == ((20, 0), "ines")


def test_word_tells_nothing_personal(counter):
    ends, till, subject, *numbers, serial = signing.loads(word(counter), salt="till-allowance")
    assert (till, numbers, Subject.objects.get().key) == (counter.device.till_id, [120, 20, 100], subject)
    assert 'data-points="120" data-step="20" data-worth="100"' in counter.post("find", q=CARD).content.decode()
    assert (type(ends), len(serial)) == (int, 16)


def test_shop_that_allows_none_gives_no_word(counter):
    TillScreen.objects.create(store=counter.store, offline_cents=0)
    assert word(counter) == ""


def test_points_gone_meanwhile_are_told_to_the_till_and_to_the_shop(counter, client):
    one = burn(counter, 120, word=word(counter))
    counter.hand(burn(counter, 100, word=word(counter)))
    assert counter.hand(one, one) == [("conflict", "points_beyond")] * 2
    assert points() == (0, 0)
    client.force_login(join("helene@example.com", "owner"))
    page = client.get("/settings/receipts/").content.decode()
    assert ["Claire Bonnet" in page, "<b>100</b>" in page, "5,00" in page] == [True, True, True]
    path = f"/settings/receipts/burns/{OfflineBurn.objects.get(missing_cents__gt=0).pk}/seen/"
    assert [client.post(path).status_code for _ in range(2)] == [302, 404]
    assert "Claire Bonnet" not in client.get("/settings/receipts/").content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"word": "x"}, {"word": None}, {"word": "x" * 500}, {"points": "20"}, {"points": 1.5}, {"points": True},
        {"points": None}, {"points": 0}, {"points": -20}, {"key": "x"}, {"sold_at": ""}, {"till": 0},
    ],
)  # fmt: skip
def test_anything_else_is_refused_and_takes_nothing(counter, changes):
    ((state, _code),) = counter.hand({**burn(counter, 20, word=word(counter)), **changes})
    assert (state, points(), OfflineBurn.objects.count()) == ("refused", (120, 0), 0)


def test_word_that_was_altered_is_refused(counter):
    kept = word(counter)
    altered = ("A" if kept[0] != "A" else "B") + kept[1:]
    assert counter.hand(burn(counter, 20, word=altered)) == [("refused", "operation_not_understood")]


@pytest.mark.parametrize(
    ("typed", "kept"), [("5", 500), ("7,50 €", 750), ("0", 0), ("-3", 0), ("9999", 10_000), ("x", 1000)]
)
def test_settings_say_how_much(counter, client, typed, kept):
    client.force_login(join("helene@example.com", "owner"))
    client.post(f"/settings/till-screens/stores/{counter.store.pk}/", {"mode": "customer", "offline": typed})
    found = TillScreen.objects.filter(store=counter.store).first() or TillScreen(store=counter.store)
    assert found.offline_cents == kept
