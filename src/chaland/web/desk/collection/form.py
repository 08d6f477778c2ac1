"""The form in which a shopkeeper prepares a form for the public."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from chaland.customers.models import Requirement
from chaland.customers.rules import FIELDS, OFF, Policy
from chaland.privacy.queries import Box
from chaland.signups.models import SignupForm
from chaland.signups.rules import CUSTOM, LANGUAGES, Content
from chaland.stores.models import Store
from chaland.usecases.collection.edit_form import Wanted
from chaland.web.desk.settings_choices import StoreChoice
from chaland.web.desk.settings_fields import LABELS

STARTS_WITH = {"last_name": "required", "first_name": "required", "email": "required"}


def _lines(label: Any, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


def _day(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **options)


class BuilderForm(forms.Form):
    """What a form asks and says. `field_<name>` says whether it is asked, `box_<purpose>_<channel>` what it offers."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For you alone, such as “Spring fair”."))
    source = forms.CharField(
        label=_("Occasion"),
        max_length=80,
        required=False,
        help_text=_("Stays with everybody who comes in by this form, so that you see what it brought."),
    )
    store = StoreChoice(
        label=_("Store"), queryset=Store.objects.none(), required=False, empty_label=_("Every store"),
        help_text=_("The store of reference of those who sign up."),
    )  # fmt: skip
    title_fr = forms.CharField(label=_("Title in French"), max_length=120, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"), help_text=_("Both days included. Left empty, the form stays open."))

    def __init__(
        self,
        *,
        kind: str,
        policy: Policy,
        boxes: Sequence[Box],
        stores: QuerySet[Store],
        form: SignupForm | None = None,
        content: Content | None = None,
        has_programme: bool = False,
        **options: Any,
    ) -> None:
        self.kind = kind
        self.policy = policy
        self.boxes = tuple(boxes)
        super().__init__(initial=_initial(form, content), **options)
        store = self.fields["store"]
        if isinstance(store, forms.ModelChoiceField):
            store.queryset = stores
        self._add_texts()
        self._add_asked()
        if has_programme:
            self.fields["referral"] = forms.BooleanField(
                label=_("Ask for the card of the customer who told them about you"),
                required=False,
                help_text=_("Once they have bought something, both get the points of your programme."),
            )
        self._add_boxes()

    def _add_texts(self) -> None:
        for language in LANGUAGES:
            self.fields[f"notice_{language}"] = _lines(_NOTICES[language])
            self.fields[f"thanks_{language}"] = _lines(_THANKS[language], 2)
            if self.kind == SignupForm.Kind.CONTEST:
                self.fields[f"prize_{language}"] = _lines(_PRIZES[language])
        if self.kind == SignupForm.Kind.POPUP:
            hint = _("One a line, such as https://www.example.com. Only these sites may show the window.")
            self.fields["sites"] = _lines(_("Web sites"), help_text=hint)

    def _add_asked(self) -> None:
        for name, label in self.askable():
            self.fields[name] = forms.ChoiceField(
                label=label, choices=Requirement.choices, initial=self.initial.get(name, OFF), required=False
            )

    def askable(self) -> list[tuple[str, Any]]:
        """The fields that the network's policy lets a form ask for, with their labels."""
        standard = [(f"field_{name}", LABELS[name]) for name in FIELDS if self.policy.requirement(name) != OFF]
        own = [(f"field_{CUSTOM}{rule.code}", rule.label) for rule in self.policy.custom if rule.requirement != OFF]
        return [*standard, *own]

    def _add_boxes(self) -> None:
        for box in self.boxes:
            self.fields[_box(box)] = forms.BooleanField(label=box.text, required=False)

    def asked_rows(self) -> list[BoundField]:
        return [self[name] for name, _ in self.askable()]

    def box_rows(self) -> list[BoundField]:
        return [self[_box(box)] for box in self.boxes]

    def text_rows(self) -> list[BoundField]:
        """What customers read, in pairs of languages."""
        names = [name for name in ("title", "prize", "notice", "thanks") if f"{name}_fr" in self.fields]
        return [self[f"{name}_{language}"] for name in names for language in LANGUAGES]

    def wanted(self) -> Wanted:
        """What was typed, as the use case takes it; what is wrong so far is left out, for the preview."""
        typed = self.cleaned_data
        store: Store | None = typed.get("store")
        return Wanted(
            kind=self.kind,
            name=typed.get("name", ""),
            source=typed.get("source", ""),
            content=self._content(typed),
            sites=tuple(typed.get("sites", "").splitlines()),
            store_id=store.pk if store else None,
            starts_on=typed.get("starts_on"),
            ends_on=typed.get("ends_on"),
        )

    def shown(self) -> Content:
        """What the form would show as it was opened, before anything is typed."""
        return self._content({name: self.get_initial_for_field(field, name) for name, field in self.fields.items()})

    def _content(self, typed: Mapping[str, Any]) -> Content:
        texts = {
            name: {language: typed.get(f"{name}_{language}") or "" for language in LANGUAGES}
            for name in ("title", "notice", "thanks", "prize")
        }
        asked = {name.removeprefix("field_"): typed.get(name) or OFF for name, _ in self.askable()}
        return Content(
            **texts,
            fields={name: wanted for name, wanted in asked.items() if wanted != OFF},
            boxes=tuple((box.purpose, box.channel) for box in self.boxes if typed.get(_box(box))),
            referral=bool(typed.get("referral")),
        )


_NOTICES = {"fr": _("Information in French"), "en": _("Information in English")}
_THANKS = {"fr": _("Thanks in French"), "en": _("Thanks in English")}
_PRIZES = {"fr": _("Prize and rules in French"), "en": _("Prize and rules in English")}


def _box(box: Box) -> str:
    return f"box_{box.purpose}_{box.channel}"


def _initial(form: SignupForm | None, content: Content | None) -> dict[str, Any]:
    if form is None or content is None:
        return {f"field_{name}": wanted for name, wanted in STARTS_WITH.items()}
    texts = {
        f"{name}_{language}": getattr(content, name).get(language, "")
        for name in ("title", "notice", "thanks", "prize")
        for language in LANGUAGES
    }
    return {
        **{name: getattr(form, name) for name in ("name", "source", "store", "starts_on", "ends_on")},
        "sites": "\n".join(form.sites),
        "referral": content.referral,
        **texts,
        **{f"field_{name}": wanted for name, wanted in content.fields.items()},
        **{f"box_{purpose}_{channel}": True for purpose, channel in content.boxes},
    }
