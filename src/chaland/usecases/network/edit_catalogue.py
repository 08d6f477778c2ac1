"""Somebody describes a product or arranges the families; past purchases follow."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Unpack

from django.db import transaction

from chaland.sales import services as sales
from chaland.sales.queries.buyers import buyers_of
from chaland.sales.services.tallies import retally_products
from chaland.stores import catalogue
from chaland.stores.catalogue import ProductFields
from chaland.stores.models import Category, Product
from chaland.usecases.sales.record_receipts import today_of_network


@transaction.atomic
def edit_product(product_id: int | None, *, now: datetime, **fields: Unpack[ProductFields]) -> None:
    """Change a product, or add one when there is no id; what customers bought of it is counted under its new traits.

    A new product answers the wishes that wait for it.

    Raises Conflict `sku_taken`.
    """
    known = Product.objects.filter(pk=product_id).first() if product_id else None
    wanted = Product(**fields)
    if known is None:
        arrived = catalogue.write_product(product_id, **fields)
        sales.announce_arrival([arrived.pk], now=now, today=today_of_network(now))
        return
    if catalogue.tallied_values(known) == catalogue.tallied_values(wanted):
        catalogue.write_product(product_id, **fields)
        return
    with recounted([known.pk], now=now):
        catalogue.write_product(product_id, **fields)


@contextmanager
def recounted(product_ids: Sequence[int], *, now: datetime) -> Iterator[None]:
    """Take back what these products count in customers' tastes, and count them again after they change."""
    as_of: date = sales.figures_day(today_of_network(now))
    retally_products(product_ids, times=-1)
    yield
    retally_products(product_ids, times=1)
    sales.refresh_figures(buyers_of(product_ids), as_of=as_of)


@transaction.atomic
def edit_category(category_id: int | None, *, name: str, parent: Category | None) -> None:
    """Rename or move a family, or add one when there is no id. Raises the Refusals of `catalogue.write_category`."""
    catalogue.write_category(category_id, name=name, parent=parent)
