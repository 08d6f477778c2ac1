"""Forms of vouchers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chaland.kernel.errors import Refusal
from chaland.kernel.money import format_euros, parse_cents
from chaland.kernel.text import fold
from chaland.loyalty import voucher_list
from chaland.loyalty.models import Programme, VoucherKind
from chaland.loyalty.rules.vouchers import Terms, terms_of
from chaland.loyalty.voucher_list import STATES, VoucherFilter
from chaland.sentences import sentence
from chaland.stores import queries as stores
from chaland.stores.models import Category, Merchant
from chaland.usecases.loyalty.edit_voucher_kinds import NewKind
from chaland.web.desk.settings_choices import CategoryChoice, MerchantsChoice, StoresChoice

# Generic in the stubs only.
if TYPE_CHECKING:
    _KindField = forms.ModelChoiceField[VoucherKind]
else:
    _KindField = forms.ModelChoiceField

STATE_LABELS: Mapping[str, Promise] = {
    "usable": _("To use"),
    "redeemed": _("Used"),
    "expired": _("Expired"),
    "cancelled": _("Cancelled"),
    "beyond": _("Used beyond its rights"),
}
GIVES = (
    ("amount", _("An amount off, in euros")),
    ("percent", _("A percentage off")),
    ("item", _("One item free")),
    ("access", _("Early access")),
)


class KindChoice(_KindField):
    def label_from_instance(self, obj: VoucherKind) -> str:
        return obj.name


class VoucherFilterForm(forms.Form):
    """What the list is narrowed to; a filter that is not understood filters nothing."""

    text = forms.CharField(label=_("Code or customer"), required=False, max_length=100)
    kind = KindChoice(label=_("Kind"), queryset=voucher_list.kinds(), required=False, empty_label=_("Every kind"))
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Everything")), *((one, STATE_LABELS[one]) for one in STATES)]
    )

    def wanted(self) -> VoucherFilter:
        self.is_valid()
        typed = self.cleaned_data
        kind = typed.get("kind")
        return VoucherFilter(fold(typed.get("text", "")), kind.pk if kind else None, typed.get("state", ""))


class KindForm(forms.Form):
    """A kind of voucher, as the shop says it."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What customers read."))
    english_name = forms.CharField(
        label=_("Name in English"), required=False, max_length=80,
        help_text=_("For messages to customers who read English; left empty, the same."),
    )  # fmt: skip
    gives = forms.ChoiceField(label=_("It gives"), choices=GIVES)
    value = forms.CharField(
        label=_("How much"), required=False, max_length=12, help_text=_("Euros or percent; nothing for the others.")
    )
    least = forms.CharField(label=_("From a purchase of, in euros"), required=False, max_length=12)
    category = CategoryChoice(label=_("Only on this family"))
    brand = forms.CharField(label=_("Only on this brand"), required=False, max_length=100)
    stores = StoresChoice(
        label=_("Only in these stores"), queryset=stores.stores(), required=False, help_text=_("None ticked: all.")
    )
    merchants = MerchantsChoice(
        label=_("Only at these merchants"), queryset=Merchant.objects.order_by("name", "pk"), required=False,
        help_text=_("None ticked: all."),
    )  # fmt: skip
    is_personal = forms.BooleanField(label=_("Personal: only its owner may use it"), required=False, initial=True)
    may_add_up = forms.BooleanField(label=_("May be combined with other vouchers"), required=False)
    uses = forms.IntegerField(label=_("How many times it may be used"), min_value=1, max_value=1000, initial=1)
    valid_days = forms.IntegerField(label=_("Valid for how many days"), min_value=1, max_value=3650, initial=90)
    points = forms.IntegerField(
        label=_("Points it costs"), min_value=0, max_value=10_000_000, initial=0,
        help_text=_("0: it is given by hand only."),
    )  # fmt: skip
    is_automatic = forms.BooleanField(label=_("Given as soon as the customer has the points"), required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *given: Any, **said: Any) -> None:
        """Where there is one merchant alone, there is nothing to choose."""
        super().__init__(*given, **said)
        if Merchant.objects.count() == 1:
            del self.fields["merchants"]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        typed["value_read"] = self._amount("value", typed)
        typed["least_read"] = self._amount("least", typed)
        return typed

    def _amount(self, name: str, typed: Mapping[str, Any]) -> int:
        text = typed.get(name, "")
        is_percent = name == "value" and typed.get("gives") == "percent"
        try:
            cents = parse_cents(text) if text else 0
        except Refusal as refusal:
            self.add_error(name, sentence(refusal))
            return 0
        return cents // 100 if is_percent else cents

    def new(self, kind: VoucherKind | None = None) -> NewKind:
        """Return what was typed; what the form does not show of a kind stays.

        Points of a new one are those of the network's programme, or of the only one there is.
        """
        typed, before = self.cleaned_data, terms_of(kind.terms) if kind else Terms("")
        given, category = typed["gives"], typed["category"]
        what = replace(
            before.what,
            categories=_chosen(before.what.categories, category and category.pk),
            brands=_chosen(before.what.brands, typed["brand"]),
        )
        terms = replace(
            before,
            kind=given,
            value=typed["value_read"] if given in ("amount", "percent") else 0,
            what=what,
            least_cents=typed["least_read"],
            stores=frozenset(one.pk for one in typed["stores"]),
            merchants=frozenset(one.pk for one in typed["merchants"]) if "merchants" in typed else before.merchants,
            is_personal=typed["is_personal"],
            may_add_up=typed["may_add_up"],
        )
        same = ("name", "english_name", "uses", "valid_days", "points", "is_automatic", "is_active")
        plain = {name: typed[name] for name in same}
        programme_id = kind.programme_id if kind and kind.programme_id else _usual_programme()
        return NewKind(terms=terms, programme_id=programme_id, **plain)


def _usual_programme() -> int | None:
    # The network's own, which has no merchant, before those of merchants.
    programmes = Programme.objects.filter(is_active=True).order_by("merchant_id", "pk")
    programme = programmes.filter(merchant=None).first() or programmes.first()
    return programme.pk if programme else None


def _chosen(before: frozenset[Any], typed: Any) -> frozenset[Any]:
    """Return what was typed; where that is the one shown of several, all of them."""
    if before and typed == min(before):
        return before
    return frozenset({typed}) if typed else frozenset()


def kind_as_typed(kind: VoucherKind, language: str) -> dict[str, Any]:
    """Return a kind as the form shows it."""
    terms = terms_of(kind.terms)
    euros = format_euros(terms.value, language).replace("€", "").strip()
    category = min(terms.what.categories, default=None)
    path = Category.objects.filter(pk=category).values_list("path", flat=True).first() if category else ""
    return {
        "name": kind.name,
        "english_name": kind.english_name,
        "gives": terms.kind,
        "value": {"amount": euros, "percent": str(terms.value)}.get(terms.kind, ""),
        "least": format_euros(terms.least_cents, language).replace("€", "").strip() if terms.least_cents else "",
        "category": path,
        "brand": min(terms.what.brands, default=""),
        "stores": list(terms.stores),
        "merchants": list(terms.merchants),
        "is_personal": terms.is_personal,
        "may_add_up": terms.may_add_up,
        "uses": kind.uses,
        "valid_days": kind.valid_days,
        "points": kind.points,
        "is_automatic": kind.is_automatic,
        "is_active": kind.is_active,
    }
