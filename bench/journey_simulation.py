"""The simulation of a journey over the last twelve months at a made-up lake: how long one waits for it.

Cold (the first one of a process), then --times again; medians, in seconds of the clock and of the processors, for each
trigger that is asked of visits. --size customers with 20 receipts each; --folder keeps the lake.
"""

import argparse
import json
import os
import resource
import tempfile
from pathlib import Path
from typing import Any

import _lake
from _lake import NOW, open_lake
from _shop import PER_MB
from campaign_results import medians, timed

RECIPES = ("late", "after_purchase", "second_visit", "welcome")


def measured(times: int) -> dict[str, Any]:
    from chaland.accounts.rules import Scope
    from chaland.campaigns.models import Journey
    from chaland.usecases.journeys.edit_journey import create_journey
    from chaland.usecases.journeys.simulate_journey import simulate_journey

    found: dict[str, Any] = {}
    for code in RECIPES:
        one = Journey.objects.filter(name=code).first() or create_journey(
            recipe=code, name=code, scope=Scope(), now=NOW
        )
        cold, _processor = timed(lambda one=one: simulate_journey(one, now=NOW))
        told = simulate_journey(one, now=NOW)
        warm = medians(lambda one=one: simulate_journey(one, now=NOW), times)
        found[code] = {"cold_s": round(cold, 3), "s": warm[0], "processor_s": warm[1], "entered": told.entered}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="chaland bench journey_simulation", description=__doc__)
    parser.add_argument("--folder", type=Path, help="data folder to use again; a new temporary one without it")
    parser.add_argument("--size", type=int, default=100_000, help="(100000)")
    parser.add_argument("--times", type=int, default=3, help="(3)")
    options = parser.parse_args()
    _lake.LINES_EACH = 0
    with tempfile.TemporaryDirectory(prefix="chaland-bench-") as folder:
        open_lake(options.folder or Path(folder), options.size)
        told = measured(options.times)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // PER_MB
    load = round(os.getloadavg()[0], 1)
    print(json.dumps({"bench": "journey_simulation", "customers": options.size, **told, "peak_mb": peak, "load": load}))


if __name__ == "__main__":
    main()
