"""Years of receipts, then a file of customers, read by `chaland import`, beside bare sqlite3."""

import csv
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from _floor import write_receipts
from _shop import ROOT, receipt, run_bench

LINES = 5
FAMILIES = 20
RECEIPT_COLUMNS = ("store", "till", "number", "sold_at", "customer", "sku", "label", "category", "quantity", "amount")
PERSON_COLUMNS = (
    "reference", "civility", "first_name", "last_name", "email", "mobile", "address1", "postcode", "city", "birthday",
    "card",
)  # fmt: skip


def receipt_rows(name: str, receipts: int, customers: int) -> Iterator[tuple[Any, ...]]:
    """Give made-up lines in the order of time, as a till exports them."""
    chance = random.Random(3)
    told = (receipt(chance, f"{name}-{number}", customers, LINES) for number in range(receipts))
    for one in sorted(told, key=lambda made: made["sold_at"]):
        for item in one["lines"]:
            amount = f"{item['amount_cents'] / 100:.2f}"
            described = (item["sku"], f"Product {item['sku']}", "Family > Part", item["quantity"], amount)
            yield (one["store"], "1", one["number"], one["sold_at"], one["customer"], *described)


def person_rows(name: str, people: int) -> Iterator[tuple[Any, ...]]:
    """Give made-up people."""
    for number in range(people):
        born = f"{1 + number % 28:02}/{1 + number % 12:02}/{1940 + number % 60}"
        mobile = (
            f"06 {number // 1000000 % 100:02} {number // 10000 % 100:02} {number // 100 % 100:02} {number % 100:02}"
        )
        yield (f"{name}:{number}", "mme", "Claire", f"Bonnet {number % 997}", f"c{number}@example.org", mobile,
               f"{number % 99} rue du Test", "34000", "Montpellier", born, f"{name}{number:07}")  # fmt: skip


def take_in(path: Path, kind: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> dict[str, Any]:
    """Write a file and import it in a process of its own; returns what the command says."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    command = [sys.executable, "-P", "-m", "chaland.cli", "import", str(path), "--kind", kind, "--json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told: dict[str, Any] = json.loads(done.stdout)
    # What it would take where nothing else runs, start-up included.
    told["processor_s"] = round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2)
    if told["rejected"] or told["conflicts"]:
        raise SystemExit(str(told["errors"][:3]))
    return told


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Measure."""
    name = str(time.time_ns())
    path = options.folder / "bench.csv"
    told = take_in(path, "receipts", RECEIPT_COLUMNS, receipt_rows(name, options.receipts, options.size))
    floor = sum(write_receipts(options.folder, options.receipts, LINES, 1000, options.size))
    yield {"measure": "receipts", "receipts": told["created"], "lines": LINES, "seconds": told["seconds"],
           "processor_s": told["processor_s"],
           "per_second": round(told["created"] / told["seconds"]), "must_per_second": 5000,
           "peak_memory_mb": told["peak_memory_mb"], "floor_per_second": round(options.receipts / floor),
           "ratio_to_floor": round(told["seconds"] / floor, 1)}  # fmt: skip
    told = take_in(path, "customers", PERSON_COLUMNS, person_rows(name, options.people))
    yield {"measure": "customers", "rows": told["created"], "seconds": told["seconds"],
           "processor_s": told["processor_s"],
           "per_second": round(told["created"] / told["seconds"]), "must_per_second": 8000,
           "peak_memory_mb": told["peak_memory_mb"], "must_memory_mb": 500}  # fmt: skip


if __name__ == "__main__":
    run_bench("import_history", run, receipts=20_000, people=20_000)
