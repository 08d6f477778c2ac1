"""Forms of the network, its stores, tills, sellers, tokens and users: they read, they do not save."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from chaland.accounts.models import Role
from chaland.stores.models import Merchant, Seller, Store, Till
from chaland.stores.rules import FRENCH_TIME_ZONES, time_zones
from chaland.web.desk.settings_choices import MerchantChoice, SellersChoice, StoreChoice, StoresChoice, TillChoice

COUNTRIES = (
    ("FR", _("France")),
    ("BE", _("Belgium")),
    ("CH", _("Switzerland")),
    ("LU", _("Luxembourg")),
    ("MC", _("Monaco")),
    ("GP", _("Guadeloupe")),
    ("MQ", _("Martinique")),
    ("GF", _("French Guiana")),
    ("RE", _("Réunion")),
    ("YT", _("Mayotte")),
)


def zone_choices() -> list[tuple[Any, list[tuple[str, str]]]]:
    """Return the time zones, the French ones first."""
    french = [(name, _city(name)) for name in FRENCH_TIME_ZONES]
    others = [(name, name.replace("_", " ")) for name in time_zones() if name not in FRENCH_TIME_ZONES]
    return [(_("France and overseas"), french), (_("Elsewhere"), others)]


def _city(name: str) -> str:
    return name.rpartition("/")[2].replace("_", " ")


class NetworkForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("Decides which day “today” is on the dashboard.")
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=COUNTRIES,
        help_text=_("Telephone numbers and postcodes without a country are read as this one’s."),
    )
    notice = forms.CharField(
        label=_("Notice"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown at the foot of every page."),
    )
    phone_as_card = forms.BooleanField(
        label=_("A telephone number serves as a card at the till"),
        required=False,
        help_text=_("Only where a single customer has it; a number of several opens nobody’s file."),
    )


class MerchantForm(forms.Form):
    name = forms.CharField(label=_("Trading name"), max_length=100)
    legal_name = forms.CharField(label=_("Legal name"), max_length=100, required=False)


class StoreForm(forms.Form):
    merchant = MerchantChoice(label=_("Merchant"), queryset=Merchant.objects.order_by("name"), empty_label=None)
    name = forms.CharField(label=_("Name"), max_length=100)
    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("As the till software and the files write it."))
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    postcode = forms.CharField(label=_("Postcode"), max_length=10, required=False)
    city = forms.CharField(label=_("Town"), max_length=100, required=False)
    latitude = forms.FloatField(
        label=_("Latitude"),
        min_value=-90,
        max_value=90,
        required=False,
        localize=True,
        widget=forms.TextInput,
        help_text=_("Left empty with the longitude, it is that of the town of the postcode."),
    )
    longitude = forms.FloatField(
        label=_("Longitude"), min_value=-180, max_value=180, required=False, localize=True, widget=forms.TextInput
    )
    is_open = forms.BooleanField(
        label=_("Open"), required=False, initial=True, help_text=_("A closed store keeps its past figures.")
    )


class TillForm(forms.Form):
    store = StoreChoice(label=_("Store"), queryset=Store.objects.none(), empty_label=None)
    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("As the till software and the files write it."))
    name = forms.CharField(label=_("Name"), max_length=100, required=False)

    def __init__(self, *args: Any, stores: QuerySet[Store], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_stores(self, stores)


class SellerForm(TillForm):
    name = forms.CharField(label=_("Name"), max_length=100)
    is_active = forms.BooleanField(
        label=_("Still sells here"), required=False, initial=True, help_text=_("Past figures stay either way.")
    )


class TokenForm(forms.Form):
    """What a new token is for: one till, one store, or the whole network."""

    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("Who uses it, for instance “Till by the entrance”.")
    )
    till = TillChoice(label=_("Till"), queryset=Till.objects.none(), required=False, empty_label=_("none"))
    store = StoreChoice(label=_("Store"), queryset=Store.objects.none(), required=False, empty_label=_("none"))

    def __init__(
        self, *args: Any, stores: QuerySet[Store], tills: QuerySet[Till], limited: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose_stores(self, stores)
        till = self.fields["till"]
        if isinstance(till, forms.ModelChoiceField):
            till.queryset = tills
        self.limited = limited

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.limited and not cleaned.get("till") and not cleaned.get("store"):
            self.add_error("store", _("Choose the till or the store that this token is for."))
        return cleaned


class UserForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect, initial=Role.SELLER)
    all_stores = forms.BooleanField(
        label=_("Sees every store"), required=False, help_text=_("An owner always sees every store.")
    )
    stores = StoresChoice(label=_("Their stores"), queryset=Store.objects.none(), required=False)

    def __init__(self, *args: Any, stores: QuerySet[Store], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_stores(self, stores)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        sees_all = cleaned.get("all_stores") or cleaned.get("role") == Role.OWNER
        if not sees_all and not cleaned.get("stores") and not self.errors:
            self.add_error("stores", _("Choose at least one store, or “Sees every store”."))
        return cleaned


class KnownUserForm(UserForm):
    is_active = forms.BooleanField(
        label=_("May sign in"), required=False, help_text=_("Unticked, they are signed out at their next click.")
    )
    sellers = SellersChoice(
        label=_("Serves as"),
        queryset=Seller.objects.none(),
        required=False,
        help_text=_("The sellers that this person is at the tills: they read their own figures, and nobody else’s."),
    )

    def __init__(self, *args: Any, sellers: QuerySet[Seller], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("SellersChoice", self.fields["sellers"]).queryset = sellers


def choose_stores(form: forms.Form, stores: QuerySet[Store]) -> None:
    """Offer these stores in the form's field of stores."""
    for name in ("store", "stores"):
        field = form.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = stores
