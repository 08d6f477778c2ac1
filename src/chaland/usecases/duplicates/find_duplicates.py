"""The file is searched for customers who are in it twice, and for people who live together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import transaction

from chaland.customers.duplicates import keeping
from chaland.customers.duplicates.people import read_people
from chaland.customers.duplicates.rules import WORDS, is_plain, reasons
from chaland.customers.duplicates.table import table
from chaland.customers.models import Likeness
from chaland.database.locks import one_writer


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found: pairs that may be one person, and pairs that may live together."""

    customers: int
    persons: int
    households: int


def find_duplicates(*, now: datetime) -> Searched:
    """Compare everybody with whoever is like them, and keep the pairs. Safe to repeat; decisions stay.

    Takes the columnar libraries and about a kilobyte a customer: run it in a process of its own.
    """
    from chaland.customers.duplicates import model

    people = table(read_people())
    found = [
        (one, other, score, codes := reasons(dict(zip(WORDS, levels, strict=True))), is_plain(codes))
        for one, other, score, *levels in _rows(model.pairs(people))
    ]
    same = {(one, other) for one, other, *_ in found}
    together = [
        (one, other, 1.0, ["street:same", "last:same"], True)
        for one, other in _rows(model.households(people))
        if (one, other) not in same
    ]
    with one_writer(), transaction.atomic():
        keeping.keep(Likeness.Kind.PERSON, found, now=now)
        keeping.keep(Likeness.Kind.HOUSEHOLD, together, now=now)
        keeping.note_search(people.num_rows, now=now)
    return Searched(people.num_rows, len(found), len(together))


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)
