"""Shops, receipts and snapshots of figures, all made up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import transaction

from chaland.sales.models import CategoryFigures, Figures, TasteFigures
from chaland.stores.models import Merchant, Network, Store, Till
from chaland.stores.rules import Description
from chaland.usecases.sales.record_receipts import LineInput, ReceiptInput

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MEASURES = [field.name for field in Figures._meta.get_fields() if field.name not in {"id", "customer", "store"}]


def open_shops(*codes: str, time_zone: str = "Europe/Paris") -> list[Store]:
    """A network of made-up shops with one till, "1", in each."""
    Network.objects.get_or_create(pk=1, defaults={"name": "Réseau inventé", "time_zone": time_zone})
    merchant, _ = Merchant.objects.get_or_create(name="Commerce inventé")
    stores = [
        Store.objects.create(merchant=merchant, code=code, name=code.title(), time_zone=time_zone) for code in codes
    ]
    Till.objects.bulk_create(Till(store=store, code="1") for store in stores)
    return stores


def line(sku: str = "BOT-38", amount_cents: int = 4990, quantity_milli: int = 1000, **traits: str) -> LineInput:
    """A line of a made-up boot, unless told otherwise."""
    described = {"label": f"Article {sku}", "category": "Chaussures > Bottes", "size": "38", **traits}
    return LineInput(sku, quantity_milli, amount_cents, Description(**described))


def receipt(
    number: str, *, lines: list[LineInput] | None = None, total_cents: int | None = None, **said
) -> ReceiptInput:
    """A receipt of the shop "lyon", till "1", at noon; its total is that of its lines unless told otherwise."""
    lines = [line()] if lines is None else lines
    total = sum(one.amount_cents for one in lines) if total_cents is None else total_cents
    values = {"store": "lyon", "till": "1", "sold_at": NOON, **said}
    return ReceiptInput(number=number, total_cents=total, lines=tuple(lines), **values)


def days(count: float) -> timedelta:
    return timedelta(days=count)


@contextmanager
def rolled_back() -> Iterator[None]:
    """What happens inside leaves the database as it was: one example of a property."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def snapshot() -> dict[str, list[tuple]]:
    """Every figure and tally in the database, by the names of customers, stores, families and traits."""
    categories = CategoryFigures.objects.exclude(bought=0, quantity_milli=0, revenue_cents=0)
    traits = TasteFigures.objects.exclude(bought=0, revenue_cents=0)
    return {
        "figures": sorted(
            Figures.objects.filter(receipts__gt=0).values_list("customer__reference", "store__code", *MEASURES), key=str
        ),
        "categories": sorted(
            categories.values_list(
                "customer__reference", "store__code", "category__path", "bought", "quantity_milli", "revenue_cents"
            )
        ),
        "tastes": sorted(
            traits.values_list("customer__reference", "store__code", "trait", "value", "bought", "revenue_cents")
        ),
    }
