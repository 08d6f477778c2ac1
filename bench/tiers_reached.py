"""Who reached a tier, as a journey asks it: of the days that it looks at, of what came in since, of a year simulated.

Four receipts a customer in the year before, unevenly shared, of which nothing is worked out but the tiers held; --size
customers, --folder keeps the file. Seconds of the clock and of the processor; `occasions` found.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from _club import put_in_force
from _shop import NOW, STORES, run_bench
from campaign_results import timed

RECEIPTS_EACH, LOOKED_DAYS, YEAR_DAYS = 4, 4, 365
HEARD = timedelta(hours=1, minutes=15)
MADE = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {receipts}),
d AS (SELECT i, (i * 2654435761 % 4294967296) / 4294967296.0 AS u, ((i * 40503 + 7) % 1000003) / 1000003.0 AS w FROM n)
INSERT INTO sales_receipt (number, business_on, body_hash, sold_at, received_at, card_number, payment_method,
                           total_cents, source, flags, customer_id, store_id, till_id)
SELECT 'tier-' || i, date(day), '', day, day, '', '', 500 + CAST(w * 15000 AS int), 'api', '', customer, store,
       (SELECT t.id FROM stores_till t WHERE t.store_id = store AND t.code = 'tier')
FROM (SELECT i, w, datetime('{now}', '-' || (i % {days} * 1440 + i % 600) || ' minutes') AS day,
             {first} + CAST({size} * u * sqrt(u) AS int) AS customer, 1 + i % {stores} AS store FROM d)"""
LINES = """
INSERT INTO sales_receiptline (position, label, quantity_milli, amount_cents, product_id, receipt_id)
SELECT 0, '', 1000, total_cents, 1 + id % 500, id FROM sales_receipt WHERE number LIKE 'tier-%'"""
HELD = """
INSERT INTO loyalty_balance (customer_id, programme_id, points, debt, earned, counted_on, lost_points, tier,
                             tier_measured)
SELECT customer_id, {programme}, 0, 0, 0, date('{now}'), 0, 'bronze', spent
FROM (SELECT customer_id, sum(total_cents) AS spent FROM sales_receipt WHERE number LIKE 'tier-%' GROUP BY 1)
WHERE spent >= 20000 ON CONFLICT DO NOTHING"""


def fill(size: int) -> None:
    """Have everybody buy, the first time."""
    from django.db import connection, transaction

    from chaland.customers.models import Customer
    from chaland.sales.models import Receipt
    from chaland.stores.models import Till

    programme, _ = put_in_force()
    if Receipt.objects.filter(number__startswith="tier-").exists():
        return
    for store in range(1, STORES + 1):
        Till.objects.get_or_create(store_id=store, code="tier")
    first = Customer.objects.filter(reference="b:0").values_list("pk", flat=True).get()
    named = {"now": NOW.strftime("%Y-%m-%d %H:%M:%S"), "size": size, "first": first, "receipts": size * RECEIPTS_EACH,
             "days": YEAR_DAYS, "stores": STORES, "programme": programme.pk}  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        for sql in (MADE, LINES, HELD):
            cursor.execute(sql.format(**named))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Measure."""
    from chaland.loyalty.reached import tiers_held, tiers_reached
    from chaland.usecases.journeys.simulate_journey import TIERS_LOOKED_AT

    fill(options.size)
    today, held = NOW.date(), tiers_held()
    asked: list[tuple[str, int, dict[str, Any]]] = [
        ("the first look of a day", LOOKED_DAYS, {}),
        ("a look of later that day", LOOKED_DAYS, {"heard_since": NOW - HEARD}),
        ("a year simulated", YEAR_DAYS, {"one_in": 1 + held // TIERS_LOOKED_AT}),
    ]
    for measure, days, how in asked:
        found: list[Any] = []
        wall, processor = timed(
            lambda days=days, how=how, found=found: found.extend(
                tiers_reached(today - timedelta(days=days - 1), today, **how)
            )
        )
        yield {
            "measure": measure, "tiers_held": held, "occasions": len(found) * how.get("one_in", 1),
            "s": round(wall, 2), "processor_s": round(processor, 2), "load": round(os.getloadavg()[0], 1),
        }  # fmt: skip


if __name__ == "__main__":
    run_bench("tiers_reached", run)
