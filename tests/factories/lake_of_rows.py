"""A lake made of rows, for calculations that need no database: an engine like the product's, over made-up tables."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import pyarrow as pa

from chaland.sales import rules
from chaland.warehouse import engine
from chaland.warehouse.duck import Remembering
from chaland.warehouse.fact import facts


@dataclass
class Sold:
    """One receipt; `lines` are pairs of product and cents."""

    customer: int | None
    day: date
    cents: int = 1000
    store: int = 1
    seller: int | None = None
    hour: int = 12
    lines: tuple = ()


class RowsEngine:
    """Answers from tables given as rows; facts not given are empty."""

    def __init__(self, rows):
        self.tables = {name: as_table(given, facts()[name]) for name, given in rows.items()}

    @property
    def backend(self):
        """The one of all, which shows these rows."""
        one_backend().show(self.tables)
        return one_backend().backend

    def run(self, question, *, fresh=True):
        return self.backend.to_pyarrow(question.as_table())


class OneBackend:
    """The DuckDB of all these lakes: to open one takes longer than what most of them are asked."""

    def __init__(self):
        self.backend = Remembering().connect()
        self.shown = dict.fromkeys(facts())
        self.show({})

    def show(self, tables):
        for name, fact in facts().items():
            table = tables.get(name, EMPTY)
            if self.shown[name] is not table:
                self.backend.con.register(name, fact.schema.empty_table() if table is EMPTY else table)
                self.shown[name] = table


EMPTY = ()
one_backend = cache(OneBackend)


def as_table(rows, fact):
    table = rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(filled(rows, fact), fact.schema)
    return table.select(fact.schema.names).cast(fact.schema)


def filled(rows, fact):
    return [{name: row.get(name) for name in fact.schema.names} for row in rows]


def show(monkeypatch, **rows):
    """Let questions be answered from these rows for the time of a test."""
    made = RowsEngine(rows)
    monkeypatch.setattr(engine, "engine", lambda: made)
    return made


def rows_of(sales, today, **more):
    """Return the tables of some receipts: receipts, lines, and the figures that the product would have."""
    receipts = [
        {
            "receipt_id": number,
            "customer_id": one.customer,
            "store_id": one.store,
            "seller_id": one.seller,
            "sold_at": datetime.combine(one.day, datetime.min.time()).replace(hour=one.hour),
            "business_on": one.day,
            "total_cents": one.cents,
            "hour": one.hour,
        }
        for number, one in enumerate(sales, 1)
    ]
    lines = [
        {
            **row,
            "position": place,
            "product_id": product,
            "amount_cents": cents,
            "quantity_milli": 1000 if cents >= 0 else -1000,
        }
        for row, one in zip(receipts, sales, strict=True)
        for place, (product, cents) in enumerate(one.lines)
    ]
    return {"receipts": receipts, "lines": lines, "figures": figures_of(sales, today), **more}


def figures_of(sales, today):
    """Return the figures of every customer, overall and by store, by the rules of the product."""
    keys = {(one.customer, store) for one in sales if one.customer for store in (None, one.store)}
    return [
        figures_row(key, [one for one in sales if one.customer == key[0] and key[1] in (None, one.store)], today)
        for key in keys
    ]


def figures_row(key, sales, today):
    moments = [(datetime.combine(one.day, datetime.min.time()), one.day, one.cents) for one in sales]
    found = rules.figures(moments, as_of=today)
    days = sorted(one.day for one in sales if one.cents >= 0)
    return {
        "customer_id": key[0],
        "store_id": key[1],
        "visits": found.visits,
        "receipts": found.receipts,
        "revenue_cents": found.revenue_cents,
        "average_basket_cents": found.average_basket_cents,
        "usual_interval_days": found.rhythm.usual_interval_days,
        "late_on": found.rhythm.late_on,
        "very_late_on": found.rhythm.very_late_on,
        "first_visit_on": days[0] if days else None,
        "last_visit_on": days[-1] if days else None,
    }
