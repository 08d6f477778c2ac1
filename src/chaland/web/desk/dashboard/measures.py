"""The four figures of a period, each beside the same days a year before and the days just before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from chaland.kernel.money import format_euros, format_euros_round
from chaland.kernel.numbers import format_decimal, format_number, format_percent
from chaland.sales.dashboard.page import Comparison
from chaland.sales.dashboard.periods import Totals

Value = float | int | None


@dataclass(frozen=True, slots=True)
class Change:
    """From an earlier value to this one. way: up, down or flat."""

    text: str
    way: str
    earlier: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure as it is shown; a change is None where the earlier days had nothing to compare with."""

    key: str
    label: str | Promise
    formula: str | Promise
    value: str
    year: Change | None
    before: Change | None
    curve: Sequence[float]


@dataclass(frozen=True, slots=True)
class _Kind:
    key: str
    label: str | Promise
    formula: str | Promise
    read: Callable[[Totals], Value]
    write: Callable[[Value], str]
    in_points: bool = False


def _euros(value: Value) -> str:
    return "—" if value is None else format_euros(round(value), _language())


def _euros_round(value: Value) -> str:
    return "—" if value is None else format_euros_round(round(value), _language())


def _count(value: Value) -> str:
    return "—" if value is None else format_number(round(value), _language())


def _share(value: Value) -> str:
    return "—" if value is None else format_percent(value, _language())


def _language() -> str:
    return get_language() or "fr"


KINDS = (
    _Kind("revenue", _("Revenue of the tills"), _("returns deducted"), lambda t: t.revenue_cents, _euros_round),
    _Kind("visits", _("Visits"), _("receipts that are no return"), lambda t: t.visits, _count),
    _Kind("basket", _("Average basket"), _("revenue ÷ visits"), lambda t: t.average_basket_cents, _euros),
    _Kind(
        "card",
        _("Receipts with a customer"),
        _("card read or file found"),
        lambda t: t.card_share,
        _share,
        in_points=True,
    ),
)


def measures(comparison: Comparison) -> list[Measure]:
    """Return the four figures in the reader's language."""
    return [_measure(kind, comparison) for kind in KINDS]


def _measure(kind: _Kind, comparison: Comparison) -> Measure:
    now = kind.read(comparison.now)
    return Measure(
        key=kind.key,
        label=kind.label,
        formula=kind.formula,
        value=kind.write(now),
        year=_change(kind, now, comparison.year_before),
        before=_change(kind, now, comparison.just_before),
        curve=[float(value) for part in comparison.parts if (value := kind.read(part)) is not None],
    )


def _change(kind: _Kind, now: Value, earlier: Totals | None) -> Change | None:
    then = kind.read(earlier) if earlier else None
    if not now or not then or then < 0:
        return None
    difference = (now - then) * 100 if kind.in_points else (now - then) / then
    shown = round(difference, 1 if kind.in_points else 3)
    return Change(_signed(shown, in_points=kind.in_points), _way(shown), kind.write(then))


def _signed(difference: float, *, in_points: bool) -> str:
    if in_points:
        text = gettext("%(points)s pt") % {"points": format_decimal(difference, 1, _language())}
    else:
        text = format_percent(difference, _language(), 1)
    return f"+{text}" if difference > 0 else text


def _way(difference: float) -> str:
    if not difference:
        return "flat"
    return "up" if difference > 0 else "down"
