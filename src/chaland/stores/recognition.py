"""What receipts name by code: tills, sellers and products, met before or for the first time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from chaland.database.lookups import fetch, values_source
from chaland.database.rows import insert_rows
from chaland.kernel.text import fold
from chaland.stores.models import Category, Merchant, Network, Product, Seller, Store, Till
from chaland.stores.rules import PATH_SEPARATOR, Description
from chaland.warehouse import outbox


@dataclass(frozen=True, slots=True)
class KnownTill:
    """A till found by its codes, and the zone that decides its business day."""

    store_id: int
    till_id: int
    zone: ZoneInfo


def recognise_tills(codes: Iterable[tuple[str, str]], *, create: bool) -> dict[tuple[str, str], KnownTill]:
    """Return the tills with these (store code, till code) pairs; the others are absent, or created."""
    wanted = set(codes)
    found = _tills({store for store, _ in wanted})
    missing = sorted(wanted - found.keys())
    if missing and create:
        _create_tills(missing)
        found = _tills({store for store, _ in wanted})
    return {key: found[key] for key in wanted if key in found}


def _tills(stores: set[str]) -> dict[tuple[str, str], KnownTill]:
    source, parameters = values_source(["text"], [(store,) for store in stores])
    rows = fetch(
        f"SELECT s.code, t.code, s.id, t.id, s.time_zone FROM {source} CROSS JOIN stores_store s "  # noqa: S608
        "JOIN stores_till t ON t.store_id = s.id WHERE s.code = v.c0",
        parameters,
    )
    return {
        (store, code): KnownTill(store_id, till_id, ZoneInfo(zone)) for store, code, store_id, till_id, zone in rows
    }


def _create_tills(codes: Iterable[tuple[str, str]]) -> None:
    for store_code, till_code in codes:
        store = Store.objects.filter(code=store_code).first() or _create_store(store_code)
        Till.objects.get_or_create(store=store, code=till_code)


def _create_store(code: str) -> Store:
    network = Network.objects.first()
    merchant = Merchant.objects.first() or Merchant.objects.create(name=network.name if network else code)
    zone = network.time_zone if network else "Europe/Paris"
    store = Store.objects.create(merchant=merchant, code=code, name=code, time_zone=zone)
    outbox.changed("store", [store.pk])
    return store


def recognise_sellers(codes: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return the ids of sellers by (store id, seller code), creating those met for the first time."""
    wanted = {key for key in codes if key[1]}
    if not wanted:
        return {}
    found = _sellers({store_id for store_id, _ in wanted})
    missing = sorted(wanted - found.keys())
    if missing:
        Seller.objects.bulk_create([Seller(store_id=store_id, code=code, name=code) for store_id, code in missing])
        found = _sellers({store_id for store_id, _ in wanted})
    return found


def _sellers(store_ids: set[int]) -> dict[tuple[int, str], int]:
    source, parameters = values_source(["bigint"], [(store_id,) for store_id in store_ids])
    rows = fetch(
        f"SELECT s.store_id, s.code, s.id FROM {source} CROSS JOIN stores_seller s WHERE s.store_id = v.c0",  # noqa: S608
        parameters,
    )
    return {(store_id, code): seller_id for store_id, code, seller_id in rows}


def recognise_products(described: Mapping[str, Description]) -> dict[str, int]:
    """Return product ids by sku; a sku met for the first time gets a product as it is described.

    A product nobody named or placed in a family is a stub, listed for somebody to describe.
    """
    found = _products(described)
    if missing := sorted(described.keys() - found.keys()):
        found |= create_products({sku: described[sku] for sku in missing})
    return found


def _products(skus: Iterable[str]) -> dict[str, int]:
    source, parameters = values_source(["text"], [(sku,) for sku in skus])
    return dict(fetch(f"SELECT p.sku, p.id FROM {source} CROSS JOIN stores_product p WHERE p.sku = v.c0", parameters))  # noqa: S608


PRODUCT_COLUMNS = (
    "sku", "ean", "name", "search_name", "kind", "category_id", "brand", "line", "price_level", "size", "colour",
    "material", "is_stub",
)  # fmt: skip


def create_products(described: Mapping[str, Description]) -> dict[str, int]:
    """Create products and the families they name, and return their ids by sku. The skus must be new."""
    categories = recognise_categories(one.category for one in described.values())
    rows = (
        (
            sku,
            "",
            one.label or sku,
            fold(one.label or sku),
            Product.Kind.ARTICLE.value,
            categories.get(one.category),
            one.brand,
            one.line,
            one.price_level,
            one.size,
            one.colour,
            one.material,
            not (one.label and one.category),
        )
        for sku, one in described.items()
    )
    insert_rows(Product, PRODUCT_COLUMNS, rows)
    ids = _products(described)
    outbox.changed("product", ids.values())
    return ids


def recognise_categories(paths: Iterable[str]) -> dict[str, int]:
    """Return category ids by path, creating each family and its parents where they are new."""
    wanted = {ancestor for path in set(paths) if path for ancestor in lineage(path)}
    found = _categories(wanted)
    missing = sorted(wanted - found.keys(), key=lambda path: path.count(PATH_SEPARATOR))
    for _, level in groupby(missing, key=lambda path: path.count(PATH_SEPARATOR)):
        new = list(level)
        Category.objects.bulk_create([_category(path, found) for path in new], ignore_conflicts=True)
        found |= (ids := _categories(new))
        # One that another process made meanwhile is told twice.
        outbox.changed("category", ids.values())
    return found


def _categories(paths: Iterable[str]) -> dict[str, int]:
    source, parameters = values_source(["text"], [(path,) for path in paths])
    joined = f"{source} CROSS JOIN stores_category c WHERE c.path = v.c0"
    return dict(fetch(f"SELECT c.path, c.id FROM {joined}", parameters))  # noqa: S608


def lineage(path: str) -> Iterator[str]:
    """Give the path and those of its parents."""
    while path:
        yield path
        path = path.rpartition(PATH_SEPARATOR)[0]


def _category(path: str, known: dict[str, int]) -> Category:
    parent_path, _, name = path.rpartition(PATH_SEPARATOR)
    return Category(path=path, name=name, parent_id=known.get(parent_path))
