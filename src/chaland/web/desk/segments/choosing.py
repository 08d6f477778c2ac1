"""What one may choose from in a condition: stores, sellers, articles, communes, segments, campaigns, own fields."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chaland.accounts.rules import Scope
from chaland.campaigns.queries import campaigns
from chaland.customers.queries import communes, custom_rules
from chaland.kernel.errors import Refusal
from chaland.segments import queries
from chaland.stores.models import Category, Product
from chaland.stores.queries import find_products, sellers, stores

Found = Sequence[tuple[str, str]]
MOST_LISTED = 12
MOST_FOUND = 8
MOST_SUGGESTED = 100


def listed(of: str, text: str, scope: Scope, *, own_id: int | None = None) -> tuple[Found, bool]:
    """Return what to tick (key and name), and whether there is more to be looked for than is listed.

    Few things are all there; of many, those that the text finds.
    """
    found = _FINDERS[of](text, scope, own_id)
    if text:
        return found[:MOST_FOUND], True
    is_many = len(found) > MOST_LISTED
    return ([] if is_many else found), is_many


def _words(rows: Any, column: str, text: str) -> Any:
    for word in text.replace("\x00", "").split():
        rows = rows.filter(**{f"{column}__icontains": word})
    return rows


def _pairs(rows: Any, label: str) -> Found:
    return [(str(key), name) for key, name in rows.values_list("pk", label)[: MOST_LISTED + 1]]


def _stores(text: str, scope: Scope, _own_id: int | None) -> Found:
    return _pairs(_words(stores(scope.store_id), "name", text), "name")


def _sellers(text: str, scope: Scope, _own_id: int | None) -> Found:
    rows = _words(sellers(scope.store_id), "name", text).values_list("pk", "name", "store__name")
    pairs = [(str(key), name, store) for key, name, store in rows[: MOST_LISTED + 1]]
    return [(key, name if scope.store_id else f"{name} ({store})") for key, name, store in pairs]


def _categories(text: str, _scope: Scope, _own_id: int | None) -> Found:
    return _pairs(_words(Category.objects.order_by("path"), "path", text), "path")


def _products(text: str, _scope: Scope, _own_id: int | None) -> Found:
    rows = find_products(text)[: MOST_LISTED + 1]
    return [(str(one.pk), f"{one.name} ({one.sku})" if one.name else one.sku) for one in rows]


def _segments(text: str, scope: Scope, own_id: int | None) -> Found:
    found = queries.segments(scope)
    return _pairs(_words(found.exclude(pk=own_id) if own_id else found, "name", text), "name")


def _campaigns(text: str, scope: Scope, _own_id: int | None) -> Found:
    return _pairs(_words(campaigns(scope), "name", text), "name")


def _communes(text: str, _scope: Scope, _own_id: int | None) -> Found:
    known = communes()
    if known is None or not text:
        # All of France is too much to list: one types the beginning of a name or a postcode.
        return [("", "")] * (MOST_LISTED + 1)
    try:
        found = known.by_postcode(text)
    except Refusal:
        found = known.search(text, MOST_FOUND)
    return [(one.insee, f"{one.name} ({one.department})") for one in found]


_FINDERS: Mapping[str, Callable[[str, Scope, int | None], Found]] = {
    "store": _stores,
    "seller": _sellers,
    "category": _categories,
    "product": _products,
    "segment": _segments,
    "campaign": _campaigns,
    "commune": _communes,
}
TRAITS = ("brand", "line", "size", "colour", "material", "price_level")


def suggested(trait: str) -> Sequence[str]:
    """Return the values that articles have for a trait such as a brand, to be offered while one types."""
    rows = Product.objects.exclude(**{trait: ""}).order_by(trait).values_list(trait, flat=True).distinct()
    return list(rows[:MOST_SUGGESTED])


def own_fields() -> Mapping[str, tuple[str, str, Sequence[str]]]:
    """Return the label, kind and choices of the network's own fields by their code."""
    return {rule.code: (rule.label, rule.kind, rule.choices) for rule in custom_rules() if rule.requirement != "off"}
