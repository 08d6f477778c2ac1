"""Somebody reads a rule of a segment: what it names by key gets the name that people know."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from chaland.accounts.rules import Scope
from chaland.campaigns.queries import campaigns
from chaland.customers.models import CustomField
from chaland.customers.queries import communes
from chaland.segments import queries
from chaland.segments.slots import Ids
from chaland.segments.tree import Condition, Group, conditions
from chaland.stores.models import Category, Product
from chaland.stores.queries import sellers, stores


def names_in(rules: Iterable[Group], scope: Scope) -> Callable[[str, Any], str]:
    """Return what names all that these rules are about, by what it is and its key, such as ("store", 12)."""
    wanted: dict[str, set[Any]] = defaultdict(set)
    for rule in rules:
        for condition in conditions(rule):
            for kind, keys in _keys(condition).items():
                wanted[kind].update(keys)
    return names_of(wanted, scope)


def names_of(wanted: Mapping[str, Iterable[Any]], scope: Scope) -> Callable[[str, Any], str]:
    """Return what names these keys; one statement for each kind of thing.

    Kinds: store, seller, category, product, segment, campaign by primary key; commune by INSEE code;
    custom by the field's code.
    What is gone, or not for who looks, is told by its key alone.
    """
    known = {kind: READ[kind](list(keys), scope) for kind, keys in wanted.items()}

    def name(kind: str, key: Any) -> str:
        found = known.get(kind, {}).get(key)
        return found or (gettext("no. {key}").format(key=key) if isinstance(key, int) else str(key))

    return name


def _keys(condition: Condition) -> Mapping[str, Iterable[Any]]:
    found: dict[str, Iterable[Any]] = defaultdict(tuple)
    for slot in condition.type.slots:
        if isinstance(slot, Ids):
            found[slot.of] = (*found[slot.of], *(condition.get(slot.name) or ()))
    if condition.code == "commune":
        found["commune"] = condition.get("is")
    if condition.code == "custom":
        found["custom"] = condition.get("field")
    return found


def _stores(keys: list[Any], scope: Scope) -> dict[Any, str]:
    return dict(stores(scope.store_id).filter(pk__in=keys).values_list("pk", "name"))


def _sellers(keys: list[Any], scope: Scope) -> dict[Any, str]:
    return dict(sellers(scope.store_id).filter(pk__in=keys).values_list("pk", "name"))


def _categories(keys: list[Any], _scope: Scope) -> dict[Any, str]:
    return dict(Category.objects.filter(pk__in=keys).values_list("pk", "path"))


def _products(keys: list[Any], _scope: Scope) -> dict[Any, str]:
    rows = Product.objects.filter(pk__in=keys).values_list("pk", "name", "sku")
    return {key: f"{name} ({sku})" if name else sku for key, name, sku in rows}


def _segments(keys: list[Any], scope: Scope) -> dict[Any, str]:
    return dict(queries.segments(scope).filter(pk__in=keys).values_list("pk", "name"))


def _campaigns(keys: list[Any], scope: Scope) -> dict[Any, str]:
    return dict(campaigns(scope).filter(pk__in=keys).values_list("pk", "name"))


def _communes(keys: list[Any], _scope: Scope) -> dict[Any, str]:
    # By INSEE code a commune is looked for along the whole file: one walk for all of them.
    return {one.insee: one.name for one in communes() or () if one.insee in keys}


def _custom_fields(keys: list[Any], _scope: Scope) -> dict[Any, str]:
    return dict(CustomField.objects.filter(code__in=keys).values_list("code", "label"))


READ: Mapping[str, Callable[[list[Any], Scope], dict[Any, str]]] = {
    "store": _stores,
    "seller": _sellers,
    "category": _categories,
    "product": _products,
    "segment": _segments,
    "campaign": _campaigns,
    "commune": _communes,
    "custom": _custom_fields,
}
