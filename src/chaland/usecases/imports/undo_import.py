"""An import is taken back: what it created goes, what was there before stays. Told before it is done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from chaland.campaigns.models import Message
from chaland.customers.imported import nameless_before
from chaland.customers.models import Customer, FormerState, Merge
from chaland.database.locks import lock_rows
from chaland.interactions.models import Interaction, SurveyLink
from chaland.journal import queries, services
from chaland.journal.models import ImportRun
from chaland.kernel.errors import Conflict
from chaland.loyalty.models import Balance, Referral, Voucher
from chaland.loyalty.services.openings import standing_openings, take_back_openings
from chaland.loyalty.services.refreshing import refresh_points
from chaland.privacy import services as privacy
from chaland.privacy.models import CurrentConsent, DataRequest, Stance
from chaland.privacy.rules import Act, NewConsent, Proof
from chaland.sales.models import Cart, Figures, Receipt, Wish
from chaland.sales.services import figures_day, remove_import, remove_imported_carts
from chaland.signups.models import ContestEntry, Submission
from chaland.usecases.imports import import_points
from chaland.usecases.imports.import_updating import give_back
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.warehouse import outbox

CHUNK = 2000
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


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, or would be.

    kept: customers of the import to whom anything happened since (`SINCE`), who agreed to something or were changed.
    given_back: customers whom it had completed, who say again what they said before. points: opening balances.
    """

    receipts: int
    customers: int
    interactions: int
    kept: int
    given_back: int = 0
    carts: int = 0
    points: int = 0


def foresee_undo(import_id: int) -> Undone:
    """Return what `undo_import` would take back now; writes nothing. Raises as it does."""
    run = _standing(import_id)
    gone = _untouched(run)
    customers = gone.count()
    completed = FormerState.objects.filter(run=run).exclude(customer__in=gone.values("pk"))
    return Undone(
        Receipt.objects.filter(import_run=run).count(),
        customers,
        Interaction.objects.filter(import_run=run).count(),
        Customer.objects.filter(import_run=run).count() - customers - nameless_before(run.pk).count(),
        completed.values("customer").distinct().count(),
        Cart.objects.filter(import_run=run).count(),
        standing_openings(import_points.came_with(run.pk)) if run.kind == import_points.KIND else 0,
    )


def _standing(import_id: int) -> ImportRun:
    run = queries.run(import_id)
    if run.status == ImportRun.Status.UNDONE:
        raise Conflict("import_already_undone", number=str(import_id))
    return run


@transaction.atomic
def undo_import(import_id: int, *, now: datetime) -> Undone:
    """Take back what one import created and bring the figures up to date.

    Stores, tills, products and sellers that it named first stay, and so do customers to whom anything happened since.
    Raises NotFound `import_unknown`, Conflict `import_already_undone`.
    """
    lock_rows(ImportRun, [import_id])
    run = _standing(import_id)
    as_of = figures_day(today_of_network(now))
    buyers = _buyers(run)
    receipts = remove_import(run.pk, as_of=as_of)
    interactions = list(Interaction.objects.filter(import_run=run).values_list("pk", flat=True))
    Interaction.objects.filter(import_run=run).delete()
    outbox.changed("interaction", interactions)
    carts = remove_imported_carts(run.pk)
    # First: one whom a later row of the same file completed would count as changed since.
    removed = _remove_customers(run)
    given_back = give_back(run.pk, now=now)
    kept = Customer.objects.filter(import_run=run).count()
    services.mark_undone(run, now=now)
    refresh_points(Customer.objects.filter(pk__in=buyers).values_list("pk", flat=True), now=now)
    _withdraw(run, now)
    points = take_back_openings(import_points.came_with(run.pk), now=now) if run.kind == import_points.KIND else 0
    return Undone(receipts, removed, len(interactions), kept, given_back, carts, points)


def _buyers(run: ImportRun) -> list[int]:
    bought = Receipt.objects.filter(import_run=run, customer__isnull=False)
    return list(bought.order_by().values_list("customer_id", flat=True).distinct())


def _untouched(run: ImportRun) -> QuerySet[Customer]:
    """Return whom an import brought and nothing happened to since."""
    changed_by_it = FormerState.objects.filter(run=run, customer=OuterRef("pk"), changed_at=OuterRef("updated_at"))
    brought = (
        Customer.objects.filter(Q(updated_at=F("created_at")) | Exists(changed_by_it), import_run=run)
        .exclude(pk__in=nameless_before(run.pk).values("pk"))
        .exclude(pk__in=CurrentConsent.objects.exclude(entry__point=f"import:{run.pk}").values("customer"))
    )
    for rows, column in SINCE:
        since = rows.filter(**{f"{column}__isnull": False})
        if rows.model in _BROUGHT:
            since = since.exclude(import_run=run)
        brought = brought.exclude(pk__in=since.values(column))
    return brought


def _remove_customers(run: ImportRun) -> int:
    ids = list(_untouched(run).values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        Figures.objects.filter(customer__in=chunk).delete()
        Customer.objects.filter(pk__in=chunk).delete()
    _tell_lake(ids)
    return len(ids)


def _tell_lake(customer_ids: list[int]) -> None:
    # Only here: the columnar libraries are slow to load, and screens name this use case.
    from chaland.warehouse.fact import facts

    for topic in sorted({fact.topic for fact in facts().values() if fact.root == "customer_id"}):
        outbox.changed(topic, customer_ids)


def _withdraw(run: ImportRun, now: datetime) -> None:
    """Withdraw what the import wrote down for customers who stay: the ledger keeps its lines and gets one more."""
    proof = Proof(f"import:{run.pk}", "file", reference="undone")
    standing = CurrentConsent.objects.filter(entry__point=proof.point, state=CurrentConsent.State.GRANTED)
    withdrawn = [
        NewConsent(one.customer_id, one.purpose, one.channel, Act.WITHDRAWN, proof, one.merchant_id, one.address)
        for one in standing.order_by("customer_id", "pk")
    ]
    if withdrawn:
        privacy.record_many(withdrawn, now=now)
