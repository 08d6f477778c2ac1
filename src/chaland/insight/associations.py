"""What is bought together: pairs and triples of items in many baskets, counted in DuckDB.

A set can be frequent only if all its parts are (Agrawal and Srikant, 1994), so infrequent items leave before pairs are
counted, and infrequent pairs before triples.
"""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from chaland.insight.bitmaps import WORD, bitmaps, count_triples
from chaland.kernel.errors import Refusal

MEMORY_LIMIT = "400MB"
# Combinations of three to look at: some minutes of one core. Complete Journey by category has 65 million.
MOST_COMBINATIONS = 5_000_000_000
# Pairs of one basket held in memory together, some 16 bytes each.
PAIRS_AT_ONCE = 5_000_000
# What bitmaps may take, and how many of their words are looked at in the time of one combination.
MOST_BITMAP_BYTES = 64 * 1024**2
WORDS_A_COMBINATION = 20

# Items are numbered from the rarest: a triple then starts from its rarest pair, which the fewest baskets hold.
_ITEMS = """
CREATE TABLE items AS
SELECT item_id, count(*) AS count, CAST(row_number() OVER (ORDER BY count(*), item_id) AS INTEGER) AS place
FROM bought WHERE item_id IS NOT NULL GROUP BY item_id HAVING count(*) >= $least
"""
_HELD = "CREATE TABLE held AS SELECT basket_id, place FROM bought JOIN items USING (item_id)"
_PAIRS = """
CREATE TABLE pairs AS
SELECT *, CAST(row_number() OVER (ORDER BY i, j) AS INTEGER) AS pair
FROM (SELECT a.place AS i, b.place AS j, count(*) AS count
      FROM held a JOIN held b ON a.basket_id = b.basket_id AND a.place < b.place
      GROUP BY ALL HAVING count(*) >= $least)
"""
# By middle bits: joins place rows by the low ones, and crowd when these are all alike.
_PART = "CREATE OR REPLACE TABLE part AS SELECT * FROM held WHERE (hash(basket_id) >> 24) % $parts = $number"
_PART_PAIRS = """
CREATE OR REPLACE TABLE part_pairs AS
SELECT a.basket_id, b.place AS j, p.pair
FROM part a JOIN part b ON a.basket_id = b.basket_id AND a.place < b.place
JOIN pairs p ON p.i = a.place AND p.j = b.place
"""
_COUNTED = "CREATE TABLE counted (pair INTEGER, k INTEGER, count BIGINT)"
_COUNT_PART = """
INSERT INTO counted
SELECT h.pair, c.place AS k, count(*)
FROM part_pairs h JOIN part c ON c.basket_id = h.basket_id AND c.place > h.j
GROUP BY ALL
"""
# Three things can be bought together often only if each two of them are.
_CANDIDATES = """
SELECT p.pair, p.i - 1 AS i, p.j - 1 AS j, q.j - 1 AS k
FROM pairs p JOIN pairs q ON q.i = p.i AND q.j > p.j JOIN pairs r ON r.i = p.j AND r.j = q.j ORDER BY p.pair, k
"""
_NUMBERED = """
SELECT CAST(number AS INTEGER) AS basket, place - 1 AS place FROM held JOIN
(SELECT basket_id, row_number() OVER () - 1 AS number FROM (SELECT DISTINCT basket_id FROM held)) USING (basket_id)
"""
_TRIPLES = """
CREATE TABLE triples AS
SELECT i, j, k, t.count
FROM (SELECT pair, k, CAST(sum(count) AS BIGINT) AS count FROM counted GROUP BY ALL HAVING sum(count) >= $least) t
JOIN pairs USING (pair)
"""
_COMBINATIONS = """
SELECT coalesce(sum(n * (n - 1) / 2), 0), coalesce(sum(n * (n - 1) * (n - 2) / 6), 0), count(*)
FROM (SELECT count(*) AS n FROM held GROUP BY basket_id)
"""

_SETS = """
SELECT items, count, count / $baskets AS support, count / $baskets / chance AS lift
FROM (
  SELECT list_sort([a.item_id, b.item_id]) AS items, p.count,
         (a.count / $baskets) * (b.count / $baskets) AS chance
  FROM pairs p JOIN items a ON a.place = p.i JOIN items b ON b.place = p.j
  UNION ALL
  SELECT list_sort([a.item_id, b.item_id, c.item_id]), t.count,
         (a.count / $baskets) * (b.count / $baskets) * (c.count / $baskets)
  FROM triples t JOIN items a ON a.place = t.i JOIN items b ON b.place = t.j JOIN items c ON c.place = t.k
)
ORDER BY len(items), count DESC, items
"""
_RULES = """
WITH bought_together AS (
  SELECT [a.item_id] AS given, b.item_id AS item, a.count AS given_count, b.count AS item_count, p.count
  FROM (SELECT i, j, count FROM pairs UNION ALL SELECT j, i, count FROM pairs) p
  JOIN items a ON a.place = p.i JOIN items b ON b.place = p.j
  UNION ALL
  SELECT list_sort([a.item_id, b.item_id]), c.item_id, p.count, c.count, t.count
  FROM (SELECT i, j, k, count FROM triples UNION ALL SELECT i, k, j, count FROM triples
        UNION ALL SELECT j, k, i, count FROM triples) t
  JOIN pairs p ON p.i = t.i AND p.j = t.j
  JOIN items a ON a.place = t.i JOIN items b ON b.place = t.j JOIN items c ON c.place = t.k
)
SELECT given, item, count, count / $baskets AS support, count / given_count AS confidence,
       (count / given_count) / (item_count / $baskets) AS lift,
       count / $baskets - (given_count / $baskets) * (item_count / $baskets) AS leverage
FROM bought_together WHERE count / given_count >= $confidence
ORDER BY lift DESC, count DESC, given, item
"""


@dataclass(frozen=True, slots=True)
class Associations:
    """Sets bought together, and what one of their parts tells of the rest.

    baskets: all of them, those of which no item is known included. items: item_id, count; the most bought first.
    sets: items (in order), count, support, lift; by size, the most bought first. Lift: how many times more often
    together than if each were bought by chance.
    rules: given (one or two items), item (bought with them), count, support, confidence, lift, leverage; the
    highest lift first. Confidence: the share of the baskets with `given` that hold `item`. Lift: confidence ÷ the share
    of all baskets that hold `item`. Leverage: support less what chance would give.
    """

    baskets: int
    items: pa.Table
    sets: pa.Table
    rules: pa.Table


def associations(
    lines: pa.Table | pa.RecordBatchReader, *, support: float, confidence: float = 0.0, triples: bool = True
) -> Associations:
    """Return the pairs and triples that at least a share `support` of the baskets hold.

    lines: basket_id and item_id of any types; an item several times in a basket counts once, no item (null) counts
    the basket alone. Only rules of at least `confidence` are given. The order is the same at every call.
    Raises ValueError unless 0 < support ≤ 1, and Refusal `associations_too_wide` when baskets hold so many frequent
    items that counting would not end: a higher support, or families in place of articles, brings it down.
    """
    if not 0 < support <= 1:
        raise ValueError("The support is a share above zero.")
    with _engine() as engine:
        baskets = _take(engine, lines)
        # A support that comes out at a whole number of baskets is not to miss it by a rounding.
        _count(engine, max(1, math.ceil(support * baskets - 1e-9)), triples=triples)
        shares = {"baskets": float(max(baskets, 1))}
        return Associations(
            baskets,
            _table(engine, "SELECT item_id, count FROM items ORDER BY count DESC, item_id", {}),
            _table(engine, _SETS, shares),
            _table(engine, _RULES, {**shares, "confidence": confidence}),
        )


@contextmanager
def _engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give an engine of its own, so that its limits and tables are nobody else's."""
    with TemporaryDirectory(prefix="chaland-") as folder, duckdb.connect() as engine:
        engine.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        engine.execute("SET temp_directory = ?", [folder])
        engine.execute("SET preserve_insertion_order = false")
        # The bar of progress would be written over what the terminal or the log shows.
        engine.execute("SET enable_progress_bar = false")
        yield engine


def _take(engine: duckdb.DuckDBPyConnection, lines: pa.Table | pa.RecordBatchReader) -> int:
    engine.register("lines", lines)
    engine.execute("CREATE TABLE bought AS SELECT DISTINCT basket_id, item_id FROM lines")
    ((baskets,),) = engine.execute("SELECT count(DISTINCT basket_id) FROM bought").fetchall()
    return int(baskets)


def _count(engine: duckdb.DuckDBPyConnection, least: int, *, triples: bool) -> None:
    engine.execute(_ITEMS, {"least": least})
    engine.execute(_HELD)
    engine.execute(_PAIRS, {"least": least})
    engine.execute(_COUNTED)
    if triples:
        _count_triples(engine)
    engine.execute(_TRIPLES, {"least": least})


def _count_triples(engine: duckdb.DuckDBPyConnection) -> None:
    """Count them by bitmaps where many baskets hold many things, else part by part of the baskets.

    Either way memory does not grow with the file.
    """
    ((of_two, of_three, baskets),) = engine.execute(_COMBINATIONS).fetchall()
    if of_three > MOST_COMBINATIONS:
        raise Refusal("associations_too_wide")
    ((things,),) = engine.execute("SELECT count(*) FROM items").fetchall()
    if things * baskets <= 8 * MOST_BITMAP_BYTES:
        candidates = engine.execute(_CANDIDATES).fetchnumpy()
        if not len(candidates["k"]):
            return
        if len(candidates["k"]) * baskets / WORD <= WORDS_A_COMBINATION * of_three:
            _count_by_bits(engine, candidates, things, baskets)
            return
    _count_by_parts(engine, math.ceil(of_two / PAIRS_AT_ONCE))


def _count_by_bits(engine: duckdb.DuckDBPyConnection, candidates: Mapping[str, Any], things: int, baskets: int) -> None:
    held = engine.execute(_NUMBERED).fetchnumpy()
    rows = bitmaps(held["place"], held["basket"], all_things=things, all_baskets=baskets)
    counts = count_triples(rows, *(candidates[place] for place in "ijk"))
    engine.register("found", pa.table({"pair": candidates["pair"], "k": candidates["k"] + 1, "count": counts}))
    engine.execute("INSERT INTO counted SELECT pair, k, count FROM found")


def _count_by_parts(engine: duckdb.DuckDBPyConnection, parts: int) -> None:
    for number in range(parts):
        engine.execute(_PART, {"parts": parts, "number": number})
        engine.execute(_PART_PAIRS)
        engine.execute(_COUNT_PART)


def _table(engine: duckdb.DuckDBPyConnection, sql: str, values: dict[str, float]) -> pa.Table:
    return engine.sql(sql, params=values).to_arrow_table()
