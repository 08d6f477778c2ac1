"""The form of a programme: shop words in, rules out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from chaland.kernel.errors import Refusal
from chaland.kernel.money import format_euros, parse_cents
from chaland.loyalty.rules.programme import Choice, Earning, Programme, Tier
from chaland.loyalty.schemes import Version
from chaland.sentences import sentence
from chaland.sentences.loyalty.words import MEASURES
from chaland.stores import queries as stores
from chaland.stores.models import Category
from chaland.usecases.edit_programme import Change, tiers_of
from chaland.web.desk.loyalty.multiplier_forms import (
    MULTIPLIERS,
    first,
    multipliers,
    multipliers_typed,
    not_shown,
    tier_percent,
)
from chaland.web.desk.loyalty.tier_forms import PLACES, TIER, TIER_SHOWN, TIERS, tier_fields, tier_said
from chaland.web.desk.settings_choices import StoresChoice

MOST = 100_000
WIDE = {
    "excluded",
    "excluded_prices",
    "item",
    "item_families",
    "days",
    "hour_times",
    "period_stores",
    "period_times",
    *(f"tier{place}_advantage" for place in range(1, TIERS + 1)),
}
GIFTS = ("welcome", "birthday", "referrer", "referred", "profile", "survey")
"""Points for something else that this form shows."""

if TYPE_CHECKING:
    _FamiliesField = forms.ModelMultipleChoiceField[Category]
else:
    _FamiliesField = forms.ModelMultipleChoiceField


class FamiliesField(_FamiliesField):
    """Families of articles, told by their whole path."""

    def label_from_instance(self, obj: Category) -> str:
        """Return the path."""
        return obj.path


class EurosField(forms.CharField):
    """An amount in euros, as cents."""

    def to_python(self, value: Any) -> Any:
        """Read what was typed."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_cents(text)
        except Refusal as refusal:
            raise forms.ValidationError(sentence(refusal)) from refusal


class WordsField(forms.CharField):
    """Some words with commas between them, as a tuple."""

    def __init__(self, **said: Any) -> None:
        super().__init__(required=False, max_length=200, **said)

    def to_python(self, value: Any) -> Any:
        """Read what was typed."""
        words = (" ".join(one.split()) for one in (super().to_python(value) or "").split(","))
        return tuple(dict.fromkeys(word for word in words if word))

    def prepare_value(self, value: Any) -> Any:
        """Write them as one types them."""
        return value if value is None or isinstance(value, str) else ", ".join(value)


class HourInput(forms.TimeInput):
    """An hour of the day, chosen as the browser does it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


PERIODS = {"": _("over the days below"), "year": _("since the year began")}


def whole(label: Any, *, least: int = 0, most: int = MOST, required: bool = False, help_text: Any = "") -> Any:
    """Return a field of a whole number."""
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, help_text=help_text)


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
    item = whole(_("Points for each item"))
    item_families = FamiliesField(
        label=_("Only of these families"), queryset=Category.objects.order_by("path"), required=False
    )
    item_brands = WordsField(label=_("Only of these brands"), help_text=_("As the till writes them, with commas."))
    item_sizes = WordsField(label=_("Only in these sizes"), help_text=_("As the till writes them, with commas."))
    excluded = FamiliesField(
        label=_("Families that give nothing"), queryset=Category.objects.order_by("path"), required=False
    )
    excluded_prices = WordsField(
        label=_("Price levels that give nothing"),
        help_text=_("Such as sale: as the till writes them, with commas."),
    )
    most_per_day = whole(_("At most, in one day"))
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
        (_("What articles give besides"), ("item", "item_families", "item_brands", "item_sizes")),
        (_("When they count more"), MULTIPLIERS),
        (_("What they are worth"), ("burn_points", "burn_euros", "lasts_months", "notice_days")),
        (_("Points for something else"), ("welcome", "birthday", "referrer", "referred", "profile", "survey")),
        (
            _("Tiers"),
            ("tier_measure", "tier_period", "tier_days", "grace_days"),
        ),
    )

    def __init__(self, *asked: Any, **said: Any) -> None:
        super().__init__(*asked, **said)
        for place in range(1, TIERS + 1):
            self.fields.update({f"tier{place}_{name}": one for name, one in tier_fields().items()})

    def groups(self) -> list[tuple[Any, list[tuple[forms.BoundField, bool]]]]:
        """Return the fields under their titles, each with whether it takes a whole line."""
        tiers = [(title, [f"tier{place}_{name}" for name in TIER_SHOWN]) for place, title in enumerate(PLACES, 1)]
        return [(title, [(self[name], name in WIDE) for name in names]) for title, names in [*self.GROUPS, *tiers]]

    def clean(self) -> dict[str, Any]:
        """Read what each tier takes, in the measure that was chosen."""
        typed = super().clean() or {}
        for place in range(1, TIERS + 1):
            name = f"tier{place}_least"
            if typed.get(name):
                typed[name] = self._least(name, str(typed[name]), typed.get("tier_measure", ""))
        if (start := typed.get("hour_start")) and (end := typed.get("hour_end")) and end <= start:
            self.add_error("hour_end", sentence(Refusal("hours_in_order")))
        if (begin := typed.get("period_start")) and (last := typed.get("period_end")) and last < begin:
            self.add_error("period_end", sentence(Refusal("hours_in_order")))
        return typed

    def _least(self, name: str, text: str, measure: str) -> int | None:
        try:
            return parse_cents(text) if measure == "spend" else int(text.replace("\u202f", "").replace(" ", ""))
        except Refusal as refusal:
            self.add_error(name, sentence(refusal))
        except ValueError:
            self.add_error(name, sentence(Refusal("programme_number", least=1, most=MOST)))
        return None

    def change(self, before: Programme | None) -> Change:
        """Return what was asked; rules that this form does not show stay as they were."""
        typed = self.cleaned_data
        base = before or Programme(typed["valid_from"])
        tiers = _tiers(typed)
        rules = replace(
            base,
            valid_from=typed["valid_from"],
            earnings=_earnings(typed, base),
            multipliers=tuple(multipliers(typed, base, tiers)),
            excluded=_excluded(typed, base),
            most_per_day=typed["most_per_day"] or None,
            lasts_months=typed["lasts_months"],
            notice_days=_or(typed["notice_days"], base.notice_days),
            gifts=replace(base.gifts, **{name: typed[name] or 0 for name in GIFTS}),
            tier_measure=typed["tier_measure"],
            tier_by_year=typed["tier_period"] == "year",
            tier_days=typed["tier_days"] or base.tier_days,
            grace_days=typed["grace_days"] or 0,
            tiers=tuple(tier for tier, _percent in tiers),
        )
        return Change(typed["name"], rules, typed["burn_points"], typed["burn_euros"] or 0)


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


def _by_amount(one: Earning) -> bool:
    return one == Earning("amount", one.points, per_cents=one.per_cents)


def _by_visit(one: Earning) -> bool:
    return one == Earning("visit", one.points)


def _of_items(one: Earning) -> bool:
    what = Choice(one.what.categories, one.what.brands, one.what.sizes)
    return one == Earning("item", one.points, what=what)


def _earnings(typed: dict[str, Any], base: Programme) -> tuple[Earning, ...]:
    found = not_shown(base.earnings, (_by_amount, _by_visit, _of_items))
    if typed["points"] and typed["per_euros"]:
        found.append(Earning("amount", typed["points"], per_cents=typed["per_euros"]))
    if typed["visit"]:
        found.append(Earning("visit", typed["visit"]))
    if typed["item"]:
        families = frozenset(one.pk for one in typed["item_families"])
        what = Choice(families, frozenset(typed["item_brands"]), frozenset(typed["item_sizes"]))
        found.append(Earning("item", typed["item"], what=what))
    return tuple(found)


def _of_families(one: Choice) -> bool:
    return one == Choice(categories=one.categories) and bool(one.categories)


def _of_prices(one: Choice) -> bool:
    return one == Choice(price_levels=one.price_levels) and bool(one.price_levels)


def _excluded(typed: dict[str, Any], base: Programme) -> tuple[Choice, ...]:
    families = Choice(categories=frozenset(one.pk for one in typed["excluded"]))
    prices = Choice(price_levels=frozenset(typed["excluded_prices"]))
    found = not_shown(base.excluded, (_of_families, _of_prices))
    return (*found, *(one for one in (families, prices) if one != Choice()))


def _tiers(typed: dict[str, Any]) -> list[tuple[Tier, int | None]]:
    """Return the tiers that were said, each with how points count for it."""
    every = [{name: typed[f"tier{place}_{name}"] for name in TIER_SHOWN} for place in range(1, TIERS + 1)]
    said = [one for one in every if one["name"] or one["least"]]
    return list(zip(tiers_of([tier_said(one) for one in said]), [one["times"] for one in said], strict=True))


def as_typed(name: str, version: Version, today: date, language: str) -> dict[str, Any]:
    """Return what the form shows of a version, to be changed from today on."""
    rules = version.rules
    by_amount, by_visit = first(rules.earnings, _by_amount), first(rules.earnings, _by_visit)
    families, prices = first(rules.excluded, _of_families), first(rules.excluded, _of_prices)
    typed: dict[str, Any] = {
        "name": name,
        "valid_from": max(today, rules.valid_from),
        "points": by_amount.points if by_amount else None,
        "per_euros": _euros(by_amount.per_cents, language) if by_amount else None,
        "visit": by_visit.points if by_visit else None,
        **_items_typed(first(rules.earnings, _of_items)),
        **multipliers_typed(rules),
        "tier_period": "year" if rules.tier_by_year else "",
        "excluded": list(families.categories) if families else [],
        "excluded_prices": sorted(prices.price_levels) if prices else [],
        "burn_points": version.burn_points,
        "burn_euros": _euros(version.burn_cents, language),
        **{one: getattr(rules.gifts, one) or None for one in GIFTS},
    }
    for one in ("most_per_day", "lasts_months", "notice_days", "tier_measure", "tier_days", "grace_days"):
        typed[one] = getattr(rules, one)
    for place, tier in enumerate(rules.tiers[:TIERS], 1):
        least = _euros(tier.least, language) if rules.tier_measure == "spend" else tier.least
        told = {field: getattr(tier, field) or None for field in TIER}
        told |= {"least": least, "times": tier_percent(rules, tier)}
        typed |= {f"tier{place}_{field}": value for field, value in told.items()}
    return typed


def _items_typed(one: Earning | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {
        "item": one.points,
        "item_families": list(one.what.categories),
        "item_brands": sorted(one.what.brands),
        "item_sizes": sorted(one.what.sizes),
    }


def _euros(cents: int, language: str) -> str:
    return format_euros(cents, language).replace("€", "").strip()
