"""Large imports taken back while a till posts receipts: how long it takes, and how long the till waits."""

import http.client
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from _shop import ROOT, STORES, partner_token, receipt, run_bench, serving

LINES = 3
PAUSE_SECONDS = 0.2
TIMEOUT_SECONDS = 600
BUYERS = 20_000
"""Of a file of receipts: from so many customers."""


def chaland(*words: str) -> dict[str, Any]:
    """Run a command in a process of its own; returns what it says."""
    command = [sys.executable, "-P", "-m", "chaland.cli", *words, "--json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def write_people(path: Path, rows: int) -> None:
    """Write a made-up file of customers."""
    with path.open("w") as file:
        file.write("reference,last_name,first_name,email,postcode,city\n")
        file.writelines(f"u:{n},Nom{n},Claire,u{n}@example.org,34000,Montpellier\n" for n in range(rows))


def write_receipts(path: Path, rows: int) -> None:
    """Write a made-up file of receipts of one line, of customers whom it names first."""
    with path.open("w") as file:
        file.write("store,till,number,sold_at,customer,sku,quantity,amount\n")
        file.writelines(
            f"S{n % STORES},9,u{n},2026-{1 + n % 9:02}-{1 + n % 28:02} 12:00,u:{n % BUYERS},P{n % 500},1,{n % 90}.10\n"
            for n in range(rows)
        )


def post_while(port: int, token: str, customers: int, words: list[str]) -> tuple[list[float], float]:
    """Run a command, and post receipts until it ends; returns the seconds of each receipt, and of the command."""
    chance = random.Random(port)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    seconds: list[float] = []
    begun = time.perf_counter()
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    command = subprocess.Popen([sys.executable, "-P", "-m", "chaland.cli", *words], env=environment)
    while command.poll() is None:
        body = json.dumps(receipt(chance, f"{port}-{len(seconds)}", customers, LINES))
        before = time.perf_counter()
        connection.request("POST", "/api/v1/receipts", body, headers)
        answer = connection.getresponse()
        told = answer.read()
        seconds.append(time.perf_counter() - before)
        if answer.status != 201:
            print(answer.status, told[:200], file=sys.stderr)
        time.sleep(PAUSE_SECONDS)
    if command.returncode:
        raise SystemExit(f"The command ended with {command.returncode}.")
    return seconds, time.perf_counter() - begun


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Take in, and take back."""
    token = partner_token()
    for kind, write in (("customers", write_people), ("receipts", write_receipts)):
        path = options.folder / f"{kind}.csv"
        write(path, options.rows)
        taken = chaland("import", str(path), "--kind", kind)
        with serving(options.folder) as port:
            waits, took = post_while(port, token, options.size, ["import", "undo", str(taken["import"]), "--yes"])
        yield {
            "measure": f"{kind} taken back", "rows": options.rows, "created": taken["created"],
            "import_s": taken["seconds"], "undo_s": round(took, 1), "receipts_posted": len(waits),
            "till_slowest_s": round(max(waits), 2), "must_till_slowest_s": 2, "load": round(os.getloadavg()[0], 1),
        }  # fmt: skip


if __name__ == "__main__":
    run_bench("import_undo", run, rows=20_000)
