"""The filters of the customer list as the rule of a segment, as far as conditions say exactly the same."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chaland.accounts import rules
from chaland.kernel.errors import Refusal
from chaland.kernel.filters import (
    DateFilter,
    NumberFilter,
    TextFilter,
    Unit,
    parse_date_filter,
    parse_number_filter,
    parse_text_filter,
)
from chaland.sales.customer_list import Calendar, Column
from chaland.sales.customer_list.number_filters import whole
from chaland.sales.customer_list.purchases import read_purchases
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.customers import Asked
from chaland.web.desk.segments.builder import LONGEST_RULE

Node: TypeAlias = dict[str, Any]
Maker: TypeAlias = Callable[[Column, str, Calendar], Node | None]
YEAR: Node = {"window": {"last_days": 365}}
HALF = Decimal("0.5")


@require_GET
@permission(rules.VIEW_FIGURES)
def segment_from_list(request: DeskRequest) -> HttpResponse:
    """Start a segment from the filters of the list; those that no condition says exactly are named and left out."""
    asked = Asked(request, request.GET)
    found, left = [], []
    for key, text in asked.state.filters.items():
        node = node_of(asked.columns[key], text, asked.calendar)
        if node is None:
            left.append(asked.headings[key].label)
        else:
            found.append(node)
    if left:
        told = gettext("No condition says exactly the same as these filters, which are left out: %(filters)s.")
        messages.warning(request, told % {"filters": ", ".join(left)})
    rule = json.dumps({"all": found}, ensure_ascii=False)
    query = urlencode({"rule": rule}) if found and len(rule) <= LONGEST_RULE else ""
    return redirect(f"{reverse('segment-new')}?{query}".rstrip("?"))


def node_of(column: Column, text: str, calendar: Calendar) -> Node | None:
    """Return the condition that keeps the same customers as a filter, None where there is none."""
    maker = _MAKERS.get(column.key) or _OWN.get(column.kind)
    try:
        return maker(column, text, calendar) if maker else None
    except Refusal:
        return None


def _unless(node: Node, negated: bool) -> Node:  # noqa: FBT001 - the filter's own flag
    return {"none": [node]} if negated else node


def _compared(wanted: NumberFilter) -> Node:
    """Write bounds that both count as a comparison."""
    if wanted.low is None:
        return {"operator": "at_most", "amount": _plain(wanted.high)}
    if wanted.high is None:
        return {"operator": "at_least", "amount": _plain(wanted.low)}
    if wanted.low == wanted.high:
        return {"operator": "equal", "amount": _plain(wanted.low)}
    return {"operator": "between", "amount": _plain(wanted.low), "to": _plain(wanted.high)}


def _plain(number: Any) -> int | float:
    return int(number) if number == int(number) else float(number)


def _number(
    code: str, unit: Unit, more: Node | None = None, *, nullable: bool = True, rounded: bool = False, slot: str = "is"
) -> Maker:
    """Make the condition on a number. rounded: the list compares what it shows, which is rounded."""

    def make(column: Column, text: str, _calendar: Calendar) -> Node | None:
        wanted = parse_number_filter(text, unit)
        if wanted is None:
            return None
        around = {"condition": code, **(more or {}), **({"field": [_code(column)]} if column.rule else {})}
        if wanted.empty is not None:
            operator = "unknown" if wanted.empty else "known"
            return {**around, slot: {"operator": operator}} if nullable else None
        shown = wanted if column.rule else whole(wanted)
        if not (shown.low_inclusive and shown.high_inclusive):
            return None
        if rounded:
            low, high = shown.low, shown.high
            shown = replace(shown, low=None if low is None else low - HALF, high=None if high is None else high + HALF)
        return _unless({**around, slot: _compared(shown)}, wanted.negated)

    return make


def _window(code: str) -> Maker:
    def make(_column: Column, text: str, calendar: Calendar) -> Node | None:
        window, negated = _days(text, calendar.today)
        return _unless({"condition": code, "window": window}, negated) if window else None

    return make


def _days(text: str, today: date) -> tuple[Node | None, bool]:
    """Read days as a window; what counts back from today goes on doing so."""
    wanted = parse_date_filter(text, today)
    if wanted is None or wanted.empty is not None:
        return None, False
    return _relative(text, wanted, today) or _fixed(wanted), wanted.negated


def _relative(text: str, wanted: DateFilter, today: date) -> Node | None:
    tomorrow, a_day = parse_date_filter(text, today + timedelta(days=1)), timedelta(days=1)
    ends = (wanted.first, wanted.last)
    moved = (tomorrow.first, tomorrow.last) if tomorrow else ends
    if any(end is not None and later != end + a_day for end, later in zip(ends, moved, strict=True)):
        return None
    if wanted.first is not None and wanted.last == today and wanted.first <= today:
        return {"last_days": (today - wanted.first).days + 1}
    if wanted.first is None and wanted.last is not None and wanted.last < today:
        return {"before_days": (today - wanted.last).days - 1}
    return None


def _fixed(wanted: DateFilter) -> Node:
    ends = {"from": wanted.first, "to": wanted.last}
    return {name: day.isoformat() for name, day in ends.items() if day}


def _choices(code: str) -> Maker:
    def make(column: Column, text: str, _calendar: Calendar) -> Node | None:
        chosen = [one.strip() for one in text.split(",") if one.strip()]
        return {"condition": code, "is": chosen} if chosen and set(chosen) <= set(column.choices) else None

    return make


def _keys(code: str) -> Maker:
    def make(_column: Column, text: str, _calendar: Calendar) -> Node | None:
        keys = [one.strip() for one in text.split(",") if one.strip()]
        if not keys or not all(key.isascii() and key.isdigit() for key in keys):
            return None
        return {"condition": code, "is": [int(key) for key in keys]}

    return make


def _postcode(_column: Column, text: str, _calendar: Calendar) -> Node | None:
    wanted = parse_text_filter(text)
    if not _begins(wanted):
        return None
    assert wanted is not None  # noqa: S101 - said by the line above
    return _unless({"condition": "postcode", "is": [wanted.text]}, wanted.negated)


def _begins(wanted: TextFilter | None) -> bool:
    return wanted is not None and wanted.empty is None and wanted.test != "equals" and wanted.text.isdigit()


def _bought(column: Column, text: str, calendar: Calendar) -> Node | None:
    found = read_purchases(column, text, calendar)
    if found.with_returns:
        return None
    days = next((part for part in text.split(",") if part.strip().startswith("days:")), "")
    window = _days(days.partition(":")[2], calendar.today)[0] if days else None
    parts = {
        "window": window,
        "store": found.store_id and [found.store_id],
        "seller": found.seller_id and [found.seller_id],
        "weekdays": found.weekday and [str(found.weekday)],
        "hours": found.hours and {"from": found.hours[0], "to": found.hours[1]},
    }
    said = {name: value for name, value in parts.items() if value}
    return {"condition": "came", "is": {"operator": "at_least", "amount": 1}, **said}


def _code(column: Column) -> str:
    return column.key.removeprefix("custom.")


def _own_choice(column: Column, text: str, _calendar: Calendar) -> Node | None:
    found = next((choice for choice in column.choices if choice == text.strip()), None)
    return {"condition": "custom", "field": [_code(column)], "texts": [found]} if found else None


def _own_yes_no(column: Column, text: str, _calendar: Calendar) -> Node | None:
    found = {"yes": "true", "no": "false"}.get(text.strip())
    return {"condition": "custom", "field": [_code(column)], "texts": [found]} if found else None


def _own_date(column: Column, text: str, calendar: Calendar) -> Node | None:
    window, negated = _days(text, calendar.today)
    return _unless({"condition": "custom", "field": [_code(column)], "window": window}, negated) if window else None


_MAKERS: Mapping[str, Maker] = {
    "civility": _choices("civility"),
    "postcode": _postcode,
    "store": _keys("home_store"),
    "seller": _keys("home_seller"),
    "segment": _keys("member"),
    "age": _number("age", "number"),
    "created_at": _window("opened"),
    "household": _number("household_size", "number"),
    "revenue": _number("revenue", "cents", nullable=False),
    "revenue_12m": _number("revenue", "cents", YEAR, nullable=False),
    "visits": _number("visits", "number", nullable=False),
    "visits_12m": _number("visits", "number", YEAR, nullable=False),
    "basket": _number("average_basket", "cents"),
    "interval": _number("visit_interval", "days", rounded=True),
    "interval_change": _number("interval_change", "number", rounded=True),
    "rhythm": _choices("rhythm"),
    "first_visit": _window("first_visit"),
    "last_visit": _window("last_visit"),
    "recency": _number("recency", "days"),
    "categories": _number("categories", "number", nullable=False),
    "bought": _bought,
}
_OWN: Mapping[str, Maker] = {
    "custom_number": _number("custom", "number", slot="number"),
    "custom_choice": _own_choice,
    "custom_yes_no": _own_yes_no,
    "custom_date": _own_date,
}
