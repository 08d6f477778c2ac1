"""Who the customers are, in the lake: nothing that names or reaches a person.

Left in the database: names, reference, contact points, street addresses, card numbers, free text.
"""

import json
from typing import Any

import pyarrow as pa

from chaland.customers.models import CustomField
from chaland.database.lookups import fetch
from chaland.warehouse.fact import Fact, Kind, of_customers

_REACHED = (
    "EXISTS (SELECT 1 FROM customers_contactpoint p WHERE p.customer_id = c.id AND p.kind = '{kind}' "
    "AND p.status = 'valid')"
)

_POINTS = "SELECT COUNT(*) FROM customers_contactpoint p WHERE p.customer_id = c.id"

# Who was born on 29 February is fifteen on 1 March. Source of the age: GDPR 8, loi 78-17 art. 45.
_TWO = "CASE WHEN {0} < 10 THEN '0' ELSE '' END || {0}"
_FIFTEEN_ON = (
    "CASE WHEN c.birth_year IS NOT NULL AND c.birth_month IS NOT NULL AND c.birth_day IS NOT NULL THEN "
    "(c.birth_year + 15) || CASE WHEN c.birth_month = 2 AND c.birth_day = 29 THEN '-03-01' ELSE "
    f"'-' || {_TWO.format('c.birth_month')} || '-' || {_TWO.format('c.birth_day')} END END"
)

# Who was merged is nobody of their own.
_STANDING = "(SELECT * FROM customers_customer WHERE merged_into_id IS NULL) c"

CUSTOMERS = of_customers(
    "customers",
    "customer",
    {
        "customer_id": ("c.id", "id"),
        "civility": ("c.civility", "text"),
        "birth_day": ("c.birth_day", "integer"),
        "birth_month": ("c.birth_month", "integer"),
        "birth_year": ("c.birth_year", "integer"),
        "language": ("c.language", "text"),
        "profession": ("c.profession", "text"),
        "hobbies": ("c.hobbies", "text"),
        "marital_status": ("c.marital_status", "text"),
        "fifteen_on": (_FIFTEEN_ON, "day"),
        "household_id": ("c.household_id", "id"),
        "household_size": ("h.size", "integer"),
        "home_store_id": ("c.home_store_id", "id"),
        "home_seller_id": ("c.home_seller_id", "id"),
        "postcode": ("c.postcode", "text"),
        "commune": ("c.commune", "text"),
        "created_at": ("c.created_at", "moment"),
        "has_email": (_REACHED.format(kind="email"), "flag"),
        "has_mobile": (_REACHED.format(kind="mobile"), "flag"),
        "has_phone": (_REACHED.format(kind="phone"), "flag"),
        "has_address": (_REACHED.format(kind="address"), "flag"),
        "has_bounced": (
            "EXISTS (SELECT 1 FROM customers_contactpoint p WHERE p.customer_id = c.id AND p.status = 'bounced')",
            "flag",
        ),
        "contact_points": (f"({_POINTS})", "integer"),
        "valid_points": (f"({_POINTS} AND p.status = 'valid')", "integer"),
    },
    key=("customer_id",),
    source=f"{_STANDING} LEFT JOIN customers_household h ON h.id = c.household_id",
)

# Numbers stay in the database.
CARDS = of_customers(
    "cards",
    "customer",
    {
        "card_id": ("k.id", "id"),
        "customer_id": ("k.customer_id", "id"),
        "status": ("k.status", "text"),
        "issued_at": ("k.issued_at", "moment"),
    },
    key=("card_id",),
    source="customers_card k",
)

_CHILD: dict[str, Kind] = {"customer_id": "id", "position": "integer", "birth_year": "integer"}
_CUSTOM: dict[str, Kind] = {"customer_id": "id", "code": "text", "text": "text", "number": "number", "day": "day"}


def _each_child(rows: pa.Table) -> pa.Table:
    """Turn the list of years of a household into a row for each child."""
    pairs = zip(rows["customer_id"].to_pylist(), rows["years"].to_pylist(), strict=True)
    found = [(customer, place, year) for customer, years in pairs for place, year in enumerate(_loaded(years) or [])]
    return _table(CHILDREN, found)


def _each_custom_value(rows: pa.Table) -> pa.Table:
    """Turn the custom fields of a customer into a row for each, in the column of its type."""
    kinds = dict(fetch("SELECT code, kind FROM customers_customfield", []))
    pairs = zip(rows["customer_id"].to_pylist(), rows["custom"].to_pylist(), strict=True)
    found = [
        (customer, code, *_typed(kinds[code], value))
        for customer, values in pairs
        for code, value in sorted((_loaded(values) or {}).items())
        if code in kinds and value is not None
    ]
    return _table(CUSTOM_VALUES, found)


def _typed(kind: str, value: Any) -> tuple[str | None, float | None, str | None]:
    if kind == CustomField.Kind.NUMBER:
        return None, float(value), None
    if kind == CustomField.Kind.DATE:
        return None, None, str(value)
    return str(value).lower() if isinstance(value, bool) else str(value), None, None


def _loaded(value: Any) -> Any:
    """Return what a JSON column holds: SQLite gives it as text, PostgreSQL read."""
    return json.loads(value) if isinstance(value, str) else value


def _table(fact: Fact, rows: list[tuple[Any, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ((),) * len(fact.schema)
    return pa.table(
        [
            pa.array(list(values), None if values else field.type).cast(field.type)
            for values, field in zip(columns, fact.schema, strict=True)
        ],
        fact.schema,
    )


CHILDREN = of_customers(
    "children",
    "customer",
    {"customer_id": ("c.id", "id"), "years": ("CAST(h.children_birth_years AS text)", "text")},
    key=("customer_id", "position"),
    source=f"{_STANDING} JOIN customers_household h ON h.id = c.household_id",
    finish=_each_child,
    inputs=("customer_id", "years"),
    made=_CHILD,
)

CUSTOM_VALUES = of_customers(
    "custom_values",
    "customer",
    {"customer_id": ("c.id", "id"), "custom": ("CAST(c.custom AS text)", "text")},
    key=("customer_id", "code"),
    source=_STANDING,
    finish=_each_custom_value,
    inputs=("customer_id", "custom"),
    made=_CUSTOM,
)

FACTS = (CUSTOMERS, CARDS, CHILDREN, CUSTOM_VALUES)
