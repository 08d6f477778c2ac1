"""Customers looked up over HTTP by card, telephone, e-mail and the beginning of a name, beside bare sqlite3."""

import http.client
import json
import random
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from _floor import bare
from _shop import FIRST, LAST, card, email, partner_token, percentiles, run_bench, serving

MUST_P95_MS = 15
FLOOR = "SELECT c.* FROM customers_card k JOIN customers_customer c ON c.id = k.customer_id WHERE k.number = ?"


def questions(chance: random.Random, size: int) -> dict[str, Callable[[], dict[str, str]]]:
    """Return, by way, what makes a made-up question; names without their accents."""
    return {
        "card": lambda: {"card": card(chance.randrange(size))},
        "phone": lambda: {"phone": f"06{chance.randrange(size):08d}"},
        "email": lambda: {"email": email(chance.randrange(size))},
        "name": lambda: {"q": f"{chance.choice(LAST)[:5]} {chance.choice(LAST)[:3]}".lower()},
        "first name": lambda: {"q": f"{chance.choice(FIRST)} {chance.choice(LAST)[:4]}".replace("É", "e").lower()},
    }


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Measure."""
    chance = random.Random(4)
    headers = {"Authorization": f"Bearer {partner_token()}"}
    with bare(options.folder) as database:
        seconds = []
        for _ in range(options.questions):
            begun = time.perf_counter()
            database.execute(FLOOR, (card(chance.randrange(options.size)),)).fetchall()
            seconds.append(time.perf_counter() - begun)
    floor = percentiles(seconds)["p50_ms"]
    with serving(options.folder) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for way, ask in questions(chance, options.size).items():
            seconds, found = [], 0
            for place in range(options.questions + 10):
                begun = time.perf_counter()
                connection.request("GET", f"/api/v1/customers?{urlencode(ask())}", headers=headers)
                answer = connection.getresponse()
                told = answer.read()
                if place >= 10:
                    seconds.append(time.perf_counter() - begun)
                    found += answer.status == 200 and bool(json.loads(told)["customers"])
            told_ms = percentiles(seconds)
            yield {"measure": way, "questions": options.questions, "found": found, **told_ms,
                   "must_p95_ms": MUST_P95_MS, "floor_p50_ms": floor,
                   "ratio_to_floor": round(told_ms["p50_ms"] / max(floor, 0.001))}  # fmt: skip


if __name__ == "__main__":
    run_bench("lookups", run, questions=200)
