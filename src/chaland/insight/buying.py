"""The lines of the receipts that a question about the assortment is about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias, get_args

import ibis

from chaland.stores.rules import PATH_SEPARATOR
from chaland.warehouse.engine import table
from chaland.warehouse.spelling import folded

Trait: TypeAlias = Literal["brand", "line", "size", "colour", "material", "price_level"]
TRAITS: tuple[Trait, ...] = get_args(Trait)
Key: TypeAlias = Callable[[Any], Any]
"""What articles are told apart by: from the rows of products, a column; null where an article has none."""


@dataclass(frozen=True, slots=True)
class Buying:
    """Purchases from `first_on` to `last_on`, both within, of a store or the network (None).

    people: a table with customer_id, a row for each; None for everybody in the file.
    within: the path of a family; only articles of it and of those below. Empty for all articles.
    """

    first_on: date
    last_on: date
    store_id: int | None = None
    people: Any = None
    within: str = ""

    def lines(self) -> Any:
        """Return the lines, those of receipts without a customer included."""
        rows = table("lines")
        rows = rows.filter(rows.business_on >= self.first_on, rows.business_on <= self.last_on)
        return rows.filter(rows.store_id == self.store_id) if self.store_id else rows

    def keyed(self, **keys: Key) -> Any:
        """Return the lines with a column for each key; without their article where they have none."""
        products = self._products()
        described = products.select(product_id="product_id", **{name: key(products) for name, key in keys.items()})
        how: Literal["left", "inner"] = "inner" if self.within else "left"
        return self.lines().join(described, "product_id", how=how)

    def numbered(self, key: Key) -> tuple[Any, Any]:
        """Return the lines with a `number` for what the key tells apart, and the `key` of each number.

        Null where an article has no key. Numbers are put together in half the time and memory that texts take.
        """
        products = self._products()
        described = products.select(product_id="product_id", key=key(products))
        number = described.key.notnull().ifelse(ibis.dense_rank().over(order_by=described.key), ibis.null("int64"))
        described = described.mutate(number=number)
        names = described.filter(described.key.notnull()).select("number", "key").distinct()
        how: Literal["left", "inner"] = "inner" if self.within else "left"
        return self.lines().join(described.drop("key"), "product_id", how=how), names

    def is_theirs(self, rows: Any) -> Any:
        """Return whether the rows are of the people asked about."""
        theirs = rows.customer_id.notnull()
        return theirs if self.people is None else theirs & rows.customer_id.isin(self.people.customer_id)

    def _products(self) -> Any:
        families = table("categories").select("category_id", "path")
        products = table("products").left_join(families, "category_id")
        if not self.within:
            return products
        return products.filter((products.path == self.within) | products.path.startswith(self.within + PATH_SEPARATOR))


def by_trait(trait: Trait) -> Key:
    """Tell articles apart by a trait; those spelt alike but for capitals and accents are one, under one spelling."""

    def key(products: Any) -> Any:
        text = products[trait].nullif("")
        return text.max().over(group_by=folded(text))

    return key


def by_family(depth: int) -> Key:
    """Tell articles apart by the path of their family, those deeper than this counted in the one above them."""
    return lambda products: products.path.split(PATH_SEPARATOR)[:depth].join(PATH_SEPARATOR)


def by_article(products: Any) -> Any:
    """Tell every article apart."""
    return products.product_id


def by_nothing(_products: Any) -> Any:
    """Tell no article from another."""
    return ibis.null("string")


def is_bought(rows: Any) -> Any:
    """Return whether lines are no returns."""
    return rows.quantity_milli >= 0
