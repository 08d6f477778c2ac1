"""Forms of journeys: beginning one, and its steps in rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts.rules import Scope
from chaland.campaigns.models import Journey
from chaland.campaigns.rules.journeys import ASK, LONGEST_WAIT, MOST_STEPS, ONLY_IF, SEND, WAIT
from chaland.interactions.models import Survey
from chaland.interactions.questions import said
from chaland.interactions.surveys import surveys
from chaland.segments.models import Segment
from chaland.segments.queries import segments
from chaland.sentences.campaigns.journeys import CONDITIONS, RECIPES
from chaland.usecases.campaigns.edit_campaign import LONGEST_NAME
from chaland.usecases.journeys.edit_journey import LAST_HOUR
from chaland.web.desk.campaigns.forms import CHANNELS, SegmentChoice, euros_typed
from chaland.web.desk.loyalty.fields import EurosField

OFFERED = ("email", "sms", "post")
"""The channels that leave by themselves."""
OPTIONS = frozenset(("days", "line", "nth", "segment_id"))
"""What triggers take."""


class NewJourneyForm(forms.Form):
    """What a journey begins with."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, help_text=_("For you alone."))
    channel = forms.ChoiceField(
        label=_("By what"), choices=[(code, label) for code, label, *_rest in CHANNELS if code in OFFERED]
    )
    recipe = forms.ChoiceField(
        label=_("When"), choices=[(code, name) for code, (name, *_rest) in RECIPES.items()], widget=forms.RadioSelect
    )

    @property
    def recipes(self) -> list[tuple[Any, str, Any]]:
        """The choices with the icon and the words of each."""
        told = RECIPES.values()
        return [(radio, icon, about) for radio, (_name, icon, about) in zip(self["recipe"], told, strict=True)]


class JourneyForm(forms.Form):
    """What holds for a whole journey. Options only where its trigger takes them."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    line = forms.CharField(
        label=_("Line of articles"), max_length=LONGEST_NAME,
        help_text=_("As the catalogue writes it, such as “Enfant”. Only articles with a size count."),
    )  # fmt: skip
    days = forms.IntegerField(label=_("Days before"), min_value=0, max_value=LONGEST_WAIT)
    nth = forms.IntegerField(
        label=_("Which visit"), min_value=0, max_value=LONGEST_WAIT,
        help_text=_("1 for the first, 2 for the second; 0 for each."),
    )  # fmt: skip
    segment_id = SegmentChoice(
        label=_("Segment that people enter"), queryset=Segment.objects.none(),
        help_text=_("Looked at every hour or so. The day on which its rule is written or changed does not count."),
    )  # fmt: skip
    segment = SegmentChoice(
        label=_("Only people of"), queryset=Segment.objects.none(), required=False, empty_label=_("Every customer")
    )
    hour = forms.IntegerField(
        label=_("At what hour"), min_value=0, max_value=LAST_HOUR, help_text=_("Of the day on which a step is due.")
    )
    control_percent = forms.IntegerField(
        label=_("Left alone, to compare (%)"), min_value=0, max_value=100,
        help_text=_("Drawn once for each person, for all messages of the journey."),
    )  # fmt: skip
    thousand = EurosField(label=_("Cost of a thousand messages (€)"), required=False)

    def __init__(self, *, journey: Journey, scope: Scope, **options: Any) -> None:
        campaign = journey.campaigns.first()
        first = {
            **journey.options,
            "name": journey.name,
            "segment": journey.segment_id,
            "hour": journey.hour,
            "control_percent": journey.control_percent,
            "thousand": euros_typed(campaign.thousand_cents if campaign else 0),
        }
        super().__init__(initial=first, **options)
        for name in OPTIONS - journey.options.keys():
            del self.fields[name]
        if "line" in self.fields:
            self.fields["days"].label = _("Days after")
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = segments(scope)

    def options(self) -> dict[str, Any]:
        """Return the options of the trigger as they were typed."""
        typed = {name: self.cleaned_data[name] for name in OPTIONS if name in self.cleaned_data}
        return {name: getattr(value, "pk", value) for name, value in typed.items()}


class StepForm(forms.Form):
    """One step: what is done, and the days or the segment it takes."""

    do = forms.ChoiceField(label=_("Step"), required=False)
    days = forms.IntegerField(label=_("Days"), required=False, min_value=1, max_value=LONGEST_WAIT)
    segment = forms.ChoiceField(label=_("Segment"), required=False)

    def __init__(self, *, kinds: list[tuple[str, Any]], known: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(**options)
        for name, choices in (("do", kinds), ("segment", [("", "—"), *known])):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Say beside the step itself what it lacks."""
        typed: dict[str, Any] = super().clean() or {}
        for kind, name in ((WAIT, "days"), (f"{ONLY_IF}:segment", "segment")):
            if typed.get("do") == kind and name not in self.errors and not typed.get(name):
                self.add_error(name, self.fields[name].error_messages["required"])
        return typed

    def step(self) -> dict[str, Any] | None:
        """Return the step that was chosen, as `rules.journeys.read_steps` reads it; None of an empty row."""
        typed = self.cleaned_data
        do, _colon, what = typed["do"].partition(":")
        if do == WAIT:
            return {"do": WAIT, "days": typed["days"]}
        if do == ONLY_IF:
            segment_id = int(typed["segment"]) if typed["segment"] and what == "segment" else None
            return {"do": ONLY_IF, "condition": what, "segment_id": segment_id}
        if do == ASK:
            return {"do": ASK, "survey": what}
        return {"do": SEND, "campaign_id": int(what)} if do == SEND else None


def step_forms(journey: Journey, scope: Scope, data: Any) -> list[StepForm]:
    """Return a row for each step and two more."""
    messages = [(f"{SEND}:{one.pk}", _send_words(one.name)) for one in journey.campaigns.order_by("pk")]
    conditions = [(f"{ONLY_IF}:{code}", _("Only if: %s") % words) for code, words in CONDITIONS.items()]
    asked = [(f"{ASK}:{one.code}", survey_words(one)) for one in surveys(scope).filter(is_open=True)]
    kinds = [("", "—"), (WAIT, _("Wait")), *conditions, *messages, *asked]
    known = [(str(one.pk), one.name) for one in segments(scope)]
    rows: Sequence[Mapping[str, Any]] = [*journey.steps, {}, {}][:MOST_STEPS]
    return [
        StepForm(kinds=kinds, known=known, data=data, initial=_first(one), prefix=f"step{place}")
        for place, one in enumerate(rows)
    ]


def _send_words(name: str) -> Any:
    return _("Send “%s”") % name


def survey_words(one: Survey) -> str:
    """Return what a step that asks is called."""
    return gettext("Ask “%s”") % said(one.title, get_language() or "fr")


_NAMED = {ONLY_IF: "condition", SEND: "campaign_id", ASK: "survey"}


def _first(step: Mapping[str, Any]) -> dict[str, Any]:
    do = step.get("do", "")
    what = step.get(_NAMED[do], "") if do in _NAMED else ""
    return {
        "do": f"{do}:{what}" if what else do,
        "days": step.get("days"),
        "segment": str(step.get("segment_id") or ""),
    }
