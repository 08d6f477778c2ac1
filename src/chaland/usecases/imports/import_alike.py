"""Which rows of a file are probably somebody already there: told before anything of them is written."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import orjson

from chaland.customers.duplicates.asked import Asked, Told
from chaland.customers.duplicates.briefs import Brief, Briefs, brief_of
from chaland.customers.duplicates.candidates import Candidates, row_of
from chaland.customers.duplicates.people import SHARED_BY_MOST, Row, read_some
from chaland.customers.duplicates.rules import WORDS, is_plain, reasons
from chaland.customers.models import Customer
from chaland.database.bare import on_sqlite
from chaland.database.lookups import fetch
from chaland.kernel.errors import Conflict
from chaland.usecases.imports.import_remarks import Remark

LIKELY, SURE = 0.9, 0.99
CACHE_KIB = 16_384
CODES = ("row_is_known", "row_is_alike")


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
        self.rows.execute("CREATE TABLE marks (mark INTEGER PRIMARY KEY, key INTEGER, times INTEGER)")
        self.rows.execute("CREATE TABLE told (key INTEGER PRIMARY KEY, told TEXT)")

    def like(self, people: Sequence[Asked]) -> dict[int, set[int]]:
        """Return by their keys who of those above they may be; take them in."""
        marks = {person.key: _marks(person) for person in people}
        self.rows.execute("BEGIN")
        self.rows.executemany(_MARK, ((mark, key) for key, own in marks.items() for mark in own))
        told = ((person.key, orjson.dumps(person.told)) for person in people)
        self.rows.executemany("INSERT OR REPLACE INTO told VALUES (?, ?)", told)
        self.rows.execute("COMMIT")
        asked = orjson.dumps(list({mark for own in marks.values() for mark in own}))
        first = dict(self.rows.execute(_FIRST, (asked, SHARED_BY_MOST)))
        # Keys go down as rows do: those above are the greater.
        found = {key: {first[mark] for mark in own if first.get(mark, key) > key} for key, own in marks.items()}
        return {key: others for key, others in found.items() if others}

    def told(self, keys: Iterable[int]) -> Iterator[Told]:
        """Give what is told in rows."""
        return (orjson.loads(text) for (text,) in self.rows.execute(_TOLD, (orjson.dumps(list(keys)),)))


@dataclass(slots=True)
class AboveInBatch:
    """The same of the rows of one batch alone, those of earlier ones being in the file already: quicker in memory."""

    people: dict[int, Told] = field(default_factory=dict)

    def like(self, people: Sequence[Asked]) -> dict[int, set[int]]:
        """Return by their keys who of those above they may be; take them in."""
        self.people = {person.key: person.told for person in people}
        marks = {person.key: (*person.marks, *person.names) for person in people}
        times = Counter(chain.from_iterable(marks.values()))
        shared = {mark for mark, count in times.items() if 1 < count <= SHARED_BY_MOST}
        first: dict[str, int] = {}
        found: dict[int, set[int]] = {}
        for key, own in marks.items():
            if others := {first.setdefault(mark, key) for mark in shared.intersection(own)} - {key}:
                found[key] = others
        return found

    def told(self, keys: Iterable[int]) -> Iterator[Told]:
        """Give what is told in rows."""
        return map(self.people.__getitem__, keys)


_MARK = "INSERT INTO marks VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1"
_FIRST = "SELECT m.mark, m.key FROM json_each(?) v CROSS JOIN marks m ON m.mark = v.value WHERE m.times <= ?"
_TOLD = "SELECT t.told FROM json_each(?) v CROSS JOIN told t ON t.key = v.value"


class Alikes:
    """Says who the rows of one file probably are. writes: rows of a batch are in the file before the next is read."""

    def __init__(self, *, writes: bool) -> None:
        """Count the customers: among many, less of what two share is rare."""
        # Tens of megabytes that only who reads a file needs.
        from chaland.customers.duplicates.scoring import Scorer

        self._candidates = Candidates()
        self._scorer = Scorer(Customer.objects.count())
        self._above = AboveInBatch() if writes else Above()
        self._briefs, self._version = Briefs(), -1

    def among(self, asked: Sequence[Asked]) -> dict[int, Alike]:
        """Return by the numbers of rows whom they probably are, the surest of several. Their keys are below zero."""
        self._see_changes()
        known, above = self._known(asked), self._above.like(asked)
        crowded = self._candidates.crowded
        told = read_some({one for owners in known.values() for one in owners}, crowded)
        if on_sqlite():
            self._briefs.remember((key, brief_of(row[4], row[5], row[6], row[8])) for key, (*_, row) in told.items())
        ours = [one.told for one in asked if one.key in known or one.key in above]
        others = self._above.told({one for keys in above.values() for one in keys} - {own[0] for own, *_ in ours})
        rows = [*(row_of(one, crowded) for one in (*ours, *others)), *(row for *_, row in told.values())]
        pairs = [(key, other) for found in (known, above) for key, others in found.items() for other in others]
        alike: dict[int, Alike] = {}
        for key, other, score, levels in self._scorer.scored(rows, pairs, at_least=LIKELY):
            if -key not in alike:
                codes = tuple(reasons(dict(zip(WORDS, levels, strict=True))))
                alike[-key] = Alike(score, codes, *_who(other, told))
        return alike

    def _known(self, asked: Sequence[Asked]) -> dict[int, set[int]]:
        """Return by their keys who of the file they may be, without namesakes who cannot be."""
        known, named = self._candidates.of(asked)
        told = {one.key: one.brief for one in asked if one.brief and one.key in named}
        namesakes: dict[int, list[int]] = {}
        for key, others in named.items():
            for other in others:
                if key in told and self._briefs.knows(other):
                    namesakes.setdefault(key, []).append(other)
                else:
                    known.setdefault(key, set()).add(other)
        for key, other in self._scorer.possible(namesakes, told, self._briefs, at_least=LIKELY):
            known.setdefault(key, set()).add(other)
        return known

    def _see_changes(self) -> None:
        """Forget what is remembered of people once somebody else wrote anything, be it another thread."""
        if on_sqlite() and (version := fetch("PRAGMA data_version", [])[0][0]) != self._version:
            self._briefs.forget()
            self._version = version

    def written(self, created: Iterable[tuple[int, Brief | None]], changed: Iterable[int]) -> None:
        """Remember whom a batch created, by their keys, and forget whom it changed; it is in the file by now."""
        if on_sqlite():
            self._briefs.remember(created)
            self._briefs.drop(changed)


def _marks(person: Asked) -> list[int]:
    return [*map(hash, person.marks), *map(hash, person.names)]


def _who(key: int, told: Mapping[int, tuple[str, str, Row]]) -> tuple[int | None, str, int | None]:
    """Return customer, name and row of whom a key names."""
    if key < 0:
        return None, "", -key
    first_name, last_name, _ = told[key]
    return key, f"{last_name} {first_name}".strip(), None
