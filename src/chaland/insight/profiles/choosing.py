"""How many types there are: as many as come back in every resample and separate better than no types at all would."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from chaland.insight.profiles.clustering import Labels, agreement, between, kmeans, nearest, silhouette
from chaland.insight.profiles.features import Floats

GROUPS = range(2, 9)
# Found again: the groupings of the resamples agree with the first by an adjusted Rand index of this on average.
LEAST_STABILITY = 0.75
# Separated: the silhouette is this many times that of the best of the shapeless clouds.
LEAST_ADVANTAGE = 1.05
_SAMPLE = 1200
_RESAMPLES = 10
_CLOUDS = 3
_STARTS = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """What speaks for a number of types.

    stability: mean adjusted Rand index over resamples. silhouette: of the file; without_types: the best that clouds of
    the same spread and no types reach.
    """

    groups: int
    stability: float
    silhouette: float
    without_types: float

    @property
    def holds(self) -> bool:
        return self.stability >= LEAST_STABILITY and self.advantage >= LEAST_ADVANTAGE

    @property
    def advantage(self) -> float:
        """How many times better the types separate than no types; a silhouette alone falls as types grow in number."""
        return self.silhouette / self.without_types if self.without_types > 0 else 0.0


def weigh(points: Floats, chance: np.random.Generator) -> tuple[Choice, ...]:
    """Return what speaks for each number of types, on a sample."""
    sample = points[chance.permutation(len(points))[:_SAMPLE]]
    far = between(sample)
    clouds = [(cloud, between(cloud)) for cloud in _clouds(sample, chance)]
    return tuple(_weigh_one(sample, far, clouds, groups, chance) for groups in GROUPS if groups < len(sample))


def best(choices: Sequence[Choice]) -> int:
    """Return the number of types; 1 when no number holds."""
    holding = [choice for choice in choices if choice.holds]
    return max(holding, key=lambda choice: choice.advantage).groups if holding else 1


def _weigh_one(
    sample: Floats, far: Floats, clouds: Sequence[tuple[Floats, Floats]], groups: int, chance: np.random.Generator
) -> Choice:
    labels = _grouped(sample, sample, groups, chance)
    resampled = (sample[chance.integers(len(sample), size=len(sample))] for _ in range(_RESAMPLES))
    again = [agreement(labels, _grouped(sample, points, groups, chance)) for points in resampled]
    apart = [silhouette(distances, _grouped(cloud, cloud, groups, chance)) for cloud, distances in clouds]
    return Choice(groups, float(np.mean(again)), silhouette(far, labels), max(apart))


def _grouped(sample: Floats, points: Floats, groups: int, chance: np.random.Generator) -> Labels:
    """Return the sample in groups found on the points."""
    return nearest(sample, kmeans(points, groups, chance, _STARTS))


def _clouds(sample: Floats, chance: np.random.Generator) -> Iterator[Floats]:
    """Give clouds that spread like the sample and hold no types: normal, and even along the main directions.

    Source of the second: the gap statistic (Tibshirani, Walther and Hastie, 2001).
    """
    centred = sample - sample.mean(axis=0)
    _, spread, directions = np.linalg.svd(centred, full_matrices=False)
    turned = centred @ directions.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    for _ in range(_CLOUDS):
        yield chance.standard_normal(turned.shape) * (spread / np.sqrt(len(sample))) @ directions
        yield chance.uniform(low, high, size=turned.shape) @ directions
