"""Which rows of a file are probably somebody already there: told before anything of them is written."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from chaland.customers.duplicates.people import SHARED_BY_MOST, Row, read_some
from chaland.customers.duplicates.rules import WORDS, is_plain, reasons
from chaland.customers.models import Customer
from chaland.customers.rules import NewCustomer
from chaland.kernel.errors import Conflict
from chaland.usecases.import_remarks import Remark

LIKELY, SURE = 0.9, 0.99
CACHE_KIB = 16_384
CODES = ("row_is_known", "row_is_alike")
NAMES = 3
"""Where what is compared has both names in one order."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Whom a row probably is: a customer, or where customer_id is None, who is told of in a row above.

    score: the probability. reasons: codes of what they share or not. crowded values count for nothing.
    """

    score: float
    reasons: tuple[str, ...]
    customer_id: int | None = None
    name: str = ""
    row: int | None = None

    @property
    def is_sure(self) -> bool:
        """Tell whether it is a customer for sure, nothing speaking against it."""
        return self.customer_id is not None and self.score >= SURE and is_plain(self.reasons)

    def remark(self) -> Remark:
        """Return what a report says of the row."""
        return Remark(self._code, "", params=self._params())

    def conflict(self) -> Conflict:
        """Return why the row is kept out."""
        return Conflict(self._code, **self._params())

    @property
    def _code(self) -> str:
        return CODES[self.customer_id is None]

    def _params(self) -> dict[str, Any]:
        who: dict[str, Any] = {"row": self.row} if self.row else {"name": self.name}
        return {**who, "percent": self.percent, "reasons": " ".join(self.reasons)}

    @property
    def percent(self) -> int:
        return int(100 * self.score)

    def as_json(self, row: int) -> dict[str, object]:
        """Return it as the journal keeps it, by the row's number."""
        told = {"row": row, "percent": self.percent, "reasons": [*self.reasons], "name": self.name}
        return {**told, "customer": self.customer_id, "like_row": self.row}


@dataclass(slots=True)
class Above:
    """What is compared of the rows read so far, on a disk under no name that goes with the process.

    Of a number, an address or two names the first row counts; nothing that too many rows share.
    """

    rows: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect("", isolation_level=None))

    def __post_init__(self) -> None:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{CACHE_KIB}"):
            self.rows.execute(f"PRAGMA {pragma}")
        self.rows.execute("CREATE TABLE marks (mark INTEGER PRIMARY KEY, row INTEGER, times INTEGER)")
        self.rows.execute("CREATE TABLE told (row INTEGER PRIMARY KEY, told TEXT)")

    def add(self, people: Iterable[tuple[Row, Sequence[int]]]) -> None:
        """Take rows in: what is compared of each, and its marks."""
        told = list(people)
        self.rows.execute("BEGIN")
        self.rows.executemany(
            "INSERT INTO marks VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1",
            ((mark, -row[0]) for row, marks in told for mark in marks),
        )
        self.rows.executemany(
            "INSERT OR REPLACE INTO told VALUES (?, ?)", ((-row[0], orjson.dumps(row)) for row, _ in told)
        )
        self.rows.execute("COMMIT")

    def first(self, marks: Iterable[int]) -> Mapping[int, int]:
        """Return the first row of each mark that few rows share."""
        found = self.rows.execute(
            "SELECT m.mark, m.row FROM json_each(?) v CROSS JOIN marks m ON m.mark = v.value WHERE m.times <= ?",
            (orjson.dumps(list(marks)), SHARED_BY_MOST),
        )
        return dict(found)

    def told(self, rows: Iterable[int]) -> Iterator[Row]:
        """Give what is compared of rows."""
        found = self.rows.execute(
            "SELECT t.told FROM json_each(?) v CROSS JOIN told t ON t.row = v.value", (orjson.dumps(list(rows)),)
        )
        return (tuple(orjson.loads(text)) for (text,) in found)

    def forget(self) -> None:
        """Forget every row."""
        self.rows.execute("DELETE FROM marks")
        self.rows.execute("DELETE FROM told")


class Alikes:
    """Says who the rows of one file probably are. writes: rows of a batch are in the file before the next is read."""

    def __init__(self, *, writes: bool) -> None:
        """Count the customers: among many, less of what two share is rare."""
        # Tens of megabytes that only who reads a file needs.
        from chaland.customers.duplicates.candidates import Candidates
        from chaland.customers.duplicates.scoring import Scorer

        self._candidates = Candidates()
        self._scorer = Scorer(Customer.objects.count())
        self._above = Above()
        self._writes = writes

    def among(self, people: Sequence[tuple[int, NewCustomer]]) -> dict[int, Alike]:
        """Return by the numbers of rows whom they probably are, the surest of several."""
        known = self._known(people)
        above = self._rows_above(people)
        ids = {owner for owners in known.values() for owner in owners}
        told = read_some(ids, self._candidates.crowded) if ids else {}
        compared = {row: self._told(row, person) for row, person in people if row in known or row in above}
        rows = [*compared.values(), *(row for *_, row in told.values()), *self._others(above, compared)]
        pairs = [(-row, other) for found in (known, above) for row, others in found.items() for other in others]
        alike: dict[int, Alike] = {}
        for one, other, score, levels in self._scorer.scored(rows, pairs, at_least=LIKELY):
            if -one not in alike:
                codes = tuple(reasons(dict(zip(WORDS, levels, strict=True))))
                who = (other, _name(*told[other][:2]), None) if other > 0 else (None, "", -other)
                alike[-one] = Alike(score, codes, *who)
        return alike

    def _known(self, people: Sequence[tuple[int, NewCustomer]]) -> dict[int, set[int]]:
        found = self._candidates.of([person for _, person in people])
        return {row: owners for (row, _), owners in zip(people, found, strict=True) if owners}

    def _rows_above(self, people: Sequence[tuple[int, NewCustomer]]) -> dict[int, set[int]]:
        """Return the keys of the rows above that each row may be: their numbers, negative."""
        if self._writes:
            self._above.forget()
        compared = {row: self._told(row, person) for row, person in people}
        marks = {row: _marks(person, compared[row]) for row, person in people}
        self._above.add((compared[row], marks[row]) for row in compared)
        first = self._above.first({mark for told in marks.values() for mark in told})
        found = {row: {-first[mark] for mark in told if first.get(mark, row) < row} for row, told in marks.items()}
        return {row: others for row, others in found.items() if others}

    def _told(self, row: int, person: NewCustomer) -> Row:
        from chaland.customers.duplicates.candidates import told

        return told(-row, person, self._candidates.crowded)

    def _others(self, above: Mapping[int, set[int]], compared: Mapping[int, Row]) -> Iterator[Row]:
        keys = {-other for others in above.values() for other in others}
        return self._above.told(keys - compared.keys())


def _marks(person: NewCustomer, compared: Row) -> list[int]:
    from chaland.customers.duplicates.candidates import marks

    return [hash(one) for one in (*marks(person), *filter(None, [compared[NAMES]]))]


def _name(first_name: str, last_name: str) -> str:
    return f"{last_name} {first_name}".strip()
