"""Several filters of one fact as one pass over it: what must hold of every row, and what is left for each."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis
from ibis.expr import operations as ops

DAY = "business_on"


def common(wheres: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return the conditions on the rows that any of the filters lets through, and the rest of each filter or None.

    Rows of days that no filter asks for are left out by their day alone: the lake's files lie in that order.
    """
    parts = [list(dict.fromkeys(_parts(where))) for where in wheres]
    shared = [part for part in parts[0] if all(part in others for others in parts)]
    rests = [[part for part in one if part not in shared] for one in parts]
    bounds = list(_days(rests))
    only = [*shared, *bounds]
    rests = [[part for part in rest if part not in bounds] for rest in rests]
    if len(rests) > 1 and all(rests):
        only.append(reduce(or_, [_all(rest) for rest in rests]).op())
    return [part.to_expr() for part in only], [_all(rest).op() if rest else None for rest in rests]


def _parts(where: Any) -> Iterator[Any]:
    """Give the parts of an "and", those that always hold left out."""
    if isinstance(where, ops.And):
        yield from _parts(where.left)
        yield from _parts(where.right)
    elif not (isinstance(where, ops.Literal) and where.value is True):
        yield where


def _all(parts: Sequence[Any]) -> Any:
    return reduce(and_, [part.to_expr() for part in parts]) if parts else ibis.literal(value=True)


def _days(rests: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """Give the widest bounds of the days, where every filter has one."""
    for kind, widest in ((ops.GreaterEqual, min), (ops.LessEqual, max)):
        bounds = [[part for part in rest if isinstance(part, kind) and _is_day(part)] for rest in rests]
        if all(bounds):
            yield widest((part for found in bounds for part in found), key=_day)


def _is_day(part: Any) -> bool:
    return isinstance(part.left, ops.Field) and part.left.name == DAY and isinstance(part.right, ops.Literal)


def _day(part: Any) -> date:
    found: date = part.right.value
    return found
