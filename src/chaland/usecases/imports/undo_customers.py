"""What an import brought to some customers is taken back, wholly, in the transaction of the caller."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from chaland.campaigns.models import Message
from chaland.customers.imported import nameless_before
from chaland.customers.models import Customer, FormerState, Merge
from chaland.database.locks import lock_rows
from chaland.interactions.models import Interaction, SurveyLink
from chaland.journal.models import ImportRun
from chaland.loyalty.models import Balance, Referral, Voucher
from chaland.loyalty.services.refreshing import refresh_points
from chaland.privacy import services as privacy
from chaland.privacy.models import CurrentConsent, DataRequest, Stance
from chaland.privacy.rules import Act, NewConsent, Proof
from chaland.sales.models import Cart, Figures, Receipt, Wish
from chaland.sales.services import figures_day, remove_carts, remove_receipts
from chaland.signups.models import ContestEntry, Submission
from chaland.usecases.imports.import_updating import give_back
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.warehouse import outbox

SINCE: tuple[tuple[QuerySet[Any], str], ...] = (
    (Receipt.objects.all(), "customer"),
    (Interaction.objects.all(), "customer"),
    (SurveyLink.objects.all(), "customer"),
    (Cart.objects.all(), "customer"),
    (Wish.objects.all(), "customer"),
    (Balance.objects.exclude(points=0, debt=0), "customer"),
    (Voucher.objects.all(), "customer"),
    (Referral.objects.all(), "referred"),
    (Referral.objects.all(), "referrer"),
    (Submission.objects.all(), "customer"),
    (ContestEntry.objects.all(), "customer"),
    (Message.objects.all(), "customer"),
    (Stance.objects.all(), "customer"),
    (DataRequest.objects.all(), "customer"),
    (Merge.objects.all(), "survivor"),
    (Merge.objects.all(), "absorbed"),
)
"""What happens to a customer after a file brought them in: who has any of it stays when the file is taken back."""
_BROUGHT = (Receipt, Interaction, Cart)
"""Of these, what the same file brought goes with it."""
_COMPLETED_WEIGHT = 10
"""A customer whom the file completed is written as long as so many receipts are removed."""


def concerned(run: ImportRun, *, after: int) -> list[tuple[int, int]]:
    """Return the customers whom an import touched, in order, and how many rows there are to be taken back of each.

    after: only those of a higher number.
    """
    rows = Counter(dict.fromkeys(Customer.objects.filter(import_run=run, pk__gt=after).values_list("pk", flat=True), 1))
    for model in _BROUGHT:
        brought = model.objects.filter(import_run=run, customer__gt=after).order_by()
        rows.update(dict(brought.values_list("customer").annotate(rows=Count("pk"))))
    changed = FormerState.objects.filter(run=run, customer__gt=after).values_list("customer", flat=True)
    rows.update(dict.fromkeys(changed, _COMPLETED_WEIGHT))
    rows.update(dict.fromkeys(_agreed(run).filter(customer__gt=after).values_list("customer", flat=True), 1))
    return sorted(rows.items())


def in_batches(todo: Iterable[tuple[int, int]], most: int) -> Iterator[tuple[list[int], int]]:
    """Give customers, with how many rows there are of them all: a customer has all of theirs in one batch."""
    batch: list[int] = []
    size = 0
    for customer_id, rows in todo:
        if batch and size + rows > most:
            yield batch, size
            batch, size = [], 0
        batch.append(customer_id)
        size += rows
    if batch:
        yield batch, size


def untouched(run: ImportRun, *, after: int = 0, among: Collection[int] | None = None) -> QuerySet[Customer]:
    """Return whom an import brought and nothing happened to since."""
    changed_by_it = FormerState.objects.filter(run=run, customer=OuterRef("pk"), changed_at=OuterRef("updated_at"))
    agreed = CurrentConsent.objects.exclude(entry__point=f"import:{run.pk}")
    brought = _brought(run, after, among).filter(Q(updated_at=F("created_at")) | Exists(changed_by_it))
    brought = brought.exclude(pk__in=nameless_before(run.pk, among).values("pk"))
    for rows, column in ((agreed, "customer"), *SINCE):
        wanted = {f"{column}__isnull": False} if among is None else {f"{column}__in": among}
        since = rows.filter(**wanted)
        if rows.model in _BROUGHT:
            since = since.exclude(import_run=run)
        brought = brought.exclude(pk__in=since.values(column))
    return brought


def _brought(run: ImportRun, after: int, among: Collection[int] | None) -> QuerySet[Customer]:
    if among is None:
        return Customer.objects.filter(import_run=run, pk__gt=after)
    # By their numbers: a database without statistics would look at the whole import for each batch.
    return Customer.objects.alias(of=Coalesce(F("import_run_id"), 0)).filter(of=run.pk, pk__in=among)


def take_back(run: ImportRun, customer_ids: Sequence[int], *, now: datetime) -> dict[str, int]:
    """Take back all that an import did to these customers; returns how many of what, by the names of `Undone`."""
    lock_rows(Customer, customer_ids)
    gone = list(untouched(run, among=customer_ids).values_list("pk", flat=True))
    receipts = _of(run, Receipt, customer_ids)
    buyers = {customer_id for _, customer_id in receipts}.difference(gone)
    remove_receipts([pk for pk, _ in receipts], buyers=sorted(buyers), as_of=figures_day(today_of_network(now)))
    interactions = [pk for pk, _ in _of(run, Interaction, customer_ids)]
    Interaction.objects.filter(pk__in=interactions).delete()
    outbox.changed("interaction", interactions)
    carts = [pk for pk, _ in _of(run, Cart, customer_ids)]
    remove_carts(carts)
    # First: one whom a later row of the same file completed would count as changed since.
    _remove(gone)
    given_back = give_back(run.pk, customer_ids, now=now)
    refresh_points(buyers, now=now)
    _withdraw(run, customer_ids, now)
    return {
        "receipts": len(receipts),
        "customers": len(gone),
        "interactions": len(interactions),
        "given_back": given_back,
        "carts": len(carts),
    }


def _of(run: ImportRun, model: Any, customer_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Return what an import brought of these customers: its number, and whose it is. By customer, as in `_brought`."""
    rows = model.objects.filter(customer__in=customer_ids).order_by("pk").values_list("pk", "customer", "import_run")
    return [(pk, customer_id) for pk, customer_id, run_id in rows if run_id == run.pk]


def _remove(customer_ids: list[int]) -> None:
    Figures.objects.filter(customer__in=customer_ids).delete()
    Customer.objects.filter(pk__in=customer_ids).delete()
    # Only here: the columnar libraries are slow to load, and screens name this use case.
    from chaland.warehouse.fact import facts

    for topic in sorted({fact.topic for fact in facts().values() if fact.root == "customer_id"}):
        outbox.changed(topic, customer_ids)


def _agreed(run: ImportRun) -> QuerySet[CurrentConsent]:
    return CurrentConsent.objects.filter(entry__point=f"import:{run.pk}", state=CurrentConsent.State.GRANTED)


def _withdraw(run: ImportRun, customer_ids: Sequence[int], now: datetime) -> None:
    """Withdraw what the import wrote down for customers who stay: the ledger keeps its lines and gets one more."""
    proof = Proof(f"import:{run.pk}", "file", reference="undone")
    withdrawn = [
        NewConsent(one.customer_id, one.purpose, one.channel, Act.WITHDRAWN, proof, one.merchant_id, one.address)
        for one in _agreed(run).filter(customer__in=customer_ids).order_by("customer_id", "pk")
    ]
    if withdrawn:
        privacy.record_many(withdrawn, now=now)
