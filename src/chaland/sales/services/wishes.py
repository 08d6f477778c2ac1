"""What customers would like, and the moment it arrives."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Q

from chaland.kernel.errors import NotFound, Refusal
from chaland.sales.models import Wish
from chaland.stores.models import Product


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
    """Mark the open wishes that these products answer as arrived; return how many.

    A wish is answered by its product, or by a product of its family or a sub-family, in its size if it names one.
    """
    wishes = Wish.objects.filter(Q(until_on=None) | Q(until_on__gte=today), arrived_at=None).filter(
        Q(product__isnull=False) | Q(category__isnull=False)
    )
    answered = 0
    for wish in wishes.select_related("category"):
        product = Product.objects.filter(_answer(wish), pk__in=product_ids).order_by("pk").first()
        if product is not None:
            answered += Wish.objects.filter(pk=wish.pk).update(arrived_at=now, arrived_product=product)
    return answered


def _answer(wish: Wish) -> Q:
    wanted = Q(size__iexact=wish.size) if wish.size else Q()
    if wish.category is None:
        return wanted & Q(pk=wish.product_id)
    path = wish.category.path
    return wanted & (Q(category__path=path) | Q(category__path__startswith=f"{path} > "))


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
