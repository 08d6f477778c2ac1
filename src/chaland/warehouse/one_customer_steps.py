"""What the operations of an expression do, to the plain values of a customer and to the columns of their rows.

Nulls are as in SQL: what is made of a null is null; "and" and "or" follow the logic of three values.
"""

import math
import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import ibis.expr.operations as ops
import numpy as np

from chaland.warehouse.own_rows import Column, Values

MICROSECONDS_A_SECOND = 1_000_000
MICROSECONDS_A_DAY = 86_400 * MICROSECONDS_A_SECOND
THURSDAY = 3  # 1970 began on one; weeks begin on Monday, 0


def only_value(column: Column) -> Any:
    """Return the value of a column of one row."""
    return column.values.tolist()[0] if column.known is None or column.known[0] else None


def chosen(column: Column, where: Any) -> Values:
    """Return the places of the rows where the condition holds, which may hold for all or none."""
    if isinstance(where, Column):
        return np.flatnonzero(where.values)
    return np.arange(len(column.values) if where else 0)


def rows_among(needle: Column, values: Column, places: Values) -> Column:
    """Tell for each row whether its value is among those at these places."""
    return rows_one_of(frozenset(values.values[places].tolist()))(needle)


def one_of(options: frozenset[Any]) -> Callable[[Any], bool | None]:
    """Return what tells whether a value is one of these."""
    return lambda value: (value in options) if value is not None else (None if options else False)


def rows_one_of(options: frozenset[Any]) -> Callable[[Column], Column]:
    """Return what tells for each row whether its value is one of these."""
    if len(options) == 1:
        (option,) = options
        return lambda column: _known_only(np.asarray(column.values == option, np.bool_), column.known)
    holds = options.__contains__

    def found(column: Column) -> Column:
        values = column.values
        return _known_only(np.fromiter(map(holds, values.tolist()), np.bool_, len(values)), column.known)

    return found


def _known_only(values: Values, known: Values | None) -> Column:
    return Column(values if known is None or values.dtype != np.bool_ else values & known, known)


# --- plain values ----------------------------------------------------------------------------------------------------


def _strict(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make null of what is made of a null."""
    return lambda *values: None if None in values else function(*values)


def _and(left: Any, right: Any) -> bool | None:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _or(left: Any, right: Any) -> bool | None:
    if left or right:
        return True
    return None if left is None or right is None else False


def _coalesce(value: Any, *others: Any) -> Any:
    return value if value is not None or not others else _coalesce(*others)


def _null_if(value: Any, unwanted: Any) -> Any:
    return None if value == unwanted else value


def _if(condition: Any, yes: Any, no: Any) -> Any:
    return yes if condition else no


def _cases(*values: Any) -> Any:
    """Return the result of the first case that holds: cases, then their results, then what else it is."""
    half = len(values) // 2
    return next((result for case, result in zip(values[:half], values[half:], strict=False) if case), values[-1])


def _divide(left: float, right: float) -> float | None:
    return left / right if right else None


def _remainder(left: int, right: int) -> int | None:
    """Keep the sign of the left side, as SQL does."""
    return int(math.copysign(abs(left) % abs(right), left)) if right else None


def _lower(text: str) -> str:
    # Letter by letter, as engines do: Python alone writes the last sigma of a word its own way.
    return "".join([letter.lower()[0] for letter in text])


def _translate(text: str, given: str, wanted: str) -> str:
    return text.translate(_letters(given, wanted))


@cache
def _letters(given: str, wanted: str) -> dict[int, int]:
    return str.maketrans(given, wanted)


def _weekday(day: Any) -> Any:
    return (day + THURSDAY) % 7


def _day_of(moment: Any) -> Any:
    return moment // MICROSECONDS_A_DAY


def _seconds(moment: Any) -> Any:
    return moment / MICROSECONDS_A_SECOND


_TEXTUAL: Mapping[type[Any], Callable[..., Any]] = {
    ops.StringContains: operator.contains,
    ops.StartsWith: str.startswith,
    ops.Translate: _translate,
    ops.Lowercase: _lower,
}
_NUMERIC: Mapping[type[Any], Callable[..., Any]] = {
    ops.Equals: operator.eq,
    ops.NotEquals: operator.ne,
    ops.Less: operator.lt,
    ops.LessEqual: operator.le,
    ops.Greater: operator.gt,
    ops.GreaterEqual: operator.ge,
    ops.Add: operator.add,
    ops.Subtract: operator.sub,
    ops.Multiply: operator.mul,
    ops.Negate: operator.neg,
    ops.Abs: abs,
    ops.DateDelta: operator.sub,
    ops.DayOfWeekIndex: _weekday,
    ops.Date: _day_of,
    ops.ExtractEpochSeconds: _seconds,
}
OF_VALUES: Mapping[type[Any], Callable[..., Any]] = {
    **{op: _strict(function) for op, function in (*_TEXTUAL.items(), *_NUMERIC.items())},
    ops.Divide: _strict(_divide),
    ops.Modulus: _strict(_remainder),
    ops.Floor: _strict(math.floor),
    ops.Ceil: _strict(math.ceil),
    ops.Cast: _strict(int),
    ops.And: _and,
    ops.Or: _or,
    ops.Not: _strict(operator.not_),
    ops.IsNull: lambda value: value is None,
    ops.NotNull: lambda value: value is not None,
    ops.Coalesce: _coalesce,
    ops.NullIf: _null_if,
    ops.IfElse: _if,
    ops.SearchedCase: _cases,
}


# --- columns of rows -------------------------------------------------------------------------------------------------


def _over_rows(function: Callable[..., Any]) -> Callable[..., Column]:
    """Do it to whole columns, beside plain values; none of these is null."""

    def done(*given: Any) -> Column:
        values = [one.values if isinstance(one, Column) else one for one in given]
        return _known_only(function(*values), _known(given))

    return done


def _known(given: tuple[Any, ...]) -> Values | None:
    found = None
    for one in given:
        if isinstance(one, Column) and one.known is not None:
            found = one.known if found is None else found & one.known
    return found


def _each_row(function: Callable[..., Any]) -> Callable[..., Column]:
    """Do it text by text; a column holds few that differ."""

    def done(column: Column, *more: Any) -> Column:
        texts = column.values.tolist()
        made = {text: function(text, *more) for text in set(texts)}
        wanted = np.bool_ if made and isinstance(next(iter(made.values())), bool) else object
        return _known_only(np.array([made[text] for text in texts], wanted), column.known)

    return done


def _rows_and(left: Column, right: Column) -> Column:
    values = left.values & right.values
    if left.known is None and right.known is None:
        return Column(values)
    either_is_no = (_sure(left) & ~left.values) | (_sure(right) & ~right.values)
    return Column(values, (_sure(left) & _sure(right)) | either_is_no)


def _rows_or(left: Column, right: Column) -> Column:
    values = left.values | right.values
    known = None if left.known is None and right.known is None else (_sure(left) & _sure(right)) | values
    return Column(values, known)


def _rows_not(column: Column) -> Column:
    return _known_only(~column.values, column.known)


def _sure(column: Column) -> Values:
    return np.ones(len(column.values), np.bool_) if column.known is None else column.known


OVER_ROWS: Mapping[type[Any], Callable[..., Column]] = {
    **{op: _each_row(function) for op, function in _TEXTUAL.items()},
    **{op: _over_rows(function) for op, function in _NUMERIC.items()},
    ops.And: _rows_and,
    ops.Or: _rows_or,
    ops.Not: _rows_not,
    ops.IsNull: lambda column: Column(~_sure(column)),
    ops.NotNull: lambda column: Column(_sure(column)),
}


# --- aggregates ------------------------------------------------------------------------------------------------------


def _aggregate(function: Callable[[Values], Any]) -> Callable[[Column, Values], Any]:
    """Do it to the values that are known. Without a row at all it is null, as for a group that is not there."""

    def done(column: Column, places: Values) -> Any:
        if not len(places):
            return None
        values = column.values[places]
        return function(values if column.known is None else values[column.known[places]])

    return done


def _sum(values: Values) -> Any:
    return values.sum().item() if len(values) else None


def _least(values: Values) -> Any:
    return min(values.tolist(), default=None)


def _greatest(values: Values) -> Any:
    return max(values.tolist(), default=None)


REDUCED: Mapping[type[Any], Callable[[Column, Values], Any]] = {
    ops.Sum: _aggregate(_sum),
    ops.Count: _aggregate(len),
    ops.CountDistinct: _aggregate(lambda values: len(set(values.tolist()))),
    ops.Min: _aggregate(_least),
    ops.Max: _aggregate(_greatest),
}
