"""A customer with very many receipts, such as a card lent to whoever passes: figures are added to, and stay right."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.sales.models import Figures, FiguresClock
from chaland.sales.rules import figures, figures_with
from chaland.sales.services import many_receipts, start_roll
from chaland.usecases.sales.record_receipts import record_receipt, record_receipts
from chaland.usecases.sales.roll_figures import rebuild_figures, roll_figures
from factories.sales import NOON, days, line, open_shops, receipt, rolled_back, snapshot

sales = st.lists(
    st.builds(
        lambda hour, cents: (NOON + days(hour / 24), (NOON + days(hour / 24)).date(), cents),
        st.integers(0, 24 * 5),
        st.integers(-5_000, 20_000),
    )
)


@given(sales, sales)
def test_figures_added_to_equal_those_of_all_sales(before, after):
    known = {day for _, day, cents in before if cents >= 0}
    added = [sale for sale in after if sale[2] < 0 or sale[1] in known]
    as_of = date(2026, 3, 4)
    assert figures_with(figures(before, as_of=as_of), added, as_of=as_of) == figures([*before, *added], as_of=as_of)


@pytest.fixture
def two_are_many(monkeypatch):
    monkeypatch.setattr(many_receipts, "MANY", 2)


passages = st.lists(
    st.tuples(
        st.sampled_from(["lyon", "nantes"]),
        st.sampled_from(["x:1", "x:2"]),
        st.integers(0, 24 * 4),
        st.integers(-5_000, 20_000),
        st.sampled_from([0, 0, 0, 200, 366]),
    ),
    min_size=4,
    max_size=40,
)


@pytest.mark.django_db
@given(passages, st.integers(1, 5))
@settings(max_examples=60)
def test_figures_of_many_receipts_equal_recomputation(passages, at_once):
    with pytest.MonkeyPatch.context() as patch, rolled_back():
        patch.setattr(many_receipts, "MANY", 2)
        open_shops("lyon", "nantes")
        said = [
            receipt(
                str(number), store=store, customer=customer, sold_at=NOON + days(hour / 24), lines=[line("A", cents)]
            )
            for number, (store, customer, hour, cents, _) in enumerate(passages)
        ]
        now = NOON
        for start in range(0, len(said), at_once):
            now += days(passages[start][4])
            roll_figures(now=now)
            record_receipts(said[start : start + at_once], now=now)
            live = snapshot()
            rebuild_figures(now=now)
            assert snapshot() == live


@pytest.mark.django_db
def test_first_visit_of_a_day_reads_every_receipt_again(two_are_many):
    open_shops("lyon", "nantes")
    record_receipts([receipt(str(number), customer="x:1") for number in range(3)], now=NOON)
    # Wrong on purpose, so that it shows whether they were added to or computed anew.
    Figures.objects.update(revenue_cents=7)

    record_receipt(receipt("4", customer="x:1"), now=NOON)
    assert revenues() == {None: 4_997, "lyon": 4_997}
    record_receipt(receipt("5", customer="x:1", store="nantes"), now=NOON)
    # Nothing is new in the other store: what it has is left as it is.
    assert revenues() == {None: 5 * 4_990, "lyon": 4_997, "nantes": 4_990}

    Figures.objects.update(revenue_cents=7)
    record_receipt(receipt("6", customer="x:1", sold_at=NOON + days(1)), now=NOON + days(1))
    assert revenues() == {None: 6 * 4_990, "lyon": 5 * 4_990, "nantes": 7}


@pytest.mark.django_db
def test_figures_are_computed_anew_while_the_clock_moves(two_are_many):
    open_shops("lyon")
    record_receipts([receipt(str(number), customer="x:1") for number in range(3)], now=NOON)
    start_roll((NOON + days(365)).date())
    record_receipt(receipt("4", customer="x:1"), now=NOON + days(365))
    assert FiguresClock.objects.get().rolling_from_on == NOON.date()
    assert set(Figures.objects.values_list("visits_12m", "visits_prior_12m")) == {(0, 4)}


def revenues():
    return dict(Figures.objects.values_list("store__code", "revenue_cents"))
