"""Made-up purchases as the lake holds them, in memory: for questions about the assortment, each checked in Python."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import ibis
import pyarrow as pa
from hypothesis import strategies as st

from chaland.warehouse.fact import ARROW, facts

TODAY = date(2026, 11, 22)
PATHS = ("Chaussures", "Chaussures > Bottes", "Chaussures > Bottes > Hautes", "Primeurs > Fruits", "Primeurs")
SIZES = ("M", "Éco", "eco", "", "38")
COLOURS = ("Noir", "noir", "", "Rouge")


@dataclass(frozen=True)
class Line:
    """One line: nobody's when customer is None; product 0 is none, the others have a family by their number."""

    customer: int | None
    store: int
    days_ago: int
    receipt: int
    product: int
    quantity_milli: int
    amount_cents: int

    @property
    def day(self):
        return TODAY - timedelta(days=self.days_ago)

    @property
    def path(self):
        return PATHS[self.product - 1] if 1 <= self.product <= len(PATHS) else None

    def family(self, depth):
        return " > ".join(self.path.split(" > ")[:depth]) if self.path else None

    def trait(self, values):
        return values[self.product % len(values)] or None if self.product else None


@st.composite
def receipts(draw, most_days=60):
    """Some receipts: of one customer or nobody, in one store, on one day."""
    found = []
    for number in range(1, draw(st.integers(0, 14)) + 1):
        customer, store = draw(st.sampled_from((None, 1, 2, 3, 4))), draw(st.integers(1, 2))
        days_ago = draw(st.integers(0, most_days))
        for _ in range(draw(st.integers(1, 4))):
            sign = draw(st.sampled_from((1, 1, 1, -1)))
            cents = sign * draw(st.integers(0, 9999))
            found.append(Line(customer, store, days_ago, number, draw(st.integers(0, 6)), sign * 1000, cents))
    return found


@cache
def _engine():
    return ibis.duckdb.connect()


def lake_of(lines, figures=()):
    """An engine over these lines, their articles and families. figures: (customer, store or None, late_on)."""
    engine = _engine()
    content = {
        "lines": [
            {
                "receipt_id": one.receipt,
                "position": place,
                "customer_id": one.customer,
                "store_id": one.store,
                "business_on": one.day,
                "product_id": one.product or None,
                "quantity_milli": one.quantity_milli,
                "amount_cents": one.amount_cents,
                "hour": 10,
            }
            for place, one in enumerate(lines)
        ],
        "products": [
            {
                "product_id": number,
                "category_id": number if number <= len(PATHS) else None,
                "size": SIZES[number % len(SIZES)],
                "colour": COLOURS[number % len(COLOURS)],
                "brand": "",
            }
            for number in range(1, 7)
        ],
        "categories": [{"category_id": place, "path": path} for place, path in enumerate(PATHS, 1)],
        "figures": [{"customer_id": who, "store_id": store, "late_on": late_on} for who, store, late_on in figures],
    }
    for name, rows in content.items():
        columns = facts()[name].columns
        schema = pa.schema([(column, ARROW[kind]) for column, kind in columns.items()])
        engine.con.register(name, pa.Table.from_pylist(rows, schema))
    return engine


def answer(lines, question, figures=()):
    """The rows of a question over these lines."""
    return lake_of(lines, figures).to_pyarrow(question).to_pylist()


def some(*customers):
    """Some people, as a segment gives them."""
    return ibis.memtable(pa.table({"customer_id": pa.array(customers, ARROW["id"])}))
