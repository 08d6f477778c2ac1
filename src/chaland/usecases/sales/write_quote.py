"""A quote or an order form is written in the shop, asked about later, and printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.database.locks import lock_rows, one_writer
from chaland.interactions.rules import NewInteraction
from chaland.interactions.services import add
from chaland.kernel.errors import NotFound, Refusal
from chaland.kernel.text import clean
from chaland.sales import services
from chaland.sales.models import Cart
from chaland.sales.queries.quotes import quote
from chaland.sales.rules import LineInput
from chaland.sales.rules.carts import MOST_LINES, check_days, line_amount
from chaland.stores.models import Product, Store
from chaland.stores.rules import Description
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.sales.record_cart import CartInput, record_cart
from chaland.usecases.sales.record_receipts import today_of_network

_LABEL = 200
_SENT_TWICE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line as somebody types it. what: an article's code, barcode or name, or any words. price: of one."""

    what: str
    quantity_milli: int
    price_cents: int


@dataclass(frozen=True, slots=True)
class NewQuote:
    """A quote or an order form (`kind`) to write in a store."""

    kind: str
    store_id: int
    lines: Sequence[QuoteLine]
    valid_until_on: date | None = None
    follow_up_on: date | None = None


def write_quote(new: NewQuote, *, customer_id: int, scope: Scope, now: datetime) -> int:
    """Write a quote under the store's next number and return its id; one sent twice within a minute is written once.

    Raises NotFound `customer_unknown` or `store_unknown`, Refusal `quote_without_lines`, `too_many_lines`,
    `quote_is_negative` or as `sales.rules.carts.check_days` and `record_cart`.
    """
    open_customer(customer_id, scope)
    check_days(today_of_network(now), valid_until_on=new.valid_until_on, follow_up_on=new.follow_up_on)
    lines = tuple(_line(one) for one in new.lines)
    total = sum(line.amount_cents for line in lines)
    if not lines:
        raise Refusal("quote_without_lines")
    if len(lines) > MOST_LINES:
        raise Refusal("too_many_lines", limit=MOST_LINES)
    if total < 0:
        raise Refusal("quote_is_negative")
    with one_writer(), transaction.atomic():
        store = _store(new.store_id, scope)
        if twin := _sent_before(new, customer_id, total, now):
            return twin
        cart = CartInput(
            kind=new.kind,
            reference=services.next_reference(new.kind, store_id=store.pk, year=today_of_network(now).year),
            made_at=now,
            total_cents=total,
            lines=lines,
            valid_until_on=new.valid_until_on,
            follow_up_on=new.follow_up_on,
        )
        return record_cart(cart, customer_id=customer_id, store_code=store.code).cart_id


def _store(store_id: int, scope: Scope) -> Store:
    lock_rows(Store, [store_id])
    store = Store.objects.filter(pk=store_id).first()
    if store is None or scope.store_id not in (None, store.pk):
        raise NotFound("store_unknown", field="store")
    return store


def _sent_before(new: NewQuote, customer_id: int, total: int, now: datetime) -> int | None:
    same = Cart.objects.filter(
        customer_id=customer_id,
        store_id=new.store_id,
        kind=new.kind,
        total_cents=total,
        valid_until_on=new.valid_until_on,
        follow_up_on=new.follow_up_on,
        cancelled_at=None,
        made_at__gt=now - _SENT_TWICE,
    )
    return same.values_list("pk", flat=True).first()


def _line(one: QuoteLine) -> LineInput:
    words = clean(one.what, _LABEL)
    amount = line_amount(one.price_cents, one.quantity_milli)
    product = _product(words)
    # An article's own description is not touched by a quote.
    return LineInput(product or "", one.quantity_milli, amount, Description(label="" if product else words))


def _product(words: str) -> str | None:
    for column in ("sku", "ean", "name"):
        found = list(Product.objects.filter(**{column: words}).values_list("sku", flat=True)[:2]) if words else []
        if len(found) == 1:
            return str(found[0])
    return None


@transaction.atomic
def follow_up_quote(
    cart_id: int, *, outcome: str, text: str, next_on: date | None, scope: Scope, author_id: int | None, now: datetime
) -> None:
    """Write down that the customer was asked about an open quote, and when to ask again.

    Raises NotFound `cart_not_found`, Refusal `follow_up_is_past` or as `interactions.rules.check`.
    """
    cart = quote(cart_id, scope)
    check_days(today_of_network(now), valid_until_on=None, follow_up_on=next_on)
    services.plan_follow_up(cart_id, on=next_on)
    call = NewInteraction(
        cart.customer_id, "call", store_id=cart.store_id, subject=cart.reference, text=text, outcome=outcome
    )
    add(call, author_id=author_id, now=now)
