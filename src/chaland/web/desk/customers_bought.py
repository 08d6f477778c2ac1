"""The filter on who bought, in words: where, when and from whom."""

from collections.abc import Iterator
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, gettext

from chaland.kernel.dates import format_day
from chaland.sales.customer_list import Purchases
from chaland.web.desk.customers_columns import Heading


def bought_label(purchases: Purchases | None) -> str:
    """Say whether returns count too."""
    return gettext("Bought or returned") if purchases and purchases.with_returns else gettext("Bought")


def bought_words(purchases: Purchases, heading: Heading) -> str:
    """Write the filter for people: Lyon, from 01/03/2026 to 31/03/2026, on a Monday, from 17 h to 18 h."""
    return ", ".join(_words(purchases, heading)) or gettext("at least once")


def _words(purchases: Purchases, heading: Heading) -> Iterator[str]:
    if purchases.store_id is not None:
        yield gettext("store %(name)s") % {"name": heading.label_of(f"store:{purchases.store_id}")}
    if purchases.seller_id is not None:
        yield gettext("with %(name)s") % {"name": heading.label_of(f"seller:{purchases.seller_id}")}
    if purchases.first_on or purchases.last_on:
        yield _days(purchases.first_on, purchases.last_on)
    if purchases.weekday is not None:
        yield gettext("on a %(weekday)s") % {"weekday": WEEKDAYS[purchases.weekday - 1]}
    if purchases.hours is not None:
        yield gettext("from %(start)s:00 to %(end)s:00") % {"start": purchases.hours[0], "end": purchases.hours[1] + 1}


def _days(first: date | None, last: date | None) -> str:
    language = get_language() or "fr"
    start, end = (format_day(day, language) if day else "" for day in (first, last))
    if start == end:
        return gettext("on %(day)s") % {"day": start}
    if not start:
        return gettext("until %(day)s") % {"day": end}
    return gettext("from %(start)s to %(end)s") % {"start": start, "end": end} if end else _since(start)


def _since(day: str) -> str:
    return gettext("since %(day)s") % {"day": day}
