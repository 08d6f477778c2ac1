"""How the rules of a programme are written down, and read again: what is not written holds by default."""

from dataclasses import asdict, fields, is_dataclass
from datetime import date, time
from functools import lru_cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import orjson

from chaland.loyalty.rules.programme import Programme

_DAY = "valid_from"


def written(programme: Programme) -> dict[str, Any]:
    """Return the rules as plain JSON; the day they begin stands beside them."""
    said: dict[str, Any] = {name: value for name, value in _plain(asdict(programme)).items() if name != _DAY}
    return said


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date | time) else value


@lru_cache(maxsize=256)
def read(rules: str, valid_from: date) -> Programme:
    """Return the programme of rules written as JSON text.

    >>> read('{"earnings": [{"kind": "visit", "points": 5}]}', date(2026, 1, 1)).earnings[0].points
    5
    """
    programme: Programme = _typed(Programme, {**orjson.loads(rules), _DAY: valid_from.isoformat()})
    return programme


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{one.name: _typed(hints[one.name], value[one.name]) for one in fields(kind) if one.name in value})
    return _typed_plain(kind, value)


def _typed_plain(kind: Any, value: Any) -> Any:
    origin, of = get_origin(kind), get_args(kind)
    if origin in (tuple, frozenset):
        return origin(_typed(of[0], one) for one in value)
    if origin in (Union, UnionType):
        return _typed(next(one for one in of if one is not type(None)), value)
    return kind.fromisoformat(value) if kind in (date, time) else kind(value)
