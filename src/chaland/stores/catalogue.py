"""Writes of products and their families, one at a time."""

from typing import NotRequired, TypedDict, Unpack

from chaland.kernel.errors import Refusal
from chaland.kernel.money import format_euros
from chaland.kernel.text import clean, fold
from chaland.stores.models import Category, Product
from chaland.stores.rules import LONGEST_PATH, PATH_SEPARATOR, category_path, is_digest, read_address
from chaland.stores.services import refuse_taken, row_to_write, write_row
from chaland.warehouse import outbox

TALLIED = ("category_id", "brand", "line", "size", "colour", "material")
"""The columns by which purchases are counted: a change of one of them moves past purchases."""


class ProductFields(TypedDict):
    sku: str
    ean: str
    name: str
    kind: str
    category: Category | None
    brand: str
    line: str
    price_level: str
    size: str
    colour: str
    material: str
    price_cents: NotRequired[int | None]
    picture: NotRequired[str]
    link: NotRequired[str]


def write_product(product_id: int | None, **fields: Unpack[ProductFields]) -> Product:
    """Create a product, or change the one of this id, which is then no stub.

    Raises Conflict `sku_taken`, Refusal `price_negative`, `address_not_https`.
    """
    product = row_to_write(Product, product_id)
    _check_offer(fields)
    refuse_taken(product, "sku_taken", sku=fields["sku"])
    write_row(product, {**fields, "search_name": fold(fields["name"])[:200], "is_stub": False})
    outbox.changed("product", [product.pk])
    return product


def _check_offer(fields: ProductFields) -> None:
    """Look at what a shop's site shows of a product; a picture of ours goes by its digest."""
    price = fields.get("price_cents")
    if price is not None and price < 0:
        raise Refusal("price_negative", field="price", text=format_euros(price, "fr"))
    for name, address in (("picture", fields.get("picture", "")), ("link", fields.get("link", ""))):
        try:
            if name == "link" or not is_digest(address):
                read_address(address)
        except Refusal as refusal:
            raise refusal.about(name) from None


def tallied_values(product: Product) -> tuple[object, ...]:
    """Return what of a product past purchases are counted by."""
    return tuple(getattr(product, name) for name in TALLIED)


def write_category(category_id: int | None, *, name: str, parent: Category | None) -> Category:
    """Create a family, or rename or move the one of this id with all those below it.

    Raises Conflict `category_taken`, Refusal `category_in_itself` or those of `rules.category_path`.
    """
    category = row_to_write(Category, category_id)
    if parent and _is_within(parent, category):
        raise Refusal("category_in_itself", field="parent")
    before = category.path
    name = clean(name, 100)
    path = category_path(name, parent.path if parent else "")
    refuse_taken(category, "category_taken", path=path)
    category.name, category.parent, category.path = name, parent, path
    category.save()
    outbox.changed("category", [category.pk])
    if before:
        _move_below(before, path)
    return category


def _is_within(category: Category, ancestor: Category) -> bool:
    return category.pk == ancestor.pk or bool(
        ancestor.path and category.path.startswith(f"{ancestor.path}{PATH_SEPARATOR}")
    )


def _move_below(before: str, after: str) -> None:
    below = list(Category.objects.filter(path__startswith=f"{before}{PATH_SEPARATOR}"))
    for category in below:
        category.path = after + category.path[len(before) :]
        if len(category.path) > LONGEST_PATH:
            raise Refusal("category_path_too_long", field="name", limit=LONGEST_PATH)
    Category.objects.bulk_update(below, ["path"], batch_size=500)
    outbox.changed("category", [category.pk for category in below])
