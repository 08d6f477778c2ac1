"""What became of each row of a file, kept beside it: a check tells all, an import what stayed out."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import orjson

from chaland.kernel.errors import Refusal
from chaland.usecases.imports.import_remarks import Remark

KEPT_OUT = ("rejected", "conflict")
_REMARK = tuple(one.name for one in fields(Remark))


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number, what became of it, why it was kept out, what was remarked."""

    row: int
    status: str
    refusal: Refusal | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass(slots=True)
class Report:
    """The file it is written to, a batch at a time; None to keep none."""

    path: Path | None = None
    lines: list[Line] = field(default_factory=list)

    def add(self, line: Line) -> None:
        if self.path:
            self.lines.append(line)

    def write(self) -> None:
        """Write the lines of a batch, before it is committed: one that is tried again comes twice and counts once."""
        if self.path and self.lines:
            with self.path.open("ab") as file:
                file.writelines(orjson.dumps(_plain(line)) + b"\n" for line in self.lines)
        self.lines = []


def _plain(line: Line) -> dict[str, Any]:
    # A hundred times faster than `asdict`, which copies deeply.
    remarks = [{name: getattr(one, name) for name in _REMARK} for one in line.remarks]
    told: dict[str, Any] = {"row": line.row, "status": line.status, "remarks": remarks}
    if line.refusal:
        params = {name: str(value) for name, value in line.refusal.params.items()}
        told |= {"code": line.refusal.code, "field": line.refusal.field, "params": params}
    return told


def read_report(path: Path) -> Iterator[Line]:
    """Give the lines in the order of the file, the last of each row; none where there is no report."""
    stale = _stale(path)
    for place, told in enumerate(_told(path)):
        if not any(first <= place < end for first, end in stale):
            yield _line(told)


def _stale(path: Path) -> list[tuple[int, int]]:
    """Return the places, from and to, of the lines of batches that were tried again: those after them count."""
    stale: list[tuple[int, int]] = []
    places = array("q")
    for place, told in enumerate(_told(path)):
        if places and told["row"] <= places[-1]:
            first = bisect_left(places, told["row"])
            stale.append((first + place - len(places), place))
            del places[first:]
        places.append(told["row"])
    return stale


def kept_out(path: Path) -> dict[int, Line]:
    """Return the rows that were not taken in, by their numbers; they alone are held in memory."""
    found: dict[int, Line] = {}
    for told in _told(path):
        found.pop(told["row"], None)
        if told["status"] in KEPT_OUT:
            found[told["row"]] = _line(told)
    return found


def _told(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    with path.open("rb") as file:
        for text in file:
            try:
                yield orjson.loads(text)
            except orjson.JSONDecodeError:
                # Cut short by a power cut: its batch is read again.
                continue


def _line(told: dict[str, Any]) -> Line:
    refusal = Refusal(told["code"], field=told["field"], **told["params"]) if "code" in told else None
    return Line(told["row"], told["status"], refusal, tuple(Remark(**one) for one in told["remarks"]))
