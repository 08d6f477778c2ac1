"""Sets and rules, against counting by hand in random small baskets."""

from itertools import combinations
from math import ceil

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.insight import associations as module
from chaland.insight.associations import associations
from chaland.kernel.errors import Refusal

ITEMS = ("boots", "laces", "polish", "sandals", "socks", None)
baskets = st.lists(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=7), max_size=25)


def lines(content):
    pairs = [(number, item) for number, basket in enumerate(content) for item in basket]
    return pa.table({"basket_id": [pair[0] for pair in pairs], "item_id": pa.array([p[1] for p in pairs], pa.string())})


def by_hand(content, support, sizes=(1, 2, 3)):
    """Every set that often enough baskets hold, and how many do."""
    held = [set(basket) - {None} for basket in content]
    every = sorted({item for basket in held for item in basket})
    count = {
        items: sum(set(items) <= basket for basket in held) for size in sizes for items in combinations(every, size)
    }
    least = max(1, ceil(support * len(content) - 1e-9))
    return {items: times for items, times in count.items() if times >= least}


def as_dict(table):
    return {tuple(row["items"]): row for row in table.to_pylist()}


@given(baskets, st.sampled_from((0.05, 0.1, 0.25, 0.5, 1.0)))
@settings(deadline=None, max_examples=settings().max_examples // 8)
def test_sets_equal_those_counted_by_hand(content, support):
    found, expected = associations(lines(content), support=support), by_hand(content, support)
    assert found.baskets == len(content)
    assert {(row["item_id"],): row["count"] for row in found.items.to_pylist()} == {
        items: times for items, times in expected.items() if len(items) == 1
    }
    assert {items: row["count"] for items, row in as_dict(found.sets).items()} == {
        items: times for items, times in expected.items() if len(items) > 1
    }


@given(baskets, st.sampled_from((0.05, 0.1, 0.3)), st.sampled_from((0.0, 0.5, 0.9)))
@settings(deadline=None, max_examples=settings().max_examples // 8)
def test_rules_equal_those_counted_by_hand(content, support, confidence):
    count, total = by_hand(content, support), max(len(content), 1)
    expected = {}
    for items, times in count.items():
        for item in items if len(items) > 1 else ():
            given_items = tuple(one for one in items if one != item)
            sure, usual = times / count[given_items], count[(item,)] / total
            if sure >= confidence:
                leverage = times / total - count[given_items] / total * usual
                expected[given_items, item] = [times, times / total, sure, sure / usual, leverage]
    rows = associations(lines(content), support=support, confidence=confidence).rules.to_pylist()
    found = {
        (tuple(row["given"]), row["item"]): [
            row[name] for name in ("count", "support", "confidence", "lift", "leverage")
        ]
        for row in rows
    }
    assert found.keys() == expected.keys()
    for key, figures in expected.items():
        assert found[key] == pytest.approx(figures, abs=1e-12)
    order = [(-row["lift"], -row["count"], row["given"], row["item"]) for row in rows]
    assert order == sorted(order)


def test_lift_of_a_set_is_against_chance():
    content = [["boots", "polish"]] * 3 + [["socks"]] * 7
    assert as_dict(associations(lines(content), support=0.1).sets)["boots", "polish"] == {
        "items": ["boots", "polish"], "count": 3, "support": 0.3, "lift": pytest.approx(0.3 / (0.3 * 0.3)),
    }  # fmt: skip


def test_item_several_times_in_a_basket_counts_once():
    found = associations(lines([["socks", "socks", "boots"], ["boots", None]]), support=0.5)
    assert found.items.to_pylist() == [{"item_id": "boots", "count": 2}, {"item_id": "socks", "count": 1}]


def test_answer_is_the_same_whatever_the_order_of_the_lines():
    table = lines([[ITEMS[(number * step) % 5] for step in (1, 2, 3)] for number in range(200)])
    first = associations(table, support=0.01)
    second = associations(table.take(list(reversed(range(table.num_rows)))), support=0.01)
    assert (first.items, first.sets, first.rules) == (second.items, second.sets, second.rules)


def test_lines_can_come_as_a_stream_with_numbers_for_items():
    table = pa.table({"basket_id": ["a", "a", "b", "b"], "item_id": [7, 8, 8, 7]})
    found = associations(table.to_reader(), support=1.0)
    assert found.sets.to_pylist() == [{"items": [7, 8], "count": 2, "support": 1.0, "lift": 1.0}]


def test_pairs_alone_can_be_asked_for():
    found = associations(lines([["boots", "laces", "polish"]]), support=1.0, triples=False)
    assert [row["items"] for row in found.sets.to_pylist()] == [
        ["boots", "laces"], ["boots", "polish"], ["laces", "polish"],
    ]  # fmt: skip


@given(baskets, st.sampled_from((0.05, 0.25)))
@settings(deadline=None, max_examples=10)
def test_triples_counted_by_bits_in_one_part_and_in_several_are_the_same(content, support):
    def counted(**limits):
        with pytest.MonkeyPatch.context() as patch:
            for name, value in limits.items():
                patch.setattr(module, name, value)
            return associations(lines(content), support=support)

    by_bits = counted(WORDS_A_COMBINATION=1_000_000)
    assert counted(MOST_BITMAP_BYTES=-1) == by_bits
    assert counted(MOST_BITMAP_BYTES=-1, PAIRS_AT_ONCE=2) == by_bits


def test_baskets_beyond_one_word_of_bits_are_counted():
    found = associations(lines([["boots", "laces", "polish"]] * 65 + [["boots", "socks"]] * 64), support=0.4)
    assert [row["count"] for row in found.sets.to_pylist() if len(row["items"]) == 3] == [65]


def test_no_baskets_hold_nothing():
    found = associations(lines([]), support=0.1)
    assert (found.baskets, found.items.num_rows, found.sets.num_rows, found.rules.num_rows) == (0, 0, 0, 0)


def test_support_is_a_share_above_zero():
    with pytest.raises(ValueError, match="share"):
        associations(lines([["boots"]]), support=0)


def test_combinations_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MOST_COMBINATIONS", 0)
    with pytest.raises(Refusal) as refused:
        associations(lines([["boots", "laces", "polish"]]), support=1.0)
    assert refused.value.code == "associations_too_wide"
