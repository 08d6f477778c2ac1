"""What is typed under a heading of the list, read into a condition on the rows.

Each reader takes the column, the text and the day it is, and gives a Q on `Customer`, or on `Figures` for a figure;
text that cannot be read is a Refusal `filter_not_understood`, kept beside its column while the other filters go on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from django.db.models import Q

from chaland.accounts.rules import Scope
from chaland.customers.street import home_seen_by, town_seen_by
from chaland.kernel.errors import Refusal
from chaland.sales.customer_list import number_filters, own_filters, state_filters, text_filters
from chaland.sales.customer_list.birthdays import birthday_filter
from chaland.sales.customer_list.calendar import Calendar
from chaland.sales.customer_list.columns import HOME, TOWN, Column
from chaland.sales.customer_list.purchases import Purchases, read_purchases
from chaland.sales.customer_list.reading_filters import not_understood


@dataclass(frozen=True, slots=True)
class Conditions:
    """Filters as read: on the person's file, the figures, receipts; and what is wrong with the others, by column."""

    person: Q = field(default_factory=Q)
    figures: Q = field(default_factory=Q)
    purchases: Purchases | None = None
    refusals: Mapping[str, Refusal] = field(default_factory=dict)


def read_conditions(
    typed: Mapping[str, str], columns: Mapping[str, Column], calendar: Calendar, scope: Scope
) -> Conditions:
    """Read the filters typed under columns, by key; blank ones and unknown columns are left out.

    Contact points and towns that the scope may not see answer to no filter.
    """
    person, figures, purchases = Q(), Q(), None
    refusals: dict[str, Refusal] = {}
    for key, text in typed.items():
        column = columns.get(key)
        if column is None or not text.strip():
            continue
        try:
            if column.kind == "purchases":
                purchases = read_purchases(column, text, calendar)
                continue
            if column.kind == "segment":
                if text.strip() not in column.choices:
                    raise not_understood(text)
                continue
            condition = _read(column, text, calendar, scope)
        except Refusal as refusal:
            refusals[key] = refusal.about(key)
            continue
        if column.is_figure:
            figures &= condition
        else:
            person &= condition
    return Conditions(person, figures, purchases, refusals)


def _read(column: Column, text: str, calendar: Calendar, scope: Scope) -> Q:
    if column.kind in _POINT_READERS:
        return _POINT_READERS[column.kind](text, scope)
    condition = _READERS[column.kind](column, text, calendar)
    if column.key in HOME:
        return condition & home_seen_by(scope)
    return condition & town_seen_by(scope) if column.key in TOWN else condition


Reader: TypeAlias = Callable[[Column, str, Calendar], Q]
_POINT_READERS: Mapping[str, Callable[[str, Scope], Q]] = {
    "email": text_filters.email_filter,
    "mobile": text_filters.mobile_filter,
}
_READERS: Mapping[str, Reader] = {
    "name": text_filters.name_filter,
    "text": text_filters.folded_text_filter,
    "code": text_filters.code_filter,
    "choice": text_filters.choice_filter,
    "related": text_filters.related_filter,
    "card": text_filters.card_filter,
    "birthday": birthday_filter,
    "age": number_filters.age_filter,
    "moment": number_filters.moment_filter,
    "recency": number_filters.recency_filter,
    "money": number_filters.money_filter,
    "count": number_filters.count_filter,
    "days": number_filters.days_filter,
    "percent": number_filters.percent_filter,
    "rhythm": state_filters.rhythm_filter,
    "status": state_filters.status_filter,
    "wish": state_filters.wish_filter,
    "custom_text": own_filters.own_text,
    "custom_number": own_filters.own_number,
    "custom_date": own_filters.own_date,
    "custom_choice": own_filters.own_choice,
    "custom_yes_no": own_filters.own_yes_no,
}
