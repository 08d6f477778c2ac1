"""An import is taken back: what it created goes, what was there before stays."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from chaland.customers.models import Customer
from chaland.database.locks import lock_rows
from chaland.interactions.models import Interaction
from chaland.journal import queries, services
from chaland.journal.models import ImportRun
from chaland.kernel.errors import Conflict
from chaland.loyalty.models import Balance
from chaland.loyalty.services.openings import take_back_openings
from chaland.loyalty.services.refreshing import refresh_points
from chaland.privacy import services as privacy
from chaland.privacy.models import CurrentConsent
from chaland.privacy.rules import Act, NewConsent, Proof
from chaland.sales.models import Cart, Figures, Receipt, Wish
from chaland.sales.services import figures_day, remove_import, remove_imported_carts
from chaland.usecases import import_points
from chaland.usecases.import_updating import give_back
from chaland.usecases.record_receipts import today_of_network
from chaland.warehouse import outbox

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back.

    kept: customers of the import who have bought, been given points, been contacted, agreed to something or been
    changed since.
    given_back: customers whom it had completed, who say again what they said before. points: opening balances.
    """

    receipts: int
    customers: int
    interactions: int
    kept: int
    given_back: int = 0
    carts: int = 0
    points: int = 0


@transaction.atomic
def undo_import(import_id: int, *, now: datetime) -> Undone:
    """Take back what one import created and bring the figures up to date.

    Stores, tills, products and sellers that it named first stay, and so do customers who have since bought, been
    contacted or been changed. Raises NotFound `import_unknown`, Conflict `import_already_undone`.
    """
    run = queries.run(import_id)
    lock_rows(ImportRun, [run.pk])
    if run.status == ImportRun.Status.UNDONE:
        raise Conflict("import_already_undone", number=str(import_id))
    as_of = figures_day(today_of_network(now))
    buyers = _buyers(run)
    receipts = remove_import(run.pk, as_of=as_of)
    interactions = list(Interaction.objects.filter(import_run=run).values_list("pk", flat=True))
    Interaction.objects.filter(import_run=run).delete()
    outbox.changed("interaction", interactions)
    given_back = give_back(run.pk, now=now)
    carts = remove_imported_carts(run.pk)
    removed = _remove_customers(run)
    kept = Customer.objects.filter(import_run=run).count()
    services.mark_undone(run, now=now)
    refresh_points(Customer.objects.filter(pk__in=buyers).values_list("pk", flat=True), now=now)
    _withdraw(run, now)
    points = take_back_openings(import_points.came_with(run.pk), now=now) if run.kind == import_points.KIND else 0
    return Undone(receipts, removed, len(interactions), kept, given_back, carts, points)


def _buyers(run: ImportRun) -> list[int]:
    bought = Receipt.objects.filter(import_run=run, customer__isnull=False)
    return list(bought.order_by().values_list("customer_id", flat=True).distinct())


def _remove_customers(run: ImportRun) -> int:
    ids = list(
        Customer.objects.filter(import_run=run, updated_at=F("created_at"))
        .exclude(pk__in=Receipt.objects.filter(customer__isnull=False).values("customer"))
        .exclude(pk__in=Interaction.objects.values("customer"))
        .exclude(pk__in=Cart.objects.values("customer"))
        .exclude(pk__in=Wish.objects.values("customer"))
        .exclude(pk__in=Balance.objects.exclude(points=0, debt=0).values("customer"))
        .exclude(pk__in=CurrentConsent.objects.exclude(entry__point=f"import:{run.pk}").values("customer"))
        .values_list("pk", flat=True)
    )
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        Figures.objects.filter(customer__in=chunk).delete()
        Customer.objects.filter(pk__in=chunk).delete()
    outbox.changed("figures", ids)
    outbox.changed("customer", ids)
    outbox.changed("prediction", ids)
    return len(ids)


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
