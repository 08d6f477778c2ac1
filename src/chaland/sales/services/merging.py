"""Receipts, tallies and figures of customers who become one file, and two again."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Coalesce

from chaland.sales.models import CategoryFigures, Figures, Receipt, TasteFigures
from chaland.sales.services.figures import open_figures, refresh_figures, reset_emptied
from chaland.sales.services.tallies import retally_customers
from chaland.warehouse import outbox


def hand_over_receipts(from_id: int, to_id: int) -> None:
    """Give all receipts of one customer to another, noting whose they were."""
    receipts = Receipt.objects.filter(customer=from_id)
    outbox.changed("receipt", receipts.values_list("pk", flat=True))
    receipts.update(original_customer=Coalesce("original_customer", Value(from_id)), customer=to_id)


def hand_back_receipts(head_id: int, branch: Collection[int], to_id: int) -> None:
    """Give back the receipts that would be of one of the branch, those that came since by their cards included."""
    keys = list(Receipt.objects.filter(customer=head_id, original_customer__in=branch).values_list("pk", flat=True))
    outbox.changed("receipt", keys)
    Receipt.objects.filter(customer=head_id, original_customer__in=branch).update(
        customer=to_id, original_customer=Case(When(original_customer=to_id, then=None), default=F("original_customer"))
    )


def stores_knowing(customer_id: int) -> list[int]:
    """Return the stores that know a customer, in order."""
    known = Figures.objects.filter(customer=customer_id, store__isnull=False).order_by("store")
    return list(known.values_list("store_id", flat=True))


def know_in(customer_id: int, stores: Iterable[int]) -> None:
    """Have these stores know a customer, and the network. Safe to repeat."""
    open_figures({customer_id: None})
    for store_id in stores:
        open_figures({customer_id: store_id})


def forget_in(customer_id: int, stores: Collection[int]) -> None:
    """Have these stores no longer know a customer, as far as they never bought there."""
    Figures.objects.filter(customer=customer_id, store__in=stores, receipts=0).delete()
    outbox.changed("figures", [customer_id])


def drop_figures(customer_id: int) -> None:
    """Take a customer, whose receipts went to somebody else, out of every list and count."""
    for model in (Figures, CategoryFigures, TasteFigures):
        QuerySet(model).filter(customer=customer_id).delete()
    outbox.changed("figures", [customer_id])


def count_anew(customer_ids: Sequence[int], *, as_of: date) -> None:
    """Bring tallies and figures in line with the receipts of these customers, none at all included."""
    retally_customers(customer_ids)
    reset_emptied(customer_ids)
    refresh_figures(customer_ids, as_of=as_of)


def stores_of_sales(customer_id: int) -> set[int]:
    """Return the stores with a receipt of the customer."""
    return set(Receipt.objects.filter(customer=customer_id).order_by().values_list("store_id", flat=True).distinct())
