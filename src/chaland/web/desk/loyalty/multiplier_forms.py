"""When points count more: the fields of one row of the form, and the rule it stands for."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from chaland.loyalty.rules.programme import WHOLE, Multiplier
from chaland.stores import queries as stores
from chaland.web.desk.loyalty.fields import HourInput, whole
from chaland.web.desk.loyalty.rows import MOST_SHOWN
from chaland.web.desk.loyalty.shown_rules import Sort
from chaland.web.desk.settings_choices import StoresChoice

MOST_TIMES = 1000


def moment_fields() -> dict[str, forms.Field]:
    """Return the fields of one row."""
    return {
        "times": whole(
            _("Points then count (%)"),
            least=WHOLE,
            most=MOST_TIMES,
            help_text=_("200 doubles them. All that is chosen below must hold. Empty: they count as ever."),
        ),
        "birthday": forms.BooleanField(label=_("On their birthday"), required=False),
        "days": forms.MultipleChoiceField(
            label=_("On these days"),
            choices=[(str(day), name) for day, name in WEEKDAYS.items()],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        ),
        "start": forms.TimeField(
            label=_("From this hour"), widget=HourInput, required=False, help_text=_("By the clock of the store.")
        ),
        "end": forms.TimeField(label=_("To this hour"), widget=HourInput, required=False),
        "first_on": _day(_("From this day")),
        "last_on": _day(_("To this day included")),
        "stores": StoresChoice(
            label=_("In these stores only"),
            queryset=stores.stores(),
            required=False,
            help_text=_("None ticked: all."),
        ),
    }


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=False)


def mistakes(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give what is not right in a row: the field, and the code of the sentence."""
    if (start := row["start"]) and (end := row["end"]) and end <= start:
        yield "end", "hours_in_order"
    if (begin := row["first_on"]) and (last := row["last_on"]) and last < begin:
        yield "last_on", "hours_in_order"
    if row["times"] and _moment(row) == Multiplier(row["times"]):
        yield "times", "moment_wanted"


def _moment(row: Mapping[str, Any]) -> Multiplier:
    return Multiplier(
        row["times"] or WHOLE,
        weekdays=frozenset(map(int, row["days"] or ())),
        start=row["start"],
        end=row["end"],
        stores=frozenset(one.pk for one in row["stores"] or ()),
        first_on=row["first_on"],
        last_on=row["last_on"],
        birthday=bool(row["birthday"]),
    )


def _said(row: Mapping[str, Any]) -> Multiplier | None:
    """Return the rule of a row that is told when, and that changes anything."""
    one = _moment(row)
    return None if one.percent == WHOLE or list(mistakes(row)) else one


def _as_typed(one: Multiplier) -> dict[str, Any]:
    return {
        "times": one.percent,
        "days": sorted(one.weekdays),
        "start": one.start,
        "end": one.end,
        "stores": sorted(one.stores),
        "first_on": one.first_on,
        "last_on": one.last_on,
        "birthday": one.birthday,
    }


MOMENT = moment_fields()
MOMENTS: Sort[Multiplier] = Sort(_as_typed, _said, MOMENT, MOST_SHOWN)
_TIMES: dict[str, forms.Field] = {"times": whole("", least=WHOLE, most=MOST_TIMES)}


def of_tier(code: str) -> Sort[Multiplier]:
    """Return how the form says that points count more for whoever holds a tier."""
    return Sort(lambda one: {"times": one.percent}, lambda row: _for_tier(row["times"], code), _TIMES)


def _for_tier(percent: int | None, code: str) -> Multiplier | None:
    return Multiplier(percent, tiers=frozenset({code})) if percent and percent != WHOLE else None
