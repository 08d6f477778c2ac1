"""What people buy against everybody, against counting in Python."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.insight import assortment, traits
from chaland.insight.buying import Buying, by_article, by_family, by_trait
from chaland.kernel.text import fold
from factories.baskets import COLOURS, SIZES, TODAY, Line, answer, receipts, some

SINCE = TODAY - timedelta(days=40)
questions = st.tuples(st.sampled_from((None, 1, 2)), st.sampled_from((None, (1, 2), (9,))), st.booleans())
slow = settings(deadline=None, max_examples=settings().max_examples // 8)


def asked(store, people, is_within):
    within = "Chaussures > Bottes" if is_within else ""
    return Buying(SINCE, TODAY, store, None if people is None else some(*people), within)


def seen(lines, store, is_within):
    return [
        one
        for one in lines
        if one.day >= SINCE
        and store in (None, one.store)
        and (not is_within or (one.path or "").startswith("Chaussures > Bottes"))
    ]


def by_hand(lines, people, key):
    found = {}
    for one in lines:
        if one.customer is None:
            continue
        row = found.setdefault(key(one), {"cents": 0, "all_cents": 0, "buyers": set(), "all_buyers": set()})
        is_theirs, is_bought = people is None or one.customer in people, one.quantity_milli >= 0
        row["all_cents"] += one.amount_cents
        row["cents"] += one.amount_cents if is_theirs else 0
        row["all_buyers"] |= {one.customer} if is_bought else set()
        row["buyers"] |= {one.customer} if is_bought and is_theirs else set()
    return {
        key: (row["cents"], len(row["buyers"]), row["all_cents"], len(row["all_buyers"])) for key, row in found.items()
    }


def told(rows):
    names = ("revenue_cents", "buyers", "all_revenue_cents", "all_buyers")
    return {row.get("key"): tuple(row[name] for name in names) for row in rows}


@given(receipts(), questions, st.integers(1, 3))
@slow
def test_shares_by_family_equal_those_counted_by_hand(lines, question, depth):
    store, people, is_within = question
    found = answer(lines, assortment.shares(asked(*question), by_family(depth)))
    assert told(found) == by_hand(seen(lines, store, is_within), people, lambda one: one.family(depth))


@given(receipts(), questions)
@slow
def test_articles_and_the_whole_equal_those_counted_by_hand(lines, question):
    store, people, is_within = question
    wanted, here = asked(*question), seen(lines, store, is_within)
    articles = by_hand(here, people, lambda one: one.product or None)
    together = by_hand(here, people, lambda _one: None)
    assert told(answer(lines, assortment.shares(wanted, by_article))) == articles
    assert told(answer(lines, assortment.whole(wanted))) == together


@given(receipts(), questions)
@slow
def test_sizes_and_colours_cross_whatever_their_spelling(lines, question):
    store, people, is_within = question
    found = answer(lines, traits.crossed(asked(*question), by_trait("size"), by_trait("colour")))
    expected = {}
    for one in seen(lines, store, is_within):
        size, colour = one.trait(SIZES), one.trait(COLOURS)
        if size and colour and (people is None or one.customer in people):
            cents, quantity, buyers = expected.get((fold(size), fold(colour)), (0, 0, set()))
            buys = {one.customer} if one.customer and one.quantity_milli >= 0 else set()
            expected[fold(size), fold(colour)] = (
                cents + one.amount_cents,
                quantity + one.quantity_milli,
                buyers | buys,
            )
    assert {
        (fold(row["row"]), fold(row["column"])): (row["revenue_cents"], row["quantity_milli"], row["buyers"])
        for row in found
    } == {key: (cents, quantity, len(buyers)) for key, (cents, quantity, buyers) in expected.items()}


def test_an_index_compares_shares_of_buyers_and_says_when_they_are_few():
    total = {"revenue_cents": 1000, "buyers": 100, "all_revenue_cents": 10_000, "all_buyers": 1000}
    rows = [
        {"key": "a", "revenue_cents": 400, "buyers": 30, "all_revenue_cents": 1000, "all_buyers": 100},
        {"key": "b", "revenue_cents": 600, "buyers": 2, "all_revenue_cents": 5000, "all_buyers": 400},
        {"key": "c", "revenue_cents": 0, "buyers": 0, "all_revenue_cents": 50, "all_buyers": 10},
        {"key": "d", "revenue_cents": -10, "buyers": 0, "all_revenue_cents": -10, "all_buyers": 0},
    ]
    found = assortment.tastes(rows, total)
    assert [(one.key, one.index, one.is_sure) for one in found] == [
        ("b", 5.0, True),
        ("a", 300.0, True),
        ("c", 0.0, False),
        ("d", None, False),
    ]
    assert (found[1].revenue_share, found[1].buyers_share, found[1].all_buyers_share) == (0.4, 0.3, 0.1)


def test_sizes_stand_in_the_order_of_a_shop():
    assert traits.in_order(["XL", "38", "rouge", "36,5", "S", "M"]) == ["36,5", "38", "S", "M", "XL", "rouge"]


def test_a_return_alone_makes_nobody_a_buyer():
    lines = [Line(1, 1, 0, 1, 1, -1000, -500)]
    assert told(answer(lines, assortment.shares(Buying(SINCE, TODAY), by_family(1)))) == {
        "Chaussures": (-500, 0, -500, 0)
    }
