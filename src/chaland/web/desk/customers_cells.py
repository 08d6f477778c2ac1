"""How each value of the customer list is written on the screen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext

from chaland.kernel.dates import Birthday, format_day
from chaland.kernel.money import format_euros
from chaland.kernel.numbers import format_decimal, format_number, format_percent
from chaland.kernel.phone import format_phone
from chaland.sales.customer_list import Row
from chaland.web.desk.customers_columns import Heading

NOTHING = "—"
_RHYTHM_CHIPS = {"on_time": "ok", "late": "warn", "very_late": "bad"}
_WISH_CHIPS = {"arrived": "ok"}
_STEADY = 0.2


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. style: its class. chip: the colour of its chip, if it is one. icon: drawn before the text."""

    text: str
    style: str = ""
    chip: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as the page shows it; its name stands in a cell of its own."""

    customer_id: int
    name: str
    civility: str
    cells: Sequence[Cell]


def shown_row(row: Row, headings: Sequence[Heading], civilities: Mapping[str, str]) -> ShownRow:
    """Write a row for people; `headings` are those after the name."""
    language = get_language() or "fr"
    cells = [_cell(heading, row.values[heading.key], language) for heading in headings]
    return ShownRow(row.customer_id, row.name or gettext("No name"), civilities.get(row.civility, ""), cells)


def _cell(heading: Heading, value: Any, language: str) -> Cell:
    if value is None:
        return Cell(NOTHING, "num none" if heading.column.is_number else "none")
    kind = heading.column.kind
    if kind in _CHIPPED:
        return Cell(heading.label_of(value), chip=_CHIPPED[kind].get(value, "no"))
    if kind == "percent":
        return _change(value, language)
    return Cell(written(heading, value, language), "num" if heading.column.is_number else "")


_CHIPPED: Mapping[str, Mapping[str, str]] = {"rhythm": _RHYTHM_CHIPS, "wish": _WISH_CHIPS, "status": {}}


def _change(value: float, language: str) -> Cell:
    """Coming more often is an interval that shrinks: the arrow says how often, not how long."""
    sign = "+" if value > 0 else ""
    text = f"{sign}{format_percent(value, language)}"
    if value < -_STEADY:
        return Cell(text, "num up", icon="arrow-up-right")
    return Cell(text, "num down", icon="arrow-down-right") if value > _STEADY else Cell(text, "num")


def written(heading: Heading, value: Any, language: str) -> str:
    """Return a value as people read it; nothing where there is none."""
    if value is None:
        return ""
    writer = _WRITERS.get(heading.column.kind)
    if writer:
        return writer(value, language)
    return heading.label_of(value) if heading.choices else str(value)


def _moment(value: datetime, language: str) -> str:
    return format_day(timezone.localtime(value).date(), language)


def _days(value: float, language: str) -> str:
    return gettext("%(count)s d") % {"count": format_decimal(value, 0, language)}


def _own_number(value: float, language: str) -> str:
    places = 0 if value == int(value) else 2
    return format_decimal(value, places, language)


def _own_date(value: str, language: str) -> str:
    return format_day(date.fromisoformat(value), language)


def _birthday(value: Birthday, language: str) -> str:
    return value.format(language)


def _yes_no(value: bool, _language: str) -> str:  # noqa: FBT001 - it is the value
    return gettext("Yes") if value else gettext("No")


def _choice(value: str, _language: str) -> str:
    return value


_WRITERS: Mapping[str, Callable[[Any, str], str]] = {
    "money": format_euros,
    "count": format_number,
    "age": format_number,
    "recency": _days,
    "days": _days,
    "percent": format_percent,
    "moment": _moment,
    "birthday": _birthday,
    "mobile": lambda value, _language: format_phone(value),
    "custom_number": _own_number,
    "custom_date": _own_date,
    "custom_yes_no": _yes_no,
    "custom_choice": _choice,
}
