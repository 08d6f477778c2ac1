"""Receipts posted one by one over HTTP: from one client, then from four at once, beside bare sqlite3.

Receipts of anybody in the file, then of customers who came 73 times in a year; without, then with a loyalty programme.
"""

import http.client
import json
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from _club import REGULARS, close_club, latest_receipt, open_club
from _floor import write_receipts
from _shop import partner_token, percentiles, receipt, run_bench, serving

LINES = 3
CLIENTS = 4
Made = Callable[[random.Random, str], dict[str, Any]]
MUST = {"must_p95_ms": 25, "must_per_second": 200}


def post(port: int, token: str, name: str, count: int, made: Made) -> list[float]:
    """Post receipts over one connection; returns the seconds of each."""
    chance = random.Random(name)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    seconds = []
    for number in range(count):
        body = json.dumps(made(chance, f"{name}-{number}"))
        begun = time.perf_counter()
        connection.request("POST", "/api/v1/receipts", body, headers)
        answer = connection.getresponse()
        told = answer.read()
        seconds.append(time.perf_counter() - begun)
        if answer.status != 201:
            raise SystemExit(f"{answer.status}: {told[:300]!r}")
    return seconds


def measure(options: Any, made: Made) -> tuple[list[float], list[float], float]:
    """Post from one client, then from several; returns the seconds of each receipt, and how long the several took."""
    name = str(time.time_ns())
    token = partner_token()
    with serving(options.folder) as port:
        post(port, token, f"{name}-warm", 20, made)
        one = post(port, token, f"{name}-one", options.receipts, made)
        # Clients in processes of their own: in threads of one they would wait for each other.
        asked = [(port, token, f"{name}-{client}", options.receipts, made) for client in range(CLIENTS)]
        with multiprocessing.get_context("fork").Pool(CLIENTS) as clients:
            begun = time.perf_counter()
            four = [second for seconds in clients.starmap(post, asked) for second in seconds]
            return one, four, time.perf_counter() - begun


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Measure."""
    floor = write_receipts(options.folder, options.receipts, LINES, 1, options.size)
    anybody = partial(receipt, customers=options.size, lines=LINES)
    regular = partial(latest_receipt, customers=REGULARS, lines=LINES)
    open_club()
    close_club()
    yield from told(options, "", anybody, floor)
    yield from told(options, ", regular customers", regular, floor)
    open_club()
    yield from told(options, ", with a programme", anybody, floor)
    yield from told(options, ", regular customers, with a programme", regular, floor)


def told(options: Any, what: str, made: Made, floor: list[float]) -> Iterator[dict[str, Any]]:
    """Measure one kind of receipts and tell it beside the floor."""
    shape = {"receipts": options.receipts, "lines": LINES}
    one, four, wall = measure(options, made)
    alone, floor_ms = percentiles(one), percentiles(floor)["p50_ms"]
    yield {"measure": f"one client{what}", **shape, **alone, "floor_p50_ms": floor_ms,
           "ratio_to_floor": round(alone["p50_ms"] / floor_ms, 1), **MUST}  # fmt: skip
    per_second = len(four) / wall
    yield {"measure": f"{CLIENTS} clients{what}", **shape, **percentiles(four), "per_second": round(per_second),
           "floor_per_second": round(len(floor) / sum(floor)),
           "ratio_to_floor": round(len(floor) / sum(floor) / per_second, 1), **MUST}  # fmt: skip


if __name__ == "__main__":
    run_bench("receipts_http", run, receipts=300)
