"""Vouchers of a made-up shop."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.loyalty.rules.programme import Choice, Sold
from chaland.loyalty.rules.vouchers import ALPHABET, Held, Terms, Use, code_of, discount_cents, read_code, refused

pytestmark = pytest.mark.pure
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
DAY = timedelta(days=1)
FIVE_EUROS = Terms("amount", 500, what=Choice(brands=frozenset({"Inventée"})), least_cents=1_000)
HELD = Held("issued", NOW - DAY, NOW + DAY, 1, customer=7)
LINES = (Sold(1, 1_500, 1000, brand="Inventée"), Sold(2, 900, 3000))
USE = Use("k", store=1, merchant=1, customer=7, lines=LINES)


def test_its_owner_uses_it():
    assert refused(HELD, FIVE_EUROS, USE, NOW) == ""


@pytest.mark.parametrize(
    ("held", "terms", "use", "reason"),
    [
        ({"state": "redeemed"}, {}, {}, "voucher_redeemed"),
        ({"state": "cancelled"}, {}, {}, "voucher_cancelled"),
        ({"valid_until": NOW}, {}, {}, "voucher_expired"),
        ({"valid_from": NOW + DAY}, {}, {}, "voucher_not_yet"),
        ({"uses_left": 0}, {}, {}, "voucher_redeemed"),
        ({"state": "reserved", "reserved_until": NOW + DAY, "reserved_by": "x"}, {}, {}, "voucher_reserved"),
        ({"state": "reserved", "reserved_until": NOW + DAY, "reserved_by": "k"}, {}, {}, ""),
        ({"state": "reserved", "reserved_until": NOW, "reserved_by": "x"}, {}, {}, ""),
        (
            {"state": "reserved", "reserved_until": NOW, "reserved_by": "x", "valid_until": NOW},
            {},
            {},
            "voucher_expired",
        ),
        ({}, {}, {"customer": 8}, "voucher_of_another"),
        ({}, {}, {"customer": None}, "voucher_of_another"),
        ({}, {"is_personal": False}, {"customer": 8}, ""),
        ({}, {"stores": frozenset({2})}, {}, "voucher_elsewhere"),
        ({}, {"merchants": frozenset({2})}, {}, "voucher_elsewhere"),
        ({}, {}, {"with_others": True}, "voucher_alone"),
        ({}, {"may_add_up": True}, {"with_others": True}, ""),
        ({}, {"least_cents": 1_501}, {}, "voucher_too_little"),
        ({}, {}, {"lines": LINES[1:]}, "voucher_other_articles"),
    ],
)
def test_each_reason(held, terms, use, reason):
    assert refused(replace(HELD, **held), replace(FIVE_EUROS, **terms), replace(USE, **use), NOW) == reason


@pytest.mark.parametrize(
    ("terms", "cents"),
    [
        (Terms("amount", 500), 500),
        (Terms("amount", 5_000), 2_400),
        (Terms("percent", 15), 360),
        (Terms("item"), 1_500),
        (Terms("item", what=Choice(products=frozenset({2}))), 300),
    ],
)
def test_what_it_takes_off(terms, cents):
    assert discount_cents(terms, LINES) == cents


drawn = st.text(ALPHABET, min_size=12, max_size=12)


@given(drawn, st.data())
def test_a_slip_of_the_hand_is_noticed(letters, data):
    code = code_of(letters)
    assert read_code(f" {code[:4].lower()}-{code[4:]} ") == code
    place = data.draw(st.integers(0, 12))
    wrong = data.draw(st.sampled_from([letter for letter in ALPHABET if letter != code[place]]))
    assert read_code(code[:place] + wrong + code[place + 1 :]) is None


@given(drawn, st.integers(0, 10))
def test_two_neighbours_swapped_are_noticed(letters, place):
    code = code_of(letters)
    if code[place] != code[place + 1]:
        assert read_code(code[:place] + code[place + 1] + code[place] + code[place + 2 :]) is None
