"""Settings of what is asked of customers, and why."""

from functools import partial
from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from chaland.accounts.rules import EDIT_SETTINGS
from chaland.customers.models import CustomField, FieldPolicy, Requirement
from chaland.customers.rules import FIELDS
from chaland.usecases.network.edit_fields import add_custom_field, edit_custom_field, edit_policies
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.settings_pages import FormPage, check_open, edit, one_of, posted

methods = require_http_methods(["GET", "HEAD", "POST"])

LABELS: dict[str, Promise] = {
    "civility": _("Civility"),
    "last_name": _("Last name"),
    "first_name": _("First name"),
    "email": _("E-mail address"),
    "mobile": _("Mobile"),
    "phone": _("Telephone"),
    "address": _("Postal address"),
    "birthday": _("Birthday"),
    "language": _("Language"),
    "profession": _("Profession"),
    "hobbies": _("Hobbies"),
    "marital_status": _("Marital status"),
    "household": _("People in the household"),
    "children": _("Children’s birth years"),
}


class PolicyForm(forms.Form):
    """For each standard field, `<name>` its requirement and `<name>_purpose` why it is asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIELDS:
            label = str(LABELS.get(name, name))
            self.fields[name] = forms.ChoiceField(choices=Requirement.choices, label=label)
            self.fields[f"{name}_purpose"] = forms.CharField(max_length=200, required=False, label=_("Purpose"))

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[name], self[f"{name}_purpose"]) for name in FIELDS]


def _decisions() -> dict[str, str]:
    """Return what holds today, as the form's values."""
    decided = {policy.field: policy for policy in FieldPolicy.objects.all()}
    values: dict[str, str] = {}
    for name, usual in FIELDS.items():
        policy = decided.get(name)
        values[name] = policy.requirement if policy else usual
        values[f"{name}_purpose"] = policy.purpose if policy else ""
    return values


def _save_policies(**values: str) -> None:
    edit_policies({name: (values[name], values[f"{name}_purpose"]) for name in FIELDS})


@permission(EDIT_SETTINGS)
@methods
def fields(request: DeskRequest) -> HttpResponse:
    form = PolicyForm(posted(request), initial=_decisions())
    page = FormPage("fields", _("Fields"), _("What is asked of customers is saved."), "fields")
    custom = CustomField.objects.order_by("position", "pk")
    return edit(request, page, form, _save_policies, custom=custom)


class CustomFieldForm(forms.Form):
    label = forms.CharField(label=_("Label"), max_length=60)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=CustomField.Kind.choices, help_text=_("It cannot be changed afterwards.")
    )
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For a choice only: one a line."),
    )
    requirement = forms.ChoiceField(label=_("Asked"), choices=Requirement.choices, initial=Requirement.OPTIONAL)
    purpose = forms.CharField(
        label=_("Purpose"), max_length=200, required=False, help_text=_("Shown to whoever fills in the file.")
    )

    def clean_choices(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]


@permission(EDIT_SETTINGS)
@methods
def custom_new(request: DeskRequest) -> HttpResponse:
    page = FormPage("fields", _("New field"), _("The field is saved."))
    return edit(request, page, CustomFieldForm(posted(request)), add_custom_field)


@permission(EDIT_SETTINGS)
@methods
def custom(request: DeskRequest, pk: int) -> HttpResponse:
    check_open(request, "fields")
    row = one_of(CustomField.objects.all(), pk)
    initial = model_to_dict(row) if row else {}
    form = CustomFieldForm(posted(request), initial={**initial, "choices": "\n".join(initial.get("choices", []))})
    del form.fields["kind"]
    if row and row.kind != CustomField.Kind.CHOICE:
        form.fields["choices"].widget = forms.HiddenInput()
    page = FormPage("fields", row.label if row else "", _("The field is saved."))
    return edit(request, page, form, partial(edit_custom_field, pk))
