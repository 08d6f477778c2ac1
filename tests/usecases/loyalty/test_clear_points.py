"""The clearing of a made-up street, from the ledger to the order to the bank."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest

from chaland.accounts.rules import Scope
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.loyalty.models import Settlement, Voucher, VoucherKind, VoucherUse
from chaland.loyalty.rules.sepa import NAMESPACE
from chaland.stores.models import Merchant
from chaland.usecases.loyalty.clear_points import (
    change_account,
    join_street,
    leave_street,
    order_payment,
    read_month,
    read_statement,
    settle_month,
    settlements,
)
from chaland.usecases.sales.record_receipts import record_receipts
from factories.clearing import IBANS, MARCH, NOW, open_clearing, write
from factories.people import owner
from factories.sales import receipt

pytestmark = pytest.mark.django_db

# What the message may hold, in its order. Source: pain.001.001.09 as the EPC uses it (EPC132-08, 2023).
STRUCTURE = {
    "Document": ("CstmrCdtTrfInitn",),
    "CstmrCdtTrfInitn": ("GrpHdr", "PmtInf"),
    "GrpHdr": ("MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"),
    "PmtInf": (
        "PmtInfId", "PmtMtd", "NbOfTxs", "CtrlSum", "PmtTpInf", "ReqdExctnDt", "Dbtr", "DbtrAcct", "DbtrAgt", "ChrgBr",
        "CdtTrfTxInf",
    ),
    "CdtTrfTxInf": ("PmtId", "Amt", "Cdtr", "CdtrAcct", "RmtInf"),
}  # fmt: skip


@pytest.fixture
def street():
    return open_clearing()


def used_elsewhere(street, on=date(2026, 3, 10)):
    shoes, greens = street
    write(shoes, "earned", 130, date(2026, 3, 3))
    write(greens, "burnt", -100, on)


def test_customers_in_common_are_told_from_five_on(street):
    """Below, somebody could be made out."""
    shoes, greens = street
    days = {"in": datetime(2026, 3, 10, 12, tzinfo=UTC), "out": datetime(2026, 2, 10, 12, tzinfo=UTC)}
    told = []
    for place in range(6):
        who = {"customer": f"x:{place}"}
        both = [("chaussures", "in"), ("primeur", "in" if place else "out"), ("chaussures", "in")]
        sold = [
            receipt(f"{place}-{number}", store=store, sold_at=days[when], till="1", **who)
            for number, (store, when) in enumerate(both)
        ]
        record_receipts(sold, now=NOW, create_missing=True)
        told.append([line.common for line in read_month(MARCH, Scope()).lines])
    # The first bought at the greengrocer in another month.
    assert told == [[None, None]] * 5 + [[5, 5]]
    own = read_month(MARCH, Scope(greens.pk)).lines
    assert [(line.merchant.pk, line.common) for line in own] == [(greens.merchant_id, 5)]
    statement = read_statement(shoes.merchant_id, MARCH, Scope(shoes.pk))
    assert (statement.line.common, read_month(date(2026, 2, 1), Scope()).lines[0].common) == (5, None)


def test_month_says_who_gave_and_who_honoured(street):
    used_elsewhere(street)
    shoes, greens = street
    lines = {line.merchant.pk: line for line in read_month(MARCH, Scope()).lines}
    told = {
        key: (one.given, one.honoured, one.claims, one.used_elsewhere, one.debts, one.net) for key, one in lines.items()
    }
    assert told == {
        shoes.merchant_id: (130, 0, 0, 100, 500, -500),
        greens.merchant_id: (0, 100, 500, 0, 0, 500),
    }


def test_store_sees_its_own_merchant_only(street):
    used_elsewhere(street)
    shoes, greens = street
    assert [line.merchant.pk for line in read_month(MARCH, Scope(shoes.pk)).lines] == [shoes.merchant_id]
    with pytest.raises(NotFound, match="row_unknown"):
        read_statement(greens.merchant_id, MARCH, Scope(shoes.pk))


def test_what_comes_late_is_settled_with_the_next_month(street):
    used_elsewhere(street)
    shoes, greens = street
    user = owner()
    march = settle_month(MARCH, user_id=user.pk, now=NOW)
    assert march.payments == [[shoes.merchant_id, greens.merchant_id, 500]]
    write(greens, "burnt", -30, date(2026, 3, 30))
    april = settle_month(date(2026, 4, 1), user_id=user.pk, now=datetime(2026, 5, 2, tzinfo=UTC))
    assert april.payments == [[shoes.merchant_id, greens.merchant_id, 150]]
    assert sum(sum(row.positions.values()) for row in Settlement.objects.all()) == 0


def test_month_is_settled_once_and_when_it_is_over(street):
    user = owner()
    with pytest.raises(Refusal, match="month_not_over"):
        settle_month(date(2026, 4, 1), user_id=user.pk, now=NOW)
    settle_month(MARCH, user_id=user.pk, now=NOW)
    with pytest.raises(Conflict, match="settled_already"):
        settle_month(MARCH, user_id=user.pk, now=NOW)


def test_voucher_is_owed_by_who_issued_it(street):
    shoes, greens = street
    kind = VoucherKind.objects.create(name="Inventé", terms={}, created_at=NOW)
    voucher = Voucher.objects.create(
        code="23456789ABCDG", kind=kind, store=shoes, uses_left=0, valid_from=NOW, valid_until=NOW, issued_at=NOW,
        reason="hand", key="made-up",
    )  # fmt: skip
    VoucherUse.objects.create(
        voucher=voucher, key="1", act="redeemed", store=greens, discount_cents=700, uses_left=0, at=NOW
    )
    lines = read_month(date(2026, 4, 1), Scope()).lines
    assert {line.merchant.pk: line.net for line in lines} == {shoes.merchant_id: -700, greens.merchant_id: 700}
    VoucherUse.objects.create(voucher=voucher, key="1", act="released", store=greens, uses_left=1, at=NOW)
    assert {line.net for line in read_month(date(2026, 4, 1), Scope()).lines} == {0}


def test_leaving_settles_what_is_due_and_ends_the_clearing(street):
    used_elsewhere(street)
    shoes, greens = street
    leave_street(shoes.merchant_id, user_id=owner().pk, now=NOW)
    ((row, (owed,)),) = settlements(Scope())
    assert (row.until_on, owed.debtor.pk) == (date(2026, 4, 2), shoes.merchant_id)
    assert owed.payments == [(greens.merchant, 500)]
    write(greens, "burnt", -30, date(2026, 4, 20))
    assert {line.net for line in read_month(date(2026, 4, 1), Scope()).lines} == {0}
    with pytest.raises(Conflict, match="street_member_left"):
        leave_street(shoes.merchant_id, user_id=None, now=NOW)


def test_what_one_merchant_owes_to_several_is_one_order(street):
    shoes, greens = (one.merchant_id for one in street)
    third = join_street(Merchant.objects.create(name="Un troisième inventé").pk, iban="", on=MARCH).merchant_id
    payments = [[shoes, greens, 500], [greens, third, 20], [shoes, third, 70]]
    Settlement.objects.create(until_on=NOW, made_at=NOW, positions={}, payments=payments)
    ((_, owed),) = settlements(Scope())
    told = [(one.debtor.pk, [(other.pk, cents) for other, cents in one.payments], one.is_ready) for one in owed]
    assert told == [(shoes, [(greens, 500), (third, 70)], False), (greens, [(third, 20)], False)]
    change_account(third, iban=IBANS[0])
    assert [one.is_ready for one in settlements(Scope())[0][1]] == [True, True]


def order_of(street):
    shoes, _ = street
    used_elsewhere(street)
    row = settle_month(MARCH, user_id=owner().pk, now=NOW)
    return ET.fromstring(order_payment(row.pk, shoes.merchant_id, Scope(), today=NOW.date()))  # noqa: S314 - our own


def test_order_to_the_bank_has_the_published_structure(street):
    found = {}
    for element in order_of(street).iter():
        name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        if name in STRUCTURE:
            found[name] = tuple(child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element)
    assert found == STRUCTURE


def test_order_to_the_bank_says_who_pays_what_to_whom(street):
    texts = {element.tag.rpartition("}")[2]: element.text for element in order_of(street).iter() if len(element) == 0}
    wanted = ("CtrlSum", "NbOfTxs", "InstdAmt", "ReqdExctnDt", "Dt", "Nm", "IBAN", "ChrgBr", "Cd", "Ustrd")
    assert {name: texts[name] for name in wanted if name in texts} == {
        "CtrlSum": "5.00", "NbOfTxs": "1", "InstdAmt": "5.00", "Dt": "2026-04-02",
        "Nm": "SARL Legumes OEufs inventes", "IBAN": IBANS[1], "ChrgBr": "SLEV", "Cd": "SEPA",
        "Ustrd": "Compensation points 31/03/2026",
    }  # fmt: skip


def test_order_waits_for_both_accounts(street):
    used_elsewhere(street)
    shoes, greens = street
    row = settle_month(MARCH, user_id=owner().pk, now=NOW)
    change_account(greens.merchant_id, iban="")
    with pytest.raises(Refusal, match="iban_missing"):
        order_payment(row.pk, shoes.merchant_id, Scope(), today=NOW.date())
    with pytest.raises(NotFound, match="row_unknown"):
        order_payment(row.pk, greens.merchant_id, Scope(), today=NOW.date())


@pytest.mark.parametrize("wrong", ["FR7630006000011234567890188", "FR76", "XX00", "é" * 27, "0" * 27])
def test_wrong_account_is_refused(street, wrong):
    with pytest.raises(Refusal, match="iban_not_understood"):
        change_account(street[0].merchant_id, iban=wrong)
