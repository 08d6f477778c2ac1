"""Expected visits and revenue: fit and scoring of many made-up customers, beside lifetimes where it is installed."""

import argparse
import json
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from chaland.insight.expected import Histories, expected_revenue, fit_baskets, fit_visits, p_alive

TRUE = {"r": 0.9, "alpha": 40.0, "a": 0.6, "b": 3.0}
LONGEST_DAYS = 1500
AHEAD_DAYS = 365
MUST_SECONDS = 4


def made_up(customers: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return frequency, recency, age in whole days, and mean basket, as the models have them."""
    chance = np.random.default_rng(1)
    age = chance.integers(1, LONGEST_DAYS, customers).astype(float)
    rate, leaving = chance.gamma(TRUE["r"], 1 / TRUE["alpha"], customers), chance.beta(TRUE["a"], TRUE["b"], customers)
    moment, recency, frequency = np.zeros(customers), np.zeros(customers), np.zeros(customers)
    here = np.arange(customers)
    while len(here):
        moment[here] += chance.exponential(1 / rate[here])
        here = here[moment[here] < age[here]]
        frequency[here] += 1
        recency[here] = moment[here]
        here = here[chance.random(len(here)) >= leaving[here]]
    recency = np.where(frequency > 0, np.clip(np.ceil(recency), 1, age), 0)
    baskets = np.maximum(frequency, 1)
    return frequency, recency, age, chance.gamma(6 * baskets, 1 / chance.gamma(4, 1 / 1500, customers)) / baskets


def timed(step: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return what the step gives, its seconds by the wall and of processor."""
    wall, processor = time.perf_counter(), time.process_time()
    found = step()
    return found, round(time.perf_counter() - wall, 2), round(time.process_time() - processor, 2)


def ours(frequency: np.ndarray, recency: np.ndarray, age: np.ndarray, mean: np.ndarray) -> dict[str, Any]:
    def fit() -> tuple[Any, Any, Any]:
        histories = Histories.of(frequency, recency, age)
        return histories, fit_visits(histories), fit_baskets(frequency, mean)

    (histories, visits, baskets), fit_wall, fit_processor = timed(fit)
    _, score_wall, score_processor = timed(
        lambda: (p_alive(visits, histories), expected_revenue(visits, baskets, histories, mean, AHEAD_DAYS))
    )
    return {
        "fit_s": fit_wall, "score_s": score_wall, "total_s": round(fit_wall + score_wall, 2),
        "processor_s": round(fit_processor + score_processor, 2),
        "parameters": [round(figure, 4) for figure in (*visits.parameters, *baskets.parameters)],
    }  # fmt: skip


def lifetimes(frequency: np.ndarray, recency: np.ndarray, age: np.ndarray, mean: np.ndarray) -> dict[str, Any]:
    """Return the same of lifetimes; its scoring is that of the visits alone."""
    from lifetimes import BetaGeoFitter, GammaGammaFitter

    back = frequency > 0
    fitters, fit_wall, fit_processor = timed(
        lambda: (BetaGeoFitter().fit(frequency, recency, age), GammaGammaFitter().fit(frequency[back], mean[back]))
    )
    _, score_wall, _ = timed(
        lambda: fitters[0].conditional_expected_number_of_purchases_up_to_time(AHEAD_DAYS, frequency, recency, age)
    )
    return {
        "peer_fit_s": fit_wall, "peer_fit_processor_s": fit_processor, "peer_score_s": score_wall,
        "peer_parameters": [round(float(figure), 4) for fitter in fitters for figure in fitter.params_],
    }  # fmt: skip


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000, help="customers")
    options = parser.parse_args()
    data = made_up(options.size)
    # The demonstration brings lifetimes for its data, without what it needs to run.
    runs = all(map(find_spec, ("lifetimes", "dill")))
    peer = lifetimes(*data) if runs else {"peer": "lifetimes is not installed"}
    print(json.dumps({"bench": "insight_expected", "customers": options.size, "must_s": MUST_SECONDS,
                      **ours(*data), **peer}))  # fmt: skip


if __name__ == "__main__":
    main()
