"""A bank card number never stays readable in a payment label."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.kernel.payment import mask_card_numbers, passes_luhn


@pytest.mark.parametrize(
    ("label", "kept"),
    [
        ("CB 4111111111111111", "CB ************1111"),
        ("CB 4111-1111-1111-1111 sans contact", "CB ************1111 sans contact"),
        ("12 4111 1111 1111 1111", "12 ************1111"),
        ("4111111111111111 05.28", "************1111 05.28"),
        ("AMEX 3782 822463 10005", "AMEX ***********0005"),
        ("Espèces", "Espèces"),
        ("Chèque 0001234", "Chèque 0001234"),
        ("CB 4111111111111112", "CB 4111111111111112"),
        ("4111111111111111 5500000000000004", "************1111 ************0004"),
    ],
)
def test_mask_hides_all_but_the_last_four_digits(label, kept):
    assert mask_card_numbers(label) == kept


@given(st.text(alphabet="0123456789 -CBé*", max_size=60))
def test_mask_is_safe_to_repeat(label):
    once = mask_card_numbers(label)
    assert mask_card_numbers(once) == once


def test_luhn_refuses_a_changed_digit():
    assert [passes_luhn(f"411111111111111{last}") for last in range(10)] == [last == 1 for last in range(10)]
