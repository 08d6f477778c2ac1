"""Answers about one customer: the expressions of ibis that the lake answers, over the rows that a customer has.

For a till, that waits: no planner, no files. An expression is taken apart once into steps, each a function of what
earlier steps found; what several answers share is one step. Facts are read from the database, and the customer's own
row holds plain values, so that only sums and counts look at many rows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, ClassVar, TypeAlias

import ibis.expr.operations as ops
import ibis.expr.types as ir

from chaland.warehouse import one_customer_steps as steps
from chaland.warehouse.fact import Fact, facts
from chaland.warehouse.own_rows import Own, own

OF_ONE = "customers"
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - moments are naive UTC, as in the lake
Step: TypeAlias = Callable[..., Any]


class Unanswerable(Exception):  # noqa: N818 - a question that only the lake answers
    """An expression holds an operation that is not known here."""


@dataclass(frozen=True, slots=True)
class Program:
    """Questions about one customer, taken apart.

    reads: of which facts the rows are read. loads: where each column goes. steps: what is done in turn, from where,
    to where. answers: where each answer lies, and how it is told.
    """

    reads: Mapping[str, Own]
    loads: Sequence[tuple[int, str, str]]
    constants: Sequence[Any]
    steps: Sequence[tuple[int, Step, tuple[int, ...]]]
    answers: Mapping[str, tuple[int, Callable[[Any], Any]]]

    def answer(self, customer_id: int) -> dict[str, Any] | None:
        """Return the answers by name, None for null; None altogether if there is no such customer."""
        rows = {name: own.columns(customer_id) for name, own in self.reads.items()}
        if not len(rows[OF_ONE]["customer_id"].values):
            return None
        found = list(self.constants)
        for place, fact, name in self.loads:
            column = rows[fact][name]
            found[place] = steps.only_value(column) if fact == OF_ONE else column
        get = found.__getitem__
        for place, function, arguments in self.steps:
            found[place] = function(*map(get, arguments))
        return {name: told(found[place]) for name, (place, told) in self.answers.items()}


def program(questions: Mapping[str, ir.Value]) -> Program:
    """Take questions apart. They are about columns of `customers` and aggregates of facts. Raises Unanswerable."""
    builder = _Builder()
    answers = {name: (builder.place(asked.op()), _teller(asked.op())) for name, asked in questions.items()}
    builder.column(facts()[OF_ONE], "customer_id")
    return Program(
        {name: own(builder.facts[name], names) for name, names in builder.columns.items()},
        [(place, fact, name) for (fact, name), place in builder.loads.items()],
        builder.constants,
        builder.steps,
        answers,
    )


@dataclass(slots=True)
class _Builder:
    """A program while it is made.

    constants: a place for everything that is found, filled with what is known before. with_rows: the places that hold
    a value for each row of a fact, rather than one for the customer.
    """

    facts: dict[str, Fact] = field(default_factory=dict)
    columns: dict[str, set[str]] = field(default_factory=dict)
    loads: dict[tuple[str, str], int] = field(default_factory=dict)
    constants: list[Any] = field(default_factory=list)
    with_rows: set[int] = field(default_factory=set)
    steps: list[tuple[int, Step, tuple[int, ...]]] = field(default_factory=list)
    places: dict[Any, int] = field(default_factory=dict)

    def place(self, op: Any) -> int:
        """Return where the value of an operation will lie."""
        if op not in self.places:
            self.places[op] = self._made(op)
        return self.places[op]

    def column(self, fact: Fact, name: str) -> int:
        """Return where a column of a fact will lie."""
        self.facts[fact.name] = fact
        self.columns.setdefault(fact.name, set()).add(name)
        if (fact.name, name) not in self.loads:
            self.loads[fact.name, name] = self._room(has_rows=fact.name != OF_ONE)
        return self.loads[fact.name, name]

    def _room(self, value: Any = None, *, has_rows: bool = False) -> int:
        self.constants.append(value)
        place = len(self.constants) - 1
        if has_rows:
            self.with_rows.add(place)
        return place

    def _step(self, function: Step, *arguments: int, has_rows: bool = False) -> int:
        place = self._room(has_rows=has_rows)
        self.steps.append((place, function, arguments))
        return place

    def _made(self, op: Any) -> int:
        for kind, made in self._ways.items():
            if isinstance(op, kind):
                return made(self, op)
        _check(op)
        return self._plain_step(op, *map(self.place, _arguments(op)))

    def _plain_step(self, op: Any, *arguments: int) -> int:
        rows = [place for place in arguments if place in self.with_rows]
        function = (steps.OVER_ROWS if rows else steps.OF_VALUES).get(type(op))
        if function is None or (isinstance(op, ops.Or) and len(rows) == 1):
            raise Unanswerable(type(op).__name__)
        return self._step(function, *arguments, has_rows=bool(rows))

    def _literal(self, op: Any) -> int:
        return self._room(_plain(op.value))

    def _field(self, op: Any) -> int:
        return self.column(_fact(op.rel), op.name)

    def _and(self, op: Any) -> int:
        return self._both(self.place(op.left), self.place(op.right))

    def _both(self, left: int, right: int) -> int:
        """Leave out "and true", of which conditions on rows hold many."""
        if self.constants[left] is True or self.constants[right] is True:
            return right if self.constants[left] is True else left
        if (left in self.with_rows) != (right in self.with_rows):
            raise Unanswerable("And")
        functions = steps.OVER_ROWS if left in self.with_rows else steps.OF_VALUES
        return self._step(functions[ops.And], left, right, has_rows=left in self.with_rows)

    def _one_of(self, op: Any) -> int:
        if not all(isinstance(option, ops.Literal) for option in op.options):
            raise Unanswerable("InValues")
        value, options = self.place(op.value), frozenset(_plain(option.value) for option in op.options)
        if value in self.with_rows:
            return self._step(steps.rows_one_of(options), value, has_rows=True)
        return self._step(steps.one_of(options), value)

    def _among(self, op: Any) -> int:
        """Say whether a value is among those of some rows, such as the receipts with a certain article."""
        needle, values, where = self.place(op.needle), self.place(op.value), self._room(value=True)
        if needle not in self.with_rows:
            raise Unanswerable("InSubquery")
        relation = op.rel.parent
        while isinstance(relation, ops.Filter):
            for predicate in relation.predicates:
                where = self._both(where, self.place(predicate))
            relation = relation.parent
        places = self._step(steps.chosen, values, where)
        return self._step(steps.rows_among, needle, values, places, has_rows=True)

    def _reduced(self, op: Any) -> int:
        function = steps.REDUCED.get(type(op))
        if function is None or not isinstance(op.arg, ops.Field):
            raise Unanswerable(type(op).__name__)
        column = self.place(op.arg)
        return self._step(function, column, self._chosen(op.arg.rel, column, op.where))

    def _chosen(self, relation: Any, column: int, where: Any) -> int:
        """Return which rows fulfil a condition: found once for all that is added up of them."""
        key = (relation, where)
        if key not in self.places:
            holds = self._room(value=True) if where is None else self.place(where)
            self.places[key] = self._step(steps.chosen, column, holds)
        return self.places[key]

    _ways: ClassVar[Mapping[Any, Callable[["_Builder", Any], int]]] = {
        ops.Literal: _literal,
        ops.Field: _field,
        ops.And: _and,
        ops.InValues: _one_of,
        ops.InSubquery: _among,
        ops.Reduction: _reduced,
    }


def _arguments(op: Any) -> Sequence[Any]:
    if isinstance(op, ops.Coalesce):
        return tuple(op.arg)
    if isinstance(op, ops.SearchedCase):
        return (*op.cases, *op.results, op.default)
    return [
        one for name, one in zip(op.argnames, op.args, strict=True) if isinstance(one, ops.Value) and name != "part"
    ]


def _check(op: Any) -> None:
    """Refuse what is known in one form only: yes or no as a number, days between two days."""
    is_other_cast = isinstance(op, ops.Cast) and not (op.arg.dtype.is_boolean() and op.to.is_integer())
    is_other_unit = isinstance(op, ops.DateDelta) and getattr(op.part, "value", None) != "day"
    if is_other_cast or is_other_unit:
        raise Unanswerable(type(op).__name__)


def _fact(relation: Any) -> Fact:
    """Return the fact that a relation is, or the one that its inner joins make of several; filters are set aside."""
    while isinstance(relation, ops.Filter):
        relation = relation.parent
    if isinstance(relation, ops.UnboundTable):
        return facts()[relation.name]
    if not isinstance(relation, ops.JoinChain) or any(link.how != "inner" for link in relation.rest):
        raise Unanswerable(type(relation).__name__)
    return _joined(relation)


@cache
def _joined(relation: Any) -> Fact:
    first = facts()[relation.first.parent.name]
    source = first.source
    for link in relation.rest:
        on = " AND ".join(f"{_sql(each.left)} = {_sql(each.right)}" for each in link.predicates)
        source += f" JOIN {facts()[link.table.parent.name].source} ON {on}"
    others = {name: one for name, one in relation.values.items() if one.rel is not relation.first}
    read = {**first.read, **{name: facts()[one.rel.parent.name].read[one.name] for name, one in others.items()}}
    made = {name: facts()[one.rel.parent.name].columns[one.name] for name, one in relation.values.items()}
    name = "+".join([first.name, *(link.table.parent.name for link in relation.rest)])
    return replace(first, name=name, source=source, read=read, made=made)


def _sql(column: Any) -> str:
    return facts()[column.rel.parent.name].read[column.name][0]


def _plain(value: Any) -> Any:
    """Return a literal as columns hold it."""
    if isinstance(value, datetime):
        return (value.replace(tzinfo=None) - _EPOCH) // timedelta(microseconds=1)
    return (value - _EPOCH.date()).days if isinstance(value, date) else value


def _teller(op: Any) -> Callable[[Any], Any]:
    """Return what makes of a value what the lake would answer."""
    if op.dtype.is_date():
        return lambda value: None if value is None else _EPOCH.date() + timedelta(days=value)
    if op.dtype.is_timestamp():
        return lambda value: None if value is None else _EPOCH + timedelta(microseconds=value)
    return lambda value: value
