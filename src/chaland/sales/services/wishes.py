"""What customers would like, and the moment it arrives."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q

from chaland.database.locks import lock_rows
from chaland.database.lookups import fetch, values_source
from chaland.kernel.errors import NotFound, Refusal
from chaland.sales.models import Wish
from chaland.sales.rules.wishes import fits, is_on_sale
from chaland.sales.services.receipts import NewReceipt
from chaland.stores.models import Product
from chaland.stores.recognition import lineage


def add_wish(
    *,
    customer_id: int,
    now: datetime,
    product_id: int | None = None,
    category_id: int | None = None,
    text: str = "",
    size: str = "",
    until_on: date | None = None,
    store_id: int | None = None,
) -> Wish:
    """Write down what a customer would like. Raises Refusal if it names neither product, family nor words."""
    if not (product_id or category_id or text):
        raise Refusal("wish_is_empty", field="text")
    return Wish.objects.create(
        customer_id=customer_id,
        product_id=product_id,
        category_id=category_id,
        text=text,
        size=size,
        until_on=until_on,
        store_id=store_id,
        created_at=now,
    )


def announce_arrival(product_ids: Collection[int], *, now: datetime, today: date) -> int:
    """Mark the open wishes that these new products answer as arrived; return how many.

    A wish is answered by its product, or by a product of its family or a sub-family, in its size if it names one.
    """
    products = Product.objects.filter(pk__in=product_ids).select_related("category").order_by("pk")
    by_path: dict[str, list[Product]] = {}
    for product in products:
        for path in lineage(product.category.path) if product.category else ():
            by_path.setdefault(path, []).append(product)
    wishes = Wish.objects.filter(Q(until_on=None) | Q(until_on__gte=today), arrived_at=None, category__path__in=by_path)
    answered = 0
    for wish in wishes.select_related("category"):
        answers = by_path[wish.category.path] if wish.category else ()
        answer = next((one for one in answers if fits(wish.size, one.size)), None)
        if answer is not None:
            answered += Wish.objects.filter(pk=wish.pk).update(arrived_at=now, arrived_product=answer)
    return answered


def announce_sales(receipts: Sequence[NewReceipt], *, now: datetime) -> None:
    """Follow the wishes for articles that these new receipts sell: who sells an article has it.

    A sale in the store of the wish, or in any when it names none, shows that the article is there; see
    `rules.wishes` for when it counts. Who bought it themselves, wherever, needs not be told any more.
    """
    sold: dict[int, list[NewReceipt]] = {}
    for new in receipts:
        for line, product_id in zip(new.said.lines, new.product_ids, strict=True):
            if product_id is not None and line.quantity_milli > 0:
                sold.setdefault(product_id, []).append(new)
    for wish in _waiting(sold) if sold else ():
        shown = [new for new in sold[wish.product_id or 0] if _shows(new, wish)]
        if any(new.customer_id == wish.customer_id for new in shown):
            _arrived(wish, now, told_at=now)
        elif shown and wish.arrived_at is None:
            _arrived(wish, now)


def _waiting(product_ids: Iterable[int]) -> Iterable[Wish]:
    """Return the wishes for these products that nobody has been told of; most have none, which one statement tells."""
    source, parameters = values_source(["bigint"], [(product_id,) for product_id in product_ids])
    found = fetch(
        f"SELECT w.id FROM {source} CROSS JOIN sales_wish w WHERE w.product_id = v.c0 AND w.told_at IS NULL",  # noqa: S608
        parameters,
    )
    if not found:
        return ()
    ids = [pk for (pk,) in found]
    lock_rows(Wish, ids)
    return Wish.objects.filter(pk__in=ids, told_at=None).select_related("product")


def _shows(new: NewReceipt, wish: Wish) -> bool:
    is_theirs = new.customer_id == wish.customer_id
    return (
        (is_theirs or wish.store_id in (None, new.store_id))
        and fits(wish.size, wish.product.size if wish.product else "")
        and is_on_sale(
            wished_at=wish.created_at,
            until_on=wish.until_on,
            sold_at=new.said.sold_at,
            business_on=new.business_on,
        )
    )


def _arrived(wish: Wish, now: datetime, told_at: datetime | None = None) -> None:
    wish.arrived_at, wish.told_at, wish.arrived_product = wish.arrived_at or now, told_at, wish.product
    wish.save(update_fields=["arrived_at", "told_at", "arrived_product"])


def mark_arrived(*, wish_id: int, now: datetime) -> None:
    """Mark one wish as arrived by hand. Raises NotFound if there is none open by that id."""
    if not Wish.objects.filter(pk=wish_id, arrived_at=None).update(arrived_at=now):
        raise NotFound("wish_not_found")


def mark_told(*, wish_id: int, now: datetime) -> None:
    """Note that the customer was told. Raises NotFound if there is no arrived wish by that id still to tell."""
    if not Wish.objects.filter(pk=wish_id, arrived_at__isnull=False, told_at=None).update(told_at=now):
        raise NotFound("wish_not_found")


def remove_wish(*, wish_id: int) -> None:
    """Forget a wish. Raises NotFound if there is none by that id."""
    if not Wish.objects.filter(pk=wish_id).delete()[0]:
        raise NotFound("wish_not_found")
