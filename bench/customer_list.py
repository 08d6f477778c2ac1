"""Times the customer list on a made-up file: first page, totals, view counts, sorts and filters; prints one JSON line.

python bench/customer_list.py [customers] [database file]: the file is made when it does not exist.
"""

import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SIZE = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
HOME = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp(prefix="chaland-bench-"))
os.environ["CHALAND_HOME"] = str(HOME)
os.environ.pop("DATABASE_URL", None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaland.config.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from chaland.accounts.models import User  # noqa: E402
from chaland.accounts.rules import Scope  # noqa: E402
from chaland.customers.models import Card, ContactPoint, Customer  # noqa: E402
from chaland.customers.rules import Address, NewCustomer  # noqa: E402
from chaland.customers.services import create_customers  # noqa: E402
from chaland.database.rows import insert_rows, stored  # noqa: E402
from chaland.database.statistics import refresh_statistics  # noqa: E402
from chaland.kernel.dates import Birthday  # noqa: E402
from chaland.sales import customer_list as lists  # noqa: E402
from chaland.sales.models import Figures  # noqa: E402
from chaland.stores.models import Merchant, Seller, Store  # noqa: E402

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
CALENDAR = lists.Calendar(TODAY, ZoneInfo("Europe/Paris"))
STORES = 8
BASE = 100_000
LAST = ("Bernard", "Moreau", "Lévy", "Benali", "Fournier", "Nguyen", "Dupré", "Garnier", "Teissier", "D'Ávila")
FIRST = ("Claire", "Élodie", "Hugo", "Inès", "Jean", "Louise", "Malik", "Noémie", "Paul", "Zoé")
TOWNS = (("34000", "Montpellier"), ("34980", "Saint-Gély-du-Fesc"), ("34990", "Juvignac"), ("44000", "Nantes"))
FIGURES = (
    "customer_id", "store_id", "receipts", "revenue_cents", "visits", "average_basket_cents", "visit_interval_days",
    "first_visit_at", "last_visit_at", "usual_interval_days", "recent_interval_days", "interval_change", "late_on",
    "very_late_on", "revenue_12m_cents", "visits_12m", "revenue_prior_12m_cents", "visits_prior_12m", "categories",
)  # fmt: skip


def fill(chance: random.Random) -> None:
    merchant = Merchant.objects.create(name="Made up")
    stores = [Store.objects.create(merchant=merchant, code=f"S{n}", name=f"Store {n}").pk for n in range(STORES)]
    for store_id in stores:
        Seller.objects.create(store_id=store_id, code="1", name="Made up")
    first = min(SIZE, BASE)
    for start in range(0, first, 20_000):
        people = [person(chance, n, stores) for n in range(start, min(first, start + 20_000))]
        with transaction.atomic():
            ids = create_customers(people, now=NOW - timedelta(days=chance.randrange(900)))
            homes = [new.home_store_id for new in people]
            insert_rows(Figures, FIGURES, figures(chance, zip(ids, homes, strict=True)))


def clone(number: int) -> None:
    """Repeat the first customers under other keys: much quicker than making up a million of them."""
    shift = number * BASE
    with connection.cursor() as cursor:
        for model, key, changed in (
            (Customer, "id", {"reference": f"'c{number}:' || reference"}),
            (ContactPoint, "customer_id", {"id": None, "normalised": f"normalised || '{number}'"}),
            (Card, "customer_id", {"id": None, "number": f"number || 'C{number}'"}),
            (Figures, "customer_id", {"id": None}),
        ):
            names = [field.column for field in model._meta.concrete_fields if changed.get(field.column, "") is not None]
            values = {key: f"{key} + {shift}", **changed}
            chosen = ", ".join(values.get(name) or name for name in names)
            table, columns = model._meta.db_table, ", ".join(names)
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {chosen} FROM {table} WHERE {key} <= {BASE}")  # noqa: S608


def person(chance: random.Random, number: int, stores: list[int]) -> NewCustomer:
    postcode, city = chance.choice(TOWNS)
    last = f"{chance.choice(LAST)}{chance.choice(('', ' ' + chance.choice(LAST)))}{number % 977}"
    born = Birthday(chance.randint(1, 28), chance.randint(1, 12), chance.randint(1940, 2005))
    return NewCustomer(
        reference=f"b:{number}",
        civility=chance.choice(("mme", "m")),
        last_name=last,
        first_name=chance.choice(FIRST),
        birthday=born if chance.random() < 0.7 else None,
        emails=(f"p{number}@exemple.fr",) if chance.random() < 0.6 else (),
        mobiles=(f"+336{number:08d}",),
        addresses=(Address("1 rue du Test", "", postcode, city, "FR"),),
        cards=(f"{number:013d}",),
        home_store_id=chance.choice(stores),
    )


def figures(chance: random.Random, people: Iterable[tuple[int, int | None]]) -> Iterator[tuple]:
    for customer_id, store_id in people:
        row = one_figures(chance)
        yield (customer_id, None, *row)
        yield (customer_id, store_id, *row)


def one_figures(chance: random.Random) -> tuple:
    visits = int(chance.expovariate(1 / 12))
    if not visits:
        return (0, 0, 0, *[None] * 9, 0, 0, 0, 0, 0)
    last = NOW - timedelta(days=chance.expovariate(1 / 90))
    usual = chance.uniform(5, 120)
    revenue = sum(chance.randint(500, 20_000) for _ in range(visits))
    known = visits > 3
    rhythm = (usual, usual * 0.8, -0.2) if known else (None, None, None)
    late = [stored((last + timedelta(days=usual * times)).date()) if known else None for times in (2, 3)]
    return (
        visits, revenue, visits, revenue // visits, usual if visits > 1 else None,
        stored(last - timedelta(days=usual * visits)), stored(last), *rhythm, *late,
        revenue // 2, visits // 2, revenue // 3, visits // 3, chance.randint(1, 12),
    )  # fmt: skip


VIEWS = (
    {},
    {"rhythm": "on_time", "visits_12m": ">=4"},
    {"rhythm": "late,very_late"},
    {"birthday": "ce mois"},
    {"created_at": "<60j"},
    {"status": "prospect"},
)
QUESTIONS = {
    "all_by_name": ({}, "name", False),
    "all_by_name_desc": ({}, "name", True),
    "all_by_revenue": ({}, "revenue_12m", True),
    "all_by_basket_asc": ({}, "basket", False),
    "all_by_city": ({}, "city", False),
    "all_by_email": ({}, "email", False),
    "all_by_age": ({}, "age", True),
    "all_by_store": ({}, "store", False),
    "rich_by_visits": ({"revenue_12m": ">800"}, "visits", True),
    "rich_by_name": ({"revenue_12m": ">800"}, "name", False),
    "name_contains": ({"name": "nard"}, "name", False),
    "email_contains": ({"email": "99@"}, "revenue", True),
    "no_email": ({"email": "vide"}, "name", False),
    "late_in_town": ({"rhythm": "late,very_late", "city": "mont", "age": "30..50"}, "recency", True),
    "birthdays": ({"birthday": "ce mois"}, "birthday", False),
    "nobody": ({"name": "zzzz"}, "revenue", True),
}


def ask(scope: Scope, typed: dict[str, str], sort: str, descending: bool) -> lists.ListQuestion:  # noqa: FBT001
    conditions = lists.read_conditions(typed, lists.COLUMNS, CALENDAR)
    return lists.ListQuestion(scope, CALENDAR, conditions, lists.COLUMNS[sort], descending)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of processor, the best of three: the machine may be busy with other things."""
    best = 1e9
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return round(best * 1000, 1)


def answered(query: str) -> float:
    """Milliseconds on the wall from request to finished page, the best of five."""
    user, _ = User.objects.get_or_create(email="bench@example.com", name="Bench", role="owner", all_stores=True)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    best = 1e9
    for _ in range(5):
        start = time.perf_counter()
        client.get(f"/customers/{query}")
        best = min(best, time.perf_counter() - start)
    return round(best * 1000, 1)


def screen(question: lists.ListQuestion) -> None:
    totals = lists.totals(question)
    shown = [lists.COLUMNS[key] for key in lists.DEFAULT_COLUMNS]
    lists.page(question, shown, 1, totals.customers)


def main() -> None:
    made = time.perf_counter()
    call_command("migrate", verbosity=0)
    if not Customer.objects.exists():
        fill(random.Random(20261122))
        for number in range(1, SIZE // BASE):
            clone(number)
    refresh_statistics()
    seconds = time.perf_counter() - made
    store = Scope(Store.objects.values_list("pk", flat=True).first())
    result = {
        "bench": "customer_list",
        "clock": "processor",
        "customers": Customer.objects.count(),
        "filled_in_s": round(seconds, 1),
    }
    for where, scope in (("network", Scope()), ("store", store)):
        result[f"{where}_screen_ms"] = {
            name: timed(lambda asked=asked, scope=scope: screen(ask(scope, *asked)))
            for name, asked in QUESTIONS.items()
        }
        counts = [ask(scope, typed, "name", descending=False) for typed in VIEWS]
        result[f"{where}_view_counts_ms"] = timed(lambda counts=counts: [lists.count(one) for one in counts])
    result["page_answered_ms"] = {
        query: answered(query) for query in ("", "?revenue_12m=>800&sort=-visits", "?name=nard")
    }
    floor = "SELECT COUNT(*), SUM(revenue_cents) FROM sales_figures WHERE store_id IS NULL"
    result["floor_sum_ms"] = timed(lambda: connection.cursor().execute(floor).fetchall())
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(result))


if __name__ == "__main__":
    main()
