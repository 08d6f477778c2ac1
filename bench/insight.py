"""What the file knows, question by question, on a made-up lake: time, processor time and memory.

Each customer has 20 receipts of 3 lines over five years. Each question is asked in a process of its own, cold and then
several times; made-up lakes stay in --folder, so that a second run has the memory of questions alone.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from _lake import TODAY, open_lake

PER_MB = 1 << 20 if sys.platform == "darwin" else 1 << 10
YEAR = timedelta(days=364)


def questions() -> Mapping[str, Callable[[], Any]]:
    """Return the expressions, by name."""
    from chaland.insight import arrivals, assortment, bring_back, concentration, habits, lifecycle, monthly, seasons
    from chaland.insight.buying import Buying, by_family
    from chaland.insight.looking import Looking
    from chaland.insight.stopped import stopped
    from chaland.sales.dashboard.periods import Period

    looking, year = Looking(TODAY), Period.ending(TODAY, 365)
    now, before = (Buying(one.start_on, one.end_on) for one in (year, year.year_before))
    return {
        "lifecycle_counts": lambda: lifecycle.counts(looking, year.start_on),
        "lifecycle_flows": lambda: lifecycle.flows(looking),
        "arrivals": lambda: arrivals.arrivals(looking),
        "concentration": lambda: concentration.concentration(looking, year),
        "intervals_and_baskets": lambda: habits.middles(looking, year),
        "bring_back": lambda: bring_back.late_customers(looking),
        "takings_of_a_year": lambda: monthly.takings(looking, year.start_on, year.end_on),
        "gains_and_losses": lambda: assortment.changes(now, before, by_family(1)),
        "tastes": lambda: assortment.shares(now, by_family(1)),
        "stopped": lambda: stopped(by_family(2), today=TODAY),
        "seasons": lambda: seasons.sold(Buying(TODAY - 2 * YEAR, TODAY), by_family(1), "month"),
    }


def main() -> None:
    """Measure, each question in a process of its own."""
    parser = argparse.ArgumentParser(prog="chaland bench insight", description=__doc__)
    parser.add_argument("--folder", type=Path, help="data folder to use again; a new temporary one without it")
    parser.add_argument("--size", type=int, default=10_000, help="(10000)")
    parser.add_argument("--times", type=int, default=3, help="how often each is asked (3)")
    parser.add_argument("--only", default="", help="these questions alone, between commas")
    parser.add_argument("--here", action="store_true", help="in this process")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chaland-bench-") as folder:
        options.folder = options.folder or Path(folder)
        open_lake(options.folder, options.size)
        for name in options.only.split(",") if options.only else questions():
            if options.here:
                print(json.dumps(measured(name, options.size, options.times)), flush=True)
                continue
            given = ["--folder", str(options.folder), "--size", str(options.size), "--times", str(options.times)]
            subprocess.run([sys.executable, __file__, *given, "--only", name, "--here"], check=True)


def measured(name: str, size: int, times: int) -> dict[str, Any]:
    from chaland.warehouse.engine import run

    ask = questions()[name]
    (cold, _), answer = timed(lambda: run(ask(), fresh=False))
    clock, processor = zip(*(timed(lambda: run(ask(), fresh=False))[0] for _ in range(times)), strict=True)
    return {
        "bench": "insight", "question": name, "customers": size, "rows": answer.num_rows, "cold_s": round(cold, 2),
        "warm_s": round(statistics.median(clock), 2), "processor_s": round(statistics.median(processor), 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // PER_MB, "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def timed(ask: Callable[[], Any]) -> tuple[tuple[float, float], Any]:
    begun, processor = time.perf_counter(), time.process_time()
    answer = ask()
    return (time.perf_counter() - begun, time.process_time() - processor), answer


if __name__ == "__main__":
    main()
