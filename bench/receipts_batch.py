"""Receipts posted a thousand at a time over HTTP, beside bare sqlite3."""

import http.client
import json
import random
import time
from collections.abc import Iterator
from typing import Any

from _floor import write_receipts
from _shop import partner_token, receipt, run_bench, serving

LINES = 5
AT_ONCE = 1000


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Measure."""
    chance = random.Random(2)
    name = str(time.time_ns())
    headers = {"Authorization": f"Bearer {partner_token()}", "Content-Type": "application/json"}
    bodies = [
        json.dumps({"receipts": [receipt(chance, f"{name}-{place}-{n}", options.size, LINES) for n in range(AT_ONCE)]})
        for place in range(options.batches)
    ]
    with serving(options.folder) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        begun = time.perf_counter()
        for body in bodies:
            connection.request("POST", "/api/v1/receipts/batch", body, headers)
            answer = connection.getresponse()
            told = answer.read()
            if answer.status != 200:
                raise SystemExit(f"{answer.status}: {told[:300]!r}")
        seconds = time.perf_counter() - begun
    receipts = options.batches * AT_ONCE
    floor = sum(write_receipts(options.folder, receipts, LINES, AT_ONCE, options.size))
    yield {"measure": "batch", "receipts": receipts, "lines": LINES, "per_second": round(receipts / seconds),
           "floor_per_second": round(receipts / floor), "ratio_to_floor": round(seconds / floor, 1),
           "must_per_second": 5000}  # fmt: skip


if __name__ == "__main__":
    run_bench("receipts_batch", run, batches=10)
