"""The fields of one slot of a condition: what is typed, and the JSON it stands for."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from chaland.kernel.dates import parse_day
from chaland.kernel.errors import Refusal
from chaland.segments.slots import EMPTINESS, Choices, Days, Ids, Number, Polygon, Slot, Span, Texts

Typed: TypeAlias = Mapping[str, tuple[str, ...]]
_LONGEST = 40
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_UNITS = re.compile(r"(€|%|km|j|d|h)$", re.IGNORECASE)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_CENTS = 100


def value_of_slot(slot: Slot, typed: Typed, unit: str) -> Any:
    """Return the JSON of what is typed in a slot, None for nothing. Raises Refusal for what cannot be read."""
    return _READERS[type(slot)](slot, typed, unit)


def fields_of_slot(slot: Slot, value: Any, unit: str, decimals: str) -> dict[str, tuple[str, ...]]:
    """Return the fields that `value_of_slot` reads back as this JSON; `decimals` is the decimal mark."""
    return _WRITERS[type(slot)](value, unit, decimals)


def first(typed: Typed, what: str) -> str:
    """Return the text of a field, without the spaces around it."""
    return (typed.get(what) or ("",))[0].strip()


def _read_number(slot: Any, typed: Typed, unit: str) -> Any:
    operator = first(typed, "operator")
    if operator in EMPTINESS:
        return {"operator": operator}
    amount, to = first(typed, "amount"), first(typed, "to")
    if not amount and not (operator == "between" and to):
        return None
    unit = "percent" if operator.endswith("_percent") else unit
    said = {"operator": operator or slot.operators[0], "amount": read_amount(amount, unit)}
    return {**said, "to": read_amount(to, unit)} if operator == "between" else said


def read_amount(text: str, unit: str) -> int | float:
    """Read a number as people type it; euros become cents. Raises Refusal `value_missing`, `number_not_understood`."""
    if not text:
        raise Refusal("value_missing")
    bare = _UNITS.sub("", _SPACES.sub("", text)) if len(text) <= _LONGEST else ""
    if "," in bare and "." in bare:
        thousands = "," if bare.rfind(",") < bare.rfind(".") else "."
        bare = bare.replace(thousands, "")
    bare = bare.replace(",", ".").replace("−", "-")
    if not _DECIMAL.fullmatch(bare):
        raise Refusal("number_not_understood", text=text[:_LONGEST])
    number = Decimal(bare) * (_CENTS if unit == "cents" else 1)
    return int(number) if number == number.to_integral_value() else float(number)


def write_amount(number: float, unit: str, decimals: str) -> str:
    """Write a number so that `read_amount` reads it back: 12,50 for 1250 cents."""
    exact = Decimal(str(number))
    if unit == "cents":
        exact /= _CENTS
        whole = exact.quantize(Decimal("0.01"))
        exact = whole if exact == whole else exact
    text = format(exact, "f")
    bare = text.rstrip("0").rstrip(".") if "." in text else text
    two_places = unit == "cents" and "." in bare and len(bare.partition(".")[2]) == 1
    return (f"{bare}0" if two_places else bare).replace(".", decimals)


def _write_number(value: Any, unit: str, decimals: str) -> dict[str, tuple[str, ...]]:
    unit = "percent" if value["operator"].endswith("_percent") else unit
    amounts = {part: (write_amount(value[part], unit, decimals),) for part in ("amount", "to") if part in value}
    return {"operator": (value["operator"],), **amounts}


def _read_values(_slot: Any, typed: Typed, _unit: str) -> Any:
    values = [text for text in typed.get("", ()) if text.strip()]
    return values or None


def _read_texts(_slot: Any, typed: Typed, _unit: str) -> Any:
    """Read what was chosen before, and what is being typed."""
    values = [text for text in (*typed.get("", ()), *typed.get("add", ())) if text.strip()]
    return values or None


def _read_ids(_slot: Any, typed: Typed, _unit: str) -> Any:
    values = [text for text in typed.get("", ()) if text.strip()]
    if not all(text.isascii() and text.isdigit() and len(text) < _LONGEST for text in values):
        raise Refusal("id_not_understood")
    return [int(text) for text in values] or None


def _write_values(value: Any, _unit: str, _decimals: str) -> dict[str, tuple[str, ...]]:
    return {"": tuple(map(str, value))}


def _read_span(_slot: Any, typed: Typed, _unit: str) -> Any:
    ends = {end: first(typed, end) for end in ("from", "to")}
    return {end: read_amount(text, "") for end, text in ends.items()} if any(ends.values()) else None


def _write_span(value: Any, _unit: str, _decimals: str) -> dict[str, tuple[str, ...]]:
    return {end: (str(value[end]),) for end in ("from", "to")}


def _read_window(_slot: Any, typed: Typed, _unit: str) -> Any:
    kind, days = first(typed, "kind"), first(typed, "days")
    if kind in ("last", "before"):
        return {f"{kind}_days": read_amount(days, "")} if days else None
    ends = {end: first(typed, end) for end in ("from", "to")} if kind == "dates" else {}
    return {end: _read_day(text) for end, text in ends.items() if text} or None


def _read_day(text: str) -> str:
    try:
        return parse_day(text).isoformat()
    except Refusal as refusal:
        # Years that no shop writes come in rules made elsewhere.
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise refusal from None


def _write_window(value: Any, _unit: str, _decimals: str) -> dict[str, tuple[str, ...]]:
    for kind in ("last", "before"):
        if f"{kind}_days" in value:
            return {"kind": (kind,), "days": (str(value[f"{kind}_days"]),)}
    return {"kind": ("dates",), **{end: (_day(value[end]),) for end in ("from", "to") if end in value}}


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    try:
        text = f"{day}/{month}/{year}"
        parse_day(text)
    except Refusal:
        return iso
    return text


def _read_polygon(_slot: Any, typed: Typed, _unit: str) -> Any:
    text = first(typed, "")
    if not text:
        return None
    corners = [corner.split(",") for corner in text.split(";") if corner.strip()]
    try:
        return [[float(part) for part in corner] for corner in corners]
    except ValueError:
        raise Refusal("zone_not_understood") from None


def _write_polygon(value: Any, _unit: str, _decimals: str) -> dict[str, tuple[str, ...]]:
    return {"": ("; ".join(", ".join(map(repr, map(float, corner))) for corner in value),)}


Reader: TypeAlias = Callable[[Any, Typed, str], Any]
Writer: TypeAlias = Callable[[Any, str, str], dict[str, tuple[str, ...]]]
_READERS: Mapping[type, Reader] = {
    Number: _read_number,
    Choices: _read_values,
    Texts: _read_texts,
    Ids: _read_ids,
    Span: _read_span,
    Days: _read_window,
    Polygon: _read_polygon,
}
_WRITERS: Mapping[type, Writer] = {
    Number: _write_number,
    Choices: _write_values,
    Texts: _write_values,
    Ids: _write_values,
    Span: _write_span,
    Days: _write_window,
    Polygon: _write_polygon,
}
