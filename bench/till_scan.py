"""A card scanned at the till until its whole file is on the screen, in a browser, and what the server does for it."""

import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from _shop import NOW, PRODUCTS, percentiles, run_bench, serving

sys.path.append(str(Path(__file__).parents[1] / "tools"))

CARDS = [f"299{number:010d}" for number in range(20)]
MUST_MS = 100
PIN = "4071"
# From the last key of the scanner to the first frame after the file is in the page.
SCAN = """(digits) => new Promise((done) => {
  const file = document.getElementById("file");
  const seen = new MutationObserver(() => {
    if (!file.querySelector(`article[data-card="${digits}"]`)) return;
    seen.disconnect();
    requestAnimationFrame(() => done(performance.now() - begun));
  });
  seen.observe(file, { childList: true });
  for (const key of [...digits, "Enter"]) {
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
  const begun = performance.now();
})"""


def meet(receipts: int) -> None:
    """Open a file for each card, with a life of receipts and points, unless the data folder has them already."""
    from chaland.customers.models import Card
    from chaland.customers.rules import NewCustomer
    from chaland.usecases.customers.create_customer import create_customer
    from chaland.usecases.sales.record_receipts import LineInput, ReceiptInput, record_receipts

    if Card.objects.filter(number=CARDS[0]).exists():
        return
    chance = random.Random(5)
    for card in CARDS:
        create_customer(
            NewCustomer(last_name=f"Scan {card[-2:]}", cards=(card,), mobiles=(f"06399801{card[-2:]}",)), now=NOW
        )
        bought = [
            ReceiptInput(
                "S0", "1", f"scan-{card}-{number}", NOW - timedelta(days=9 * number), total := chance.randint(50, 5000),
                (LineInput(f"P{chance.randrange(PRODUCTS)}", 1000, total),), card=card,
            )
            for number in range(receipts)
        ]  # fmt: skip
        record_receipts(bought, now=NOW)


def enrolled() -> str:
    """Make a browser a till with a seller at it; returns its secret."""
    from django.utils import timezone

    from chaland.accounts import devices
    from chaland.stores.models import Seller, Till

    till = Till.objects.select_related("store").get(store__code="S0", code="1")
    seller, _ = Seller.objects.get_or_create(store=till.store, code="scan", defaults={"name": "Scan"})
    devices.set_pin(seller, pin=PIN)
    secret = devices.enrol(till=till, name="Bench", user=None, now=timezone.now())
    device = devices.device_of(secret)
    if device is None:
        raise SystemExit("The browser was not enrolled.")
    devices.unlock(device, seller_id=seller.pk, pin=PIN, now=timezone.now())
    return secret


def processor(secret: str) -> dict[str, float]:
    """Return the processor time that the server needs for one scan, and the statements it sends."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies["chaland-till"] = secret
    seconds = []
    for card in CARDS:
        begun = time.process_time()
        client.post("/caisse/find/", {"q": card})
        seconds.append(time.process_time() - begun)
    with CaptureQueriesContext(connection) as queries:
        client.post("/caisse/find/", {"q": CARDS[0]})
    return {"processor_ms": round(sorted(seconds)[len(CARDS) // 2] * 1000, 1), "queries": len(queries)}


def scans(port: int, secret: str, times: int) -> list[float]:
    """Scan cards in a real browser; returns the seconds of each, once the first few are over."""
    from playwright.sync_api import sync_playwright

    from browsing import open_browser
    from chaland.cli.browser import find_browser

    address = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright, open_browser(playwright, find_browser()) as browser:
        context = browser.new_context(base_url=address)
        context.add_cookies([{"name": "chaland-till", "value": secret, "url": address}])
        page = context.new_page()
        page.goto("/caisse/")
        page.locator("#file .empty").wait_for()
        found = []
        for place in range(times + 3):
            page.keyboard.press("Escape")
            found.append(page.evaluate(SCAN, CARDS[place % len(CARDS)]) / 1000)
        return found[3:]


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Measure."""
    meet(options.receipts)
    secret = enrolled()
    with serving(options.folder) as port:
        told = percentiles(scans(port, secret, options.scans))
    load = round(os.getloadavg()[0], 1)
    yield {"measure": "scan_to_file", "receipts": options.receipts, **told, "must_p95_ms": MUST_MS,
           **processor(secret), "load": load}  # fmt: skip


if __name__ == "__main__":
    run_bench("till_scan", run, receipts=40, scans=60)
