"""Vouchers for points and by hand, in made-up shops with a programme of a point an euro."""

from datetime import date, timedelta

import pytest

from chaland.accounts.rules import Scope
from chaland.kernel.errors import NotFound, Refusal
from chaland.loyalty.models import Balance, Entry, Programme, ProgrammeVersion, Voucher
from chaland.loyalty.rules.programme import Earning
from chaland.loyalty.rules.programme import Programme as Rules
from chaland.loyalty.rules.vouchers import Terms
from chaland.loyalty.rules.written import written
from chaland.loyalty.wallet import choosable, usable
from chaland.usecases.loyalty.give_voucher import cancel_voucher, choose_voucher, give_voucher
from chaland.usecases.sales.record_receipts import record_receipts
from factories.customers import enter
from factories.sales import NOON, line, receipt
from factories.vouchers import a_kind

pytestmark = pytest.mark.django_db
EVERYTHING = Scope()


@pytest.fixture
def programme(shops):
    made = Programme.objects.create(name="Fidélité inventée")
    rules = written(Rules(date(2026, 1, 1), earnings=(Earning("amount", 1),)))
    ProgrammeVersion.objects.create(programme=made, valid_from=date(2026, 1, 1), rules=rules, made_at=NOON)
    return made


@pytest.fixture
def customer(shops):
    return enter("Durand", cards=("CARTE1",), now=NOON)


def buys(euros, number="1"):
    record_receipts([receipt(number, card="CARTE1", lines=[line(amount_cents=euros * 100)])], now=NOON)


def points_of(customer):
    return Balance.objects.get(customer=customer).points


def reward(programme, points=100, **told):
    return a_kind(Terms("amount", 500), name="5 € pour 100 points", points=points, programme=programme, **told)


def test_customer_chooses_a_voucher_for_points_once_for_a_key(shops, programme, customer):
    kind = reward(programme)
    buys(120)
    chosen = [
        choose_voucher(customer, kind.pk, store_id=shops[0].pk, scope=EVERYTHING, key="k", now=NOON) for _ in range(2)
    ]
    assert (chosen[0].pk, points_of(customer)) == (chosen[1].pk, 20)
    assert [one.code for one in usable(customer, store_id=shops[0].pk, now=NOON)] == [chosen[0].code]


def test_nothing_is_chosen_without_the_points(shops, programme, customer):
    kind = reward(programme)
    buys(99)
    with pytest.raises(Refusal) as caught:
        choose_voucher(customer, kind.pk, store_id=shops[0].pk, scope=EVERYTHING, key="k", now=NOON)
    assert (caught.value.code, Voucher.objects.count(), points_of(customer)) == ("points_missing", 0, 99)


def test_given_kinds_are_not_chosen(shops, programme, customer):
    kind = a_kind()
    buys(500)
    with pytest.raises(NotFound):
        choose_voucher(customer, kind.pk, store_id=shops[0].pk, scope=EVERYTHING, key="k", now=NOON)
    assert choosable(shops[0].pk) == []


def test_receipt_that_reaches_the_points_gives_the_voucher(shops, programme, customer):
    reward(programme, is_automatic=True)
    buys(60)
    assert Voucher.objects.count() == 0
    buys(190, "2")
    assert [one.reason for one in Voucher.objects.all()] == ["automatic"] * 2
    assert points_of(customer) == 50
    assert [*Entry.objects.filter(kind="burnt").values_list("points", flat=True)] == [-100, -100]


def test_receipt_sent_again_gives_nothing_more(shops, programme, customer):
    reward(programme, is_automatic=True)
    for _ in range(2):
        buys(100)
    assert (Voucher.objects.count(), points_of(customer)) == (1, 0)


def test_receipts_of_a_file_give_no_vouchers(shops, programme, customer):
    reward(programme, is_automatic=True)
    record_receipts([receipt("1", card="CARTE1", lines=[line(amount_cents=20_000)])], now=NOON, source="file")
    assert (Voucher.objects.count(), points_of(customer)) == (0, 200)


def test_voucher_given_by_hand_is_taken_back_with_a_reason(shops, customer):
    voucher = give_voucher(customer, a_kind(Terms("amount", 500)).pk, scope=EVERYTHING, key="k", now=NOON)
    assert [one.code for one in usable(customer, store_id=None, now=NOON)] == [voucher.code]
    cancel_voucher(voucher.pk, reason="Donné deux fois", key="c", scope=EVERYTHING, now=NOON)
    assert usable(customer, store_id=None, now=NOON) == []


def test_customer_and_vouchers_of_another_store_are_not_seen(shops, customer):
    kind, nantes = a_kind(Terms("amount", 500)), Scope(shops[1].pk)
    theirs = give_voucher(customer, kind.pk, scope=EVERYTHING, key="k", now=NOON)
    with pytest.raises(NotFound):
        give_voucher(customer, kind.pk, scope=nantes, key="l", now=NOON)
    with pytest.raises(NotFound):
        cancel_voucher(theirs.pk, reason="x", key="c", scope=nantes, now=NOON)


def test_usable_is_what_is_valid_now_and_here(shops, customer):
    here = a_kind(Terms("amount", 500, stores=frozenset({shops[0].pk})), valid_days=10)
    give_voucher(customer, here.pk, scope=EVERYTHING, key="k", now=NOON)
    seen = [
        len(usable(customer, store_id=store.pk, now=NOON + timedelta(days=day))) for store in shops for day in (0, 10)
    ]
    assert seen == [1, 0, 0, 0]
