"""Segments over a made-up lake of any size, and all customers' measures, beside SQL written by hand on the same files.

Each is asked cold (the first question of a process), then by turns with its floor; medians, in seconds of the clock and
of the processors. --size customers with 20 receipts of 3 lines each; --folder keeps the lake.
"""
# ruff: noqa: S608 - statements made of constants of this file

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from _lake import TODAY, open_lake

PER_MB = 1 << 20 if sys.platform == "darwin" else 1 << 10
MUST = {"must_warm_s": 1.0, "must_ratio": 1.5}
MUST_ALL = {"must_warm_s": 2.0}


def segments(families: list[int]) -> dict[str, tuple[dict[str, Any], str]]:
    """Return the rules with what they ask, by hand."""
    year, half, month = ({"last_days": days} for days in (365, 180, 30))
    since = {days: TODAY - timedelta(days=days - 1) for days in (365, 180, 30)}
    those = f"product_id IN (SELECT product_id FROM products WHERE category_id IN ({', '.join(map(str, families))}))"
    birthdays = ", ".join(f"{day.month}{day.day:02d}" for day in (TODAY + timedelta(days=n) for n in range(31)))
    return {
        "windows": (
            {"all": [
                {"condition": "revenue", "is": {"operator": "at_least", "amount": 20_000}, "window": year},
                {"any": [
                    {"condition": "bought", "category": families[:1], "window": half},
                    {"condition": "visits", "is": {"operator": "at_least", "amount": 5}, "window": year},
                ]},
                {"none": [{"condition": "came", "is": {"operator": "at_least", "amount": 1}, "window": month}]},
                {"condition": "reachable", "by": ["email", "mobile"]},
            ]},
            f"""WITH r AS (
                  SELECT customer_id, sum(total_cents) AS cents, count(*) FILTER (total_cents >= 0) AS visits,
                         bool_or(total_cents >= 0 AND business_on >= DATE '{since[30]}') AS came
                  FROM receipts WHERE business_on BETWEEN DATE '{since[365]}' AND DATE '{TODAY}' GROUP BY customer_id
                  HAVING cents >= 20000),
                b AS (SELECT DISTINCT customer_id FROM lines WHERE {those} AND quantity_milli >= 0
                      AND business_on BETWEEN DATE '{since[180]}' AND DATE '{TODAY}')
                SELECT count(*) FROM customers JOIN r USING (customer_id)
                WHERE (visits >= 5 OR customer_id IN (FROM b)) AND NOT came AND (has_email OR has_mobile)""",
        ),
        "percentile": (
            {"all": [
                {"condition": "revenue", "is": {"operator": "top_percent", "amount": 20}, "window": year},
                {"condition": "rhythm", "is": ["late", "very_late"]},
                {"condition": "reachable", "by": ["email"]},
                {"none": [{"condition": "civility", "is": ["m"]}]},
            ]},
            f"""WITH r AS (SELECT customer_id, sum(total_cents) AS cents FROM receipts
                           WHERE business_on BETWEEN DATE '{since[365]}' AND DATE '{TODAY}' GROUP BY customer_id)
                SELECT count(*) FROM customers JOIN r USING (customer_id) JOIN figures f USING (customer_id)
                WHERE f.store_id IS NULL AND f.late_on <= DATE '{TODAY}' AND has_email AND civility <> 'm'
                AND cents >= (SELECT quantile_cont(cents, 0.8) FROM r)""",
        ),
        "all_lines": (
            {"all": [
                {"condition": "bought", "category": families[:1], "is": {"operator": "at_least", "amount": 3}},
                {"condition": "recency", "is": {"operator": "at_least", "amount": 90}},
                {"none": [
                    {"condition": "civility", "is": ["m"]},
                    {"condition": "birthday", "days": {"from": 0, "to": 30}},
                ]},
            ]},
            f"""WITH b AS (SELECT customer_id FROM lines WHERE {those} AND quantity_milli >= 0
                           GROUP BY customer_id HAVING count(DISTINCT receipt_id) >= 3)
                SELECT count(*) FROM customers JOIN b USING (customer_id) JOIN figures f USING (customer_id)
                WHERE f.store_id IS NULL AND f.last_visit_on <= DATE '{TODAY - timedelta(days=90)}' AND civility <> 'm'
                AND coalesce(100 * birth_month + birth_day NOT IN ({birthdays}), true)""",
        ),
    }  # fmt: skip


MEASURES = ("revenue", "visits", "average_basket", "visit_interval", "recency")
FLOOR_OF_MEASURES = f"""
SELECT c.customer_id, cents, r.visits, floor((2 * cents + r.visits) / (2 * r.visits)),
       seconds / 86400 / nullif(r.visits - 1, 0),
       date_diff('day', f.last_visit_on, DATE '{TODAY}')
FROM customers c LEFT JOIN figures f ON f.customer_id = c.customer_id AND f.store_id IS NULL
LEFT JOIN (SELECT customer_id, sum(total_cents) AS cents, count(*) FILTER (total_cents >= 0) AS visits,
           epoch(max(sold_at) FILTER (total_cents >= 0)) - epoch(min(sold_at) FILTER (total_cents >= 0)) AS seconds
           FROM receipts WHERE business_on BETWEEN DATE '{TODAY - timedelta(days=364)}' AND DATE '{TODAY}'
           GROUP BY customer_id) r ON r.customer_id = c.customer_id
"""


def measures() -> Any:
    """Return every customer's revenue, visits, basket and interval of the year, and recency."""
    from chaland.segments.evaluating import View
    from chaland.segments.tree import conditions, parse
    from chaland.warehouse.engine import run

    number, year = {"operator": "at_least", "amount": 0}, {"last_days": 365}
    rule = [{"condition": code, "is": number} | ({} if code == "recency" else {"window": year}) for code in MEASURES]
    asking = View(TODAY).asking()
    columns = {}
    for condition in conditions(parse({"all": rule})):
        [columns[condition.code]] = condition.type.shows(condition, asking).values()
    return run(asking.people().select("customer_id", **columns))


def main() -> None:
    """Measure, each question in a process of its own."""
    parser = argparse.ArgumentParser(prog="chaland bench segments", description=__doc__)
    parser.add_argument("--folder", type=Path, help="data folder to use again; a new temporary one without it")
    parser.add_argument("--size", type=int, default=10_000, help="(10000)")
    parser.add_argument("--times", type=int, default=5, help="how often each is asked (5)")
    parser.add_argument("--only", default="", help="one question alone, in this process")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chaland-bench-") as folder:
        options.folder = options.folder or Path(folder)
        open_lake(options.folder, options.size)
        if options.only:
            print(json.dumps(measured(options.only, options.size, options.times)), flush=True)
            return
        for name in (*segments([0]), "measures"):
            given = ["--folder", str(options.folder), "--size", str(options.size), "--times", str(options.times)]
            subprocess.run([sys.executable, __file__, *given, "--only", name], check=True)


def measured(name: str, size: int, times: int) -> dict[str, Any]:
    from chaland.segments import evaluating
    from chaland.segments.evaluating import View
    from chaland.segments.tree import parse
    from chaland.stores.models import Category
    from chaland.stores.queries import with_descendants
    from chaland.warehouse.engine import engine

    if name == "measures":
        ask, floor, must = measures, FLOOR_OF_MEASURES, MUST_ALL
    else:
        families = with_descendants([Category.objects.get(path="Family 1 > Part 1").pk])
        rule, floor = segments(families)[name]
        ask, must = (lambda: evaluating.count(parse(rule), View(TODAY))), MUST
    connection = engine().backend._backend.con  # noqa: SLF001 - the floor reads the files that the product shows
    cold, answer = timed(ask)
    _, expected = timed(lambda: connection.sql(floor).to_arrow_table())
    ours, floors = [], []
    for _ in range(times):
        ours.append(timed(ask)[0])
        floors.append(timed(lambda: connection.sql(floor).to_arrow_table())[0])
    agrees = answer.num_rows == expected.num_rows if name == "measures" else answer[0] == expected[0][0].as_py()
    clock, processor, floor_clock, floor_processor = (
        statistics.median(one[part] for one in taken) for taken in (ours, floors) for part in (0, 1)
    )
    return {
        "bench": "segments", "question": name, "customers": size, "receipts": 20 * size, "lines": 60 * size,
        "people": answer.num_rows if name == "measures" else answer[0], "agrees": agrees, **must,
        "cold_s": round(cold[0], 3), "warm_s": round(clock, 3), "floor_s": round(floor_clock, 3),
        "processor_s": round(processor, 3), "floor_processor_s": round(floor_processor, 3),
        "ratio": round(clock / floor_clock, 2), "processor_ratio": round(processor / floor_processor, 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // PER_MB,
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def timed(ask: Callable[[], Any]) -> tuple[tuple[float, float], Any]:
    begun, processor = time.perf_counter(), time.process_time()
    answer = ask()
    return (time.perf_counter() - begun, time.process_time() - processor), answer


if __name__ == "__main__":
    main()
