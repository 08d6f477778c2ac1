"""Small forms about a person: one contact point, one card, one wish."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chaland.customers.rules import Address
from chaland.kernel.email import normalise_email
from chaland.kernel.errors import Refusal
from chaland.kernel.phone import format_phone, normalise_phone
from chaland.sentences import sentence
from chaland.web.desk.customer_forms import ADDRESS, CustomerForm, standard_fields


class ContactForm(forms.Form):
    """One e-mail address or telephone number."""

    def __init__(self, *, kind: str, region: str, value: str = "", **options: Any) -> None:
        super().__init__(**options)
        field = standard_fields()[kind]
        for name in [name for name in field.widget.attrs if name.startswith("hx-")]:
            del field.widget.attrs[name]
        field.required = True
        field.error_messages["required"] = sentence(Refusal(f"{kind}_required"))
        field.initial = format_phone(value) if kind != "email" else value
        self.fields["value"] = field
        self.kind, self.region = kind, region

    def clean_value(self) -> str:
        """Read it once, so that the mistake is told beside the field."""
        typed: str = self.cleaned_data["value"]
        try:
            normalise_email(typed) if self.kind == "email" else normalise_phone(typed, self.region)
        except Refusal as refusal:
            raise forms.ValidationError(sentence(refusal)) from None
        return typed


class AddressForm(CustomerForm):
    """One postal address."""

    def address(self) -> Address:
        return Address(**{name: self.cleaned_data.get(name, "") for name in ADDRESS})


class CardForm(forms.Form):
    """A loyalty card's number."""

    number = forms.CharField(
        label=_("Card number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    number.error_messages["required"] = _("Scan the card or type its number.")


class WishForm(forms.Form):
    """What a customer would like."""

    what = forms.CharField(
        label=_("What they would like"),
        max_length=200,
        help_text=_(
            "An article, a family, or a few words. Under its exact name, the next sale of the article "
            "or a new article of the family is noticed by itself."
        ),
    )
    size = forms.CharField(label=_("Size"), max_length=50, required=False)
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    what.error_messages["required"] = _("Say what they would like.")
    until.error_messages["invalid"] = _("Choose the day, such as 24/11/2026.")
