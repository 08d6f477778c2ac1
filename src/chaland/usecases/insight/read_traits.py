"""Somebody looks at sizes and colours, materials and price levels."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from chaland.insight import traits
from chaland.stores.models import Category
from chaland.usecases.insight.choose_articles import By, Thing, buying_of, key_of, things
from chaland.usecases.insight.choose_people import Whom
from chaland.warehouse.engine import run

Measure: TypeAlias = Literal["revenue_cents", "quantity_milli", "buyers"]
MEASURES: tuple[Measure, ...] = ("revenue_cents", "quantity_milli", "buyers")
MOST_ROWS, MOST_COLUMNS = 30, 12


@dataclass(frozen=True, slots=True)
class Crossed:
    """What was bought by two traits. rows, columns: those with the most, in a shop's order. all_rows: how many more.

    cells: by (row, column), where anything was bought.
    """

    rows: Sequence[Any]
    columns: Sequence[Any]
    all_rows: int
    all_columns: int
    cells: Mapping[tuple[Any, Any], int]
    row_things: Mapping[Any, Thing]
    column_things: Mapping[Any, Thing]


def read_traits(whom: Whom, rows: By, columns: By, measure: Measure, family: Category | None) -> Crossed:
    """Return two traits against each other. Raises what `people_of` raises."""
    buying = buying_of(whom, family)
    found = run(traits.crossed(buying, key_of(rows, family), key_of(columns, family))).to_pylist()
    cells = {(row["row"], row["column"]): row[measure] for row in found}
    by_row, by_column = _sums(cells, 0), _sums(cells, 1)
    return Crossed(
        _greatest(by_row, MOST_ROWS),
        _greatest(by_column, MOST_COLUMNS),
        len(by_row),
        len(by_column),
        cells,
        things(by_row, rows, family),
        things(by_column, columns, family),
    )


def _sums(cells: Mapping[tuple[Any, Any], int], side: int) -> Counter[Any]:
    sums: Counter[Any] = Counter()
    for key, value in cells.items():
        sums[key[side]] += value
    return sums


def _greatest(sums: Mapping[Any, int], most: int) -> list[Any]:
    ordered = sorted(sums, key=lambda key: (-sums[key], str(key)))
    return traits.in_order(ordered[:most])
