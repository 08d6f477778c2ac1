"""The filter on who bought: where, when and from whom, as an address says it and as receipts answer it.

In an address: `days:2026-01-01..2026-03-31,store:12,seller:3,weekday:1,hours:17..18,returns:with`, or some of it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from chaland.kernel.errors import Refusal
from chaland.kernel.filters import parse_date_filter
from chaland.sales.customer_list.calendar import Calendar
from chaland.sales.customer_list.columns import Column
from chaland.sales.customer_list.reading_filters import not_understood

Span = tuple[int, int]
_PARTS = ("days", "store", "seller", "weekday", "hours", "returns")
_LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Purchases:
    """Receipts with a customer, those that are no return unless `with_returns`.

    first_on, last_on: business days, both within, None without an end. weekday: 1 for Monday to 7.
    hours: of the store's own clock, both within: 17 is from 17:00 to 17:59.
    """

    first_on: date | None = None
    last_on: date | None = None
    store_id: int | None = None
    seller_id: int | None = None
    weekday: int | None = None
    hours: Span | None = None
    with_returns: bool = False

    def __str__(self) -> str:
        """Write it as an address says it.

        >>> str(Purchases(date(2026, 3, 1), date(2026, 3, 31), store_id=12, hours=(17, 17)))
        'days:2026-03-01..2026-03-31,store:12,hours:17'
        """
        said = {
            "days": f"{self.first_on or ''}..{self.last_on or ''}" if self.first_on or self.last_on else None,
            "store": self.store_id,
            "seller": self.seller_id,
            "weekday": self.weekday,
            "hours": self.hours and "..".join(map(str, sorted(set(self.hours)))),
            "returns": "with" if self.with_returns else None,
        }
        return ",".join(f"{part}:{value}" for part, value in said.items() if value is not None)


def read_purchases(column: Column, text: str, calendar: Calendar) -> Purchases:
    """Read the filter; days may be written as in any filter on days (2026, <30d).

    `column.choices` are the stores and sellers one may ask about, such as store:12. Raises Refusal
    `filter_not_understood`, and `purchases_elsewhere` for any other store or seller, whether it exists or not.
    """
    said = _parts(text)
    found = Purchases(
        *_days(said.get("days"), text, calendar),
        store_id=_number(said.get("store"), text),
        seller_id=_number(said.get("seller"), text),
        weekday=_number(said.get("weekday"), text, range(1, 8)),
        hours=_hours(said.get("hours"), text),
        with_returns="returns" in said,
    )
    for part in ("store", "seller"):
        if part in said and f"{part}:{said[part]}" not in column.choices:
            raise Refusal("purchases_elsewhere")
    return found


def _parts(text: str) -> dict[str, str]:
    pairs = [part.partition(":") for part in text.split(",")]
    said = {name.strip(): value.strip() for name, _colon, value in pairs}
    if len(said) < len(pairs) or not set(said) <= set(_PARTS) or not all(said.values()):
        raise not_understood(text)
    if said.get("returns", "with") != "with":
        raise not_understood(text)
    return said


def _days(said: str | None, text: str, calendar: Calendar) -> tuple[date | None, date | None]:
    found = parse_date_filter(said, calendar.today) if said else None
    if found and (found.negated or found.empty is not None):
        raise not_understood(text)
    return (found.first, found.last) if found else (None, None)


def _hours(said: str | None, text: str) -> Span | None:
    if said is None:
        return None
    ends = [_number(end, text, range(24)) or 0 for end in said.split("..")]
    if len(ends) not in (1, 2) or ends[0] > ends[-1]:
        raise not_understood(text)
    return ends[0], ends[-1]


def _number(said: str | None, text: str, among: Collection[int] | None = None) -> int | None:
    if said is None:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= _LONGEST_NUMBER):
        raise not_understood(text)
    number = int(said)
    if among is not None and number not in among:
        raise not_understood(text)
    return number
