"""Rules of segments of every type: each slot of each condition, and each way to compare; then trees of them."""

from collections.abc import Iterator
from typing import Any

from chaland.segments.condition import Type, types
from chaland.segments.slots import EMPTINESS, PERCENTILES, Choices, Days, Ids, Number, Polygon, Slot, Span, Texts
from factories.rules import AMOUNTS, TEXTS, ZONES
from factories.small_worlds import FIELDS, WORDS

TREES = 4
WINDOWS = ({"last_days": 365}, {"before_days": 30}, {"from": "2023-01-01", "to": "2024-01-31"})


def conditions(kind: Type, keys: dict[str, list[int]]) -> list[dict[str, Any]]:
    """Conditions of one type: those it needs alone, in every way; then each slot that it may have, in every way."""
    needed = {slot.name: values(kind, slot, keys) for slot in kind.slots if slot.required}
    least = {"condition": kind.code, **{name: several[0] for name, several in needed.items()}}
    ways = [(name, value) for name, several in needed.items() for value in several]
    ways += [(slot.name, value) for slot in kind.slots if not slot.required for value in values(kind, slot, keys)]
    return [{**least, name: value} for name, value in ways] or [least]


def values(kind: Type, slot: Slot, keys: dict[str, list[int]]) -> list[Any]:
    """What a slot takes in JSON, in every way there is."""
    found: dict[type, Any] = {
        Number: lambda: list(numbers(slot)),
        Choices: lambda: [[option] for option in slot.options],
        Texts: lambda: texts(kind, slot),
        Ids: lambda: [keys[slot.of][:1], keys[slot.of][-2 if slot.many else -1 :]],
        Span: lambda: [{"from": max(slot.low, -60), "to": min(slot.high, 17)}],
        Days: lambda: list(WINDOWS),
        Polygon: lambda: list(ZONES),
    }
    several: list[Any] = found[type(slot)]()
    return several


def numbers(slot: Any) -> Iterator[dict[str, Any]]:
    fitting = [one for one in AMOUNTS[slot.unit] if slot.low <= one <= slot.high]
    for operator in slot.operators:
        if operator in EMPTINESS:
            yield {"operator": operator}
        elif operator in PERCENTILES:
            yield {"operator": operator, "amount": 30}
        else:
            more = {"to": fitting[-1]} if operator == "between" else {}
            yield {"operator": operator, "amount": fitting[len(fitting) // 2], **more}


def texts(kind: Type, slot: Slot) -> list[list[str]]:
    if slot.name == "field":
        return [[field] for field in FIELDS]
    return [[text] for text in TEXTS.get(slot.name) or TEXTS.get(kind.code) or (*WORDS, "ete", "%", "_")]


def trees(keys: dict[str, list[int]]) -> list[dict[str, Any]]:
    """Rules as people write them, groups within groups; together they hold a condition of every type."""
    each = [conditions(kind, keys)[0] for kind in types().values()]
    best = {"condition": "revenue", "window": {"last_days": 365}, "is": {"operator": "top_percent", "amount": 20}}
    late = {"condition": "rhythm", "is": ["late", "very_late"]}
    return [
        *({kind: each[place::3]} for place, kind in enumerate(("any", "none", "any"))),
        {"all": [{"any": [best, late]}, {"none": [{"all": [each[0], each[-1]]}, *each[1:3]]}]},
    ]
