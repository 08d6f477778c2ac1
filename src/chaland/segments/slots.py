"""The places of a condition that a person fills in: what each takes, and how it stands in JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, Protocol

from chaland.kernel.errors import Refusal

MOST_VALUES = 1000
LONGEST_TEXT = 100
_FARTHEST_DAYS = 36_525

Unit = Literal[  # what a number counts
    "cents", "count", "days", "km", "percent", "years", "quantity", "number", "hour"
]


class Slot(Protocol):
    """One named place of a condition."""

    @property
    def name(self) -> str:
        """Its key in JSON."""

    @property
    def required(self) -> bool:
        """Whether the condition means nothing without it."""

    def parse(self, given: Any) -> Any:
        """Return the value, hashable. Raises Refusal."""

    def plain(self, value: Any) -> Any:
        """Return what `parse` reads back as the same value."""

    def schema(self) -> dict[str, Any]:
        """Return its JSON schema."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a number is compared. `to` is only there for "between", both ends within; "known" and "unknown" have none.

    top_percent, bottom_percent: among all who have the number, the share with the greatest or smallest. The 20 %
    highest are all at or above the point below which 80 % lie, interpolated between two people: equals come together.
    """

    operator: str
    amount: float | None = None
    to: float | None = None


PLAIN_OPERATORS = ("at_least", "at_most", "between", "equal")
PERCENTILES = ("top_percent", "bottom_percent")
EMPTINESS = ("known", "unknown")


@dataclass(frozen=True, slots=True)
class Number:
    """A comparison of a number in a unit; money is in cents.

    percentile: may be compared by its place among all. nullable: may be unknown. exact: is said, not compared.
    """

    unit: Unit
    name: str = "is"
    required: bool = True
    low: float = 0
    high: float = 1e12
    percentile: bool = False
    nullable: bool = False
    exact: bool = False

    @property
    def operators(self) -> tuple[str, ...]:
        """Those that fit."""
        if self.exact:
            return ("equal",)
        return (*PLAIN_OPERATORS, *(PERCENTILES if self.percentile else ()), *(EMPTINESS if self.nullable else ()))

    def parse(self, given: Any) -> Comparison:
        """Read {"operator": …, "amount": …, "to": …}."""
        data = _mapping(given, {"operator", "amount", "to"}, self.name)
        operator = data.get("operator")
        if operator not in self.operators:
            raise Refusal("operator_not_allowed", field=self.name, text=str(operator))
        if operator in EMPTINESS:
            return Comparison(operator)
        if operator in PERCENTILES:
            return Comparison(operator, _number(data.get("amount"), 0, 100, self.name))
        amount = _number(data.get("amount"), self.low, self.high, self.name)
        if operator != "between":
            return Comparison(operator, amount)
        to = _number(data.get("to"), self.low, self.high, self.name)
        return Comparison(operator, min(amount, to), max(amount, to))

    def plain(self, value: Comparison) -> dict[str, Any]:
        """Leave out what the operator does not use."""
        parts = {"operator": value.operator, "amount": value.amount, "to": value.to}
        return {name: part for name, part in parts.items() if part is not None}

    def schema(self) -> dict[str, Any]:
        """Give the operators and bounds."""
        amount = {"type": "number", "minimum": self.low, "maximum": self.high, "description": self.unit}
        return {
            "type": "object",
            "properties": {"operator": {"enum": list(self.operators)}, "amount": amount, "to": amount},
            "required": ["operator"],
            "additionalProperties": False,
        }


@dataclass(frozen=True, slots=True)
class Choices:
    """One or several codes of a closed list. A single one is still a list in JSON."""

    name: str
    options: tuple[str, ...]
    required: bool = True

    def parse(self, given: Any) -> tuple[str, ...]:
        """Read a list of codes."""
        values = _list(given, self.name)
        for value in values:
            if value not in self.options:
                raise Refusal("choice_unknown", field=self.name, text=str(value))
        return tuple(dict.fromkeys(values))

    def plain(self, value: tuple[str, ...]) -> list[str]:
        """Return the codes."""
        return list(value)

    def schema(self) -> dict[str, Any]:
        """Give the codes."""
        return {"type": "array", "items": {"enum": list(self.options)}, "minItems": 1, "maxItems": MOST_VALUES}


@dataclass(frozen=True, slots=True)
class Texts:
    """One or several texts, compared without regard to capitals and accents. `%` and `_` mean themselves."""

    name: str
    required: bool = True

    def parse(self, given: Any) -> tuple[str, ...]:
        """Read a list of texts."""
        values = _list(given, self.name)
        if not all(isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_TEXT for value in values):
            raise Refusal("text_of_condition", field=self.name, limit=LONGEST_TEXT)
        return tuple(dict.fromkeys(value.strip() for value in values))

    def plain(self, value: tuple[str, ...]) -> list[str]:
        """Return the texts."""
        return list(value)

    def schema(self) -> dict[str, Any]:
        """Give the bounds."""
        item = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
        return {"type": "array", "items": item, "minItems": 1, "maxItems": MOST_VALUES}


@dataclass(frozen=True, slots=True)
class Ids:
    """One or several rows of the database, by primary key. of: what they are, such as `store`."""

    name: str
    of: str
    required: bool = True
    many: bool = True

    def parse(self, given: Any) -> tuple[int, ...]:
        """Read a list of keys."""
        values = _list(given, self.name)
        if not all(type(value) is int and 0 < value < 2**63 for value in values):
            raise Refusal("id_not_understood", field=self.name)
        if not self.many and len(values) > 1:
            raise Refusal("one_value_only", field=self.name)
        return tuple(dict.fromkeys(values))

    def plain(self, value: tuple[int, ...]) -> list[int]:
        """Return the keys."""
        return list(value)

    def schema(self) -> dict[str, Any]:
        """Give what they are."""
        most = MOST_VALUES if self.many else 1
        return {
            "type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 1, "maxItems": most,
            "description": self.of,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Days counted from today, both ends within: {"from": -3, "to": 7} is from three days ago to a week from now."""

    name: str
    low: int
    high: int
    required: bool = True

    def parse(self, given: Any) -> tuple[int, int]:
        """Read the two ends."""
        data = _mapping(given, {"from", "to"}, self.name)
        first, last = (int(_number(data.get(end), self.low, self.high, self.name)) for end in ("from", "to"))
        if first > last:
            raise Refusal("window_backwards", field=self.name)
        return first, last

    def plain(self, value: tuple[int, int]) -> dict[str, int]:
        """Return the two ends."""
        return {"from": value[0], "to": value[1]}

    def schema(self) -> dict[str, Any]:
        """Give the bounds."""
        end = {"type": "integer", "minimum": self.low, "maximum": self.high}
        properties = {"from": end, "to": end}
        return {"type": "object", "properties": properties, "required": ["from", "to"], "additionalProperties": False}


@dataclass(frozen=True, slots=True)
class Polygon:
    """A zone drawn on the map: a list of [longitude, latitude] in degrees, as in GeoJSON; it closes by itself."""

    name: str
    required: bool = True

    def parse(self, given: Any) -> tuple[tuple[float, float], ...]:
        """Read three corners or more."""
        corners = _list(given, self.name)
        if len(corners) < 3 or not all(isinstance(corner, list) and len(corner) == 2 for corner in corners):  # noqa: PLR2004
            raise Refusal("zone_not_understood", field=self.name)
        return tuple(
            (_number(longitude, -180, 180, self.name), _number(latitude, -90, 90, self.name))
            for longitude, latitude in corners
        )

    def plain(self, value: tuple[tuple[float, float], ...]) -> list[list[float]]:
        """Return the corners."""
        return [list(corner) for corner in value]

    def schema(self) -> dict[str, Any]:
        """Give the shape."""
        corner = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
        return {"type": "array", "items": corner, "minItems": 3, "maxItems": MOST_VALUES}


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days. One of: the last N days, today included; more than N days ago; from a day to a day."""

    last_days: int | None = None
    before_days: int | None = None
    from_on: date | None = None
    to_on: date | None = None

    def bounds(self, today: date) -> tuple[date | None, date | None]:
        """Return its first and last day, both within; None for an open end.

        >>> Window(last_days=7).bounds(date(2026, 11, 22))[0]
        datetime.date(2026, 11, 16)
        """
        if self.last_days is not None:
            return today - timedelta(days=self.last_days - 1), today
        if self.before_days is not None:
            return None, today - timedelta(days=self.before_days + 1)
        return self.from_on, self.to_on


@dataclass(frozen=True, slots=True)
class Days:
    """A window of days; without one, all time."""

    name: str = "window"
    required: bool = False

    def parse(self, given: Any) -> Window:
        """Read {"last_days": N}, {"before_days": N} or {"from": day, "to": day} with one end or both."""
        data = _mapping(given, {"last_days", "before_days", "from", "to"}, self.name)
        if "last_days" in data and len(data) == 1:
            return Window(last_days=int(_number(data["last_days"], 1, _FARTHEST_DAYS, self.name)))
        if "before_days" in data and len(data) == 1:
            return Window(before_days=int(_number(data["before_days"], 0, _FARTHEST_DAYS, self.name)))
        if not data or data.keys() - {"from", "to"}:
            raise Refusal("window_not_understood", field=self.name)
        ends = [_day(data[end], self.name) if end in data else None for end in ("from", "to")]
        if ends[0] and ends[1] and ends[0] > ends[1]:
            raise Refusal("window_backwards", field=self.name)
        return Window(from_on=ends[0], to_on=ends[1])

    def plain(self, value: Window) -> dict[str, Any]:
        """Leave out what is not used."""
        if value.last_days is not None:
            return {"last_days": value.last_days}
        if value.before_days is not None:
            return {"before_days": value.before_days}
        ends = {"from": value.from_on, "to": value.to_on}
        return {name: day.isoformat() for name, day in ends.items() if day}

    def schema(self) -> dict[str, Any]:
        """Give the three ways."""
        days, day = {"type": "integer", "minimum": 0, "maximum": _FARTHEST_DAYS}, {"type": "string", "format": "date"}
        ways = ({"last_days": days}, {"before_days": days}, {"from": day, "to": day})
        return {"oneOf": [{"type": "object", "properties": way, "additionalProperties": False} for way in ways]}


def _mapping(given: Any, allowed: set[str], field: str) -> Mapping[str, Any]:
    if not isinstance(given, dict) or given.keys() - allowed:
        raise Refusal("condition_not_understood", field=field)
    return given


def _list(given: Any, field: str) -> Sequence[Any]:
    values = given if isinstance(given, list) else [given]
    if not values or values == [""]:
        raise Refusal("value_missing", field=field)
    if len(values) > MOST_VALUES:
        raise Refusal("too_many_values", field=field, limit=MOST_VALUES)
    return values


def _number(given: Any, low: float, high: float, field: str) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not low <= given <= high:
        raise Refusal("number_of_condition", field=field, low=_whole(low), high=_whole(high))
    return given


def _whole(bound: float) -> float:
    return int(bound) if bound == int(bound) else bound


def _day(given: Any, field: str) -> date:
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise Refusal("day_of_condition", field=field) from None
