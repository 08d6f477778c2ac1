"""A made-up shop of any size for the benches, on SQLite unless told otherwise, and a server in front of it."""

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
STORES = 20
PRODUCTS = 500
CATEGORIES = 20
USUAL_STORE = 0.9
AT_ONCE = 10_000
PER_MB = 1 << 20 if sys.platform == "darwin" else 1 << 10
"""What the system counts its highest memory in."""
LAST = ("Bernard", "Moreau", "Lévy", "Benali", "Fournier", "Nguyen", "Dupré", "Garnier", "Teissier", "D'Ávila")
FIRST = ("Claire", "Élodie", "Hugo", "Inès", "Jean", "Louise", "Malik", "Noémie", "Paul", "Zoé")


def run_bench(bench: str, run: Callable[[argparse.Namespace], Iterator[dict[str, Any]]], **defaults: int) -> None:
    """Read the options of a bench and print each of its measures as one JSON line.

    --size is the number of customers in the file; --folder keeps the made-up file for the next bench.
    """
    parser = argparse.ArgumentParser(prog=f"chaland bench {bench}")
    parser.add_argument("--folder", type=Path, help="data folder to use again; a new temporary one without it")
    parser.add_argument("--database", default="", help="address of an empty PostgreSQL database; SQLite without it")
    for name, value in {"size": 10_000, **defaults}.items():
        parser.add_argument(f"--{name}", type=int, default=value, help=f"({value})")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chaland-bench-") as folder:
        options.folder = options.folder or Path(folder)
        open_shop(options.folder, options.size, options.database)
        for measure in run(options):
            print(json.dumps({"bench": bench, "customers": options.size, **measure}), flush=True)


def open_shop(folder: Path, size: int, database: str = "") -> None:
    """Load the product on a data folder and fill it with made-up stores, products and `size` customers."""
    os.environ.update(CHALAND_HOME=str(folder), DJANGO_SETTINGS_MODULE="chaland.config.settings")
    os.environ.pop("DATABASE_URL", None)
    if database:
        os.environ["DATABASE_URL"] = database
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from chaland.customers.models import Customer

    call_command("migrate", verbosity=0)
    known = Customer.objects.filter(reference__startswith="b:").count()
    if known < size:
        _fill(known, size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _fill(start: int, size: int) -> None:
    from django.db import transaction

    from chaland.customers.services import create_customers
    from chaland.sales.services import open_figures
    from chaland.stores.founding import NewStore, name_network, open_stores
    from chaland.stores.models import Product
    from chaland.stores.recognition import create_products
    from chaland.stores.rules import Description

    chance = random.Random(start)
    with transaction.atomic():
        name_network(name="Made up", time_zone="Europe/Paris", notice="")
        stores = open_stores("Made up", [NewStore(f"S{n}", f"Store {n}", "Europe/Paris") for n in range(STORES)])
        if not Product.objects.exists():
            create_products(
                {
                    f"P{n}": Description(
                        f"Product {n}", f"Family {n % 4} > Part {n % CATEGORIES}", size=str(36 + n % 8)
                    )
                    for n in range(PRODUCTS)
                }
            )
    homes = sorted(stores.values())
    for first in range(start, size, AT_ONCE):
        people = [_person(chance, n, homes) for n in range(first, min(size, first + AT_ONCE))]
        with transaction.atomic():
            ids = create_customers(people, now=NOW)
            open_figures({pk: person.home_store_id for pk, person in zip(ids, people, strict=True)})


def _person(chance: random.Random, number: int, homes: list[int]) -> Any:
    from chaland.customers.rules import Address, NewCustomer

    return NewCustomer(
        reference=f"b:{number}",
        civility="mme",
        last_name=f"{chance.choice(LAST)} {chance.choice(LAST)}",
        first_name=chance.choice(FIRST),
        emails=(f"{email(number)}",),
        mobiles=(f"+336{number:08d}",),
        addresses=(Address(f"{number % 99} rue du Test", "", "34000", "Montpellier", "FR", "34172"),),
        cards=(card(number),),
        home_store_id=homes[number % len(homes)],
    )


def card(number: int) -> str:
    return f"{number:013d}"


def email(number: int) -> str:
    return f"p{number}@example.org"


def receipt(chance: random.Random, number: str, customers: int, lines: int) -> dict[str, Any]:
    """A made-up receipt as a till posts it."""
    items = [
        {"sku": f"P{chance.randrange(PRODUCTS)}", "quantity": 1, "amount_cents": chance.randint(50, 5000)}
        for _ in range(lines)
    ]
    customer = chance.randrange(customers)
    # Nine times in ten at their usual store.
    store = customer % STORES if chance.random() < USUAL_STORE else chance.randrange(STORES)
    return {
        "store": f"S{store}",
        "till": "1",
        "number": number,
        "sold_at": (NOW - timedelta(minutes=chance.randrange(500_000))).isoformat(),
        "customer": f"b:{customer}",
        "total_cents": sum(item["amount_cents"] for item in items),
        "lines": items,
    }


def partner_token() -> str:
    """Make a token that sees the whole network."""
    from chaland.usecases.network.add_token import add_token

    return add_token(name=f"bench {time.time_ns()}", store_code=None, till_code=None)


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """Serve the folder, and give the port once the server answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = os.environ | {"CHALAND_HOME": str(folder), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-P", "-m", "chaland.cli", "serve", "--json", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/health", timeout=30):
                return
        except OSError:
            time.sleep(0.02)
    raise SystemExit("The server did not start.")


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Return the median and the 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    middle, high = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {"p50_ms": round(middle * 1000, 2), "p95_ms": round(high * 1000, 2)}
