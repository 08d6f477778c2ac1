"""Times the customer list: a page with its totals, sorted and filtered, who bought, and the counts of the views."""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

PAGE_MS = 300
NETWORK = "f.store_id IS NULL"
LATE = "late_on <= '2026-11-22'"
EMAILS = "SELECT customer_id FROM customers_contactpoint WHERE kind = 'email'"
QUARTER = "business_on BETWEEN '2026-08-24' AND '2026-11-22'"
YEAR = "business_on BETWEEN '2025-11-23' AND '2026-11-22'"


def bought(where: str) -> str:
    visits = f"SELECT customer_id FROM sales_receipt WHERE customer_id > 0 AND total_cents >= 0 AND {where}"  # noqa: S608
    return f"f.customer_id IN ({visits})"


def who(where: str) -> str:
    return f"f.customer_id IN (SELECT id FROM customers_customer WHERE {where})"  # noqa: S608


# Filters, sort, descending, and the same condition as a hand writes it.
QUESTIONS: dict[str, tuple[dict[str, str], str, bool, str]] = {
    "everybody by name": ({}, "name", False, ""),
    "everybody by name, Z first": ({}, "name", True, ""),
    "everybody by revenue of 12 months": ({}, "revenue_12m", True, ""),
    "everybody by visits": ({}, "visits", True, ""),
    "everybody by basket, least first": ({}, "basket", False, ""),
    "everybody by last visit": ({}, "last_visit", True, ""),
    "everybody by interval": ({}, "interval", True, ""),
    "everybody by town": ({}, "city", False, ""),
    "everybody by e-mail": ({}, "email", False, ""),
    "everybody by age": ({}, "age", True, ""),
    "everybody by store": ({}, "store", False, ""),
    "spent over 800 by visits": ({"revenue_12m": ">800"}, "visits", True, "f.revenue_12m_cents > 80000"),
    "spent over 800 by name": ({"revenue_12m": ">800"}, "name", False, "f.revenue_12m_cents > 80000"),
    "late or very late by revenue": ({"rhythm": "late,very_late"}, "revenue_12m", True, f"f.{LATE}"),
    "part of a name": ({"name": "nard"}, "name", False, who("search_name LIKE '%nard%'")),
    "nobody": ({"name": "zzzz"}, "revenue", True, who("search_name LIKE '%zzzz%'")),
    "part of an e-mail": (
        {"email": "99@"},
        "revenue",
        True,
        f"f.customer_id IN ({EMAILS} AND normalised LIKE '%99@%')",
    ),
    "no e-mail": (
        {"email": "vide"},
        "name",
        False,
        f"f.customer_id NOT IN ({EMAILS})",
    ),
    "late, in a town, of an age": (
        {"rhythm": "late,very_late", "city": "mont", "age": "30..50"},
        "recency",
        True,
        who("search_city LIKE '%mont%' AND birth_year BETWEEN 1976 AND 1996") + f" AND f.{LATE}",
    ),
    "birthdays of the month": ({"birthday": "ce mois"}, "birthday", False, who("birth_month = 11")),
    "bought in a quarter": (
        {"bought": "days:2026-08-24..2026-11-22"},
        "name",
        False,
        bought(QUARTER),
    ),
    "bought in a year": (
        {"bought": "days:2025-11-23..2026-11-22"},
        "name",
        False,
        bought(YEAR),
    ),
    "bought on Mondays of a quarter from 17 to 18": (
        {"bought": "days:2026-08-24..2026-11-22,weekday:1,hours:17"},
        "revenue_12m",
        True,
        bought(f"{QUARTER} AND strftime('%w', business_on) = '1' AND substr(sold_at, 12, 2) = '15'"),
    ),
}
VIEWS: dict[str, tuple[dict[str, str], str]] = {
    "all": ({}, ""),
    "regulars": ({"rhythm": "on_time", "visits_12m": ">=4"}, "f.late_on > '2026-11-22' AND f.visits_12m >= 4"),
    "to call back": ({"rhythm": "late,very_late"}, f"f.{LATE}"),
    "birthdays": ({"birthday": "ce mois"}, who("birth_month = 11")),
    "new": ({"created_at": "<60j"}, who("created_at >= '2026-09-24'")),
    "prospects": ({"status": "prospect"}, "f.receipts = 0"),
}


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of processor, the best of three: the machine may be busy with other things."""
    best = 1e9
    for _ in range(3):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return round(best * 1000, 1)


def measures() -> Iterator[dict[str, Any]]:
    from chaland.accounts.rules import Scope
    from chaland.stores.models import Store

    store = Store.objects.order_by("pk").values_list("pk", flat=True)[0]
    for where, scope in (("network", Scope()), ("one store", Scope(store))):
        for name, (typed, sort, descending, floor) in QUESTIONS.items():
            asked = question(scope, typed, sort, descending=descending)
            line = {"measure": f"page: {name}", "scope": where, "ms": timed(lambda asked=asked: screen(asked))}
            yield line | {"must_ms": PAGE_MS, "floor_ms": timed(lambda floor=floor, scope=scope: totals(scope, floor))}
        for name, (typed, floor) in VIEWS.items():
            line = {
                "measure": f"count: {name}",
                "scope": where,
                "ms": timed(lambda scope=scope, typed=typed: counted(scope, typed)),
            }
            yield line | {"floor_ms": timed(lambda floor=floor, scope=scope: totals(scope, floor, "COUNT(*)"))}


def answers() -> Iterator[dict[str, Any]]:
    """Whole pages, as the server makes them for the browser."""
    from django.test import Client

    from chaland.accounts.models import User

    user, _ = User.objects.get_or_create(email="bench@example.com", name="Bench", role="owner", all_stores=True)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for address in ("", "?revenue_12m=>800&sort=-visits", "?name=nard", "counts/"):
        ms = timed(lambda address=address: client.get(f"/customers/{address}"))
        yield {"measure": f"answer: /customers/{address}", "scope": "network", "ms": ms, "must_ms": PAGE_MS}


def question(scope: Any, typed: dict[str, str], sort: str, *, descending: bool) -> Any:
    from _list_file import CALENDAR
    from chaland.sales import customer_list as lists

    columns = lists.columns_with(())
    conditions = lists.read_conditions(typed, columns, CALENDAR)
    return lists.ListQuestion(scope, CALENDAR, conditions, columns[sort], descending)


def screen(asked: Any) -> None:
    from chaland.sales import customer_list as lists

    shown = [lists.COLUMNS[key] for key in lists.DEFAULT_COLUMNS]
    lists.page(asked, shown, 1, lists.totals(asked).customers)


def counted(scope: Any, typed: dict[str, str]) -> None:
    from chaland.sales import customer_list as lists

    lists.count(question(scope, typed, "name", descending=False))


SUMS = "COUNT(*), SUM(f.revenue_cents), SUM(f.revenue_12m_cents), SUM(f.visits), AVG(f.visit_interval_days)"


def totals(scope: Any, where: str, wanted: str = SUMS) -> None:
    """The floor: how many they are and what they come to, by SQL written by hand. The page's rows come on top."""
    from django.db import connection

    place = NETWORK if scope.store_id is None else f"f.store_id = {scope.store_id}"
    with connection.cursor() as cursor:
        condition = f"AND {where}" if where else ""
        cursor.execute(f"SELECT {wanted} FROM sales_figures f WHERE {place} {condition}".replace("%", "%%"))  # noqa: S608
        cursor.fetchall()


def main() -> None:
    parser = argparse.ArgumentParser(prog="chaland bench customer_list")
    parser.add_argument(
        "--size", type=int, default=100_000, help="customers of a new file, in tens of thousands (100000)"
    )
    parser.add_argument("--folder", type=Path, help="data folder to use again; a new temporary one without it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chaland-bench-") as folder:
        os.environ.update(CHALAND_HOME=str(options.folder or folder), DJANGO_SETTINGS_MODULE="chaland.config.settings")
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from _list_file import open_file

        sizes = open_file(options.size)
        for found in chain(measures(), answers()):
            print(json.dumps({"bench": "customer_list", **sizes, "clock": "processor", **found}), flush=True)


if __name__ == "__main__":
    main()
