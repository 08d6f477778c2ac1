"""Receipts that are missing, by their numbers."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.sales.queries.gaps import gaps_of_tills
from chaland.sales.rules.gaps import gaps
from chaland.usecases.sales.record_receipts import record_receipts
from factories.sales import NOON, open_shops, receipt


@given(st.sets(st.integers(1, 60), min_size=1, max_size=40), st.sampled_from(("", "A-", "2026/")))
def test_gaps_are_the_numbers_between_that_are_not_there(known, before):
    missing = set(range(min(known), max(known))) - known
    found = gaps(f"{before}{number}" for number in known)
    if len(missing) > len(known):
        assert found is None
    else:
        assert {number for gap in found for number in range(gap.first, gap.last + 1)} == missing


def test_numbers_without_digits_tell_nothing():
    assert gaps(["A", "B", "12-C"]) == []


@pytest.mark.django_db
def test_missing_receipts_are_told_by_till_and_day():
    open_shops("lyon", "paris")
    record_receipts([receipt(str(number)) for number in (1040, 1041, 1045, 1046)], now=NOON)
    record_receipts([receipt(str(number), store="paris") for number in (1, 2, 900)], now=NOON)
    record_receipts([receipt("1", sold_at=NOON - timedelta(days=20))], now=NOON)
    found = gaps_of_tills(None, today=NOON.date())
    assert [(one.store, one.receipts, one.gaps and [gap.words for gap in one.gaps]) for one in found] == [
        ("Lyon", 4, ["1042 – 1044"]),
        ("Paris", 3, None),
    ]
