"""Somebody brings a file of products: known ones are described, the others added."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction

from chaland.kernel.text import fold
from chaland.sales.services import announce_arrival
from chaland.stores.catalogue import tallied_values
from chaland.stores.catalogue_file import ProductRow, RowError, read_products
from chaland.stores.models import Product
from chaland.stores.recognition import recognise_categories
from chaland.usecases.network.edit_catalogue import recounted
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.warehouse import outbox

_AT_ONCE = 5_000
_WRITTEN = (
    "ean", "name", "search_name", "kind", "category", "brand", "line", "price_level", "size", "colour", "material",
    "price_cents", "picture", "link", "is_stub",
)  # fmt: skip


@dataclass(slots=True)
class ProductsImported:
    """How many products were created, changed and already so; the rows refused."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)


def import_products(content: bytes, *, now: datetime) -> ProductsImported:
    """Take in a CSV file as `catalogue_file.read_products` reads it; safe to repeat.

    A missing column or an empty cell changes nothing of a known product. Rows with an error are left out and
    reported; the others are taken in.
    """
    return take_products(read_products(content), now=now)


@transaction.atomic
def take_products(read: Iterator[ProductRow | RowError], *, now: datetime) -> ProductsImported:
    """Take in rows as they were read; otherwise as `import_products`."""
    result = ProductsImported()
    rows = _understood(read, result)
    while chunk := list(islice(rows, _AT_ONCE)):
        _take_in(chunk, result, now)
    return result


def _understood(rows: Iterator[ProductRow | RowError], result: ProductsImported) -> Iterator[ProductRow]:
    for row in rows:
        if isinstance(row, RowError):
            result.errors.append(row)
        else:
            yield row


def _take_in(rows: Sequence[ProductRow], result: ProductsImported, now: datetime) -> None:
    families = recognise_categories(str(row.values.get("category", "")) for row in rows)
    known = Product.objects.in_bulk([row.sku for row in rows], field_name="sku")
    new = [_described(Product(sku=row.sku, name=row.sku), row, families) for row in rows if row.sku not in known]
    Product.objects.bulk_create(new, batch_size=1000)
    if new:
        arrived = Product.objects.filter(sku__in=[product.sku for product in new]).values_list("pk", flat=True)
        announce_arrival(list(arrived), now=now, today=today_of_network(now))
        outbox.changed("product", arrived)
    result.created += len(new)
    before = {product.pk: _state(product) for product in known.values()}
    tallied = {product.pk: tallied_values(product) for product in known.values()}
    for row in rows:
        if row.sku in known:
            _described(known[row.sku], row, families)
    changed = [product for product in known.values() if _state(product) != before[product.pk]]
    moved = [product.pk for product in changed if tallied_values(product) != tallied[product.pk]]
    _write_changed(changed, moved, now)
    result.changed += len(changed)
    result.unchanged += len(known) - len(changed)


def _write_changed(changed: list[Product], moved: list[int], now: datetime) -> None:
    outbox.changed("product", [product.pk for product in changed])
    if not moved:
        Product.objects.bulk_update(changed, _WRITTEN, batch_size=500)
        return
    with recounted(moved, now=now):
        Product.objects.bulk_update(changed, _WRITTEN, batch_size=500)


def _described(product: Product, row: ProductRow, families: dict[str, int]) -> Product:
    for name, value in row.values.items():
        if name == "category":
            product.category_id = families[str(value)]
        elif name == "price":
            product.price_cents = int(value)
        else:
            setattr(product, name, value)
    product.search_name = fold(product.name)[:200]
    # A name other than its sku is what a person needs to recognise it.
    product.is_stub = product.is_stub and "name" not in row.values
    return product


def _state(product: Product) -> tuple[object, ...]:
    return tuple(getattr(product, "category_id" if name == "category" else name) for name in _WRITTEN)
