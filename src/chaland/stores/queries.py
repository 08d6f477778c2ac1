"""Reads of the network, its stores and its catalogue."""

from collections.abc import Iterable
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Count, Model, Q, QuerySet

from chaland.database.lookups import fetch
from chaland.kernel.errors import NotFound
from chaland.kernel.text import fold
from chaland.stores.models import Category, Merchant, Network, Product, Seller, Store, Till, TillScreen
from chaland.stores.rules import PATH_SEPARATOR

Row = TypeVar("Row", bound=Model)


def the_network() -> Network:
    """Return the one network of this deployment; an unsaved one with the defaults before it is named."""
    return Network.objects.order_by("pk").first() or Network(name="Chaland")


def network_zone() -> str:
    """Return the time zone that decides which day it is for the whole network."""
    found = fetch("SELECT time_zone FROM stores_network ORDER BY id LIMIT 1", [])
    return found[0][0] if found else "Europe/Paris"


def store_with_code(code: str) -> Store:
    """Return the store with this code. Raises NotFound `store_code_unknown`."""
    store = Store.objects.filter(code=code).first()
    if store is None:
        raise NotFound("store_code_unknown", field="store", store=code)
    return store


def zones_by_code(codes: Iterable[str]) -> dict[str, ZoneInfo]:
    """Return the time zones of the stores with these codes; unknown ones are left out."""
    rows = Store.objects.filter(code__in=list(codes)).values_list("code", "time_zone")
    return {code: ZoneInfo(zone) for code, zone in rows}


def merchants() -> QuerySet[Merchant]:
    """Return every merchant with `store_count`, by name."""
    return Merchant.objects.annotate(store_count=Count("stores")).order_by("name")


def merchant_of(store_id: int | None) -> int | None:
    """Return who trades in a store; None without one."""
    return Store.objects.filter(pk=store_id).values_list("merchant_id", flat=True).first() if store_id else None


def stores(store_id: int | None = None) -> QuerySet[Store]:
    """Return the stores, or only this one, with their merchant, the open ones first, by name."""
    return _within(Store.objects.select_related("merchant"), "pk", store_id).order_by("-is_open", "name", "code")


def tills(store_id: int | None = None) -> QuerySet[Till]:
    """Return the tills, of all stores or of this one, with their store."""
    return _within(Till.objects.select_related("store"), "store", store_id).order_by("store__name", "code")


def sellers(store_id: int | None = None) -> QuerySet[Seller]:
    """Return the sellers, of all stores or of this one, with their store, those who still sell first."""
    rows = _within(Seller.objects.select_related("store"), "store", store_id)
    return rows.order_by("-is_active", "store__name", "name")


def _within(rows: QuerySet[Row], column: str, store_id: int | None) -> QuerySet[Row]:
    return rows if store_id is None else rows.filter(**{column: store_id})


def categories() -> QuerySet[Category]:
    """Return every family with `product_count` of its own, along the tree."""
    return Category.objects.annotate(product_count=Count("products")).order_by("path")


def with_descendants(category_ids: Iterable[int]) -> list[int]:
    """Return these families and all below them, by primary key."""
    children: dict[int | None, list[int]] = {}
    for key, parent in Category.objects.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(key)
    found: set[int] = set()
    waiting = list(category_ids)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(children.get(key, ()))
    return sorted(found)


def state_of_places() -> tuple[Any, ...]:
    """Return what changes as soon as a family or a store is added, moved or taken away."""
    ((families, above),) = fetch("SELECT COUNT(*), SUM(id * COALESCE(parent_id, 0)) FROM stores_category", [])
    ((stores, north, east),) = fetch("SELECT COUNT(*), SUM(latitude), SUM(longitude) FROM stores_store", [])
    return families, above, stores, north, east


def category_paths(text: str, limit: int = 20) -> list[str]:
    """Return the paths that hold these words, in the order of the tree."""
    found = Category.objects.order_by("path")
    for word in text.replace("\x00", "").split():
        found = found.filter(path__icontains=word)
    return list(found.values_list("path", flat=True)[:limit])


def find_products(text: str = "", *, only_stubs: bool = False, category_id: int | None = None) -> QuerySet[Product]:
    """Return the products whose sku or EAN begins with the text or whose name holds its words, by name.

    A family holds the products of the families below it too.
    """
    found = Product.objects.select_related("category").order_by("search_name", "sku")
    for word in fold(text).split():
        found = found.filter(Q(search_name__contains=word) | Q(sku__istartswith=word) | Q(ean__startswith=word))
    if only_stubs:
        found = found.filter(is_stub=True)
    category = Category.objects.filter(pk=category_id).first() if category_id else None
    if category:
        below = Category.objects.filter(Q(pk=category.pk) | Q(path__startswith=f"{category.path}{PATH_SEPARATOR}"))
        found = found.filter(category__in=below)
    return found


def stub_count() -> int:
    """Return how many products somebody has yet to describe."""
    return Product.objects.filter(is_stub=True).count()


def screen_of(store_id: int) -> TillScreen:
    """Return how the till screen of a store works, whether anybody said so or not."""
    return TillScreen.objects.filter(store=store_id).first() or TillScreen(store_id=store_id)
