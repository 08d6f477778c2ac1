"""What is compared of people, as a table in memory. Apart from what reads them, for the library is slow to load."""

from collections.abc import Iterable

import pyarrow as pa

from chaland.customers.duplicates.people import Row

SCHEMA = pa.schema(
    [
        ("unique_id", pa.int64()),
        ("first", pa.string()),
        ("last", pa.string()),
        ("names", pa.string()),
        ("birth", pa.string()),
        ("email", pa.list_(pa.string())),
        ("phone", pa.list_(pa.string())),
        ("street", pa.string()),
        ("door", pa.string()),
        ("postcode", pa.string()),
        ("city", pa.string()),
    ]
)


def table(rows: Iterable[Row]) -> pa.Table:
    """Return rows as `compared` gives them."""
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, SCHEMA, strict=True)]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)
