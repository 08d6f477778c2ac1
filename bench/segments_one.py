"""A hundred segments judged for one customer as a till asks it, in processor time, beside reading the same rows."""

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

from _floor import bare
from _shop import NOW, PRODUCTS, percentiles, run_bench

MUST_P50_MS = 10
SEGMENTS, RECEIPTS, LINES = 100, 60, 5


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Measure."""
    from chaland.accounts.rules import Scope
    from chaland.segments.at_till import membership
    from chaland.segments.evaluating import View
    from chaland.segments.models import Segment
    from chaland.segments.tree import parse
    from chaland.usecases.till.tell_segments import tell_segments

    customers = buy(options.buyers)
    rules = [rule(random.Random(number)) for number in range(SEGMENTS)]
    Segment.objects.filter(name__startswith="bench ").delete()
    Segment.objects.bulk_create(
        Segment(name=f"bench {number}", rule=one, is_told_at_till=True, created_at=NOW, changed_at=NOW)
        for number, one in enumerate(rules)
    )
    begun = time.process_time()
    asked = membership({str(number): (parse(one), View(NOW.date())) for number, one in enumerate(rules)})
    prepared_ms = round((time.process_time() - begun) * 1000)
    statements = [read.statement.replace("%s", "?") for read in asked.program.reads.values()]
    with bare(options.folder) as database:
        floor = measured(lambda key: [database.execute(one, (key,)).fetchall() for one in statements], customers)
    judged = measured(asked.of, customers)
    told = measured(lambda key: tell_segments(key, Scope(), now=NOW), customers)
    inside = [len(asked.of(key)) for key in customers]
    facts = {"segments": SEGMENTS, "receipts": RECEIPTS, "lines": RECEIPTS * LINES, "planned": len(asked.planned),
             "prepared_once_ms": prepared_ms, "mean_inside": sum(inside) / len(inside)}  # fmt: skip
    for name, found in (("judged", judged), ("judged, with what a till's answer asks besides", told)):
        yield {"measure": name, **facts, **found, "must_p50_ms": MUST_P50_MS, "floor_p50_ms": floor["p50_ms"],
               "ratio_to_floor": round(found["p50_ms"] / max(floor["p50_ms"], 0.001), 1)}  # fmt: skip


def measured(ask: Callable[[int], Any], customers: list[int]) -> dict[str, float]:
    """Return the processor time of asking about each customer, after one round that nobody counts."""
    seconds = []
    for key in [*customers, *customers]:
        begun = time.process_time()
        ask(key)
        seconds.append(time.process_time() - begun)
    return percentiles(seconds[len(customers) :])


def buy(buyers: int) -> list[int]:
    """Have some customers buy as usual ones do, and return their ids."""
    from datetime import timedelta

    from chaland.customers.queries import ids_by_reference
    from chaland.sales.models import Receipt
    from chaland.sales.rules import LineInput, ReceiptInput
    from chaland.usecases.sales.record_receipts import record_receipts

    chance = random.Random(5)
    known = ids_by_reference([f"b:{number}" for number in range(buyers)])
    if not Receipt.objects.filter(number="o0-0").exists():
        for reference in known:
            said = []
            for place in range(RECEIPTS):
                lines = tuple(
                    LineInput(f"P{chance.randrange(PRODUCTS)}", 1000, 500 + chance.randrange(5000))
                    for _ in range(LINES)
                )
                said.append(
                    ReceiptInput(
                        store=f"S{chance.randrange(3)}",
                        till="1",
                        number=f"o{reference[2:]}-{place}",
                        sold_at=NOW - timedelta(days=place * 11, hours=chance.randrange(8)),
                        total_cents=sum(one.amount_cents for one in lines),
                        lines=lines,
                        customer=reference,
                        payment_method=chance.choice(("card", "cash")),
                    )
                )
            record_receipts(said, now=NOW)
    return sorted(known.values())


def rule(chance: random.Random) -> dict[str, Any]:
    """Return three conditions as a shop writes them, of which all or any must hold."""
    picked = chance.sample(CONDITIONS, 3)
    return {chance.choice(("all", "any")): [make(chance) for make in picked]}


def _amount(amount: float, operator: str = "at_least") -> dict[str, Any]:
    return {"operator": operator, "amount": amount}


def _window(chance: random.Random) -> dict[str, int]:
    return {"last_days": chance.choice((30, 60, 90, 180, 365))}


CONDITIONS: list[Callable[[random.Random], dict[str, Any]]] = [
    lambda c: {"condition": "revenue", "is": _amount(c.randrange(50_000)), "window": _window(c)},
    lambda c: {"condition": "visits", "is": _amount(c.randrange(1, 20)), "window": _window(c)},
    lambda c: {"condition": "average_basket", "is": _amount(c.randrange(20_000)), "window": _window(c)},
    lambda c: {"condition": "recency", "is": _amount(c.randrange(200), "at_most")},
    lambda c: {"condition": "rhythm", "is": [c.choice(("on_time", "late", "very_late"))]},
    lambda c: {"condition": "bought", "category": [c.randrange(1, 20)], "window": _window(c)},
    lambda c: {"condition": "bought", "size": [str(36 + c.randrange(8))], "is": _amount(2), "window": _window(c)},
    lambda c: {"condition": "bought", "category": [c.randrange(1, 20)], "with_category": [c.randrange(1, 20)]},
    lambda c: {
        "condition": "bought",
        "measure": ["amount"],
        "is": _amount(9000),
        "hours": {"from": c.randrange(9, 12), "to": 12},
    },
    lambda c: {"condition": "came", "is": _amount(2), "weekdays": [str(c.randrange(1, 8))], "window": _window(c)},
    lambda c: {"condition": "age", "is": {"operator": "between", "amount": 30, "to": c.randrange(40, 80)}},
    lambda c: {"condition": "reachable", "by": [c.choice(("email", "mobile", "address"))]},
    lambda c: {"condition": "postcode", "is": [f"{c.randrange(1, 95):02}"]},
    lambda c: {"condition": "drawn", "share": _amount(c.randrange(100), "equal")},
    lambda c: {"condition": "contacted", "is": _amount(1), "window": _window(c)},
]


if __name__ == "__main__":
    run_bench("segments_one", run, size=2_000, buyers=40)
