"""The few kinds of customers of a file: found, described, and each told in a rule that a segment can hold."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from chaland.insight.describing import EVENING_BEGINS, MORNING_ENDS, Described
from chaland.insight.looking import YEAR_DAYS
from chaland.insight.profiles import Choice, Condition, Profiles, Rule, find_profiles
from chaland.insight.profiles.telling import rule

# Two kinds are seldom news to a shop; more than five are forgotten.
FEWEST, MOST = 3, 5
# Below that, other samples of the same customers would tell other kinds.
LEAST_STABILITY = 0.5
FAMILIES_TOLD = 3
_WINDOW = {"last_days": YEAR_DAYS}
_HOURS: Mapping[str, Mapping[str, Any]] = {
    "mornings": {"hours": {"from": 0, "to": MORNING_ENDS - 1}},
    "evenings": {"hours": {"from": EVENING_BEGINS, "to": 23}},
    "weekends": {"weekdays": ["6", "7"]},
}


def kinds(seen: Described, categories: Mapping[str, int], *, seed: int = 0) -> dict[str, Any]:
    """Return the kinds as they are kept. categories: the key of each family by its path.

    Raises Refusal `profiles_too_few`.
    """
    features, values = seen.features()
    found = find_profiles(values, features, seed=seed)
    wanted = _groups(found)
    if wanted != len(found.profiles):
        found = find_profiles(values, features, groups=wanted, seed=seed)
    told = [_told(seen, found, number, categories, seed) for number in range(len(found.profiles))]
    return {
        "customers": len(seen.customer_ids),
        "kinds": told,
        "choices": [[one.groups, one.stability, one.advantage] for one in found.choices],
        "everybody": dict(zip((one.name for one in features), _typical(values), strict=True)),
    }


def _groups(found: Profiles) -> int:
    """Return how many kinds to tell: those that hold best; of too few, more that come back by half or better."""
    if FEWEST <= len(found.profiles) <= MOST:
        return len(found.profiles)
    again = [one for one in found.choices if FEWEST <= one.groups <= MOST and one.stability >= LEAST_STABILITY]
    return max(again, key=_worth).groups if again else len(found.profiles)


def _worth(choice: Choice) -> float:
    return choice.stability * choice.advantage


def _typical(values: Any) -> list[float]:
    return [float(middle) for middle in np.median(values, axis=0)]


def _told(seen: Described, found: Profiles, number: int, categories: Mapping[str, int], seed: int) -> dict[str, Any]:
    profile, inside = found.profiles[number], found.labels == number
    features, values = seen.tellable()
    close = rule(values, inside, features, np.random.default_rng(seed))
    revenue = seen.measures["revenue"]
    return {
        "size": profile.size,
        "share": profile.share,
        "revenue_cents": int(revenue[inside].sum()),
        "revenue_share": float(revenue[inside].sum() / revenue.sum()) if revenue.sum() else 0.0,
        "centre": profile.centre,
        "traits": [[trait.name, trait.typical, trait.everyone, trait.difference] for trait in profile.traits],
        "rule": segment_rule(close, categories),
        "precision": close.precision,
        "recall": close.recall,
    }


def segment_rule(close: Rule, categories: Mapping[str, int]) -> dict[str, Any]:
    """Write a rule over `Described.tellable` as that of a segment; who did not come in the year is never meant."""
    parts = [_condition(one, categories) for one in close.conditions]
    if not any(one.name == "visits" and one.at_least for one in close.conditions):
        parts.append({"condition": "visits", "is": {"operator": "at_least", "amount": 1}, "window": _WINDOW})
    return {"all": parts}


def _condition(one: Condition, categories: Mapping[str, int]) -> dict[str, Any]:
    # All of them are whole numbers: below a threshold is at most the one before it.
    threshold = int(np.ceil(one.threshold))
    comparison = {"operator": "at_least", "amount": threshold} if one.at_least else {
        "operator": "at_most", "amount": threshold - 1,
    }  # fmt: skip
    if one.name == "recency":
        return {"condition": "recency", "is": comparison}
    if one.name in _HOURS:
        return {"condition": "came", "is": comparison, "window": _WINDOW, **_HOURS[one.name]}
    if one.name.startswith("family:"):
        category = categories[one.name.removeprefix("family:")]
        return {
            "condition": "bought", "category": [category], "measure": ["amount"], "is": comparison, "window": _WINDOW,
        }  # fmt: skip
    return {"condition": one.name, "is": comparison, "window": _WINDOW}


def main_families(kind: Mapping[str, Any]) -> Sequence[tuple[str, float]]:
    """Return the families a kind spends most on, with their part of its spending."""
    parts = [
        (name.removeprefix("family:"), part) for name, part in kind["centre"].items() if name.startswith("family:")
    ]
    return sorted(parts, key=lambda one: -one[1])[:FAMILIES_TOLD]
