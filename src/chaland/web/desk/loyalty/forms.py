"""The form of a programme: shop words in, rules out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from chaland.kernel.errors import Refusal
from chaland.loyalty.rules.programme import Earning, Programme
from chaland.loyalty.schemes import Version
from chaland.sentences import sentence
from chaland.sentences.loyalty.words import MEASURES
from chaland.stores.models import Merchant
from chaland.usecases.loyalty.edit_programme import Change
from chaland.web.desk.loyalty.earning_forms import WAYS, way_fields
from chaland.web.desk.loyalty.earning_forms import mistakes as mistakes_of_way
from chaland.web.desk.loyalty.exclusion_forms import EXCLUSIONS, exclusion_fields
from chaland.web.desk.loyalty.fields import EurosField, euros, whole
from chaland.web.desk.loyalty.multiplier_forms import MOMENTS, moment_fields, of_tier
from chaland.web.desk.loyalty.multiplier_forms import mistakes as mistakes_of_moment
from chaland.web.desk.loyalty.rows import MOST_ROWS, numbered, places_in, typed_in
from chaland.web.desk.loyalty.shown_rules import Sort, left_alone, replaced, typed_of
from chaland.web.desk.loyalty.tier_forms import kinds_of, read_least, tier_fields, tiers_said, tiers_typed
from chaland.web.desk.settings_choices import MerchantChoice

WIDE = {"merchant", "advantage", "families", "brands", "days", "stores"}
"""Fields that take a whole line, of rows by their names in them."""
GIFTS = ("welcome", "birthday", "referrer", "referred", "profile", "survey")
"""Points for something else that this form shows."""
SAME = ("most_per_day", "lasts_months", "notice_days", "tier_measure", "tier_days", "grace_days")
"""What the form calls as the rules do."""
PERIODS = {"": _("over the days below"), "year": _("since the year began")}


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under a title, each with whether it takes a whole line. row, add, next: what adds a row after them."""

    title: Any
    fields: list[tuple[forms.BoundField, bool]]
    row: str = ""
    add: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class Beginners:
    """Whose a programme that begins can be: of which merchants, and, unless it has one, of all the others."""

    merchants: Sequence[Merchant]
    everybody: bool

    def field(self) -> MerchantChoice:
        """Return the choice of one of them."""
        return MerchantChoice(
            label=_("Counts at"),
            queryset=Merchant.objects.filter(pk__in=[one.pk for one in self.merchants]).order_by("name"),
            empty_label=_("All merchants without a programme of their own") if self.everybody else None,
            required=not self.everybody,
        )


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
    most_per_day = whole(_("At most, in one day"), least=1)
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
    tier_days = whole(_("Over the last (days)"), least=1, most=3650)
    grace_days = whole(_("A tier is kept for (days)"), most=3650, help_text=_("After it is no longer reached."))

    GROUPS: Sequence[tuple[Any, tuple[str, ...]]] = (
        (_("Programme"), ("name", "valid_from", "merchant")),
        (_("What gives points"), ("points", "per_euros", "visit", "most_per_day")),
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
        beginners: Beginners | None = None,
    ) -> None:
        """Versions: what the programme said so far, the latest last. beginners: whose a new one can be."""
        super().__init__(data, initial={**(initial or {})})
        self.versions = versions
        if beginners and beginners.merchants:
            self.fields["merchant"] = beginners.field()
        tiers = tier_fields(kinds_of(versions[-1] if versions else None))
        self.rows = {"way": way_fields(), "moment": moment_fields(), "nothing": exclusion_fields(), "tier": tiers}
        names = self.data if self.is_bound else self.initial
        self.places = {row: places_in(names, row) for row in self.rows}
        for row, places in self.places.items():
            fields = self.rows[row].items()
            self.fields |= {f"{row}{place}_{name}": deepcopy(one) for place in places for name, one in fields}

    @classmethod
    def with_another(cls, row: str, data: QueryDict, **beside: Any) -> "ProgrammeForm":
        """Return the form with what was typed so far, not yet looked at, and one more empty row of a kind."""
        known = cls(data, **beside)
        lists = {name for name, one in known.fields.items() if getattr(one.widget, "allow_multiple_selected", False)}
        typed: dict[str, Any] = {name: data.getlist(name) if name in lists else data[name] for name in data}
        if row in known.places and len(known.places[row]) < MOST_ROWS:
            typed[f"{row}{known.places[row][-1] + 1}_{next(iter(known.rows[row]))}"] = ""
        return cls(initial=typed, **beside)

    def groups(self) -> list[Group]:
        """Return the fields under their titles, those of rows after those of their subject."""
        first, last = self.GROUPS[:2], self.GROUPS[2:]
        return [
            *(self._group(title, (one for one in names if one in self.fields)) for title, names in first),
            *self._rows("way", gettext("What gives points besides"), gettext("Add a way to earn")),
            *self._rows("moment", gettext("When they count more"), gettext("Add a moment")),
            *self._rows("nothing", gettext("What gives nothing"), gettext("Add what gives nothing")),
            *(self._group(title, names) for title, names in last),
            *self._rows("tier", gettext("Tier"), gettext("Add a tier")),
        ]

    def _group(self, title: Any, names: Iterable[str], row: str = "") -> Group:
        return Group(title, [(self[row + name], name in WIDE) for name in names])

    def _rows(self, row: str, title: str, add: str) -> Iterator[Group]:
        """Give the rows of a kind, the last with what adds another."""
        places, names = self.places[row], [name for name in self.rows[row] if name != "code"]
        for number, place in enumerate(places, 1):
            told = title if len(places) == 1 else f"{title} {number}"
            group = self._group(told, names, f"{row}{place}_")
            if place == places[-1] and len(places) < MOST_ROWS:
                group = replace(group, row=row, add=add, next=f"id_{row}{place + 1}_{names[0]}")
            yield group

    def clean(self) -> dict[str, Any]:
        """Read what each tier takes, in the measure that was chosen, and look at the rows."""
        typed = super().clean() or {}
        for place in self.places["tier"]:
            name = f"tier{place}_least"
            if typed.get(name):
                self._read_least(name, typed)
        for row, mistakes in (("way", mistakes_of_way), ("moment", mistakes_of_moment)):
            for place, one in zip(self.places[row], self._typed(row, typed), strict=True):
                for name, code in mistakes(one):
                    self.add_error(f"{row}{place}_{name}", sentence(Refusal(code)))
        return typed

    def _read_least(self, name: str, typed: dict[str, Any]) -> None:
        try:
            typed[name] = read_least(typed[name], typed.get("tier_measure", ""))
        except Refusal as refusal:
            self.add_error(name, sentence(refusal))

    def _typed(self, row: str, typed: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [typed_in(typed, row, place, self.rows[row]) for place in self.places[row]]

    @property
    def merchant_id(self) -> int | None:
        """Whose programme begins; None for all merchants without one."""
        return chosen.pk if (chosen := self.cleaned_data.get("merchant")) else None

    def change(self) -> Change:
        """Return what was asked; rules that this form does not show stay as they were."""
        typed = self.cleaned_data
        base = self.versions[-1] if self.versions else Programme(typed["valid_from"])
        more = replaced(base.multipliers, [MOMENTS], [self._typed("moment", typed)])
        tiers, more = tiers_said(self._typed("tier", typed), self.versions, more)
        rules = replace(
            base,
            valid_from=typed["valid_from"],
            earnings=replaced(base.earnings, EARNINGS, [[typed], [typed], self._typed("way", typed)]),
            multipliers=more,
            excluded=replaced(base.excluded, [EXCLUSIONS], [self._typed("nothing", typed)]),
            gifts=replace(base.gifts, **{name: typed[name] or 0 for name in GIFTS}),
            tier_by_year=typed["tier_period"] == "year",
            tiers=tiers,
            **{name: _or(typed[name], EMPTY.get(name, getattr(base, name))) for name in SAME},
        )
        return Change(typed["name"], rules, typed["burn_points"], typed["burn_euros"] or 0)


EMPTY: Mapping[str, int | None] = {"most_per_day": None, "lasts_months": None, "grace_days": 0}
"""What a field left empty says; the others then leave things as they are."""


def _or(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value


def _by_amount(typed: Mapping[str, Any]) -> Earning | None:
    points, cents = typed["points"], typed["per_euros"]
    return Earning("amount", points, per_cents=cents) if points and cents else None


def _fields(*names: str) -> dict[str, forms.Field]:
    return {name: ProgrammeForm.base_fields[name] for name in names}


EARNINGS: tuple[Sort[Earning], ...] = (
    Sort(
        lambda one: {"points": one.points, "per_euros": euros(one.per_cents, get_language() or "fr")},
        _by_amount,
        _fields("points", "per_euros"),
    ),
    Sort(
        lambda one: {"visit": one.points},
        lambda typed: Earning("visit", typed["visit"]) if typed["visit"] else None,
        _fields("visit"),
    ),
    WAYS,
)


def as_typed(name: str, version: Version, today: date) -> dict[str, Any]:
    """Return what the form shows of a version, to be changed from today on."""
    rules, language = version.rules, get_language() or "fr"
    *single, ways = typed_of(rules.earnings, EARNINGS)
    [moments] = typed_of(rules.multipliers, [MOMENTS])
    [exclusions] = typed_of(rules.excluded, [EXCLUSIONS])
    return {
        "name": name,
        "valid_from": max(today, rules.valid_from),
        **{field: value for found in single for one in found for field, value in one.items()},
        **numbered(ways, "way"),
        **numbered(moments, "moment"),
        **numbered(exclusions, "nothing"),
        **numbered(tiers_typed(rules, language), "tier"),
        **{one: getattr(rules.gifts, one) or None for one in GIFTS},
        **{one: getattr(rules, one) for one in SAME},
        "tier_period": "year" if rules.tier_by_year else "",
        "burn_points": version.burn_points,
        "burn_euros": euros(version.burn_cents, language),
    }


def unshown(rules: Programme) -> Programme:
    """Return the rules that the form does not show."""
    return replace(
        rules,
        earnings=left_alone(rules.earnings, EARNINGS),
        multipliers=left_alone(rules.multipliers, [MOMENTS, *(of_tier(tier.code) for tier in rules.tiers)]),
        excluded=left_alone(rules.excluded, [EXCLUSIONS]),
    )
