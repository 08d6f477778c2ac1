"""Asking about one customer, from the database itself: the same rules over the same columns, on their rows alone."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import ibis
import pyarrow as pa

from chaland.segments.compiling import holds
from chaland.segments.evaluating import View, thresholds
from chaland.segments.tree import Condition, Group, conditions
from chaland.warehouse.fact import facts
from chaland.warehouse.reading import rows_of, rows_of_customer

MOST_STATEMENTS = 200


@dataclass(frozen=True, slots=True)
class Explained:
    """One condition of a rule about one customer: whether it holds, and the facts it looked at by name."""

    condition: Condition
    holds: bool
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement over the rows of one customer, and the facts that it reads."""

    sql: str
    facts: frozenset[str]


def segments_of(customer_id: int, rules: Mapping[int, Group], view: View) -> list[int]:
    """Return which of these segments the customer is in, by id. Numbers of percentiles are those of the day."""
    found = _one_customer().answer(_membership_statement(rules, view), customer_id)
    return [segment_id for segment_id in rules if found.get(f"s{segment_id}")]


def explain(customer_id: int, rule: Group, view: View) -> list[Explained]:
    """Return what each condition of the rule says of the customer, in the order of `tree.conditions`.

    Empty if there is no such customer, or not for who looks.
    """
    asking = view.asking(thresholds([rule], view))
    asked: dict[str, Any] = {}
    every = list(conditions(rule))
    for place, condition in enumerate(every):
        asked[f"h{place}"] = holds(condition, asking)
        asked |= {f"f{place}:{name}": value for name, value in condition.type.shows(condition, asking).items()}
    sql = _one_customer().sql(asking.people(fused=True).select(**asked))
    found = _one_customer().answer(_Statement(sql, asking.facts), customer_id)
    return [_explained(condition, place, found) for place, condition in enumerate(every)] if found else []


def _explained(condition: Condition, place: int, found: Mapping[str, Any]) -> Explained:
    start = f"f{place}:"
    facts_of_it = {name.removeprefix(start): value for name, value in found.items() if name.startswith(start)}
    return Explained(condition, bool(found[f"h{place}"]), facts_of_it)


def _membership_statement(rules: Mapping[int, Group], view: View) -> _Statement:
    key = (tuple(rules.items()), view.today, view.store_id, tuple(sorted(view.rules.items())))
    if key not in _statements:
        asking = view.asking(thresholds(list(rules.values()), view))
        answers = {f"s{segment_id}": holds(rule, asking) for segment_id, rule in rules.items()}
        sql = _one_customer().sql(asking.people(fused=True).select(**answers))
        if len(_statements) >= MOST_STATEMENTS:
            _statements.clear()
        _statements[key] = _Statement(sql, asking.facts)
    return _statements[key]


_statements: dict[Any, _Statement] = {}


class _OneCustomer:
    """DuckDB inside this process, over the rows of one customer at a time."""

    def __init__(self) -> None:
        self._backend = ibis.duckdb.connect()
        self._backend.con.execute("SET threads = 1")
        self._lock = threading.Lock()

    def sql(self, expression: Any) -> str:
        return str(self._backend.compile(expression))

    def answer(self, statement: _Statement, customer_id: int) -> dict[str, Any]:
        rows = _rows(customer_id, statement.facts)
        with self._lock:
            for name, table in rows.items():
                self._backend.con.register(name, table)
            found: list[dict[str, Any]] = self._backend.con.sql(statement.sql).to_arrow_table().to_pylist()
        return found[0] if found else {}


def _rows(customer_id: int, names: frozenset[str]) -> dict[str, pa.Table]:
    own = [fact for name, fact in facts().items() if fact.owner_sql and name in names]
    found = {fact.name: rows_of_customer(fact, customer_id) for fact in own}
    if "products" in names:
        bought = found["lines"]["product_id"].drop_null().unique().to_pylist()
        found["products"] = rows_of(facts()["products"], bought)
    return found


@cache
def _one_customer() -> _OneCustomer:
    return _OneCustomer()
