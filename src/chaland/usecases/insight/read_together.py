"""Somebody looks at what is bought together, and to whom the other half could be offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from chaland.insight import offers
from chaland.insight.associations import associations
from chaland.insight.buying import Buying, Key
from chaland.stores.models import Category
from chaland.usecases.insight.choose_articles import By, Thing, buying_of, key_of, things
from chaland.usecases.insight.choose_people import Whom
from chaland.warehouse.engine import run

MOST_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Pairing:
    """A rule: who buys `given` buys `item` so much more often than others. offered: people who buy only `given`."""

    given: tuple[Any, ...]
    item: Any
    count: int
    support: float
    confidence: float
    lift: float
    offered: int


@dataclass(frozen=True, slots=True)
class Together:
    """What is bought together, the highest lift first. one_in: of so many baskets one was counted.

    pairs, triples: rules of one and of two things given, at most 25 of each of the `found`.
    """

    baskets: int
    one_in: int
    found: int
    pairs: Sequence[Pairing]
    triples: Sequence[Pairing]
    things: Mapping[Any, Thing]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be counted. depth: of families, levels below the one looked at. Shares are 0 to 1."""

    by: By = "family"
    depth: int = 2
    support: float = 0.01
    confidence: float = 0.1
    triples: bool = True


def read_together(whom: Whom, wanted: Wanted, family: Category | None) -> Together:
    """Return the rules above chance. Raises Refusal `associations_too_wide`, and what `people_of` raises."""
    buying, key = buying_of(whom, family), key_of(wanted.by, family, wanted.depth)
    one_in = offers.one_in(run(offers.size(buying)).to_pylist()[0]["lines"])
    found = associations(
        run(offers.baskets(buying, key, one_in)),
        support=wanted.support,
        confidence=wanted.confidence,
        triples=wanted.triples,
    )
    above = found.rules.filter(pc.greater(found.rules["lift"], 1))
    first = (above.filter(pc.equal(pc.list_value_length(above["given"]), size)).slice(0, MOST_SHOWN) for size in (1, 2))
    rows = _with_people([row for part in first for row in part.to_pylist()], buying, key)
    named = things({thing for row in rows for thing in (*row.given, row.item)}, wanted.by)
    pairs, triples = ([row for row in rows if len(row.given) == size] for size in (1, 2))
    return Together(found.baskets, one_in, above.num_rows, pairs, triples, named)


def _with_people(rows: Sequence[Mapping[str, Any]], buying: Buying, key: Key) -> list[Pairing]:
    if not rows:
        return []
    counts = run(offers.without(buying, key, [(row["given"], row["item"]) for row in rows])).to_pylist()[0]
    return [
        Pairing(
            tuple(row["given"]),
            row["item"],
            row["count"],
            row["support"],
            row["confidence"],
            row["lift"],
            counts[f"offer_{place}"] or 0,
        )
        for place, row in enumerate(rows)
    ]
