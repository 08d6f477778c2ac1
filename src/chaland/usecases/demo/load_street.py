"""The demonstration street is loaded: three invented shops and one shared card, through the same door as a till's."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import TypeAlias
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils.translation import gettext_noop

from chaland.customers import queries as customer_queries
from chaland.customers.models import Customer
from chaland.customers.rules import check
from chaland.customers.services import create_customers, date_files
from chaland.journal.models import ImportRun
from chaland.kernel.dates import business_day
from chaland.kernel.errors import Refusal
from chaland.loyalty.models import Entry, Programme
from chaland.sales.models import Figures, Receipt, ReceiptLine
from chaland.sales.services import open_figures
from chaland.stores.founding import NewStore, name_network, open_stores
from chaland.stores.models import Product, Seller, Store
from chaland.stores.recognition import recognise_sellers
from chaland.usecases.demo import places
from chaland.usecases.demo.street_people import DAYS, REFERENCE, Person, identity, person
from chaland.usecases.demo.street_points import burns, found_programme, use_points
from chaland.usecases.demo.street_purchases import purchases
from chaland.usecases.demo.street_shops import SHOPS, STREET
from chaland.usecases.sales.record_receipts import ReceiptInput, record_receipts

KIND = "street"
ZONE = "Europe/Paris"
CUSTOMERS = 300
PEOPLE_AT_ONCE = 100
SITE = "https://rue-inventee.example"
"""No such site can be: its name ends as those do that are reserved for examples."""
# Stored in English; the pages say it in the reader's language.
NOTICE = gettext_noop(
    "Demonstration. Everything here is invented: the street, its shops, its customers and what they buy."
)

Stage: TypeAlias = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Opens a named stage of so many units; what it gives is called with the units done since the last call."""


@dataclass(frozen=True, slots=True)
class StreetTotals:
    """What the generator made; a load that is right holds the same."""

    merchants: int
    customers: int
    receipts: int
    lines: int
    revenue_cents: int
    points_used: int


def load_street(*, now: datetime, stage: Stage, size: int = 1, customers: int = CUSTOMERS) -> StreetTotals:
    """Load three years that end yesterday, with `size` times so many customers.

    Safe to repeat and to stop at any moment: a second load goes on with the days of the first and changes nothing
    that is there. Raises Refusal `demo_needs_empty_file` when other customers are in the file, `communes_missing`,
    and `demo_totals_differ` when the file does not hold what was generated.
    """
    run = _begin(now, customers * size)
    today = date.fromisoformat(run.outcome["today"])
    people = [person(number, today) for number in range(1, run.outcome["wanted"] + 1)]
    with stage("customers", len(people)) as advance:
        _open_files(run, people, now, today, advance)
    made = StreetTotals(len(SHOPS), len(people), 0, 0, 0, 0)
    with stage("receipts", len(people)) as advance:
        for batch in _batches(people):
            bought = {one: purchases(one, today) for one in batch}
            receipts = [receipt for of in bought.values() for receipt in of]
            record_receipts(receipts, now=now, source=KIND, import_run_id=run.pk)
            made = _with(made, receipts, _use(run, bought, now))
            advance(len(batch))
    _date_files(run)
    _price_articles(run)
    return _checked(run, made)


@transaction.atomic
def _begin(now: datetime, customers: int) -> ImportRun:
    if Customer.objects.exclude(reference__startswith=f"{REFERENCE}:").exists():
        raise Refusal("demo_needs_empty_file")
    today = business_day(now, ZoneInfo(ZONE))
    run, _ = ImportRun.objects.exclude(status=ImportRun.Status.UNDONE).get_or_create(
        kind=KIND,
        defaults={
            "file_name": STREET,
            "file_hash": "",
            "started_at": now,
            "outcome": {"today": today.isoformat(), "wanted": customers},
        },
    )
    run.outcome["wanted"] = max(customers, run.outcome["wanted"])
    run.save(update_fields=["outcome"])
    _open_shops()
    found_programme(date.fromisoformat(run.outcome["today"]) - timedelta(days=DAYS), now)
    return run


def _open_shops() -> None:
    communes = customer_queries.communes()
    if communes is None:
        raise Refusal("communes_missing")
    name_network(name=STREET, time_zone=ZONE, notice=NOTICE)
    town = places.neighbourhood(communes)[0]
    for place, shop in enumerate(SHOPS):
        latitude, longitude = (town.latitude or 0.0) + place * 0.0002, town.longitude
        row = NewStore(shop.code, shop.store, ZONE, town.postcodes[0], town.name, latitude, longitude)
        store_id = open_stores(shop.merchant, [row])[shop.code]
        recognise_sellers((store_id, code) for code, _ in shop.sellers)
        for code, name in shop.sellers:
            Seller.objects.filter(store_id=store_id, code=code).update(name=name)


def _open_files(
    run: ImportRun, people: Sequence[Person], now: datetime, today: date, advance: Callable[[int], None]
) -> None:
    communes, policy = customer_queries.communes(), customer_queries.policy()
    near = places.neighbourhood(communes or ())
    homes = places.homes_around(near[0], near)
    known = set(Customer.objects.values_list("reference", flat=True))
    stores = dict(Store.objects.values_list("code", "pk"))
    for batch in _batches(people):
        new = [one for one in batch if one.reference not in known]
        asked = [replace(identity(one, homes, today), home_store_id=stores[one.told_in]) for one in new]
        told = [check(one, policy, today=today, communes=communes) for one in asked]
        with transaction.atomic():
            ids = create_customers(told, now=now, import_run_id=run.pk)
            open_figures({pk: one.home_store_id for pk, one in zip(ids, told, strict=True)})
        advance(len(batch))


def _batches(people: Sequence[Person]) -> Iterator[list[Person]]:
    rest = iter(people)
    while batch := list(islice(rest, PEOPLE_AT_ONCE)):
        yield batch


@transaction.atomic
def _use(run: ImportRun, bought: Mapping[Person, Sequence[ReceiptInput]], now: datetime) -> int:
    """Have people use points as they bought; returns how many times."""
    ids = dict(Customer.objects.filter(import_run=run).values_list("reference", "pk"))
    uses = {ids[one.reference]: list(burns(one, receipts)) for one, receipts in bought.items()}
    return use_points(Programme.objects.get(merchant=None), uses, now)


def _with(made: StreetTotals, receipts: Sequence[ReceiptInput], used: int) -> StreetTotals:
    return StreetTotals(
        made.merchants,
        made.customers,
        made.receipts + len(receipts),
        made.lines + sum(len(one.lines) for one in receipts),
        made.revenue_cents + sum(one.total_cents for one in receipts),
        made.points_used + used,
    )


@transaction.atomic
def _date_files(run: ImportRun) -> None:
    """Open every file on the day of its first purchase: nobody is new to the street."""
    overall = Figures.objects.filter(store=None, customer__import_run=run, first_visit_at__isnull=False)
    opened: dict[int, datetime | None] = dict(overall.values_list("customer_id", "first_visit_at"))
    date_files({customer_id: moment for customer_id, moment in opened.items() if moment})


@transaction.atomic
def _price_articles(run: ImportRun) -> None:
    """Give the articles sold by the piece the price they had out of the sales, and an invented page."""
    lines = ReceiptLine.objects.filter(receipt__import_run=run, quantity_milli=1000)
    dearest = dict(lines.order_by().values_list("product").annotate(Max("amount_cents")))
    products = list(Product.objects.filter(pk__in=dearest))
    for one in products:
        one.price_cents, one.link = dearest[one.pk], f"{SITE}/{quote(one.sku, safe='')}"
    Product.objects.bulk_update(products, ["price_cents", "link"], batch_size=500)


@transaction.atomic
def _checked(run: ImportRun, made: StreetTotals) -> StreetTotals:
    """Count what the file holds. Raises Refusal `demo_totals_differ` if it is not what was generated."""
    receipts = Receipt.objects.filter(import_run=run, customer__isnull=False)
    sums = receipts.aggregate(
        n=Count("pk"), merchants=Count("store__merchant", distinct=True), revenue=Sum("total_cents")
    )
    found = StreetTotals(
        merchants=sums["merchants"],
        customers=Customer.objects.filter(import_run=run).count(),
        receipts=sums["n"],
        lines=ReceiptLine.objects.filter(receipt__import_run=run).count(),
        revenue_cents=sums["revenue"] or 0,
        points_used=Entry.objects.filter(kind=Entry.Kind.BURNT).count(),
    )
    if found != made:
        raise Refusal("demo_totals_differ", found=str(asdict(found)), wanted=str(asdict(made)))
    run.outcome = {**run.outcome, **asdict(found)}
    run.status, run.finished_at = ImportRun.Status.DONE, datetime.now(UTC)
    run.save(update_fields=["outcome", "status", "finished_at"])
    return found
