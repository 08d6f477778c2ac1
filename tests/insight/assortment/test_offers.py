"""Baskets, and who buys the one without the other, against counting in Python."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.insight.buying import Buying, by_article, by_family
from chaland.insight.offers import baskets, size, without
from factories.baskets import TODAY, Line, answer, receipts, some

SINCE = TODAY - timedelta(days=40)
BOOTS, FRUIT = "Chaussures > Bottes", "Primeurs > Fruits"


def seen(lines, store, people):
    here = [one for one in lines if one.day >= SINCE and store in (None, one.store)]
    return here if people is None else [one for one in here if one.customer in people]


@given(receipts(), st.sampled_from((None, 1)), st.sampled_from((None, (1, 2))), st.integers(1, 3))
@settings(deadline=None, max_examples=settings().max_examples // 8)
def test_baskets_equal_those_gathered_by_hand(lines, store, people, every):
    buying = Buying(SINCE, TODAY, store, None if people is None else some(*people))
    here = seen(lines, store, people)
    found = answer(lines, baskets(buying, by_family(2), every))
    expected = {(one.receipt, one.family(2)) for one in here if one.quantity_milli >= 0 and one.receipt % every == 0}
    assert sorted(((row["basket_id"], row["item_id"]) for row in found), key=str) == sorted(expected, key=str)
    assert answer(lines, size(buying)) == [{"lines": len(here)}]


@given(receipts(), st.sampled_from((None, 1)), st.sampled_from((None, (1, 2, 3))))
@settings(deadline=None, max_examples=settings().max_examples // 8)
def test_who_buys_the_one_without_the_other_equals_those_found_by_hand(lines, store, people):
    buying = Buying(SINCE, TODAY, store, None if people is None else some(*people))
    bought = [one for one in seen(lines, store, people) if one.customer and one.quantity_milli >= 0]
    offers = [((BOOTS,), FRUIT), ((FRUIT, BOOTS), "Primeurs"), (("Chaussures",), BOOTS)]

    def who(thing):
        return {one.customer for one in bought if f"{one.path} > ".startswith(f"{thing} > ")}

    expected = [len(set.intersection(*map(who, given)) - who(item)) for given, item in offers]
    (row,) = answer(lines, without(buying, by_family(3), offers))
    assert [row[f"offer_{place}"] or 0 for place in range(3)] == expected


def test_articles_are_offered_by_their_numbers():
    lines = [Line(1, 1, 0, 1, 1, 1000, 5), Line(2, 1, 0, 2, 1, 1000, 5), Line(2, 1, 0, 2, 2, 1000, 5)]
    assert answer(lines, without(Buying(SINCE, TODAY), by_article, [((1,), 2), ((2,), 1)])) == [
        {"offer_0": 1, "offer_1": 0}
    ]
