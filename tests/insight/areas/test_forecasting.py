"""Visit days against counting in Python, and what is expected against the published models. All made up."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaland.insight import expecting
from chaland.insight.expected import expected_average, expected_visits, fit_baskets, fit_visits, p_alive
from chaland.insight.forecasting import days_of_trial, forecast
from chaland.insight.visiting import visit_days, visiting
from chaland.kernel.errors import Refusal
from chaland.warehouse.engine import run
from factories.lake_of_rows import Sold, rows_of, show

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
CUT = TODAY - 30 * DAY
slow = settings(max_examples=settings().max_examples // 6, suppress_health_check=[HealthCheck.function_scoped_fixture])
sales = st.lists(
    st.builds(
        Sold,
        st.sampled_from((1, 1, 2, 3, None)),
        st.integers(-3, 90).map(lambda ago: TODAY - ago * DAY),
        st.sampled_from((0, 1000, 2551, -700)),
        st.sampled_from((1, 2)),
    ),
    max_size=40,
)


def by_hand(sold, store):
    """The columns of `visit_days`, customer by customer, counted one by one."""
    found = {}
    for who in {one.customer for one in sold if one.customer}:
        own = [one for one in sold if one.customer == who and one.day <= TODAY and store in (None, one.store)]
        days = sorted({one.day for one in own if one.cents >= 0})
        if days:
            before = [day for day in days if day <= CUT]
            found[who] = {
                "frequency": len(days) - 1,
                "recency": (days[-1] - days[0]).days,
                "age": (TODAY - days[0]).days,
                "cents": sum(one.cents for one in own if one.day != days[0]),
                "days_before": len(before),
                "recency_before": (before[-1] - days[0]).days if before else None,
            }
    return found


@slow
@given(sold=sales, store=st.sampled_from((None, 1, 2)))
def test_visit_days_are_those_counted_by_hand(monkeypatch, sold, store):
    show(monkeypatch, **rows_of(sold, TODAY))
    rows = visit_days(TODAY, CUT, by_store=store is not None)
    rows = rows if store is None else rows.filter(rows.store_id == store).drop("store_id")
    found = {row.pop("customer_id"): row for row in run(rows).to_pylist()}
    assert found == by_hand(sold, store)


def shop(customers=400, seed=3):
    """Customers who come at their own pace and may stop; some spend a lot. Made up."""
    chance = np.random.default_rng(seed)
    sold = []
    for who in range(1, customers + 1):
        day, pace, mean = 360 - int(chance.integers(0, 300)), chance.gamma(1.5, 12) + 3, chance.gamma(4, 800)
        leaving = chance.beta(0.8, 5)
        while day >= 0:
            sold.append(Sold(who, TODAY - day * DAY, int(chance.gamma(4, mean / 4)) + 1, 1 + who % 2))
            if chance.random() < leaving:
                break
            day -= 1 + int(chance.exponential(pace))
    return sold


def read(monkeypatch, sold, days=90):
    show(monkeypatch, **rows_of(sold, TODAY))
    return visiting(run(visit_days(TODAY, TODAY - days * DAY, by_store=False)), days_after_cut=days)


def test_forecast_is_that_of_the_models(monkeypatch):
    seen = read(monkeypatch, shop())
    found = forecast(seen, today=TODAY, days=90)
    visits, baskets = fit_visits(seen.histories), fit_baskets(seen.histories.frequency, seen.mean_cents)
    year = expected_visits(visits, seen.histories, 365)
    cents = np.rint(year * expected_average(baskets, seen.histories.frequency, seen.mean_cents))
    assert [row[0] for row in found.rows] == seen.customer_ids.tolist()
    assert [row[1] for row in found.rows] == p_alive(visits, seen.histories).tolist()
    assert [row[3] for row in found.rows] == year.tolist()
    assert [row[5] for row in found.rows] == cents.tolist()


def test_totals_are_the_sums_of_the_customers_within_their_interval(monkeypatch):
    found = forecast(read(monkeypatch, shop()), today=TODAY, days=90)
    for days, place in (("90", 2), ("365", 3)):
        told = found.told["horizons"][days]
        visits, low, high = told["visits"]
        assert visits == pytest.approx(sum(row[place] for row in found.rows))
        assert low < visits < high
        cents, low, high = told["revenue_cents"]
        assert cents == pytest.approx(sum(row[place + 2] for row in found.rows), abs=len(found.rows))
        assert low < cents < high


def test_trial_knows_nothing_of_the_days_it_foretells(monkeypatch):
    sold = shop()
    later = [one for one in sold if one.day > TODAY - 30 * DAY]
    seen = read(monkeypatch, sold, 30)
    before = [one for one in sold if one.day <= TODAY - 30 * DAY]
    alone = read(monkeypatch, before)
    trial = forecast(seen, today=TODAY, days=30).told["trial"]
    known = {one.customer for one in before}
    assert trial["real"] == len({(one.customer, one.day) for one in later if one.customer in known})
    assert sorted(seen.before.frequency) == sorted(alone.histories.frequency)
    assert trial["start_on"] == (TODAY - 29 * DAY).isoformat()


def test_too_few_customers_are_told():
    with pytest.raises(Refusal, match="expected_too_few"):
        forecast(_of_nobody(), today=TODAY, days=0)


def _of_nobody():
    engine = pytest.MonkeyPatch()
    with engine.context() as patch:
        return read(patch, [])


def test_trial_is_at_most_a_third_of_the_past():
    assert [days_of_trial(TODAY - days * DAY, TODAY) for days in (0, 2, 30, 269, 270, 900)] == [0, 0, 10, 89, 90, 90]


def predicted(customer, store=None, alive=0.5, cents=1000):
    return {
        "customer_id": customer, "store_id": store, "computed_on": TODAY, "p_alive": alive,
        "expected_visits_90": 1.0, "expected_visits_365": 4.0,
        "expected_revenue_90_cents": cents // 4, "expected_revenue_365_cents": cents,
    }  # fmt: skip


def test_classes_hold_everybody_once_and_a_store_only_its_own(monkeypatch):
    rows = [predicted(1, alive=0.1), predicted(2, alive=0.2), predicted(3, alive=0.79), predicted(4, alive=1.0)]
    people = [{"customer_id": key} for key in (1, 2, 3, 4)]
    show(monkeypatch, predictions=[*rows, predicted(1, 7, alive=0.9), predicted(9)], customers=people)
    found = run(expecting.by_class(expecting.expected(None))).to_pylist()
    assert [(one["place"], one["customers"]) for one in found] == [(0, 1), (1, 1), (2, 1), (3, 1)]
    assert sum(one["expected_revenue_365_cents"] for one in found) == 4000
    assert [one["place"] for one in run(expecting.by_class(expecting.expected(7))).to_pylist()] == [3]


def test_worthiest_come_first(monkeypatch):
    rows = [predicted(1, cents=50), predicted(2, cents=900), predicted(3, cents=900)]
    show(monkeypatch, predictions=rows, customers=[{"customer_id": key} for key in (1, 2, 3)])
    found = run(expecting.worth_most(expecting.expected(None), 2)).to_pylist()
    assert [one["customer_id"] for one in found] == [2, 3]
