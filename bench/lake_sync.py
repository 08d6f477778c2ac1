"""Times 100,000 receipts (3 lines) taken into the lake, a receipt until it is counted, and a build; JSON lines.

Floor: the same rows, in memory already, written as plain Parquet by pyarrow in the same run.
"""

import argparse
import random
import resource
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from _shop import NOW, run_bench


def main(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    from chaland.warehouse import sync

    shutil.rmtree(options.folder / "lake", ignore_errors=True)
    with timed() as build:
        sync.rebuild()
    yield {"measure": "build", **build}
    with timed() as recording:
        record(options.receipts, options.size)
    yield {"measure": "recording", "receipts": options.receipts, **recording}
    with timed() as taken:
        sync.sync()
    yield {"measure": "sync", "receipts": options.receipts, "must_be_s": 5, **taken, **floor(options)}
    yield {"measure": "visible", "must_be_s": 1, **visible()}


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Give a mapping that holds seconds, processor seconds and the highest memory once the block has ended."""
    found: dict[str, float] = {}
    wall, processor = time.perf_counter(), time.process_time()
    yield found
    found["seconds"] = round(time.perf_counter() - wall, 2)
    found["processor_s"] = round(time.process_time() - processor, 2)
    found["highest_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def record(count: int, size: int, at_once: int = 2000) -> None:
    from chaland.usecases.sales.record_receipts import record_receipts

    chance = random.Random(count)
    owners = sorted(chance.randrange(size) for _ in range(count))
    for start in range(0, count, at_once):
        said = [made_up(chance, owner, start + place) for place, owner in enumerate(owners[start : start + at_once])]
        record_receipts(said, now=NOW, create_missing=True)


def made_up(chance: random.Random, owner: int, number: int) -> Any:
    from datetime import timedelta

    from chaland.sales.rules import LineInput
    from chaland.stores.rules import Description
    from chaland.usecases.sales.record_receipts import ReceiptInput

    amounts = [chance.randrange(100, 9000) for _ in range(3)]
    lines = tuple(LineInput(f"lake-{chance.randrange(500)}", 1000, cents, Description()) for cents in amounts)
    sold_at = NOW - timedelta(minutes=chance.randrange(500_000))
    name = f"{time.time_ns()}-{number}"
    return ReceiptInput("lake", "1", name, sold_at, sum(amounts), lines, customer=f"b:{owner}")


def floor(options: argparse.Namespace) -> dict[str, float]:
    import pyarrow.compute as pc
    import pyarrow.dataset as ds
    import pyarrow.parquet as pq

    from chaland.warehouse import sync
    from chaland.warehouse.fact import facts
    from chaland.warehouse.tables import Tables

    state, seconds = sync.current(), 0.0
    for name in ("receipts", "lines", "figures"):
        fact = facts()[name]
        table = Tables(state.generation).open(fact, state.versions[name]).to_pyarrow_dataset().to_table()
        if fact.root == "receipt_id":
            last = pc.max(table[fact.root]).as_py()
            table = table.filter(ds.field(fact.root) > last - options.receipts)
        began = time.perf_counter()
        pq.write_table(table, options.folder / f"floor-{name}.parquet")
        seconds += time.perf_counter() - began
    return {"floor_s": round(seconds, 2)}


def visible() -> dict[str, Any]:
    """Record a receipt and count; the first question loads the engine and is left out."""
    from chaland.usecases.sales.record_receipts import record_receipts
    from chaland.warehouse import engine

    def counted() -> int:
        return int(engine.run(engine.table("receipts").count().name("n"))["n"][0].as_py())

    before = counted()
    seconds = []
    for round_number in range(5):
        receipt = made_up(random.Random(round_number), round_number, round_number)
        began = time.perf_counter()
        record_receipts([receipt], now=NOW, create_missing=True)
        after = counted()
        seconds.append(round(time.perf_counter() - began, 3))
        if after != (before := before + 1):
            raise SystemExit(f"{after} receipts counted, {before} expected")
    return {"seconds": sorted(seconds)}


if __name__ == "__main__":
    run_bench("lake_sync", main, size=100_000, receipts=100_000)
