"""Somebody looks at what is bought: which articles, told apart by what, and how each is called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias, get_args

from chaland.insight.buying import Buying, Key, Trait, by_article, by_family, by_trait
from chaland.sales.dashboard.periods import Period
from chaland.stores.models import Category, Product
from chaland.stores.rules import PATH_SEPARATOR
from chaland.usecases.insight.choose_people import Whom, people_of

By: TypeAlias = Literal["family", "article"] | Trait
BYS: tuple[By, ...] = ("family", *get_args(Trait), "article")
MOST_FAMILIES = 200


@dataclass(frozen=True, slots=True)
class Thing:
    """A family, a trait or an article. label: empty where articles have none.

    slots: how a condition of a segment names it; empty where none can. family_id: of a family with others below.
    """

    label: str = ""
    slots: Mapping[str, list[Any]] = field(default_factory=dict)
    family_id: int | None = None


NOTHING = Thing()


def family_of(family_id: int | None) -> Category | None:
    """Return a family; None without or for one that is gone."""
    return Category.objects.filter(pk=family_id).first() if family_id else None


def way_to(family: Category | None) -> list[Category]:
    """Return the families from the root to this one, itself included."""
    if family is None:
        return []
    names = family.path.split(PATH_SEPARATOR)
    paths = [PATH_SEPARATOR.join(names[: depth + 1]) for depth in range(len(names))]
    return list(Category.objects.filter(path__in=paths).order_by("path"))


def families_below(family: Category | None) -> list[Category]:
    """Return the families right below one, or at the root; at most 200, by name."""
    return list(Category.objects.filter(parent=family).order_by("name")[:MOST_FAMILIES])


def buying_of(whom: Whom, family: Category | None = None, period: Period | None = None) -> Buying:
    """Return which purchases are looked at. Raises what `people_of` raises."""
    days = period or whom.period
    return Buying(days.start_on, days.end_on, whom.store_id, people_of(whom), family.path if family else "")


def over(buying: Buying, period: Period) -> Buying:
    """Return the same purchases of other days."""
    return replace(buying, first_on=period.start_on, last_on=period.end_on)


def key_of(by: By, family: Category | None = None, depth: int = 1) -> Key:
    """Return what tells articles apart; families by those so many levels below the one looked at, or the root."""
    if by == "family":
        return by_family(len(way_to(family)) + depth)
    return by_article if by == "article" else by_trait(by)


def things(keys: Iterable[Any], by: By, family: Category | None = None) -> dict[Any, Thing]:
    """Return what each key of `key_of` is. The family looked at itself stands for its articles in none below."""
    known = {key for key in keys if key is not None}
    if by == "family":
        return {None: NOTHING, **_families(known, family)}
    if by == "article":
        return {None: NOTHING, **_articles(known)}
    return {None: NOTHING, **{key: Thing(key, {by: [key]}) for key in known}}


def _families(paths: set[str], family: Category | None) -> dict[Any, Thing]:
    found = Category.objects.filter(path__in=paths)
    parents = set(Category.objects.filter(parent__in=found).values_list("parent_id", flat=True))
    within = family.path + PATH_SEPARATOR if family else ""
    return {
        one.path: Thing(one.name)
        if family and one.path == family.path
        else Thing(one.path.removeprefix(within), {"category": [one.pk]}, one.pk if one.pk in parents else None)
        for one in found
    }


def _articles(product_ids: set[int]) -> dict[Any, Thing]:
    rows = Product.objects.filter(pk__in=product_ids).values_list("pk", "name", "sku")
    return {key: Thing(name or sku, {"product": [key]}) for key, name, sku in rows}
