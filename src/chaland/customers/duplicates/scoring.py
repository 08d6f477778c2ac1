"""Pairs scored by the comparisons of the model, a handful at a time: before somebody is written down.

How often strangers share a name is what is set for a small file: nothing is counted here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from math import log2
from typing import Any

import duckdb
import pyarrow as pa

from chaland.customers.duplicates.briefs import Brief, Briefs
from chaland.customers.duplicates.model import BIRTH_NEAR, COMPARED, NAMES_APART, settings
from chaland.customers.duplicates.people import Row
from chaland.customers.duplicates.rules import WORDS
from chaland.customers.duplicates.table import SCHEMA, table

Scored = tuple[int, int, float, tuple[int, ...]]
"""Keys of the two as they were given, how sure, and by what is compared how far they agree, as `model.pairs` tells."""

_PAIRS = pa.schema([("one", pa.int64()), ("other", pa.int64())])
_BRIEF = ("birth", "email", "phone", "door")
_KINDS = {"i": pa.int32(), "I": pa.uint32(), "q": pa.int64()}
_ROUNDING = 1e-6


class Scorer:
    """A database in memory that compares pairs of people. customers: how many are in the file."""

    def __init__(self, customers: int) -> None:
        """Prepare the statement; nothing of it touches a disk."""
        self._connection = duckdb.connect(config={"threads": 1})
        self._connection.execute("SET temp_directory = ''; SET enable_progress_bar = false")
        told = settings(customers, learns=False).create_settings_dict("duckdb")
        self._sql, self._possible = _statement(told), _possible(told)

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

    def possible(
        self, namesakes: Mapping[int, Sequence[int]], told: Mapping[int, Brief], known: Briefs, *, at_least: float
    ) -> list[tuple[int, int]]:
        """Return the pairs that may be one person with at least this probability, whatever else the two say.

        namesakes: by their keys people `told` of, and who of the `known` has the same names, but neither number nor
        address.
        """
        if not namesakes:
            return []
        self._connection.register("briefs", _side_by_side(namesakes, told, known))
        least = log2(at_least / (1 - at_least)) - _ROUNDING
        found = self._connection.execute(self._possible, [least]).fetchall()
        self._connection.unregister("briefs")
        return found


def _side_by_side(namesakes: Mapping[int, Sequence[int]], told: Mapping[int, Brief], known: Briefs) -> pa.Table:
    """Return what is remembered of both of each pair, copied by whole columns."""
    place = pa.array([number for number, others in enumerate(namesakes.values()) for _ in others], pa.int64())
    other = pa.array(chain.from_iterable(namesakes.values()), pa.int64())
    mine = (pa.array(column, pa.int64()) for column in zip(*(told[one] for one in namesakes), strict=True))
    theirs = (
        pa.Array.from_buffers(_KINDS[column.typecode], len(column), [None, pa.py_buffer(column)])
        for column in known.columns
    )
    return pa.table(
        {
            "one": pa.array(list(namesakes), pa.int64()).take(place),
            "other": other,
            **{f"{name}_l": column.take(place) for name, column in zip(_BRIEF, mine, strict=True)},
            **{f"{name}_r": column.take(other).cast(pa.int64()) for name, column in zip(_BRIEF, theirs, strict=True)},
        }
    )


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


def _possible(told: Mapping[str, Any]) -> str:
    """Return the statement that leaves out who cannot reach a weight: what briefs do not tell speaks for them."""
    compared = {one["output_column_name"]: one["comparison_levels"] for one in told["comparisons"]}
    prior = told["probability_two_random_records_match"]
    first, last, email, phone, street, town = (
        _weights(compared[name]) for name in ("first", "last", "email", "phone", "street", "town")
    )
    # Names that are swapped count once; a number or an address that is shared is found otherwise.
    swapped = first.pop(WORDS["first"].index("swapped"))
    most = log2(prior / (1 - prior)) + max(swapped, max(first) + max(last)) + max(*town, 0)
    near = WORDS["email"].index("near")
    # Distances take most of the time: one is worked out once, the other where either end of the numbers is the same,
    # as one slip of eleven digits leaves it.
    birth = _level(compared["birth"]).replace("damerau_levenshtein(birth_l, birth_r)", "apart")
    return f"""
WITH sides AS (
    SELECT one, other, lpad(nullif(birth_l, 0)::VARCHAR, 8, '0') AS birth_l,
    lpad(nullif(birth_r, 0)::VARCHAR, 8, '0') AS birth_r, nullif(email_l, 0) = email_r AS email,
    nullif(phone_l, 0)::VARCHAR AS phone_l, nullif(phone_r, 0)::VARCHAR AS phone_r, nullif(door_l, 0) = door_r AS door
    FROM briefs
), distances AS (
    SELECT *, damerau_levenshtein(birth_l, birth_r) AS apart, CASE
    WHEN left(phone_l, 5) = left(phone_r, 5) OR right(phone_l, 5) = right(phone_r, 5)
    OR least(length(phone_l), length(phone_r)) < 11 THEN damerau_levenshtein(phone_l, phone_r) <= 1 END AS phone
    FROM sides
), levels AS (SELECT *, {birth} AS birth FROM distances)
SELECT one, other FROM levels WHERE {most} + {_weight("birth", compared["birth"])}
+ CASE WHEN email THEN {max(email[near], 0)} ELSE 0 END + CASE WHEN phone THEN {max(phone[near], 0)} ELSE 0 END
+ CASE WHEN door THEN {max(*street, 0)} ELSE {max(*street[:2], 0)} END >= ?"""  # noqa: S608


def _level(levels: Sequence[Mapping[str, Any]]) -> str:
    """Return how far two agree: the last level is 0, one that says nothing -1."""
    numbers = iter(range(sum(not level.get("is_null_level") for level in levels) - 1, -1, -1))
    told = [(level["sql_condition"], -1 if level.get("is_null_level") else next(numbers)) for level in levels]
    cases = " ".join(f"WHEN {condition} THEN {number}" for condition, number in told if condition != "ELSE")
    return f"CASE {cases} ELSE 0 END"


def _weight(name: str, levels: Sequence[Mapping[str, Any]]) -> str:
    cases = " ".join(f"WHEN {number} THEN {weight}" for number, weight in enumerate(_weights(levels)))
    return f"CASE {name} {cases} ELSE 0 END"


def _weights(levels: Sequence[Mapping[str, Any]]) -> list[float]:
    """Return the weights of the levels that say something, that of not at all first."""
    told = [one for one in levels if not one.get("is_null_level")]
    return [log2(one["m_probability"] / one["u_probability"]) for one in reversed(told)]
