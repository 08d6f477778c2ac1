"""Points of receipts: made-up customers of a made-up shop."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.loyalty.rules.earning import Earned, Passage, schedule, value, worked_out
from chaland.loyalty.rules.programme import Choice, Earning, Multiplier, Programme, Sold, Tier

pytestmark = pytest.mark.pure
START = date(2026, 1, 1)
A_POINT_PER_EURO = Earning("amount", 1)
PLAIN = Programme(START, (A_POINT_PER_EURO,))


def came(number, day, *lines, store=1, at=time(10)):
    on = START + timedelta(day)
    return Passage(number, store, on, datetime.combine(on, at), lines)


def sold(product, cents, quantity=1, **told):
    return Sold(product, cents, quantity * 1000, **told)


def points(passages, *versions):
    return [one.points for one in schedule(passages, versions)]


def test_full_euros_of_a_receipt_count():
    assert points([came(1, 0, sold(1, 1099), sold(2, 401)), came(2, 1, sold(1, 99))], PLAIN) == [15, 0]


def test_a_return_takes_back_what_the_article_gave():
    doubled = Programme(START, (A_POINT_PER_EURO,), (Multiplier(200, weekdays=frozenset({3})),))
    bought, back = came(1, 0, sold(1, 1000)), came(2, 1, sold(1, -1000, -1))
    assert points([bought, back], doubled) == [20, -20]


def test_a_return_is_of_the_programme_of_the_day_of_purchase():
    later = Programme(START + timedelta(1), (Earning("amount", 10),))
    assert points([came(1, 0, sold(1, 1000)), came(2, 1, sold(1, -1000, -1))], PLAIN, later) == [10, -10]


def test_a_return_of_what_was_never_bought_takes_nothing_back():
    assert points([came(1, 0, sold(1, 1000)), came(2, 1, sold(9, -5000, -1))], PLAIN) == [10, 0]


def test_a_part_is_returned():
    assert points([came(1, 0, sold(1, 3000, 3)), came(2, 1, sold(1, -1000, -1))], PLAIN) == [30, -10]


def test_excluded_articles_give_nothing():
    programme = Programme(START, (A_POINT_PER_EURO,), excluded=(Choice(categories=frozenset({7})),))
    assert points([came(1, 0, sold(1, 1000, categories=frozenset({7})), sold(2, 500))], programme) == [5]


@pytest.mark.parametrize(
    ("chosen", "line"),
    [
        (Choice(brands=frozenset({"l'atelier éphémère"})), {"brand": "L’Atelier Ephémère"}),
        (Choice(sizes=frozenset({"xl"})), {"size": "XL"}),
        (Choice(price_levels=frozenset({"SOLDES"})), {"price_level": "Soldes"}),
    ],
)
def test_words_match_whatever_their_capitals_accents_and_apostrophes(chosen, line):
    assert (chosen.takes(sold(1, 100, **line)), chosen.takes(sold(2, 100))) == (True, False)


def test_word_of_signs_alone_is_matched_by_itself_and_not_by_nothing():
    starred = Choice(price_levels=frozenset({"★"}))
    assert [starred.takes(sold(1, 100, price_level=one)) for one in ("★", "", "☆")] == [True, False, False]


@pytest.mark.parametrize(
    ("earning", "expected"),
    [
        (Earning("visit", 5), 5),
        (Earning("visit", 5, least_cents=10_000), 0),
        (Earning("item", 3, what=Choice(brands=frozenset({"Inventée"}))), 6),
        (Earning("amount", 1, per_cents=1000), 1),
    ],
)
def test_each_way_to_earn(earning, expected):
    lines = sold(1, 1000, 2, brand="Inventée"), sold(2, 500)
    assert points([came(1, 0, *lines)], Programme(START, (earning,))) == [expected]


def test_the_greatest_multiplier_counts():
    always, mornings = Multiplier(150), Multiplier(300, start=time(8), end=time(12))
    programme = Programme(START, (A_POINT_PER_EURO,), (always, mornings))
    assert points([came(1, 0, sold(1, 1000)), came(2, 0, sold(1, 1000), at=time(12))], programme) == [30, 15]


def test_a_day_is_capped():
    programme = Programme(START, (A_POINT_PER_EURO,), most_per_day=25)
    assert points([came(n, n // 2, sold(1, 2000)) for n in range(4)], programme) == [20, 5, 20, 5]


def test_a_tier_is_held_from_the_day_after_and_kept_for_the_grace():
    tiers = (Tier("silver", 10_000), Tier("gold", 50_000))
    programme = Programme(START, (A_POINT_PER_EURO,), tiers=tiers, tier_days=30, grace_days=10)
    days = [0, 0, 1, 30, 40, 41, 42]
    held = schedule([came(n, day, sold(1, 9_000 if n < 2 else 1)) for n, day in enumerate(days)], [programme])
    assert [one.tier for one in held] == ["", "", "silver", "silver", "silver", "", ""]


lines = st.builds(
    sold, st.integers(1, 3), st.integers(0, 5_000), st.integers(1, 4), brand=st.sampled_from(["", "Inventée"])
)
visits = st.lists(st.tuples(st.integers(0, 40), st.lists(lines, min_size=1, max_size=3)), max_size=8)
programmes = st.builds(
    Programme,
    st.just(START),
    st.lists(
        st.builds(Earning, st.sampled_from(["amount", "visit", "item"]), st.integers(1, 5), st.just(250)),
        min_size=1, max_size=2,
    ).map(tuple),
    st.lists(st.builds(Multiplier, st.sampled_from([150, 200]), st.sets(st.integers(0, 6)).map(frozenset))).map(tuple),
    most_per_day=st.none() | st.integers(0, 50),
    tier_measure=st.sampled_from(["points", "spend", "visits"]),
    tiers=st.sampled_from([(), (Tier("silver", 2), Tier("gold", 3_000))]),
    grace_days=st.sampled_from([0, 5]),
)  # fmt: skip


def passages(told):
    return [came(number, day, *items) for number, (day, items) in enumerate(told)]


def back(number, day, items):
    return came(number, day, *[sold(one.product, -one.amount_cents, -one.quantity_milli // 1000) for one in items])


@given(visits, programmes, st.randoms(use_true_random=False))
def test_the_order_in_which_receipts_arrive_changes_nothing(told, programme, chance):
    made = passages(told)
    shuffled = chance.sample(made, len(made))
    assert schedule(shuffled, [programme]) == schedule(made, [programme])


@given(visits, programmes)
def test_what_is_all_returned_leaves_nothing(told, programme):
    made = passages(told)
    returns = [back(1000 + number, 60 + number, items) for number, (_, items) in enumerate(told)]
    assert sum(one.points for one in schedule([*made, *returns], [programme])) == 0


@given(visits, programmes, st.lists(st.tuples(st.integers(0, 60), st.lists(lines, min_size=1)), max_size=4))
def test_points_of_receipts_are_never_negative_in_all(told, programme, returned):
    returns = [back(1000 + number, day, items) for number, (day, items) in enumerate(returned)]
    earned = schedule([*passages(told), *returns], [programme])
    total = 0
    for one in earned:
        total += one.points
        assert total >= 0


@given(visits, programmes)
def test_no_day_gives_more_than_its_cap(told, programme):
    made = passages(told)
    days = {one.number: one.business_on for one in made}
    given_on: dict[date, int] = {}
    for one in schedule(made, [programme]):
        given_on[days[one.number]] = given_on.get(days[one.number], 0) + one.points
    most = programme.most_per_day
    assert most is None or all(amount <= most for amount in given_on.values())


@given(visits, programmes, st.lists(st.tuples(st.integers(0, 60), st.lists(lines, min_size=1)), max_size=4))
def test_what_a_receipt_changed_is_what_the_days_come_to_worked_out_anew(told, programme, returned):
    returns = [back(1000 + number, day, items) for number, (day, items) in enumerate(returned)]
    made, before = [*passages(told), *returns], 0
    for number, one in enumerate(earned := schedule(made, [programme]), 1):
        known = {last.number for last in earned[:number]}
        _, days = worked_out([said for said in made if said.number in known], [programme])
        worth = [sum(value(one.passage, one.left, programme, one.tier) for one in day.bought) for day in days.values()]
        most = programme.most_per_day
        after = sum(points if most is None else min(points, most) for points in worth)
        assert one.points == after - before
        before = after


def test_receipts_of_before_the_programme_change_nothing():
    assert schedule([came(1, -1, sold(1, 1000)), came(2, 0, sold(1, 1000))], [PLAIN]) == [Earned(2, 10, "")]
