"""Data that others published, read from the packages that ship it, of which nothing is copied."""

from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pytest

from chaland.warehouse.fact import facts

RECEIPTS = """
SELECT basket_id::bigint AS receipt_id, any_value(household_id)::bigint AS customer_id,
    any_value(store_id)::bigint AS store_id, min(transaction_timestamp)::date AS business_on,
    round(sum(sales_value) * 100)::bigint AS total_cents
FROM read_parquet('{file}') GROUP BY basket_id
"""


def folder_of(package, *inside):
    """The folder inside a package; without the package the test is left out."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        pytest.skip(f"The package {package} is not installed.")
    return Path(spec.submodule_search_locations[0]).joinpath(*inside)


def journey_receipts(connection, file):
    """The baskets of Complete Journey as receipts of the lake, whose other columns are unknown."""
    rows = connection.sql(RECEIPTS.format(file=file)).to_arrow_table()
    schema = facts()["receipts"].schema
    known = {name: rows[name].cast(schema.field(name).type) for name in rows.column_names}
    return pa.table({field.name: known.get(field.name, pa.nulls(rows.num_rows, field.type)) for field in schema})
