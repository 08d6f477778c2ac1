"""The form of a programme: shop words in, rules out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from chaland.kernel.errors import Refusal
from chaland.loyalty.rules.programme import Choice, Earning, Programme
from chaland.loyalty.schemes import Version
from chaland.sentences import sentence
from chaland.sentences.loyalty.words import MEASURES
from chaland.stores import queries as stores
from chaland.stores.models import Category
from chaland.usecases.loyalty.edit_programme import Change
from chaland.web.desk.loyalty.fields import EurosField, FamiliesField, HourInput, WordsField, euros, whole
from chaland.web.desk.loyalty.multiplier_forms import MULTIPLIERS, of_tier
from chaland.web.desk.loyalty.multiplier_forms import SORTS as WHEN_MORE
from chaland.web.desk.loyalty.shown_rules import Sort, replaced, typed_of
from chaland.web.desk.loyalty.tier_forms import (
    MOST_ROWS,
    ROW,
    kinds_of,
    places_in,
    read_least,
    tier_fields,
    tiers_said,
    tiers_typed,
)
from chaland.web.desk.settings_choices import StoresChoice

WIDE = {
    "excluded",
    "excluded_prices",
    "item_families",
    "days",
    "hour_times",
    "period_stores",
    "period_times",
}
GIFTS = ("welcome", "birthday", "referrer", "referred", "profile", "survey")
"""Points for something else that this form shows."""
SAME = ("most_per_day", "lasts_months", "notice_days", "tier_measure", "tier_days", "grace_days")
"""What the form calls as the rules do."""
PERIODS = {"": _("over the days below"), "year": _("since the year began")}
WORDS = _("With commas. Capitals and accents do not matter.")


class ProgrammeForm(forms.Form):
    """What the programme gives, from a day on."""

    name = forms.CharField(label=_("Name of the programme"), max_length=60)
    valid_from = forms.DateField(
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Purchases of before keep what they gave."),
    )
    points = whole(_("Points"), help_text=_("Given for each full amount below."))
    per_euros = EurosField(label=_("for each (€)"), required=False, initial="1")
    visit = whole(_("Points for each visit"))
    item = whole(_("Points"), help_text=_("Given for each item, or for each full amount below."))
    item_per_euros = EurosField(label=_("for each (€)"), required=False, help_text=_("Empty: for each item."))
    item_families = FamiliesField(
        label=_("Only of these families"), queryset=Category.objects.order_by("path"), required=False
    )
    item_brands = WordsField(label=_("Only of these brands"), help_text=WORDS)
    item_sizes = WordsField(label=_("Only in these sizes"), help_text=WORDS)
    excluded = FamiliesField(
        label=_("Families that give nothing"), queryset=Category.objects.order_by("path"), required=False
    )
    excluded_prices = WordsField(
        label=_("Price levels that give nothing"),
        help_text=_("Such as sale, with commas. Capitals and accents do not matter."),
    )
    most_per_day = whole(_("At most, in one day"), least=1)
    days = forms.MultipleChoiceField(
        label=_("Days on which points count more"),
        choices=[(str(day), name) for day, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    times = whole(_("They then count (%)"), least=100, most=1000, help_text=_("200 doubles them."))
    hour_start = forms.TimeField(label=_("From this hour"), widget=HourInput, required=False)
    hour_end = forms.TimeField(label=_("To this hour"), widget=HourInput, required=False)
    hour_times = whole(
        _("At these hours, points count (%)"), least=100, most=1000, help_text=_("By the clock of the store.")
    )
    period_start = forms.DateField(
        label=_("In a period, from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False
    )
    period_end = forms.DateField(
        label=_("to this day included"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    period_stores = StoresChoice(
        label=_("In these stores only"), queryset=stores.stores(), required=False, help_text=_("None ticked: all.")
    )
    period_times = whole(_("Then and there, points count (%)"), least=100, most=1000)
    birthday_times = whole(_("On their birthday, points count (%)"), least=100, most=1000)
    lasts_months = whole(_("Points last (months)"), least=1, most=240, help_text=_("Empty: they are never lost."))
    notice_days = whole(_("Told before they are lost (days)"), most=365)
    burn_points = whole(_("At the till, points"), least=1, required=True)
    burn_euros = EurosField(label=_("are worth (€)"))
    welcome = whole(_("Welcome"))
    birthday = whole(_("Birthday"))
    referrer = whole(_("For bringing somebody"), help_text=_("Once that customer has bought something."))
    referred = whole(_("For having been brought"))
    profile = whole(_("Completed file"))
    survey = whole(_("Survey answered"))
    tier_measure = forms.ChoiceField(label=_("Tiers count"), choices=[(code, MEASURES[code]) for code in MEASURES])
    tier_period = forms.ChoiceField(label=_("Counted"), choices=PERIODS.items(), required=False)
    tier_days = whole(_("over the last (days)"), least=1, most=3650)
    grace_days = whole(_("A tier is kept for (days)"), most=3650, help_text=_("After it is no longer reached."))

    GROUPS: Sequence[tuple[Any, tuple[str, ...]]] = (
        (_("Programme"), ("name", "valid_from")),
        (_("What gives points"), ("points", "per_euros", "visit", "most_per_day", "excluded", "excluded_prices")),
        (_("What articles give besides"), ("item", "item_per_euros", "item_families", "item_brands", "item_sizes")),
        (_("When they count more"), MULTIPLIERS),
        (_("What they are worth"), ("burn_points", "burn_euros", "lasts_months", "notice_days")),
        (_("Points for something else"), ("welcome", "birthday", "referrer", "referred", "profile", "survey")),
        (_("Tiers"), ("tier_measure", "tier_period", "tier_days", "grace_days")),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        versions: Sequence[Programme] = (),
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        """Versions: what the programme said so far, the latest last."""
        super().__init__(data, initial={**(initial or {})})
        self.versions = versions
        self.places = places_in(self.data if self.is_bound else self.initial)
        kinds = kinds_of(versions[-1] if versions else None)
        for place in self.places:
            self.fields.update({f"tier{place}_{name}": one for name, one in tier_fields(kinds).items()})

    @classmethod
    def with_another_tier(cls, data: QueryDict, versions: Sequence[Programme]) -> "ProgrammeForm":
        """Return the form with what was typed so far, not yet looked at, and an empty row for one more tier."""
        lists = {name for name, one in cls.base_fields.items() if isinstance(one.widget, forms.SelectMultiple)}
        typed: dict[str, Any] = {name: data.getlist(name) if name in lists else data[name] for name in data}
        places = places_in(data)
        if len(places) < MOST_ROWS:
            typed[f"tier{max(places) + 1}_name"] = ""
        return cls(versions=versions, initial=typed)

    @property
    def may_grow(self) -> bool:
        """Tell whether one more tier may be added."""
        return len(self.places) < MOST_ROWS

    @property
    def next_row(self) -> str:
        """Return where the name of one more tier will stand."""
        return f"id_tier{max(self.places) + 1}_name"

    def groups(self) -> list[tuple[Any, list[tuple[forms.BoundField, bool]]]]:
        """Return the fields under their titles, each with whether it takes a whole line."""
        tiers = [
            (gettext("Tier {number}").format(number=number), [f"tier{place}_{name}" for name in ROW[1:]])
            for number, place in enumerate(self.places, 1)
        ]
        return [(title, [(self[name], _is_wide(name)) for name in names]) for title, names in [*self.GROUPS, *tiers]]

    def clean(self) -> dict[str, Any]:
        """Read what each tier takes, in the measure that was chosen."""
        typed = super().clean() or {}
        for place in self.places:
            name = f"tier{place}_least"
            if typed.get(name):
                self._read_least(name, typed)
        if typed.get("item") and typed.get("item_per_euros") and _articles(typed) == Choice():
            self.add_error("item_families", sentence(Refusal("articles_wanted")))
        if (start := typed.get("hour_start")) and (end := typed.get("hour_end")) and end <= start:
            self.add_error("hour_end", sentence(Refusal("hours_in_order")))
        if (begin := typed.get("period_start")) and (last := typed.get("period_end")) and last < begin:
            self.add_error("period_end", sentence(Refusal("hours_in_order")))
        return typed

    def _read_least(self, name: str, typed: dict[str, Any]) -> None:
        try:
            typed[name] = read_least(typed[name], typed.get("tier_measure", ""))
        except Refusal as refusal:
            self.add_error(name, sentence(refusal))

    def change(self) -> Change:
        """Return what was asked; rules that this form does not show stay as they were."""
        typed, base = (
            self.cleaned_data,
            self.versions[-1] if self.versions else Programme(self.cleaned_data["valid_from"]),
        )
        rows = [{name: typed[f"tier{place}_{name}"] for name in ROW} for place in self.places]
        more = replaced(base.multipliers, WHEN_MORE, typed, self.base_fields)
        tiers, more = tiers_said(rows, self.versions, more)
        rules = replace(
            base,
            valid_from=typed["valid_from"],
            earnings=replaced(base.earnings, EARNINGS, typed, self.base_fields),
            multipliers=more,
            excluded=replaced(base.excluded, EXCLUDED, typed, self.base_fields),
            gifts=replace(base.gifts, **{name: typed[name] or 0 for name in GIFTS}),
            tier_by_year=typed["tier_period"] == "year",
            tiers=tiers,
            **{name: _or(typed[name], EMPTY.get(name, getattr(base, name))) for name in SAME},
        )
        return Change(typed["name"], rules, typed["burn_points"], typed["burn_euros"] or 0)


def _is_wide(name: str) -> bool:
    return name in WIDE or name.endswith("_advantage")


EMPTY: Mapping[str, int | None] = {"most_per_day": None, "lasts_months": None, "grace_days": 0}
"""What a field left empty says; the others then leave things as they are."""


def _or(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value


def _by_amount(typed: Mapping[str, Any]) -> Earning | None:
    points, cents = typed["points"], typed["per_euros"]
    return Earning("amount", points, per_cents=cents) if points and cents else None


def _articles(typed: Mapping[str, Any]) -> Choice:
    families = frozenset(one.pk for one in typed.get("item_families", ()))
    return Choice(families, frozenset(typed.get("item_brands", ())), frozenset(typed.get("item_sizes", ())))


def _of_items(typed: Mapping[str, Any]) -> Earning | None:
    points, cents, what = typed["item"], typed["item_per_euros"], _articles(typed)
    if not points or (cents and what == Choice()):
        return None
    return Earning("amount", points, per_cents=cents, what=what) if cents else Earning("item", points, what=what)


def _items_typed(one: Earning) -> dict[str, Any]:
    what = one.what
    return {
        "item": one.points,
        "item_per_euros": euros(one.per_cents, get_language() or "fr") if one.kind == "amount" else "",
        "item_families": sorted(what.categories),
        "item_brands": sorted(what.brands),
        "item_sizes": sorted(what.sizes),
    }


def _chosen(choice: Choice) -> Choice | None:
    return None if choice == Choice() else choice


EARNINGS: tuple[Sort[Earning], ...] = (
    Sort(lambda one: {"points": one.points, "per_euros": euros(one.per_cents, get_language() or "fr")}, _by_amount),
    Sort(lambda one: {"visit": one.points}, lambda typed: Earning("visit", typed["visit"]) if typed["visit"] else None),
    Sort(_items_typed, _of_items),
)
EXCLUDED: tuple[Sort[Choice], ...] = (
    Sort(
        lambda one: {"excluded": sorted(one.categories)},
        lambda typed: _chosen(Choice(categories=frozenset(one.pk for one in typed["excluded"]))),
    ),
    Sort(
        lambda one: {"excluded_prices": sorted(one.price_levels)},
        lambda typed: _chosen(Choice(price_levels=frozenset(typed["excluded_prices"]))),
    ),
)


def as_typed(name: str, version: Version, today: date) -> dict[str, Any]:
    """Return what the form shows of a version, to be changed from today on."""
    rules, fields, language = version.rules, ProgrammeForm.base_fields, get_language() or "fr"
    return {
        "name": name,
        "valid_from": max(today, rules.valid_from),
        **typed_of(rules.earnings, EARNINGS, fields),
        **typed_of(rules.multipliers, WHEN_MORE, fields),
        **typed_of(rules.excluded, EXCLUDED, fields),
        **tiers_typed(rules, language),
        **{one: getattr(rules.gifts, one) or None for one in GIFTS},
        **{one: getattr(rules, one) for one in SAME},
        "tier_period": "year" if rules.tier_by_year else "",
        "burn_points": version.burn_points,
        "burn_euros": euros(version.burn_cents, language),
    }


_NOTHING = dict.fromkeys(ProgrammeForm.base_fields, ())
"""A form in which nothing is typed."""


def left_alone(rules: Programme) -> Programme:
    """Return the rules that the form does not show."""
    fields = ProgrammeForm.base_fields
    more = replaced(rules.multipliers, WHEN_MORE, _NOTHING, fields)
    for tier in rules.tiers:
        more = replaced(more, [of_tier(tier.code)], _NOTHING, tier_fields(()))
    return replace(
        rules,
        earnings=replaced(rules.earnings, EARNINGS, _NOTHING, fields),
        multipliers=more,
        excluded=replaced(rules.excluded, EXCLUDED, _NOTHING, fields),
    )
