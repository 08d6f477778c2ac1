"""The catalogue and the stores, in the lake. Names of sellers stay in the database: they are people."""

from chaland.warehouse.fact import Fact

PRODUCTS = Fact(
    name="products",
    topic="product",
    root="product_id",
    key=("product_id",),
    read={
        "product_id": ("p.id", "id"),
        "category_id": ("p.category_id", "id"),
        "brand": ("p.brand", "text"),
        "line": ("p.line", "text"),
        "size": ("p.size", "text"),
        "colour": ("p.colour", "text"),
        "material": ("p.material", "text"),
        "price_level": ("p.price_level", "text"),
        "kind": ("p.kind", "text"),
    },
    source="stores_product p",
    root_sql="p.id",
)

CATEGORIES = Fact(
    name="categories",
    topic="category",
    root="category_id",
    key=("category_id",),
    read={
        "category_id": ("c.id", "id"),
        "parent_id": ("c.parent_id", "id"),
        "name": ("c.name", "text"),
        "path": ("c.path", "text"),
    },
    source="stores_category c",
    root_sql="c.id",
)

STORES = Fact(
    name="stores",
    topic="store",
    root="store_id",
    key=("store_id",),
    read={
        "store_id": ("s.id", "id"),
        "merchant_id": ("s.merchant_id", "id"),
        "postcode": ("s.postcode", "text"),
        "latitude": ("s.latitude", "number"),
        "longitude": ("s.longitude", "number"),
        "time_zone": ("s.time_zone", "text"),
    },
    source="stores_store s",
    root_sql="s.id",
)

FACTS = (PRODUCTS, CATEGORIES, STORES)
