"""The lines of the report of a month."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from chaland.insight.monthly import Takings
from chaland.kernel.money import format_euros, format_euros_round
from chaland.kernel.numbers import format_number, format_percent
from chaland.usecases.insight.read_month import MonthReport, People

PEOPLE: Mapping[str, object] = {
    "new": ngettext_lazy(
        "{count} customer came for the first time.", "{count} customers came for the first time.", "count"
    ),
    "back": ngettext_lazy(
        "{count} customer came back after three months away.",
        "{count} customers came back after three months away.",
        "count",
    ),
    "late": ngettext_lazy(
        "{count} customer is drifting away today: late against their own rhythm.",
        "{count} customers are drifting away today: late against their own rhythm.",
        "count",
    ),
}
TASKS: Mapping[str, object] = {
    "call_late": ngettext_lazy(
        "Call back or write to the {count} customer who is late and can be reached.",
        "Call back or write to the {count} customers who are late and can be reached.",
        "count",
    ),
    "complete_new": ngettext_lazy(
        "Ask the {count} new customer without an e-mail or a telephone for one.",
        "Ask the {count} new customers without an e-mail or a telephone for one.",
        "count",
    ),
    "birthdays": ngettext_lazy(
        "Wish a happy birthday to the {count} customer whose day comes within a month.",
        "Wish a happy birthday to the {count} customers whose day comes within a month.",
        "count",
    ),
    "thank_best": ngettext_lazy(
        "Thank the {count} customer who spent most this month.",
        "Thank the {count} customers who spent most this month.",
        "count",
    ),
}
FORMULA = _(
    "Revenue: all receipts of the month, returns taken off. Visits: receipts that are no return. Basket: revenue ÷ "
    "visits. Other months are compared by the calendar; a month under way, up to the same day. People are counted as "
    "of today."
)

# Less is written 0 %, which is never below zero.
HALF_A_PERCENT = 0.005


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its label, and what it is beside those of other months."""

    label: str | Promise
    text: str
    compared: tuple[str, ...]


def heading(report: MonthReport) -> str:
    """Return the month, and whose it is."""
    return gettext("{month}, {shop}").format(month=capfirst(month_name(report)), shop=report.store or report.network)


def month_name(report: MonthReport) -> str:
    """Return October 2026."""
    return date_format(report.month.first_on, "F Y")


def figures(report: MonthReport) -> list[Figure]:
    """Return revenue, visits and basket."""
    now = report.takings
    basket = "—" if now.basket_cents is None else format_euros(now.basket_cents, _language())
    return [
        Figure(_("Revenue"), format_euros_round(now.revenue_cents, _language()), _compared(report, "revenue_cents")),
        Figure(_("Visits"), format_number(now.visits, _language()), _compared(report, "visits")),
        Figure(_("Average basket"), basket, _compared(report, "basket_cents")),
    ]


def _compared(report: MonthReport, name: str) -> tuple[str, ...]:
    others = (
        (report.before, gettext("{change} against the month before")),
        (report.year_before, gettext("{change} against a year before")),
    )
    said = [template.format(change=change(report.takings, other, name)) for other, template in others if other]
    return tuple(said) or (gettext("no earlier month to compare with"),)


def change(now: Takings, other: Takings, name: str) -> str:
    """Return by how much a figure moved: +12 %."""
    new, old = getattr(now, name), getattr(other, name)
    return moved(new or 0, old or 0)


def moved(new: int, old: int) -> str:
    """Return a change as a signed percentage; a dash from nothing."""
    if old <= 0:
        return "—"
    share = (new - old) / old
    return ("−" if share <= -HALF_A_PERCENT else "+") + format_percent(abs(share), _language())


def people(one: People) -> str:
    """Return the sentence about who came, or is late."""
    return _counted(PEOPLE, one)


def task(one: People) -> str:
    """Return the sentence of a thing to do."""
    return _counted(TASKS, one)


def _counted(sentences: Mapping[str, object], one: People) -> str:
    template = str(sentences[one.code] % {"count": one.count})  # type: ignore[operator]
    return template.format(count=format_number(one.count, _language()))


def _language() -> str:
    return get_language() or "fr"
