"""The demonstration is loaded: real purchases, through the same door as a till's."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import TypeAlias
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Sum

from chaland.customers import queries as customer_queries
from chaland.customers.models import Customer
from chaland.customers.rules import NewCustomer, check
from chaland.customers.services import create_customers, date_files
from chaland.interactions import services as interaction_services
from chaland.interactions.rules import NewInteraction
from chaland.journal.models import ImportRun
from chaland.kernel.dates import business_day
from chaland.kernel.errors import Refusal
from chaland.sales.models import Figures, Receipt, ReceiptLine
from chaland.sales.services import open_figures
from chaland.stores.founding import ONLY_TILL
from chaland.stores.models import Product, Store
from chaland.usecases.demo import identities, places, setting
from chaland.usecases.demo.calendar import AS_IS, Calendar, ending_on
from chaland.usecases.demo.campaigns import load_campaigns
from chaland.usecases.demo.coupons import VoucherTotals, load_coupons
from chaland.usecases.demo.journeys import load_journey
from chaland.usecases.demo.source import PACKAGE, Basket, Household, Source, Totals, find_source
from chaland.usecases.sales.record_receipts import LineInput, ReceiptInput, record_receipts

KIND = "demo"
BATCH = 2000

Stage: TypeAlias = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Opens a named stage of so many units; what it gives is called with the units done since the last call."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the file holds after the load, and how much of it this load brought."""

    totals: Totals
    vouchers: VoucherTotals
    new_customers: int
    new_receipts: int


@dataclass(frozen=True, slots=True)
class _Load:
    """One load under way."""

    source: Source
    run: ImportRun
    calendar: Calendar
    size: int
    now: datetime
    ends_on: date


def load_demo(
    *, now: datetime, stage: Stage, size: int = 1, as_is: bool = False, source: Source | None = None
) -> Loaded:
    """Load the whole source (the installed one, unless given), `size` times over; clones live some weeks earlier.

    Safe to repeat and to stop at any moment: a second load goes on where the first stopped, with its dates.
    Raises Refusal `demo_data_missing`, `demo_needs_empty_file` when other customers are in the file,
    `demo_loaded_otherwise` when it was loaded with other dates, `demo_totals_differ` when the file does not hold
    what the source holds.
    """
    source = source or find_source()
    load = _begin(source, size, as_is, now)
    expected = source.totals()
    households = source.households()
    with stage("products", expected.products) as advance:
        placed = _found(load, households, advance)
    with stage("customers", expected.customers * load.size) as advance:
        customers = _open_files(load, households, placed, advance)
    with stage("receipts", expected.receipts * load.size) as advance:
        receipts = _record(load, expected.receipts * load.size, advance)
    _date_files(load)
    with stage("mailings", len(load.source.mailings())) as advance:
        _mail(load, advance)
    with stage("vouchers", 1) as advance:
        vouchers = load_coupons(source, load.calendar, load.run, now=load.now)
        advance(1)
    with stage("campaigns", len(load.source.mailings())) as advance:
        load_campaigns(source, load.calendar, load.run, advance=advance)
        load_journey(load.run, today=load.ends_on)
    return Loaded(_checked(load, expected), vouchers, customers, receipts)


@transaction.atomic
def _begin(source: Source, size: int, as_is: bool, now: datetime) -> _Load:  # noqa: FBT001
    if Customer.objects.exclude(reference__startswith=f"{identities.REFERENCE}:").exists():
        raise Refusal("demo_needs_empty_file")
    zone = ZoneInfo(setting.NETWORK_ZONE)
    last = source.last_moment()
    calendar = AS_IS if as_is else ending_on(business_day(now, zone), last, setting.NETWORK_ZONE)
    told = {"shift_seconds": int(calendar.shift.total_seconds()), "zone": calendar.zone}
    run, created = ImportRun.objects.exclude(status=ImportRun.Status.UNDONE).get_or_create(
        kind=KIND, defaults={"file_name": PACKAGE, "file_hash": "", "started_at": now, "outcome": told}
    )
    if not created:
        calendar = Calendar(timedelta(seconds=run.outcome["shift_seconds"]), run.outcome["zone"])
    if as_is != (calendar == AS_IS):
        raise Refusal("demo_loaded_otherwise")
    run.outcome["size"] = size = max(size, run.outcome.get("size", 1))
    run.save(update_fields=["outcome"])
    ends_at = calendar.moment(last)
    # The purchases of this evening are no mistake of a till's clock.
    return _Load(source, run, calendar, size, max(now, ends_at), business_day(ends_at, ZoneInfo(calendar.zone)))


@transaction.atomic
def _found(
    load: _Load, households: Sequence[Household], advance: Callable[[int], None]
) -> dict[str, places.StorePlace]:
    communes = customer_queries.communes()
    if communes is None:
        raise Refusal("communes_missing")
    near = places.neighbourhood(communes)
    placed = places.place_stores([code for code, _ in load.source.stores()], near)
    setting.found(placed, load.calendar.zone)
    setting.ask_demographics(households)
    setting.stock(load.source, advance)
    return placed


def _open_files(
    load: _Load,
    households: Sequence[Household],
    placed: dict[str, places.StorePlace],
    advance: Callable[[int], None],
) -> int:
    communes = customer_queries.communes()
    near = places.neighbourhood(communes or ())
    homes = {code: places.homes_around(place.commune, near) for code, place in placed.items()}
    store_ids = dict(Store.objects.values_list("code", "id"))
    policy = customer_queries.policy()
    known = set(Customer.objects.values_list("reference", flat=True))
    created = 0
    people = (
        identities.invent(
            household,
            clone,
            homes=homes[household.store],
            home_store_id=store_ids[household.store],
            today=load.ends_on,
        )
        for clone in range(load.size)
        for household in households
        if identities.reference(household.number, clone) not in known
    )
    for batch in _batches(check(person, policy, today=load.ends_on, communes=communes) for person in people):
        _open(load, batch)
        created += len(batch)
        advance(len(batch))
    return created


@transaction.atomic
def _open(load: _Load, batch: Sequence[NewCustomer]) -> None:
    ids = create_customers(batch, now=load.now, import_run_id=load.run.pk)
    open_figures({pk: person.home_store_id for pk, person in zip(ids, batch, strict=True)})


def _batches(people: Iterable[NewCustomer]) -> Iterator[list[NewCustomer]]:
    rest = iter(people)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _record(load: _Load, total: int, advance: Callable[[int], None]) -> int:
    """Record those of `total` receipts not yet recorded; the run counts them in the transaction that writes them."""
    done = load.run.rows_done
    advance(done)
    created = 0
    if done >= total:
        return 0
    for batch in _by_household(islice(_receipts(load), done, None)):
        with transaction.atomic():
            outcomes = record_receipts(batch, now=load.now, source=KIND, import_run_id=load.run.pk)
            done += len(batch)
            ImportRun.objects.filter(pk=load.run.pk).update(rows_done=done)
        created += sum(outcome.status == "created" for outcome in outcomes)
        advance(len(batch))
    return created


def _receipts(load: _Load) -> Iterator[ReceiptInput]:
    for clone in range(load.size):
        for basket in load.source.baskets():
            yield _receipt(basket, clone, load.calendar)


def _receipt(basket: Basket, clone: int, calendar: Calendar) -> ReceiptInput:
    return ReceiptInput(
        store=basket.store,
        till=ONLY_TILL,
        number=f"{basket.number}-{clone}" if clone else str(basket.number),
        sold_at=calendar.moment(basket.bought_at, clone),
        total_cents=sum(basket.amounts_cents),
        lines=tuple(map(LineInput, basket.skus, basket.quantities_milli, basket.amounts_cents)),
        customer=identities.reference(basket.household, clone),
    )


def _by_household(receipts: Iterable[ReceiptInput]) -> Iterator[list[ReceiptInput]]:
    """Cut into batches between two customers, so that the figures of each are computed once."""
    batch: list[ReceiptInput] = []
    for receipt in receipts:
        if len(batch) >= BATCH and receipt.customer != batch[-1].customer:
            yield batch
            batch = []
        batch.append(receipt)
    if batch:
        yield batch


@transaction.atomic
def _mail(load: _Load, advance: Callable[[int], None]) -> None:
    ids = dict(Customer.objects.filter(import_run=load.run).values_list("reference", "id"))
    mailings = load.source.mailings()
    rows = [
        NewInteraction(
            customer_id=ids[identities.reference(one.household)],
            kind="mailing",
            channel="post",
            occurred_at=load.calendar.moment(one.starts_at),
            subject=f"Campagne {one.campaign} ({one.kind})",
            outcome="purchase" if one.redeemed else "",
            reference=f"{identities.REFERENCE}:campaign:{one.campaign}:{one.household}",
        )
        for one in mailings
    ]
    interaction_services.add_many(rows, now=load.now, import_run_id=load.run.pk)
    advance(len(rows))


@transaction.atomic
def _date_files(load: _Load) -> None:
    """Open every household's file on the day of its first purchase: nobody is new to the shop."""
    overall = Figures.objects.filter(store=None, customer__import_run=load.run, first_visit_at__isnull=False)
    opened: dict[int, datetime | None] = dict(overall.values_list("customer_id", "first_visit_at"))
    date_files({customer_id: moment for customer_id, moment in opened.items() if moment})


@transaction.atomic
def _checked(load: _Load, expected: Totals) -> Totals:
    """Count what the file holds of the load. Raises Refusal `demo_totals_differ` if a first load differs."""
    receipts = Receipt.objects.filter(import_run=load.run)
    sums = receipts.aggregate(n=Count("pk"), stores=Count("store", distinct=True), revenue=Sum("total_cents"))
    skus = set(Product.objects.filter(is_stub=False).values_list("sku", flat=True))
    found = Totals(
        customers=Customer.objects.filter(import_run=load.run).count(),
        receipts=sums["n"],
        lines=ReceiptLine.objects.filter(receipt__import_run=load.run).count(),
        stores=sums["stores"],
        products=sum(row["sku"] in skus for row in load.source.products()),
        revenue_cents=sums["revenue"] or 0,
    )
    wanted = expected.times(load.size)
    if found != wanted and load.run.status != ImportRun.Status.DONE:
        raise Refusal("demo_totals_differ", found=str(asdict(found)), wanted=str(asdict(wanted)))
    load.run.outcome = {**load.run.outcome, **asdict(found)}
    load.run.status = ImportRun.Status.DONE
    load.run.finished_at = datetime.now(UTC)
    load.run.save(update_fields=["outcome", "status", "finished_at"])
    return found
