"""A segment's rule: groups and conditions, read from JSON and written back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from chaland.kernel.errors import Refusal
from chaland.segments.condition import Type, types

MOST_CONDITIONS = 200
DEEPEST = 5
KINDS = ("all", "any", "none")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: its type's code, and the values of its slots by name."""

    code: str
    values: tuple[tuple[str, Any], ...]

    def get(self, name: str) -> Any:
        """Return the value of a slot, None where it was left out."""
        return dict(self.values).get(name)

    @property
    def type(self) -> Type:
        """What kind of condition it is."""
        return types()[self.code]


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions and groups, of which all, any or none must hold. "all" or "none" of nothing is everybody."""

    kind: Literal["all", "any", "none"]
    parts: tuple["Node", ...] = ()


Node: TypeAlias = "Group | Condition"


def parse(data: Any) -> Group:
    """Read {"all" | "any" | "none": [group or condition, …]}.

    A condition is {"condition": code, slot: value, …}. Raises Refusal, its field being the path of the place, such as
    `0.1.window`: `rule_not_understood`, `rule_too_deep`, `too_many_conditions`, `condition_unknown`,
    `condition_incomplete` or one of a slot's.
    """
    rule = _group(data, (), 1)
    if sum(1 for _ in conditions(rule)) > MOST_CONDITIONS:
        raise Refusal("too_many_conditions", limit=MOST_CONDITIONS)
    return rule


def plain(node: Node) -> dict[str, Any]:
    """Return the JSON that `parse` reads back as the same."""
    if isinstance(node, Group):
        return {node.kind: [plain(part) for part in node.parts]}
    slots = {slot.name: slot for slot in node.type.slots}
    return {"condition": node.code, **{name: slots[name].plain(value) for name, value in node.values}}


def conditions(node: Node) -> Iterator[Condition]:
    """Give every condition of the rule, in order."""
    if isinstance(node, Condition):
        yield node
    else:
        for part in node.parts:
            yield from conditions(part)


def _group(data: Any, path: tuple[int, ...], depth: int) -> Group:
    if depth > DEEPEST:
        raise Refusal("rule_too_deep", field=_shown(path), limit=DEEPEST)
    if not isinstance(data, dict) or len(data) != 1:
        raise Refusal("rule_not_understood", field=_shown(path))
    [(kind, parts)] = data.items()
    if kind not in KINDS or not isinstance(parts, list):
        raise Refusal("rule_not_understood", field=_shown(path))
    if len(parts) > MOST_CONDITIONS:
        raise Refusal("too_many_conditions", limit=MOST_CONDITIONS)
    return Group(kind, tuple(_node(part, (*path, place), depth) for place, part in enumerate(parts)))


def _node(data: Any, path: tuple[int, ...], depth: int) -> Node:
    if isinstance(data, dict) and "condition" in data:
        return _condition(data, path)
    return _group(data, path, depth + 1)


def _condition(data: Mapping[str, Any], path: tuple[int, ...]) -> Condition:
    code = data["condition"]
    if not isinstance(code, str) or code not in types():
        raise Refusal("condition_unknown", field=_shown(path), text=str(code))
    slots = {slot.name: slot for slot in types()[code].slots}
    if unknown := sorted(data.keys() - slots.keys() - {"condition"}):
        raise Refusal("condition_not_understood", field=_shown(path, unknown[0]))
    values = []
    for name, slot in slots.items():
        if name in data:
            values.append((name, _value(slot.parse, data[name], _shown(path, name))))
        elif slot.required:
            raise Refusal("condition_incomplete", field=_shown(path, name))
    return Condition(code, tuple(values))


def _value(parse_value: Any, given: Any, field: str) -> Any:
    try:
        return parse_value(given)
    except Refusal as refusal:
        raise refusal.about(field) from None


def _shown(path: tuple[int, ...], name: str = "") -> str:
    return ".".join([*map(str, path), *([name] if name else [])])
