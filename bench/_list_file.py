"""A made-up file for the bench of the list: customers, their figures, and two years of receipts, on SQLite."""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from chaland.customers.models import Card, ContactPoint, Customer
from chaland.customers.rules import Address, NewCustomer
from chaland.customers.services import create_customers
from chaland.database.rows import insert_rows, stored
from chaland.database.statistics import refresh_statistics
from chaland.kernel.dates import Birthday
from chaland.sales import customer_list as lists
from chaland.sales.models import Figures, Receipt
from chaland.stores.models import Merchant, Seller, Store, Till

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
CALENDAR = lists.Calendar(TODAY, ZoneInfo("Europe/Paris"))
STORES = 8
SELLERS = 4
RECEIPTS_EACH = 3
BASE = 100_000
LAST = ("Bernard", "Moreau", "Lévy", "Benali", "Fournier", "Nguyen", "Dupré", "Garnier", "Teissier", "D'Ávila")
FIRST = ("Claire", "Élodie", "Hugo", "Inès", "Jean", "Louise", "Malik", "Noémie", "Paul", "Zoé")
TOWNS = (("34000", "Montpellier"), ("34980", "Saint-Gély-du-Fesc"), ("34990", "Juvignac"), ("44000", "Nantes"))
FIGURES = (
    "customer_id", "store_id", "receipts", "revenue_cents", "visits", "average_basket_cents", "visit_interval_days",
    "first_visit_at", "last_visit_at", "usual_interval_days", "recent_interval_days", "interval_change", "late_on",
    "very_late_on", "revenue_12m_cents", "visits_12m", "revenue_prior_12m_cents", "visits_prior_12m", "categories",
)  # fmt: skip


def open_file(size: int) -> dict[str, int]:
    """Fill an empty database with `size` customers; return what it holds."""
    if not Customer.objects.exists():
        fill(random.Random(20261122), size)
        for number in range(1, size // BASE):
            clone(number)
        sell(size)
    refresh_statistics()
    return {"customers": Customer.objects.count(), "receipts": Receipt.objects.count(), "stores": STORES}


def fill(chance: random.Random, size: int) -> None:
    merchant = Merchant.objects.create(name="Made up")
    stores = [Store.objects.create(merchant=merchant, code=f"S{n}", name=f"Store {n}").pk for n in range(STORES)]
    for store_id in stores:
        Till.objects.create(store_id=store_id, code="1")
        for number in range(SELLERS):
            Seller.objects.create(store_id=store_id, code=str(number), name=f"Made up {number}")
    first = min(size, BASE)
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


def sell(size: int) -> None:
    """Write two years of receipts in the order of their days, one in three without a customer, one in fifty a return.

    The figures are not made of them: nothing here compares the two.
    """
    receipts = size * RECEIPTS_EACH
    with connection.cursor() as cursor:
        cursor.execute(f"""
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {receipts - 1}),
            sold(i, who, at) AS (SELECT i, 1 + i * 7919 % {size}, strftime('%Y-%m-%d %H:%M:%S', '2024-11-23',
                '+' || (i * 730 / {receipts}) || ' days', '+' || (7 * 3600 + i * 104729 % 39600) || ' seconds') FROM n)
            INSERT INTO sales_receipt (store_id, till_id, number, business_on, body_hash, sold_at, received_at,
                customer_id, card_number, seller_id, payment_method, total_cents, source, flags)
            SELECT c.home_store_id, t.id, i, substr(at, 1, 10), '', at, at, CASE WHEN i % 3 THEN c.id END, '',
                (SELECT MIN(id) FROM stores_seller s WHERE s.store_id = c.home_store_id) + i % {SELLERS}, '',
                CASE WHEN i % 50 THEN 4000 ELSE -2000 END, 'demo', ''
            FROM sold JOIN customers_customer c ON c.id = who JOIN stores_till t ON t.store_id = c.home_store_id
            ORDER BY i""")  # noqa: S608


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
