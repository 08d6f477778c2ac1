"""Receipts posted one by one over HTTP: from one client, then from four at once, beside bare sqlite3."""

import http.client
import json
import multiprocessing
import random
import time
from collections.abc import Iterator
from typing import Any

from _floor import write_receipts
from _shop import partner_token, percentiles, receipt, run_bench, serving

LINES = 3
CLIENTS = 4
MUST = {"must_p95_ms": 25, "must_per_second": 200}


def post(port: int, token: str, name: str, count: int, size: int) -> list[float]:
    """Post receipts over one connection; returns the seconds of each."""
    chance = random.Random(name)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    seconds = []
    for number in range(count):
        body = json.dumps(receipt(chance, f"{name}-{number}", size, LINES))
        begun = time.perf_counter()
        connection.request("POST", "/api/v1/receipts", body, headers)
        answer = connection.getresponse()
        told = answer.read()
        seconds.append(time.perf_counter() - begun)
        if answer.status != 201:
            raise SystemExit(f"{answer.status}: {told[:300]!r}")
    return seconds


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Measure."""
    name = str(time.time_ns())
    token = partner_token()
    with serving(options.folder) as port:
        post(port, token, f"{name}-warm", 20, options.size)
        one = post(port, token, f"{name}-one", options.receipts, options.size)
        # Clients in processes of their own: in threads of one they would wait for each other.
        asked = [(port, token, f"{name}-{client}", options.receipts, options.size) for client in range(CLIENTS)]
        with multiprocessing.get_context("fork").Pool(CLIENTS) as clients:
            begun = time.perf_counter()
            four = [second for seconds in clients.starmap(post, asked) for second in seconds]
            wall = time.perf_counter() - begun
    floor = write_receipts(options.folder, options.receipts, LINES, 1, options.size)
    floor_ms = percentiles(floor)["p50_ms"]
    shape = {"receipts": options.receipts, "lines": LINES}
    told = percentiles(one)
    yield {"measure": "one client", **shape, **told, "floor_p50_ms": floor_ms,
           "ratio_to_floor": round(told["p50_ms"] / floor_ms, 1), **MUST}  # fmt: skip
    per_second = len(four) / wall
    yield {"measure": f"{CLIENTS} clients", **shape, **percentiles(four), "per_second": round(per_second),
           "floor_per_second": round(len(floor) / sum(floor)),
           "ratio_to_floor": round(len(floor) / sum(floor) / per_second, 1), **MUST}  # fmt: skip


if __name__ == "__main__":
    run_bench("receipts_http", run, receipts=300)
