"""A rule as the fields of a form, complete or not, and back: names such as `c-0-1-is-amount` say where a value stands.

A group's field is `g-<path>-kind`, those of a condition `c-<path>-<what>`; the path is the places from the outermost
group on, which itself is `g-kind`. Pure: no database, no request.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol, TypeAlias, cast

from chaland.kernel.errors import Refusal
from chaland.segments.condition import types
from chaland.segments.slots import Slot
from chaland.segments.tree import DEEPEST, KINDS, MOST_CONDITIONS, Condition, Group, parse, plain
from chaland.web.desk.segments.form_slots import fields_of_slot, value_of_slot

Path: TypeAlias = tuple[int, ...]
Kind: TypeAlias = Literal["all", "any", "none"]
_NAME = re.compile(r"(?P<sort>[gc])(?P<path>(?:-[0-9]{1,3}){0,9})-(?P<what>[a-z][a-z_-]*)")
_OUTERMOST = "all"


class Fields(Protocol):
    """What a form sent, as Django gives it."""

    def keys(self) -> Any: ...

    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class DraftCondition:
    """A condition as typed. code: its type, empty before one is chosen. shown: the slots one sees.

    typed: the texts of each field by what stands after the path in its name.
    """

    code: str = ""
    shown: tuple[str, ...] = ()
    typed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots of its type."""
        return types()[self.code].slots if self.code in types() else ()


@dataclass(frozen=True, slots=True)
class DraftGroup:
    """A group as typed."""

    kind: Kind = "all"
    parts: tuple["Draft", ...] = ()


Draft: TypeAlias = DraftGroup | DraftCondition


def read_draft(data: Fields) -> DraftGroup:
    """Read the fields of a form; what is not one of a rule is left out. A type just chosen starts with its usual."""
    nodes: dict[Path, dict[str, tuple[str, ...]]] = {(): {}}
    sorts: dict[Path, str] = {(): "g"}
    for key in data.keys():  # noqa: SIM118 - a QueryDict, whose values are lists
        found = _NAME.fullmatch(key)
        if found:
            path = tuple(int(place) for place in found["path"].split("-")[1:])
            sorts[path] = found["sort"]
            nodes.setdefault(path, {})[found["what"]] = tuple(data.getlist(key))
    children: dict[Path, list[Path]] = {}
    for path in sorted(nodes):
        if path:
            children.setdefault(path[:-1], []).append(path)
    return cast("DraftGroup", _draft((), nodes, sorts, children))


def _draft(
    path: Path,
    nodes: Mapping[Path, Mapping[str, tuple[str, ...]]],
    sorts: Mapping[Path, str],
    children: Mapping[Path, Sequence[Path]],
) -> Draft:
    typed = nodes[path]
    if sorts[path] == "c":
        return _read_condition(typed)
    kind = (typed.get("kind") or (_OUTERMOST,))[0]
    parts = tuple(_draft(child, nodes, sorts, children) for child in children.get(path, ()))
    return DraftGroup(cast("Kind", kind if kind in KINDS else _OUTERMOST), parts)


def _read_condition(typed: Mapping[str, tuple[str, ...]]) -> DraftCondition:
    code, was = ((typed.get(name) or ("",))[0] for name in ("type", "was"))
    if code not in types():
        return DraftCondition()
    if code != was:
        return started(code)
    names = [slot.name for slot in types()[code].slots]
    wished = (*typed.get("shown", ()), *typed.get("more", ()))
    kept = {what: texts for what, texts in typed.items() if what not in ("type", "was", "shown", "more")}
    return DraftCondition(code, tuple(name for name in names if name in wished), kept)


def started(code: str) -> DraftCondition:
    """Return a condition of a type as it is first shown: its required slots, and what is usual for it."""
    usual = _USUAL.get(code, {})
    shown = tuple(slot.name for slot in types()[code].slots if slot.required or slot.name in usual)
    typed = {
        f"{name}-{what}" if what else name: texts for name, fields in usual.items() for what, texts in fields.items()
    }
    return DraftCondition(code, shown, typed)


_YEAR = {"kind": ("last",), "days": ("365",)}
_ONCE = {"operator": ("at_least",), "amount": ("1",)}
_USUAL: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "revenue": {"window": _YEAR},
    "visits": {"is": _ONCE, "window": _YEAR},
    "average_basket": {"window": _YEAR},
    "recency": {"is": {"operator": ("at_least",), "amount": ("90",)}},
    "rhythm": {"is": {"": ("late", "very_late")}},
    "bought": {"category": {}, "window": _YEAR},
    "came": {"is": _ONCE, "window": _YEAR},
    "contacted": {"is": _ONCE},
    "open_cart": {"is": _ONCE},
    "children": {"is": _ONCE},
    "birthday": {"days": {"from": ("0",), "to": ("30",)}},
    "first_visit": {"window": {"kind": ("last",), "days": ("60",)}},
    "last_visit": {"window": {"kind": ("last",), "days": ("60",)}},
    "opened": {"window": {"kind": ("last",), "days": ("60",)}},
    "distance": {"is": {"operator": ("at_most",), "amount": ("15",)}},
    "drawn": {"share": {"operator": ("equal",), "amount": ("10",)}},
}


def draft_of(rule: Group, decimals: str) -> DraftGroup:
    """Write a rule as a draft; `decimals` is the reader's decimal mark."""
    parts = tuple(
        draft_of(part, decimals) if isinstance(part, Group) else _draft_of_condition(part, decimals)
        for part in rule.parts
    )
    return DraftGroup(rule.kind, parts)


def _draft_of_condition(condition: Condition, decimals: str) -> DraftCondition:
    given = plain(condition)
    shown: list[str] = []
    typed: dict[str, tuple[str, ...]] = {}
    for slot in condition.type.slots:
        if slot.name in given:
            shown.append(slot.name)
            fields = fields_of_slot(slot, given[slot.name], unit_of(slot, given.get("measure")), decimals)
            typed |= {f"{slot.name}-{what}" if what else slot.name: texts for what, texts in fields.items()}
        elif slot.required:
            shown.append(slot.name)
    return DraftCondition(condition.code, tuple(shown), typed)


def unit_of(slot: Slot, measure: Sequence[str] | None) -> str:
    """Return what a number of a slot counts: what was bought is counted in times, pieces or euros."""
    unit = getattr(slot, "unit", "")
    if unit == "number" and measure is not None:
        return {"amount": "cents", "quantity": "quantity"}.get(next(iter(measure), ""), "count")
    return str(unit)


def name_of(sort: str, path: Path) -> str:
    """Return the start of the names of a node's fields, which is its id on the page too."""
    return "-".join([sort, *map(str, path)])


def walk(draft: Draft, path: Path = ()) -> Iterator[tuple[Path, Draft]]:
    """Give every node with its path, from the outside in."""
    yield path, draft
    if isinstance(draft, DraftGroup):
        for place, part in enumerate(draft.parts):
            yield from walk(part, (*path, place))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a draft says. rule: of the conditions that can be read, None when even their groups cannot.

    refusals: what is wrong, by the field's name; "" is the rule as a whole.
    """

    rule: dict[str, Any] | None
    refusals: Mapping[str, Refusal]


def read_rule_of(draft: DraftGroup) -> Reading:
    """Read a draft into the JSON of a rule; conditions that cannot be read are left out of it and told."""
    refusals: dict[str, Refusal] = {}
    rule = _plain_group(draft, (), refusals)
    try:
        parse(rule)
    except Refusal as refusal:
        return Reading(None, {**refusals, "": refusal})
    return Reading(rule, refusals)


def _plain_group(group: DraftGroup, path: Path, refusals: dict[str, Refusal]) -> dict[str, Any]:
    parts: list[dict[str, Any]] = []
    for place, part in enumerate(group.parts):
        here = (*path, place)
        if isinstance(part, DraftGroup):
            inner = _plain_group(part, here, refusals)
            # A group all of whose conditions are still to be filled in says nothing yet.
            if inner[part.kind] or not part.parts:
                parts.append(inner)
        elif (said := _plain_condition(part, here, refusals)) is not None:
            parts.append(said)
    return {group.kind: parts}


def _plain_condition(condition: DraftCondition, path: Path, refusals: dict[str, Refusal]) -> dict[str, Any] | None:
    start = name_of("c", path)
    if not condition.code:
        refusals[f"{start}-type"] = Refusal("value_missing", field="condition")
        return None
    said: dict[str, Any] = {"condition": condition.code}
    wrong = False
    for slot in condition.slots:
        if not slot.required and slot.name not in condition.shown:
            continue
        try:
            value = value_of_slot(slot, typed_of(condition, slot.name), unit_of(slot, condition.typed.get("measure")))
            if value is not None:
                slot.parse(value)
                said[slot.name] = value
            elif slot.required:
                raise Refusal("value_missing", field=slot.name)  # noqa: TRY301 - told beside its field like the others
        except Refusal as refusal:
            refusals[f"{start}-{slot.name}"] = refusal
            wrong = True
    return None if wrong else said


def typed_of(condition: DraftCondition, name: str) -> dict[str, tuple[str, ...]]:
    """Return the fields of one slot by what follows its name; the slot's own field is ""."""
    start = f"{name}-"
    found = {what.removeprefix(start): texts for what, texts in condition.typed.items() if what.startswith(start)}
    return {**found, "": condition.typed.get(name, ())}


def act(draft: DraftGroup, action: str) -> tuple[DraftGroup, str]:
    """Do what a button asks, such as `add:0`, `group:`, `remove:0-1`, `up:0`, `down:0`, `drop:0:window`.

    Returns the draft and the id of what is to have the focus; an action that says nothing changes nothing.
    """
    verb, _colon, rest = action.partition(":")
    place, _colon, slot = rest.partition(":")
    path = _path(place)
    if path is None or verb not in _VERBS or _at(draft, path) is None:
        return draft, ""
    return _VERBS[verb](draft, path, slot)


def _path(text: str) -> Path | None:
    parts = text.split("-") if text else []
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else None


def _at(draft: Draft, path: Path) -> Draft | None:
    for place in path:
        if not isinstance(draft, DraftGroup) or place >= len(draft.parts):
            return None
        draft = draft.parts[place]
    return draft


def _changed(draft: DraftGroup, path: Path, new: Sequence[Draft]) -> DraftGroup:
    """Return the draft with another content of the group at a path."""
    if not path:
        return replace(draft, parts=tuple(new))
    inner = cast("DraftGroup", draft.parts[path[0]])
    parts = [*draft.parts]
    parts[path[0]] = _changed(inner, path[1:], new)
    return replace(draft, parts=tuple(parts))


def _add(draft: DraftGroup, path: Path, _slot: str) -> tuple[DraftGroup, str]:
    return _appended(draft, path, DraftCondition(), "type")


def _add_group(draft: DraftGroup, path: Path, _slot: str) -> tuple[DraftGroup, str]:
    if len(path) + 1 >= DEEPEST:
        return draft, ""
    return _appended(draft, path, DraftGroup("any", (DraftCondition(),)), "kind")


def _appended(draft: DraftGroup, path: Path, node: Draft, field: str) -> tuple[DraftGroup, str]:
    group = _at(draft, path)
    if not isinstance(group, DraftGroup) or len(group.parts) >= MOST_CONDITIONS:
        return draft, ""
    sort = "g" if isinstance(node, DraftGroup) else "c"
    focus = f"{name_of(sort, (*path, len(group.parts)))}-{field}"
    return _changed(draft, path, [*group.parts, node]), focus


def _remove(draft: DraftGroup, path: Path, _slot: str) -> tuple[DraftGroup, str]:
    if not path:
        return draft, ""
    group = cast("DraftGroup", _at(draft, path[:-1]))
    left = [part for place, part in enumerate(group.parts) if place != path[-1]]
    return _changed(draft, path[:-1], left), f"{name_of('g', path[:-1])}-add"


def _moved(draft: DraftGroup, path: Path, by: int, verb: str) -> tuple[DraftGroup, str]:
    group = cast("DraftGroup", _at(draft, path[:-1]))
    parts, here = [*group.parts], path[-1] if path else 0
    there = here + by
    if not path or not 0 <= there < len(parts):
        return draft, ""
    parts[here], parts[there] = parts[there], parts[here]
    sort = "g" if isinstance(parts[there], DraftGroup) else "c"
    # At an end its button is gone: the one that leads back has the focus.
    if not 0 <= there + by < len(parts):
        verb = {"up": "down", "down": "up"}[verb]
    return _changed(draft, path[:-1], parts), f"{name_of(sort, (*path[:-1], there))}-{verb}"


def _up(draft: DraftGroup, path: Path, _slot: str) -> tuple[DraftGroup, str]:
    return _moved(draft, path, -1, "up")


def _down(draft: DraftGroup, path: Path, _slot: str) -> tuple[DraftGroup, str]:
    return _moved(draft, path, 1, "down")


def _drop(draft: DraftGroup, path: Path, slot: str) -> tuple[DraftGroup, str]:
    condition = _at(draft, path)
    if not isinstance(condition, DraftCondition) or not slot:
        return draft, ""
    shown = tuple(name for name in condition.shown if name != slot)
    typed = {what: texts for what, texts in condition.typed.items() if what != slot and not what.startswith(f"{slot}-")}
    parts = [*cast("DraftGroup", _at(draft, path[:-1])).parts]
    parts[path[-1]] = replace(condition, shown=shown, typed=typed)
    return _changed(draft, path[:-1], parts), f"{name_of('c', path)}-type"


_VERBS = {"add": _add, "group": _add_group, "remove": _remove, "up": _up, "down": _down, "drop": _drop}


def settled(draft: DraftGroup) -> DraftGroup:
    """Return the draft with what was being typed beside chosen texts taken among them, once."""
    parts = tuple(settled(part) if isinstance(part, DraftGroup) else _settled(part) for part in draft.parts)
    return replace(draft, parts=parts)


def _settled(condition: DraftCondition) -> DraftCondition:
    typed = dict(condition.typed)
    for what in [what for what in typed if what.endswith("-add")]:
        name = what.removesuffix("-add")
        added = tuple(text.strip() for text in typed.pop(what) if text.strip())
        typed[name] = tuple(dict.fromkeys((*typed.get(name, ()), *added)))
    return replace(condition, typed=typed)
