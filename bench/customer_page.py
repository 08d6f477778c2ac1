"""The page of a customer with thousands of receipts, over HTTP, beside reading their receipts by bare sqlite3."""

import http.client
import random
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from _floor import bare
from _shop import NOW, PRODUCTS, percentiles, run_bench, serving

LINES = 3
AT_ONCE = 1000
VISITS = 30
REFERENCE = "b:0"
FLOOR = "SELECT * FROM sales_receipt WHERE customer_id = ? ORDER BY sold_at"


def buy(receipts: int) -> int:
    """Have one customer come so often; returns their number in the file."""
    from chaland.customers.models import Customer
    from chaland.sales.models import Receipt
    from chaland.usecases.record_receipts import LineInput, ReceiptInput, record_receipts

    customer = Customer.objects.get(reference=REFERENCE)
    known = Receipt.objects.filter(customer=customer).count()
    chance = random.Random(5)
    for first in range(known, receipts, AT_ONCE):
        batch = []
        for number in range(first, min(receipts, first + AT_ONCE)):
            lines = tuple(
                LineInput(f"P{chance.randrange(PRODUCTS)}", 1000, chance.randint(50, 5000)) for _ in range(LINES)
            )
            total = sum(line.amount_cents for line in lines)
            moment = NOW - timedelta(hours=5 * number)
            said = ReceiptInput("S0", "1", f"page-{number}", moment, total, lines, customer=REFERENCE)
            batch.append(said)
        record_receipts(batch, now=NOW)
    return int(customer.pk)


def session_cookie() -> str:
    """Sign somebody in who sees everything; returns the cookie."""
    from django.conf import settings
    from django.test import Client

    from chaland.accounts.models import Role, User

    user, _ = User.objects.get_or_create(
        email="bench@example.org", defaults={"name": "Bench", "role": Role.OWNER, "all_stores": True}
    )
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Measure."""
    customer_id, cookie = buy(options.receipts), session_cookie()
    with bare(options.folder) as database:
        floor = []
        for _ in range(VISITS):
            begun = time.perf_counter()
            database.execute(FLOOR, (customer_id,)).fetchall()
            floor.append(time.perf_counter() - begun)
    seconds = []
    with serving(options.folder) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for place in range(VISITS + 3):
            begun = time.perf_counter()
            connection.request("GET", f"/customers/{customer_id}/", headers={"Cookie": cookie})
            answer = connection.getresponse()
            page = answer.read()
            if answer.status != 200:
                raise SystemExit(f"{answer.status}: {page[:300]!r}")
            if place >= 3:
                seconds.append(time.perf_counter() - begun)
    told, floor_ms = percentiles(seconds), percentiles(floor)["p50_ms"]
    yield {"measure": "page", "receipts": options.receipts, "bytes": len(page), **told, "floor_p50_ms": floor_ms,
           "ratio_to_floor": round(told["p50_ms"] / floor_ms, 1)}  # fmt: skip


if __name__ == "__main__":
    run_bench("customer_page", run, receipts=5000)
