"""Gain and loss by family: counted as in Python, and parts that add up to the cent."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.insight.assortment import Sold, changes, decomposed, parts
from chaland.insight.buying import Buying, by_family
from factories.baskets import TODAY, answer, receipts, some

DAY = timedelta(days=1)
NOW = (TODAY - 20 * DAY, TODAY)
BEFORE = (TODAY - 50 * DAY, TODAY - 30 * DAY)
sold = st.builds(
    Sold, st.integers(-(10**9), 10**9), st.integers(0, 10**6), st.integers(0, 10**7), st.integers(-999, 999)
)


def by_hand(lines, first_on, last_on, store, people):
    found = {}
    for one in lines:
        if not first_on <= one.day <= last_on or store not in (None, one.store):
            continue
        if people is not None and one.customer not in people:
            continue
        row = found.setdefault(one.family(1), {"cents": 0, "buyers": set(), "receipts": set(), "anonymous": 0})
        if one.customer is None:
            row["anonymous"] += one.amount_cents
            continue
        row["cents"] += one.amount_cents
        if one.quantity_milli >= 0:
            row["buyers"].add(one.customer)
            row["receipts"].add(one.receipt)
    return {
        key: Sold(row["cents"], len(row["buyers"]), len(row["receipts"]), row["anonymous"])
        for key, row in found.items()
    }


@given(receipts(), st.sampled_from((None, 1, 2)), st.sampled_from((None, (1, 2), (9,))))
@settings(deadline=None, max_examples=settings().max_examples // 8)
def test_both_periods_equal_those_counted_by_hand(lines, store, people):
    theirs = None if people is None else some(*people)
    question = changes(Buying(*NOW, store, theirs), Buying(*BEFORE, store, theirs), by_family(1))
    found = {one.key: (one.now, one.before) for one in decomposed(answer(lines, question))}
    now, before = (by_hand(lines, *period, store, people) for period in (NOW, BEFORE))
    nothing = Sold(0, 0, 0)
    assert found == {key: (now.get(key, nothing), before.get(key, nothing)) for key in {*now, *before}}


@given(sold, sold)
def test_the_parts_add_up_to_the_difference(now, before):
    assert sum(parts(now, before)) == now.revenue_cents - before.revenue_cents


@given(sold, sold)
def test_the_parts_of_the_way_back_are_those_of_the_way_there(now, before):
    there, back = parts(now, before), parts(before, now)
    assert all(abs(one + other) <= 2 for one, other in zip(there, back, strict=True))


def test_a_factor_that_alone_changed_takes_it_all():
    before = Sold(100_00, 10, 20)
    assert parts(Sold(200_00, 20, 40), before) == (100_00, 0, 0)
    assert parts(Sold(200_00, 10, 40), before) == (0, 100_00, 0)
    assert parts(Sold(200_00, 10, 20), before) == (0, 0, 100_00)
    assert parts(Sold(30_00, 3, 3), Sold(0, 0, 0)) == (30_00, 0, 0)
