"""The types of customers of a file, from their values."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from chaland.insight.profiles.choosing import Choice, best, weigh
from chaland.insight.profiles.clustering import Labels, kmeans, nearest
from chaland.insight.profiles.features import Feature, Floats, comparable
from chaland.insight.profiles.telling import Rule, Trait, rule, traits, typical
from chaland.kernel.errors import Refusal

LEAST_CUSTOMERS = 100
_SAMPLE = 20_000
_STARTS = 8


@dataclass(frozen=True, slots=True)
class Profile:
    """One type. centre: the typical value of each feature, as given: the median, the mean for shares."""

    size: int
    share: float
    centre: dict[str, float]
    traits: tuple[Trait, ...]
    rule: Rule


@dataclass(frozen=True, slots=True)
class Profiles:
    """The types, the largest first; the number of each customer's own; and what speaks for each number of types."""

    profiles: tuple[Profile, ...]
    labels: Labels
    choices: tuple[Choice, ...]


def find_profiles(
    values: ArrayLike, features: Sequence[Feature], *, groups: int | None = None, seed: int = 0
) -> Profiles:
    """Return the types that the file holds: one alone when it has no more than a shapeless cloud has.

    values: one row per customer, one column per feature, NaN where nothing is known. groups: a number of types asked
    for in place of the one that holds best.
    Raises Refusal `profiles_too_few` below LEAST_CUSTOMERS, ValueError when columns and features are not as many.
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != len(features) or not features:  # noqa: PLR2004 - rows and columns
        raise ValueError("One column for each feature is needed.")
    if len(table) < LEAST_CUSTOMERS:
        raise Refusal("profiles_too_few", minimum=LEAST_CUSTOMERS, found=len(table))
    chance = np.random.default_rng(seed)
    scaled = comparable(table, features)
    choices = weigh(scaled, chance)
    labels = _labels(scaled, groups or best(choices), chance)
    profiles = (_profile(table, scaled, labels == number, features, chance) for number in range(labels.max() + 1))
    return Profiles(tuple(profiles), labels, choices)


def _labels(scaled: Floats, groups: int, chance: np.random.Generator) -> Labels:
    """Return each customer's type, numbered from the largest."""
    if groups == 1:
        return np.zeros(len(scaled), dtype=np.int64)
    sample = scaled[chance.permutation(len(scaled))[:_SAMPLE]]
    labels = nearest(scaled, kmeans(sample, groups, chance, _STARTS))
    order = np.argsort(-np.bincount(labels, minlength=groups), kind="stable")
    rank = np.empty(groups, dtype=np.int64)
    rank[order] = np.arange(groups)
    return rank[labels]


def _profile(
    values: Floats, scaled: Floats, inside: np.ndarray, features: Sequence[Feature], chance: np.random.Generator
) -> Profile:
    size = int(np.count_nonzero(inside))
    names = [feature.name for feature in features]
    return Profile(
        size,
        size / len(values),
        dict(zip(names, typical(values[inside], features), strict=True)),
        traits(values, scaled, inside, features),
        rule(values, inside, features, chance),
    )
