"""The forms of appointments, calls, notes and what else passes between shop and customer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chaland.interactions.models import Interaction
from chaland.interactions.queries import Filter
from chaland.interactions.rules import MAX_SUBJECT, MAX_TEXT, NEVER, REQUIRED, SHAPES, NewInteraction, shape_of
from chaland.kernel.errors import Refusal
from chaland.sentences import sentence

FIRST_KIND = "call"
Choices = Sequence[tuple[str, str | Promise]]
_MOMENT = "%Y-%m-%dT%H:%M"


def kind_choices() -> Choices:
    """The kinds a person may choose, the most used first."""
    labels = dict(Interaction.Kind.choices)
    return [(kind, labels[kind]) for kind in SHAPES]


def outcome_choices(kind: str) -> Choices:
    """The outcomes a kind may have."""
    return [(outcome, Interaction.Outcome(outcome).label) for outcome in shape_of(kind).outcomes]


class MomentField(forms.DateTimeField):
    """A day and an hour chosen with the browser's own picker, in the network's time."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
    default_error_messages = {"invalid": _("Choose the day and the hour, such as 24/11/2026 10:30.")}


class TextField(forms.CharField):
    """A short note; what the customer may one day read."""

    def __init__(self, **options: Any) -> None:
        lines = forms.Textarea(attrs={"rows": 3, "maxlength": MAX_TEXT})
        hint = _("280 characters at most. The customer may ask to read it.")
        super().__init__(required=False, widget=lines, help_text=hint, **options)


class InteractionForm(forms.Form):
    """One contact; its fields are those its kind may carry."""

    kind = forms.ChoiceField(label=_("What"), choices=kind_choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("How"), required=False)
    due = MomentField(label=_("To do on"), required=False)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=MAX_SUBJECT)
    text = TextField(label=_("Note"))
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    score = forms.IntegerField(label=_("Score from 0 to 10"), required=False)

    def __init__(self, *, kind: str, given: Mapping[str, str] | None = None, **options: Any) -> None:
        chosen = kind if kind in SHAPES else FIRST_KIND
        # htmx carries attributes over to a new element of the same id, and would tick the kind shown before.
        super().__init__(**options, initial={**(given or {}), "kind": chosen}, auto_id=f"exchange-{chosen}-%s")
        shape = SHAPES[chosen]
        self._choose("channel", [(name, Interaction.Channel(name).label) for name in shape.channels])
        self._choose("outcome", [("", Interaction.Outcome.NONE.label), *outcome_choices(chosen)])
        self.fields["due"].required = shape.due == REQUIRED
        self.fields["due"].error_messages["required"] = sentence(Refusal("due_needed"))
        self._drop("due", unless=shape.due != NEVER)
        self._drop("score", unless=shape.scored)
        self._drop("channel", unless=len(shape.channels) > 1)
        self._drop("outcome", unless=chosen != "note")

    def new(self, customer_id: int) -> NewInteraction:
        """What was typed, to hand over."""
        typed = self.cleaned_data
        return NewInteraction(
            customer_id=customer_id,
            kind=typed["kind"],
            channel=typed.get("channel") or "",
            due_at=typed.get("due"),
            subject=typed["subject"],
            text=typed["text"],
            outcome=typed.get("outcome") or "",
            score=typed.get("score"),
        )

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def _drop(self, name: str, *, unless: bool) -> None:
        if not unless:
            del self.fields[name]


class OutcomeForm(forms.Form):
    """What came of a thing to do."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"), error_messages={"required": _("Choose an outcome from the list.")}
    )
    text = TextField(label=_("Note"))

    def __init__(self, *, kind: str, **options: Any) -> None:
        super().__init__(**options)
        field = self.fields["outcome"]
        if isinstance(field, forms.ChoiceField):
            field.choices = outcome_choices(kind)


class MoveForm(forms.Form):
    """Another moment for a thing to do."""

    due = MomentField(label=_("Move to"))


class DayField(forms.DateField):
    """A day chosen with the browser's own picker."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": _("Choose the day, such as 24/11/2026.")}


class FilterForm(forms.Form):
    """What the list of interactions is narrowed to; a filter that is not understood filters nothing."""

    kind = forms.ChoiceField(label=_("What"), required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Everything")), ("open", _("To do")), ("done", _("Dealt with"))],
    )
    since = DayField(label=_("Since"), required=False)
    until = DayField(label=_("Up to"), required=False)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for name, choices in (("kind", kind_choices()), ("outcome", Interaction.Outcome.choices[1:])):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Everything")), *choices]

    def wanted(self) -> Filter:
        self.is_valid()
        known = {name: value for name, value in self.cleaned_data.items() if value}
        return Filter(**known)
