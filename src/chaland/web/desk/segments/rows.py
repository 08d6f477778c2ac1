"""The builder as the page shows it: groups, rows and slots with their fields, words, choices and errors."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext

from chaland.accounts.rules import Scope
from chaland.kernel.errors import Refusal
from chaland.segments.slots import EMPTINESS, Choices, Days, Ids, Number, Polygon, Slot, Span, Texts
from chaland.segments.tree import DEEPEST
from chaland.sentences import sentence
from chaland.usecases.segments.name_things import names_of
from chaland.web.desk.segments import choosing, labels
from chaland.web.desk.segments.form import (
    Draft,
    DraftCondition,
    DraftGroup,
    Path,
    Reading,
    name_of,
    typed_of,
    unit_of,
    walk,
)
from chaland.web.desk.segments.form_slots import Typed, first
from chaland.web.desk.segments.outlines import outline

# Told once one saves: a row that is still being filled in is not wrong.
NOT_YET = frozenset({"value_missing"})


@dataclass(frozen=True)
class Shown:
    """What the rows are shown with: the draft, what is wrong with it, who looks.

    told: what is wrong with conditions that are read and counted all the same.
    """

    draft: DraftGroup
    reading: Reading
    scope: Scope
    own_id: int | None = None
    is_saving: bool = False
    told: Mapping[str, Refusal] = field(default_factory=dict)

    @cached_property
    def names(self) -> Any:
        """The names of what was chosen, read once."""
        wanted: dict[str, set[Any]] = {}
        for _path, node in walk(self.draft):
            for slot in node.slots if isinstance(node, DraftCondition) else ():
                if kind := kind_of(node, slot):  # type: ignore[arg-type]
                    wanted.setdefault(kind, set()).update(_keys(kind, node.typed.get(slot.name, ())))  # type: ignore[union-attr]
        return names_of(wanted, self.scope)

    def error(self, name: str) -> str:
        """Return what is wrong with a field, if it is to be told now."""
        refusal = self.reading.refusals.get(name) or self.told.get(name)
        if refusal is None or (refusal.code in NOT_YET and not self.is_saving):
            return ""
        return sentence(refusal)

    @property
    def unfinished(self) -> int:
        """How many conditions are left out of the count."""
        wrong = {tuple(name.split("-")[:-1]) for name in self.reading.refusals if name}
        return len(wrong)


def _keys(kind: str, texts: Iterable[str]) -> list[Any]:
    if kind == "commune":
        return list(texts)
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]  # noqa: PLR2004


def kind_of(condition: DraftCondition, slot: Slot) -> str:
    """Return what a slot chooses by key, empty for the others."""
    if isinstance(slot, Ids):
        return slot.of
    return "commune" if condition.code == "commune" and slot.name == "is" else ""


def group_rows(shown: Shown, group: DraftGroup | None = None, path: Path = ()) -> dict[str, Any]:
    """Return a group as its template shows it."""
    group = shown.draft if group is None else group
    parts = [_part(shown, part, (*path, place), len(group.parts)) for place, part in enumerate(group.parts)]
    return {
        "id": name_of("g", path),
        "path": "-".join(map(str, path)),
        "kind": group.kind,
        "depth": len(path),
        "may_nest": len(path) + 1 < DEEPEST,
        "joint": gettext("and") if group.kind == "all" else gettext("or"),
        "parts": parts,
    }


def _part(shown: Shown, part: Draft, path: Path, siblings: int) -> dict[str, Any]:
    around = {"is_first": path[-1] == 0, "is_last": path[-1] == siblings - 1, "place": path[-1] + 1}
    if isinstance(part, DraftGroup):
        return {**group_rows(shown, part, path), **around, "is_group": True}
    return {**_row(shown, part, path), **around, "is_group": False}


def _row(shown: Shown, condition: DraftCondition, path: Path) -> dict[str, Any]:
    start = name_of("c", path)
    slots = [slot for slot in _fitting(condition) if slot.required or slot.name in condition.shown]
    return {
        "id": start,
        "path": "-".join(map(str, path)),
        "code": condition.code,
        "label": labels.condition_label(condition.code),
        "families": labels.grouped(),
        "slots": [slot_shown(shown, condition, slot, start) for slot in slots],
        "more": [(one.name, labels.slot_label(one.name)) for one in _fitting(condition) if one not in slots],
        "error": shown.error(f"{start}-type"),
    }


def _fitting(condition: DraftCondition) -> Sequence[Slot]:
    """Return the slots that make sense: an own field is compared as its kind is."""
    if condition.code != "custom":
        return condition.slots
    code = (condition.typed.get("field") or ("",))[0]
    kind = choosing.own_fields().get(code, ("", "", ()))[1]
    wanted = {"number": "number", "date": "window"}.get(kind, "texts")
    return [slot for slot in condition.slots if slot.name in ("field", wanted) or slot.name in condition.shown]


def slot_shown(shown: Shown, condition: DraftCondition, slot: Slot, start: str) -> dict[str, Any]:
    """Return a slot as its template shows it."""
    name = f"{start}-{slot.name}"
    typed = typed_of(condition, slot.name)
    hint = labels.HINTS.get((condition.code, slot.name)) or labels.HINTS.get(("", slot.name), "")
    common = {
        "id": name,
        "slot": slot.name,
        "label": labels.slot_label(slot.name),
        "of": labels.condition_label(condition.code),
        "may_drop": not slot.required,
        "error": shown.error(name),
        "hint": hint,
    }
    return {**common, **_widget(shown, condition, slot, typed)}


def _widget(shown: Shown, condition: DraftCondition, slot: Slot, typed: Typed) -> dict[str, Any]:
    if kind := kind_of(condition, slot):
        return _keyed(shown, slot, kind, typed)
    if condition.code == "custom" and slot.name in ("field", "texts"):
        return _own_field(condition, slot.name, typed)
    return _WIDGETS[type(slot)](condition, slot, typed)


def _choices(condition: DraftCondition, slot: Choices, typed: Typed) -> dict[str, Any]:
    words = labels.chosen_labels(condition.code, slot.name)
    return _options([(code, words.get(code, code)) for code in slot.options], typed, single=slot.name == "measure")


def _texts(_condition: DraftCondition, slot: Texts, typed: Typed) -> dict[str, Any]:
    suggested = choosing.suggested(slot.name) if slot.name in choosing.TRAITS else ()
    return {
        "widget": "texts",
        "values": _distinct(typed.get("", ())),
        "add": first(typed, "add"),
        "suggested": suggested,
    }


def _span(_condition: DraftCondition, _slot: Span, typed: Typed) -> dict[str, Any]:
    return {"widget": "span", "from": first(typed, "from"), "to": first(typed, "to")}


def _zone(_condition: DraftCondition, _slot: Polygon, typed: Typed) -> dict[str, Any]:
    text = first(typed, "")
    return {"widget": "zone", "text": text, "outline": outline(text)}


def _number(condition: DraftCondition, slot: Number, typed: Typed) -> dict[str, Any]:
    operator = first(typed, "operator") or slot.operators[0]
    unit = unit_of(slot, condition.typed.get("measure"))
    shown_unit = "percent" if operator.endswith("_percent") else unit
    counted = labels.COUNTED.get(condition.code, "") if unit in ("count", "number") else ""
    return {
        "widget": "number",
        "operators": [(code, labels.OPERATORS[code], code == operator) for code in slot.operators],
        "has_amount": operator not in EMPTINESS,
        "has_to": operator == "between",
        "amount": first(typed, "amount"),
        "to": first(typed, "to"),
        "unit": labels.UNITS.get(shown_unit, counted),
    }


def _options(known: Iterable[tuple[str, Any]], typed: Typed, *, single: bool) -> dict[str, Any]:
    chosen = typed.get("", ())
    if single:
        chosen = chosen[:1]
    return {
        "widget": "options",
        "options": [(code, words, code in chosen) for code, words in known],
        "is_single": single,
    }


def _own_field(condition: DraftCondition, name: str, typed: Typed) -> dict[str, Any]:
    fields = choosing.own_fields()
    if name == "field":
        return _options([(code, label) for code, (label, _kind, _choices) in fields.items()], typed, single=True)
    _label, kind, choices = fields.get((condition.typed.get("field") or ("",))[0], ("", "", ()))
    if kind == "yes_no":
        return _options([("true", gettext("Yes")), ("false", gettext("No"))], typed, single=False)
    if kind == "choice":
        return _options([(one, one) for one in choices], typed, single=False)
    return {"widget": "texts", "values": _distinct(typed.get("", ())), "add": first(typed, "add"), "suggested": ()}


def _keyed(shown: Shown, slot: Slot, kind: str, typed: Typed) -> dict[str, Any]:
    """Offer what is chosen already, then what there is to choose from."""
    text = first(typed, "find")
    found, is_searched = choosing.listed(kind, text, shown.scope, own_id=shown.own_id)
    chosen = _distinct(typed.get("", ()))
    named = {key: shown.names(kind, _keys(kind, [key])[0] if _keys(kind, [key]) else key) for key in chosen}
    known = [*((key, label) for key, label in named.items() if key not in dict(found)), *found]
    is_single = not getattr(slot, "many", True)
    return {**_options(known, typed, single=is_single), "is_searched": is_searched, "find": text,
            "found_none": bool(text) and not found, "may_be_none": is_single and not slot.required}  # fmt: skip


def _window(_condition: DraftCondition, slot: Days, typed: Typed) -> dict[str, Any]:
    kind = first(typed, "kind") or ("last" if slot.required else "")
    kinds = [(code, words, code == kind) for code, words in labels.WINDOWS.items() if code or not slot.required]
    return {
        "widget": "window",
        "kinds": kinds,
        "kind": kind,
        "days": first(typed, "days"),
        "from": first(typed, "from"),
        "to": first(typed, "to"),
    }


def _distinct(texts: Sequence[str]) -> Sequence[str]:
    return tuple(dict.fromkeys(text for text in texts if text.strip()))


_WIDGETS: Mapping[type, Callable[[DraftCondition, Any, Typed], dict[str, Any]]] = {
    Number: _number,
    Choices: _choices,
    Texts: _texts,
    Days: _window,
    Span: _span,
    Polygon: _zone,
}
