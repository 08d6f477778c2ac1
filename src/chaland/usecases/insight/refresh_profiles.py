"""A day begins: the kinds of customers are looked for anew, in the network and in the stores that look at them."""

from datetime import date, datetime

from django.db import transaction

from chaland.database.locks import one_writer
from chaland.insight import services
from chaland.insight.describing import described, families, measures, spent_in, telling
from chaland.insight.kinds import kinds
from chaland.insight.looking import Looking
from chaland.insight.models import Finding
from chaland.kernel.errors import Refusal
from chaland.stores.models import Category
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.warehouse.engine import run


def refresh_profiles(store_id: int | None, *, now: datetime) -> None:
    """Look for the kinds of customers of the network or a store. Safe to repeat."""
    today = today_of_network(now)
    told: dict[str, object] | Refusal
    try:
        told = find_kinds(Looking(today, store_id))
    except Refusal as refusal:
        told = refusal
    with one_writer(), transaction.atomic():
        services.keep_finding(Finding.Kind.PROFILES, store_id, told=told, found_on=today, now=now)


def find_kinds(looking: Looking) -> dict[str, object]:
    """Return the kinds of the customers who came in the last year. Raises Refusal `profiles_too_few`."""
    days: tuple[date, date] = looking.a_year_ago, looking.today
    paths = telling(run(families(looking, *days)))
    seen = described(run(measures(looking, *days)), run(spent_in(looking, *days, paths)), paths)
    return kinds(seen, dict(Category.objects.filter(path__in=paths).values_list("path", "pk")))
