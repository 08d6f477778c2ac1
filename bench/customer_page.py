"""The page and the timeline of a customer with thousands of receipts, beside reading the same rows by bare sqlite3."""

import http.client
import random
import re
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
PAGES = 100
FLOOR = "SELECT * FROM sales_receipt WHERE customer_id = ? ORDER BY sold_at"
FLOOR_OF_PAGE = "SELECT * FROM sales_receipt WHERE customer_id = ? ORDER BY sold_at DESC LIMIT 25"


def buy(receipts: int) -> int:
    """Have one customer come so often; returns their number in the file."""
    from chaland.customers.models import Customer
    from chaland.sales.models import Receipt
    from chaland.usecases.sales.record_receipts import LineInput, ReceiptInput, record_receipts

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


def signed_in() -> Any:
    """Sign somebody in who sees everything; returns Django's own client."""
    from django.test import Client

    from chaland.accounts.models import Role, User

    user, _ = User.objects.get_or_create(
        email="bench@example.org", defaults={"name": "Bench", "role": Role.OWNER, "all_stores": True}
    )
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def cost(client: Any, address: str) -> dict[str, float]:
    """Return the processor time of one page without a network, and the statements it sends to the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    seconds = []
    for _ in range(VISITS):
        begun = time.process_time()
        client.get(address)
        seconds.append(time.process_time() - begun)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return {"processor_ms": round(sorted(seconds)[VISITS // 2] * 1000, 1), "queries": len(queries)}


def fetch(connection: http.client.HTTPConnection, address: str, cookie: str) -> tuple[float, str]:
    """Get a page over HTTP; returns the seconds and what it says."""
    begun = time.perf_counter()
    connection.request("GET", address, headers={"Cookie": cookie})
    answer = connection.getresponse()
    page = answer.read().decode()
    if answer.status != 200:
        raise SystemExit(f"{answer.status}: {page[:300]}")
    return time.perf_counter() - begun, page


def turn(connection: http.client.HTTPConnection, address: str, cookie: str) -> Iterator[float]:
    """Turn the pages of a timeline, each following the one before; gives the seconds of each."""
    following = address
    for _ in range(PAGES):
        seconds, page = fetch(connection, following, cookie)
        yield seconds
        after = re.search(r"[?;&]after=([^\"&#]+)", page)
        if after is None:
            return
        following = f"{address}?after={after[1]}"


def floor_of(folder: Any, statement: str, customer_id: int) -> float:
    """Return the median milliseconds of a statement about the customer by bare sqlite3."""
    seconds = []
    with bare(folder) as database:
        for _ in range(VISITS):
            begun = time.perf_counter()
            database.execute(statement, (customer_id,)).fetchall()
            seconds.append(time.perf_counter() - begun)
    return percentiles(seconds)["p50_ms"]


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Measure."""
    customer_id, client = buy(options.receipts), signed_in()
    page, timeline = f"/customers/{customer_id}/", f"/customers/{customer_id}/timeline/"
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    with serving(options.folder) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        visits = [fetch(connection, page, cookie) for _ in range(VISITS + 3)][3:]
        turned = list(turn(connection, timeline, cookie))
    measured = {
        "page": ([seconds for seconds, _ in visits], page, FLOOR, {"bytes": len(visits[0][1].encode())}),
        "timeline": (turned, timeline, FLOOR_OF_PAGE, {"pages": len(turned)}),
    }
    for measure, (seconds, address, statement, sizes) in measured.items():
        told, floor_ms = percentiles(seconds), floor_of(options.folder, statement, customer_id)
        ratio = round(told["p50_ms"] / floor_ms, 1)
        yield {"measure": measure, "receipts": options.receipts, **sizes, **told, **cost(client, address),
               "floor_p50_ms": floor_ms, "ratio_to_floor": ratio}  # fmt: skip


if __name__ == "__main__":
    run_bench("customer_page", run, receipts=5000)
