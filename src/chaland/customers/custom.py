"""The network's own fields: what a value of each kind may be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chaland.kernel.barcode import is_ean13
from chaland.kernel.dates import parse_day
from chaland.kernel.errors import Refusal
from chaland.kernel.numbers import parse_scaled
from chaland.kernel.secret_numbers import holds_secret_number
from chaland.kernel.text import clean, fold

_PLACES = 6
_MILLIONTHS = 1_000_000
_LONGEST = 500
_YES = frozenset({"1", "true", "yes", "y", "oui", "o", "vrai", "x", "on"})
_NO = frozenset({"0", "false", "no", "n", "non", "faux", "off"})


@dataclass(frozen=True, slots=True)
class CustomRule:
    """A field of the network's own. kind: text, number, date, choice or yes_no. choices: labels, for a choice."""

    code: str
    label: str
    kind: str
    choices: tuple[str, ...] = ()
    requirement: str = "optional"
    purpose: str = ""


def check_custom(values: Mapping[str, Any], rules: tuple[CustomRule, ...]) -> dict[str, Any]:
    """Return the values in their kept type: text, whole or decimal number, ISO day, label of a choice, true or false.

    Blank values and fields that are off are dropped. Raises Refusal about `custom.<code>`: `custom_field_unknown`,
    `custom_field_required`, `custom_choice_unknown`, `custom_not_yes_or_no`, `text_holds_secret_number`,
    or a code of the kernel's readers.
    """
    if not rules and not values:
        return {}
    _refuse_unknown(values, rules)
    kept: dict[str, Any] = {}
    for rule in rules:
        if rule.requirement == "off":
            continue
        value = values.get(rule.code)
        if not is_blank(value):
            kept[rule.code] = _read(rule, value)
        elif rule.requirement == "required":
            raise Refusal("custom_field_required", field=f"custom.{rule.code}", label=rule.label)
    return kept


def is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _refuse_unknown(values: Mapping[str, Any], rules: tuple[CustomRule, ...]) -> None:
    known = {rule.code for rule in rules}
    for code in values:
        if code not in known:
            raise Refusal("custom_field_unknown", field=f"custom.{code}"[:80], text=str(code)[:60])


def _read(rule: CustomRule, value: Any) -> Any:
    try:
        return _READERS[rule.kind](rule, value)
    except Refusal as refusal:
        raise refusal.about(f"custom.{rule.code}") from None


def _read_text(_rule: CustomRule, value: Any) -> str:
    text = clean(str(value), _LONGEST)
    _refuse_secret(text)
    return text


def _refuse_secret(text: str) -> None:
    # A card number of the shop's former program may look like social security; its last digit tells.
    if holds_secret_number(text) and not is_ean13(text):
        raise Refusal("text_holds_secret_number")


def _read_number(_rule: CustomRule, value: Any) -> int | float:
    if not isinstance(value, str | int | float | Decimal):
        raise Refusal("number_not_understood", text=str(value)[:60])
    exact = Decimal(str(value)) if isinstance(value, float) else value
    scaled = parse_scaled(exact, _PLACES)
    _refuse_secret(str(scaled // _MILLIONTHS))
    whole, part = divmod(scaled, _MILLIONTHS)
    return scaled / _MILLIONTHS if part else whole


def _read_date(_rule: CustomRule, value: Any) -> str:
    return parse_day(str(value)).isoformat()


def _read_choice(rule: CustomRule, value: Any) -> str:
    found = next((label for label in rule.choices if fold(label) == fold(str(value))), None)
    if found is None:
        raise Refusal("custom_choice_unknown", text=str(value)[:60], label=rule.label)
    return found


def _read_yes_no(_rule: CustomRule, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = fold(str(value))
    if word not in _YES | _NO:
        raise Refusal("custom_not_yes_or_no", text=str(value)[:60])
    return word in _YES


_READERS: dict[str, Callable[[CustomRule, Any], Any]] = {
    "text": _read_text,
    "number": _read_number,
    "date": _read_date,
    "choice": _read_choice,
    "yes_no": _read_yes_no,
}
