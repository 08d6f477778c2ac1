"""A customer says what they would like to be told of when it arrives."""

from datetime import date, datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.kernel.errors import NotFound, Refusal
from chaland.kernel.secret_numbers import holds_secret_number
from chaland.kernel.text import clean
from chaland.sales import services
from chaland.stores.models import Category, Product
from chaland.usecases.customers.open_customer import open_customer

MAX_WISH = 200
MAX_SIZE = 50


@transaction.atomic
def add_wish(
    customer_id: int,
    *,
    what: str = "",
    size: str = "",
    until_on: date | None = None,
    scope: Scope,
    now: datetime,
    today: date,
) -> int:
    """Write a wish down as somebody words it, and return its id.

    `what` that is exactly the sku, EAN or name of an article, or the name or path of a family, names it, so that its
    arrival is noticed; other words are kept as they are.
    Raises NotFound `customer_unknown`, Refusal `wish_is_empty`, `wish_already_over`, `text_holds_secret_number` or
    those of `kernel.text`.
    """
    customer = open_customer(customer_id, scope)
    if until_on is not None and until_on < today:
        raise Refusal("wish_already_over", field="until")
    words = _cleaned("what", what, MAX_WISH)
    product = _product(words)
    category = None if product else _category(words)
    try:
        wish = services.add_wish(
            customer_id=customer_id,
            product_id=product.pk if product else None,
            category_id=category.pk if category else None,
            text="" if product or category else _screened("what", words),
            size=_cleaned("size", size, MAX_SIZE),
            until_on=until_on,
            store_id=scope.store_id or customer.home_store_id,
            now=now,
        )
    except Refusal as refusal:
        raise refusal.about("what") from None
    return wish.pk


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
    """Write a wish down as another program names it, and return its id. category: the path of a family.

    Without a store it belongs to the customer's store of reference; a store that did not know the customer does now.
    Raises NotFound `customer_unknown`, `product_unknown` or `category_unknown`; Refusal `wish_is_empty`,
    `text_holds_secret_number`.
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
        text=_screened("text", clean(text, MAX_WISH)),
        size=clean(size, MAX_SIZE),
        until_on=until_on,
        store_id=store_id or customer.home_store_id,
    )
    services.open_figures({customer_id: wish.store_id})
    return wish.pk


def _cleaned(field: str, text: str, longest: int) -> str:
    try:
        return clean(text, longest)
    except Refusal as refusal:
        raise refusal.about(field) from None


def _screened(field: str, words: str) -> str:
    """Return words that name no article: such a code is no secret, though it may look like one."""
    if holds_secret_number(words):
        raise Refusal("text_holds_secret_number", field=field)
    return words


def _product(words: str) -> Product | None:
    if not words:
        return None
    for column in ("sku", "ean", "name"):
        found = list(Product.objects.filter(**{column: words})[:2])
        if len(found) == 1:
            return found[0]
    return None


def _category(words: str) -> Category | None:
    if not words:
        return None
    by_path = Category.objects.filter(path=words).first()
    by_name = list(Category.objects.filter(name__iexact=words)[:2])
    return by_path or (by_name[0] if len(by_name) == 1 else None)
