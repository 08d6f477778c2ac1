"""Points and vouchers at the till screen: shown, used once, refused in words."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from chaland.loyalty.models import Balance, PrivateSale, Programme
from chaland.loyalty.models.vouchers import Voucher, VoucherUse
from chaland.loyalty.rules.programme import Tier
from chaland.usecases.sales.record_receipts import record_receipt
from chaland.web.till.named import name_of
from factories.loyalty import programme, version
from factories.sales import receipt
from factories.till import CARD, claire, open_counter
from factories.today import today
from factories.vouchers import a_kind, a_voucher

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter():
    """Claire with 120 points, worth a euro for twenty, and a voucher of five euros."""
    found, now = open_counter(), timezone.now()
    of = programme()
    of.versions.update(burn_points=20, burn_cents=100)
    customer_id = claire(found.store)
    record_receipt(receipt("1", card=CARD, total_cents=12_000, lines=None, sold_at=now), now=now)
    a_voucher(a_kind(now=now - timedelta(days=1)), key="issue-1", customer_id=customer_id, now=now - timedelta(days=1))
    found.ref = name_of(found.device, customer_id)
    return found


def read(answer):
    return " ".join(answer.content.decode().split())


def points():
    return Balance.objects.values_list("points", flat=True).get()


def test_points_are_shown_and_used_once_for_a_key(counter):
    had, key = points(), str(uuid4())
    assert f'<b class="pts">{had}</b>' in read(counter.post("find", q=CARD))
    for _ in range(2):
        page = read(counter.post("points", ref=counter.ref, key=key, points="20"))
    assert (points(), f'<b class="pts">{had - 20}</b>' in page) == (had - 20, True)
    assert "20 points utilisés : retirez 1,00 € du ticket." in page


def test_points_used_by_mistake_are_given_back_from_the_history(counter):
    had, key = points(), str(uuid4())
    assert "Points utilisés aujourd’hui" not in read(counter.post("history", ref=counter.ref))
    counter.post("points", ref=counter.ref, key=key, points="20")
    page = read(counter.post("history", ref=counter.ref))
    assert [one in page for one in ("<b>20 points</b>", key, "Rendre ces points", counter.ines.name)] == [True] * 4
    pages = [read(counter.post("points-back", ref=counter.ref, key=key)) for _ in range(2)]
    assert ["20 points rendus" in page for page in pages] == [True, True]
    page = read(counter.post("history", ref=counter.ref))
    assert (points(), "Rendu" in page, key in page) == (had, True, False)
    page = read(counter.post("points-back", ref=counter.ref, key=str(uuid4())))
    assert "n’a pas utilisé ces points dans ce magasin" in page


def test_points_of_which_some_would_be_worth_nothing_are_not_taken(counter):
    had = points()
    page = read(counter.post("points", ref=counter.ref, key=str(uuid4()), points="30"))
    assert (points(), "Les points s’utilisent par 20 : indiquez un multiple." in page) == (had, True)


def test_what_the_tier_brings_is_told_to_the_seller(counter):
    version(
        Programme.objects.get(), today(), tiers=(Tier("t1", 100, "Argent", "Livraison offerte", 10, early_access=True),)
    )
    PrivateSale.objects.create(name="Avant-première", first_on=today(), last_on=today())
    told = ["10 % de remise en caisse", 'data-off="10"', "Livraison offerte", "Vente privée aujourd’hui"]
    Balance.objects.update(tier="t1")
    assert [one for one in told if one not in read(counter.post("find", q=CARD))] == []
    Balance.objects.update(tier="")
    assert [one for one in told if one in read(counter.post("find", q=CARD))] == []


@pytest.mark.parametrize("asked", ["", "0", "-5", "x", "999999", "1" * 30])
def test_points_that_are_not_there_are_refused_in_words(counter, asked):
    had = points()
    page = read(counter.post("points", ref=counter.ref, key=str(uuid4()), points=asked))
    assert (points(), "data-said" in page) == (had, True)


@pytest.mark.fault("F14")
def test_voucher_is_used_once_and_told_so(counter):
    code = Voucher.objects.get().code
    assert "Utiliser ce bon" in read(counter.post("find", q=CARD))
    key = str(uuid4())
    pages = [read(counter.post("voucher", ref=counter.ref, key=one, code=code)) for one in (key, key, str(uuid4()))]
    assert [("data-said" in page, "Utiliser ce bon" in page) for page in pages] == [
        (False, False),
        (False, False),
        (True, False),
    ]
    assert Voucher.objects.get().state == "redeemed"


@pytest.mark.fault("F16")
def test_voucher_of_a_sale_that_was_cancelled_is_given_back_once(counter):
    """Fault F16: the use stands in the history, and the voucher can be used again, once."""
    code, key = Voucher.objects.get().code, str(uuid4())
    assert "Vente annulée" in read(counter.post("voucher", ref=counter.ref, key=key, code=code))
    pages = [read(counter.post("give-back", ref=counter.ref, key=key, code=code)) for _ in range(2)]
    assert ["Utiliser ce bon" in page for page in pages] == [True, True]
    assert "data-said" in read(counter.post("give-back", ref=counter.ref, key=str(uuid4()), code=code))
    pages = [read(counter.post("voucher", ref=counter.ref, key=str(uuid4()), code=code)) for _ in range(2)]
    assert ["data-said" in page for page in pages] == [False, True]
    acts = VoucherUse.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["redeemed", "released", "redeemed"]


@pytest.mark.parametrize("path", ["points", "points-back", "voucher", "give-back", "choose", "card"])
def test_anything_else_is_refused(counter, path):
    had = points()
    asked = ({}, {"ref": counter.ref}, {"ref": counter.ref, "key": "x"}, {"ref": "x", "key": str(uuid4())})
    assert [counter.post(path, **fields).status_code for fields in asked] == [422] * 4
    assert "data-said" in read(counter.post(path, ref=counter.ref, key=str(uuid4()), code="\x00", kind="\x00"))
    assert points() == had


def test_shop_without_a_programme_shows_none():
    counter = open_counter()
    claire(counter.store)
    assert 'class="loyal"' not in read(counter.post("find", q=CARD))
