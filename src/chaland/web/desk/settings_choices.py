"""Choices of a store, a merchant, a till or a family, told apart in the reader's words."""

from typing import TYPE_CHECKING

from django import forms

from chaland.stores.models import Category, Merchant, Store, Till

# Generic in the stubs only.
if TYPE_CHECKING:
    _StoreField = forms.ModelChoiceField[Store]
    _StoresField = forms.ModelMultipleChoiceField[Store]
    _MerchantField = forms.ModelChoiceField[Merchant]
    _TillField = forms.ModelChoiceField[Till]
    _CategoryField = forms.ModelChoiceField[Category]
else:
    _StoreField = _MerchantField = _TillField = _CategoryField = forms.ModelChoiceField
    _StoresField = forms.ModelMultipleChoiceField


def store_label(store: Store) -> str:
    return f"{store.name} ({store.city})" if store.city else store.name


class StoreChoice(_StoreField):
    def label_from_instance(self, obj: Store) -> str:
        return store_label(obj)


class StoresChoice(_StoresField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Store) -> str:
        return store_label(obj)


class MerchantChoice(_MerchantField):
    def label_from_instance(self, obj: Merchant) -> str:
        return obj.name


class TillChoice(_TillField):
    def label_from_instance(self, obj: Till) -> str:
        return f"{obj.store.name} — {obj.name or obj.code}"


class CategoryChoice(_CategoryField):
    def label_from_instance(self, obj: Category) -> str:
        return obj.path
