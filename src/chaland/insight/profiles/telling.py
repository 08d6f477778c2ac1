"""A profile in words: what sets it apart, and a short rule that finds nearly the same customers."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chaland.insight.profiles.features import Feature, Floats, Kind

Flags = NDArray[np.bool_]
# How close a rule comes, the numbers of its tests, and whom it finds.
_Step = tuple[float, tuple[int, ...], Flags]

MOST_CONDITIONS = 3
MOST_TRAITS = 5
# In standard deviations of the whole file; less than that, nobody would notice.
LEAST_DIFFERENCE = 0.3
_SAMPLE = 4000
_BEAM = 6
_WORTH = 0.01
_QUANTILES = np.linspace(0.04, 0.96, 24)


@dataclass(frozen=True, slots=True)
class Trait:
    """A feature in which the profile differs: its typical value here and in the whole file, as they were given.

    typical: the median, the mean for shares. difference: of the means, in standard deviations of the whole file.
    """

    name: str
    typical: float
    everyone: float
    difference: float


@dataclass(frozen=True, slots=True)
class Condition:
    """The feature is `threshold` or more (at_least), or below it; what is missing is neither."""

    name: str
    at_least: bool
    threshold: float


@dataclass(frozen=True, slots=True)
class Rule:
    """Who meets all the conditions; without any, everybody.

    precision: the share of whom it finds that are of the profile. recall: the share of the profile that it finds.
    """

    conditions: tuple[Condition, ...]
    precision: float
    recall: float


def typical(values: Floats, features: Sequence[Feature]) -> list[float]:
    """Return the middle of each feature: the mean of a share, else the median; NaN where nothing is known."""
    return [_middle(values[:, place], feature.kind) for place, feature in enumerate(features)]


def traits(values: Floats, scaled: Floats, inside: Flags, features: Sequence[Feature]) -> tuple[Trait, ...]:
    """Return what sets the profile apart, the greatest difference first."""
    spread = scaled.std(axis=0)
    differences = (scaled[inside].mean(axis=0) - scaled.mean(axis=0)) / np.where(spread > 0, spread, 1)
    here, everyone = typical(values[inside], features), typical(values, features)
    found = [
        Trait(feature.name, here[place], everyone[place], float(differences[place]))
        for place, feature in enumerate(features)
        if abs(differences[place]) >= LEAST_DIFFERENCE
    ]
    return tuple(sorted(found, key=lambda trait: -abs(trait.difference))[:MOST_TRAITS])


def rule(values: Floats, inside: Flags, features: Sequence[Feature], chance: np.random.Generator) -> Rule:
    """Return the rule of at most three conditions that comes closest, thresholds in plain figures.

    Sought on a sample, one condition at a time among the most promising rules; measured on everybody. Closest is the
    greatest harmonic mean of precision and recall, and a condition that adds next to nothing to it is left out.
    """
    sample = chance.permutation(len(values))[:_SAMPLE]
    conditions = _search(values[sample], inside[sample], features)
    return _measured(conditions, meeting(conditions, values, features), inside)


def meeting(conditions: Sequence[Condition], values: Floats, features: Sequence[Feature]) -> Flags:
    """Return who meets all the conditions."""
    places = {feature.name: place for place, feature in enumerate(features)}
    met = np.ones(len(values), dtype=np.bool_)
    for condition in conditions:
        met &= _meets(condition, values[:, places[condition.name]])
    return met


def _meets(condition: Condition, column: Floats) -> Flags:
    return column >= condition.threshold if condition.at_least else column < condition.threshold


def _middle(column: Floats, kind: Kind) -> float:
    known = column[np.isfinite(column)]
    if not len(known):
        return math.nan
    return float(known.mean() if kind is Kind.SHARE else np.median(known))


def _measured(conditions: Sequence[Condition], met: Flags, inside: Flags) -> Rule:
    both, found, wanted = (int(np.count_nonzero(flags)) for flags in (met & inside, met, inside))
    return Rule(tuple(conditions), both / max(found, 1), both / max(wanted, 1))


def _search(values: Floats, inside: Flags, features: Sequence[Feature]) -> tuple[Condition, ...]:
    tests = list(_tests(values, features))
    met = np.array([_meets(condition, values[:, place]) for place, condition in tests]).reshape(len(tests), len(values))
    everybody = np.ones(len(values), dtype=np.bool_)
    beam: list[_Step] = [(float(_harmony(everybody[None], inside)[0]), (), everybody)]
    best = beam[0]
    for _ in range(MOST_CONDITIONS):
        beam = sorted(
            (step for _, chosen, so_far in beam for step in _steps(chosen, so_far, met, inside)),
            key=lambda step: (-step[0], step[1]),
        )[:_BEAM]
        if not beam or beam[0][0] < best[0] + _WORTH:
            break
        best = beam[0]
    return _simplified([tests[place][1] for place in best[1]])


def _steps(chosen: tuple[int, ...], so_far: Flags, met: Flags, inside: Flags) -> Iterator[_Step]:
    """Give the most promising ways to add one condition."""
    joined = met & so_far
    scores = _harmony(joined, inside)
    for place in np.argsort(-scores, kind="stable")[:_BEAM]:
        if int(place) not in chosen:
            yield float(scores[place]), (*chosen, int(place)), joined[place]


def _harmony(found: Flags, inside: Flags) -> Floats:
    """Return the harmonic mean of precision and recall of each row of `found`."""
    both = (found & inside).sum(axis=1)
    return np.asarray(2 * both / np.maximum(found.sum(axis=1) + inside.sum(), 1), dtype=np.float64)


def _tests(values: Floats, features: Sequence[Feature]) -> Iterator[tuple[int, Condition]]:
    for place, feature in enumerate(features):
        known = values[np.isfinite(values[:, place]), place]
        cuts = {plain(float(cut), feature.kind) for cut in np.quantile(known, _QUANTILES)} if len(known) else set()
        for cut in sorted(cuts):
            yield place, Condition(feature.name, at_least=True, threshold=cut)
            yield place, Condition(feature.name, at_least=False, threshold=cut)


def plain(value: float, kind: Kind) -> float:
    """Return the nearest figure that is easily said: two digits, the second a 0 or a 5; a count is a whole number.

    >>> plain(1234.0, Kind.AMOUNT), plain(0.377, Kind.SHARE), plain(3.4, Kind.COUNT)
    (1000.0, 0.4, 3.0)
    """
    if not value:
        return 0.0
    digits = math.floor(math.log10(abs(value)))
    if kind is Kind.COUNT and digits <= 0:
        return float(round(value))
    halves = round(value / 10.0**digits * 2)
    # Through text: 0.35 itself, and not the sum of its binary parts.
    return float(f"{halves * 5}e{digits - 1}")


def _simplified(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Keep the strictest of the conditions that say the same of one feature."""
    strictest: dict[tuple[str, bool], Condition] = {}
    for condition in conditions:
        key = condition.name, condition.at_least
        other = strictest.get(key, condition)
        pick = max if condition.at_least else min
        strictest[key] = pick(condition, other, key=lambda one: one.threshold)
    return tuple(strictest.values())
