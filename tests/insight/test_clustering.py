"""Agreement and silhouette, against their definitions done point by point."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.insight.profiles.clustering import agreement, between, kmeans, nearest, silhouette

groupings = st.integers(2, 30).flatmap(
    lambda size: st.tuples(*[st.lists(st.integers(0, 3), min_size=size, max_size=size)] * 2)
)


def agreement_by_pairs(first, second):
    together, in_first, in_second, pairs = 0, 0, 0, 0
    for one, other in combinations(range(len(first)), 2):
        pairs += 1
        same = first[one] == first[other], second[one] == second[other]
        together, in_first, in_second = together + all(same), in_first + same[0], in_second + same[1]
    by_chance, most = in_first * in_second / pairs, (in_first + in_second) / 2
    return 1.0 if most == by_chance else (together - by_chance) / (most - by_chance)


def silhouette_by_points(points, labels):
    each = []
    for place, label in enumerate(labels):
        far = {
            other: [
                abs(points[place] - points[one]) for one in range(len(points)) if labels[one] == other and one != place
            ]
            for other in set(labels)
        }
        if not far[label] or len(far) == 1:
            each.append(0.0)
            continue
        own, rest = np.mean(far[label]), min(np.mean(far[other]) for other in far if other != label)
        each.append((rest - own) / max(own, rest) if max(own, rest) else 0.0)
    return np.mean(each)


@given(groupings)
def test_agreement_equals_its_definition_over_pairs(two):
    first, second = two
    assert agreement(np.array(first), np.array(second)) == pytest.approx(agreement_by_pairs(first, second))


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 3)), min_size=2, max_size=25))
@settings(deadline=None)
def test_silhouette_equals_its_definition_over_points(rows):
    points, labels = (np.array(column) for column in zip(*rows, strict=True))
    found = silhouette(between(points[:, None].astype(float)), labels)
    assert found == pytest.approx(silhouette_by_points(points, labels.tolist()), abs=1e-5)


def test_kmeans_finds_centres_that_stand_apart():
    chance = np.random.default_rng(8)
    true = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]])
    points = np.repeat(true, 50, axis=0) + chance.normal(0, 0.5, (150, 2))
    centres = kmeans(points, 3, chance, 5)
    assert np.abs(centres[nearest(true, centres)] - true).max() < 0.5


def test_kmeans_takes_points_that_are_all_the_same():
    centres = kmeans(np.ones((20, 2)), 3, np.random.default_rng(9), 2)
    assert centres.tolist() == [[1.0, 1.0]] * 3
