"""Choices of a store, a merchant, a till or a family, told apart in the reader's words."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from chaland.kernel.text import fold
from chaland.stores.models import Category, Merchant, Seller, Store, Till

# Generic in the stubs only.
if TYPE_CHECKING:
    _StoreField = forms.ModelChoiceField[Store]
    _StoresField = forms.ModelMultipleChoiceField[Store]
    _SellersField = forms.ModelMultipleChoiceField[Seller]
    _MerchantField = forms.ModelChoiceField[Merchant]
    _MerchantsField = forms.ModelMultipleChoiceField[Merchant]
    _TillField = forms.ModelChoiceField[Till]
    _CategoryField = forms.ModelChoiceField[Category]
else:
    _StoreField = _MerchantField = _TillField = _CategoryField = forms.ModelChoiceField
    _StoresField = _SellersField = _MerchantsField = forms.ModelMultipleChoiceField


def store_label(store: Store) -> str:
    return f"{store.name} ({store.city})" if fold(store.city) not in fold(store.name) else store.name


class StoreChoice(_StoreField):
    """One store; without any, where to add the first."""

    first = (reverse_lazy("settings-store-new"), _("Add a store first"))

    def label_from_instance(self, obj: Store) -> str:
        return store_label(obj)


class StoresChoice(_StoresField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Store) -> str:
        return store_label(obj)


class SellersChoice(_SellersField):
    """Sellers to tick, each with the store where they serve."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Seller) -> str:
        return f"{obj.name} ({obj.store.name})"


class MerchantChoice(_MerchantField):
    """One merchant; without any, where to add the first."""

    first = (reverse_lazy("settings-merchant-new"), _("Add a merchant first"))

    def label_from_instance(self, obj: Merchant) -> str:
        return obj.name


class MerchantsChoice(_MerchantsField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Merchant) -> str:
        return obj.name


class TillChoice(_TillField):
    def label_from_instance(self, obj: Till) -> str:
        return f"{obj.store.name} — {obj.name or obj.code}"


class CategoryChoice(_CategoryField):
    """A family by its path, typed with suggestions: a catalogue may have thousands."""

    widget = forms.TextInput
    default_error_messages = {"invalid_choice": _("There is no family with this path. Choose one that is suggested.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Category.objects.all(), to_field_name="path", required=False, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002 - Django's signature
        """Ask for suggestions as one types."""
        return {
            "list": "families",
            "autocomplete": "off",
            "maxlength": "500",
            "hx-get": reverse_lazy("settings-categories-find"),
            "hx-trigger": "input changed delay:150ms, focus once",
            "hx-target": "#families",
            "hx-swap": "innerHTML",
        }
