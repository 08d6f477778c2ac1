"""A customer says what they would like to be told of when it arrives."""

from datetime import date, datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.kernel.errors import NotFound
from chaland.kernel.text import clean
from chaland.sales import services
from chaland.stores.models import Category, Product
from chaland.usecases.open_customer import open_customer

MAX_TEXT = 200
MAX_SIZE = 50


@transaction.atomic
def record_wish(
    customer_id: int,
    *,
    scope: Scope,
    now: datetime,
    sku: str = "",
    category: str = "",
    text: str = "",
    size: str = "",
    until_on: date | None = None,
    store_id: int | None = None,
) -> int:
    """Write a wish down and return its id. category: the path of a family.

    Without a store it belongs to the customer's store of reference; a store that did not know the customer does now.
    Raises NotFound `customer_unknown`, `product_unknown` or `category_unknown`; Refusal `wish_is_empty`.
    """
    customer = open_customer(customer_id, scope)
    product = Product.objects.filter(sku=sku).first() if sku else None
    family = Category.objects.filter(path=category).first() if category else None
    if sku and product is None:
        raise NotFound("product_unknown", field="sku", text=sku)
    if category and family is None:
        raise NotFound("category_unknown", field="category", text=category)
    wish = services.add_wish(
        customer_id=customer_id,
        now=now,
        product_id=product.pk if product else None,
        category_id=family.pk if family else None,
        text=clean(text, MAX_TEXT),
        size=clean(size, MAX_SIZE),
        until_on=until_on,
        store_id=store_id or customer.home_store_id,
    )
    services.open_figures({customer_id: wish.store_id})
    return wish.pk
