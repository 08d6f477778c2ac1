"""Pairs scored by the comparisons of the model, a handful at a time: before somebody is written down.

How often strangers share a name is what is set for a small file: nothing is counted here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log2
from typing import Any

import duckdb
import pyarrow as pa

from chaland.customers.duplicates.model import BIRTH_NEAR, COMPARED, NAMES_APART, settings
from chaland.customers.duplicates.people import Row
from chaland.customers.duplicates.table import SCHEMA, table

Scored = tuple[int, int, float, tuple[int, ...]]
"""Keys of the two as they were given, how sure, and by what is compared how far they agree, as `model.pairs` tells."""

_PAIRS = pa.schema([("one", pa.int64()), ("other", pa.int64())])


class Scorer:
    """A database in memory that compares pairs of people. customers: how many are in the file."""

    def __init__(self, customers: int) -> None:
        """Prepare the statement; nothing of it touches a disk."""
        self._connection = duckdb.connect(config={"threads": 1})
        self._connection.execute("SET temp_directory = ''; SET enable_progress_bar = false")
        self._sql = _statement(settings(customers, learns=False).create_settings_dict("duckdb"))

    def scored(self, people: Iterable[Row], pairs: Sequence[tuple[int, int]], *, at_least: float) -> Iterator[Scored]:
        """Give the pairs of these people that are one person with at least this probability, the surest first.

        people: rows as `people.compared` gives them. Whoever shares all but the first name and the birthday lives with
        the other, and is left out.
        """
        if not pairs:
            return
        told = table(people)
        asked = pa.Table.from_arrays([pa.array(keys, pa.int64()) for keys in zip(*pairs, strict=True)], schema=_PAIRS)
        self._connection.register("people", told)
        self._connection.register("asked", asked)
        for one, other, score, *levels in self._connection.execute(self._sql, [at_least]).fetchall():
            yield one, other, score, tuple(levels)


def _statement(told: Mapping[str, Any]) -> str:
    sides = ", ".join(f"{side}.{one.name} AS {one.name}_{side}" for one in SCHEMA for side in "lr")
    compared = {one["output_column_name"]: one["comparison_levels"] for one in told["comparisons"]}
    gammas = ", ".join(f"{_level(compared[name])} AS {name}" for name in COMPARED)
    prior = told["probability_two_random_records_match"]
    weight = " + ".join([f"{log2(prior / (1 - prior))}", *(_weight(name, compared[name]) for name in COMPARED)])
    return f"""
WITH sides AS (
    SELECT asked.one, asked.other, {sides} FROM asked
    JOIN people l ON l.unique_id = asked.one JOIN people r ON r.unique_id = asked.other
), levels AS (SELECT one, other, {gammas} FROM sides)
SELECT one, other, 1 / (1 + pow(2, -({weight}))) AS score, {", ".join(COMPARED)} FROM levels
WHERE NOT (first BETWEEN 0 AND {NAMES_APART} AND birth < {BIRTH_NEAR}) AND score >= ?
ORDER BY score DESC, one, other"""  # noqa: S608


def _level(levels: Sequence[Mapping[str, Any]]) -> str:
    """Return how far two agree: the last level is 0, one that says nothing -1."""
    numbers = iter(range(sum(not level.get("is_null_level") for level in levels) - 1, -1, -1))
    told = [(level["sql_condition"], -1 if level.get("is_null_level") else next(numbers)) for level in levels]
    cases = " ".join(f"WHEN {condition} THEN {number}" for condition, number in told if condition != "ELSE")
    return f"CASE {cases} ELSE 0 END"


def _weight(name: str, levels: Sequence[Mapping[str, Any]]) -> str:
    told = [one for one in levels if not one.get("is_null_level")]
    weights = reversed([log2(one["m_probability"] / one["u_probability"]) for one in told])
    cases = " ".join(f"WHEN {number} THEN {weight}" for number, weight in enumerate(weights))
    return f"CASE {name} {cases} ELSE 0 END"
