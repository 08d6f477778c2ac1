"""k-means, how far two groupings agree, and how well a grouping separates."""

import numpy as np
from numpy.typing import NDArray

from chaland.insight.profiles.features import Floats

Labels = NDArray[np.int64]

_ROUNDS = 100


def kmeans(points: Floats, groups: int, chance: np.random.Generator, starts: int) -> Floats:
    """Return the centres of the best of some starts, each sown by k-means++ and moved by Lloyd's rounds."""
    found = [_lloyd(points, _sown(points, groups, chance)) for _ in range(starts)]
    return min(found, key=lambda centres: float(_distances(points, centres).min(axis=1).sum()))


def nearest(points: Floats, centres: Floats) -> Labels:
    """Return the number of each point's nearest centre."""
    # The squared distances, less what is the same for every centre.
    return np.asarray(((centres**2).sum(axis=1) - 2 * points @ centres.T).argmin(axis=1), dtype=np.int64)


def _distances(points: Floats, centres: Floats) -> Floats:
    """Return the squared distances of points to centres."""
    squares = (points**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1)
    return np.asarray(np.maximum(squares - 2 * points @ centres.T, 0), dtype=np.float64)


def _sown(points: Floats, groups: int, chance: np.random.Generator) -> Floats:
    """Draw starting centres, each the likelier the farther it is from those drawn (Arthur and Vassilvitskii, 2007)."""
    centres = points[[chance.integers(len(points))]]
    for _ in range(1, groups):
        reach = np.cumsum(_distances(points, centres).min(axis=1))
        drawn = np.searchsorted(reach, chance.random() * reach[-1], side="right")
        centres = np.vstack([centres, points[min(int(drawn), len(points) - 1)]])
    return centres


def _lloyd(points: Floats, centres: Floats) -> Floats:
    labels = nearest(points, centres)
    for _ in range(_ROUNDS):
        members = np.eye(len(centres))[labels]
        count = members.sum(axis=0)
        # A centre that lost all its points stays where it was.
        centres = np.where(count[:, None] > 0, members.T @ points / np.maximum(count, 1)[:, None], centres)
        moved = nearest(points, centres)
        if (moved == labels).all():
            break
        labels = moved
    return centres


def agreement(first: Labels, second: Labels) -> float:
    """Return the adjusted Rand index of two groupings: 1 the same, about 0 as by chance (Hubert and Arabie, 1985).

    >>> agreement(np.array([0, 0, 1, 1]), np.array([5, 5, 2, 2]))
    1.0
    """
    width = int(second.max()) + 1
    cells = np.bincount(first * width + second, minlength=(int(first.max()) + 1) * width).reshape(-1, width)
    together, rows, columns = (_pairs(count) for count in (cells, cells.sum(axis=1), cells.sum(axis=0)))
    by_chance = rows * columns / max(_pairs(np.array([len(first)])), 1.0)
    most = (rows + columns) / 2
    return 1.0 if most == by_chance else (together - by_chance) / (most - by_chance)


def _pairs(count: Labels) -> float:
    return float((count * (count - 1)).sum() / 2)


def between(points: Floats) -> Floats:
    """Return the distance of every point to every other."""
    return np.sqrt(_distances(points, points))


def silhouette(distances: Floats, labels: Labels) -> float:
    """Return the mean silhouette: how much nearer points are to their own group than to the next (Rousseeuw, 1987).

    From −1 to 1; a point alone in its group counts 0.
    """
    members = np.eye(int(labels.max()) + 1)[labels]
    count = members.sum(axis=0)
    sums = distances @ members
    rows = np.arange(len(labels))
    own = sums[rows, labels] / np.maximum(count[labels] - 1, 1)
    means = np.where(count > 0, sums / np.maximum(count, 1), np.inf)
    means[rows, labels] = np.inf
    next_best = means.min(axis=1)
    tells = (count[labels] > 1) & np.isfinite(next_best)
    other = np.where(tells, next_best, own)
    each = (other - own) / np.maximum(np.maximum(own, other), 1e-300)
    return float(each.mean())
