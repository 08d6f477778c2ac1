"""The ledger of points proved whole: lines a second of processor time and on the clock, the best of several times."""

import time
from collections.abc import Iterator
from typing import Any

from _club import open_club
from _shop import run_bench

MUST = {"must_per_second": 200_000}


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Measure."""
    from chaland.loyalty.verifying import verify

    open_club()
    taken = []
    for _ in range(options.times):
        begun, used = time.perf_counter(), time.process_time()
        report = verify()
        taken.append((time.process_time() - used, time.perf_counter() - begun))
        if report.problem:
            raise SystemExit(report.problem)
    processor, clock = (min(of) for of in zip(*taken, strict=True))
    yield {"measure": "ledger verify", "lines": report.lines, "stores": report.stores,
           "per_processor_second": round(report.lines / processor),
           "per_second": round(report.lines / clock), **MUST}  # fmt: skip


if __name__ == "__main__":
    run_bench("ledger_verify", run, times=5)
