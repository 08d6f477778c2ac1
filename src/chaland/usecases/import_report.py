"""What became of each row of a file, kept beside it: a check tells all, an import what stayed out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from chaland.kernel.errors import Refusal
from chaland.usecases.import_remarks import Remark

KEPT_OUT = ("rejected", "conflict")


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
    told: dict[str, Any] = {"row": line.row, "status": line.status, "remarks": [asdict(one) for one in line.remarks]}
    if line.refusal:
        params = {name: str(value) for name, value in line.refusal.params.items()}
        told |= {"code": line.refusal.code, "field": line.refusal.field, "params": params}
    return told


def read_report(path: Path) -> list[Line]:
    """Return the lines in the order of the file, the last of each row; empty where there is no report."""
    found = {line.row: line for line in _lines(path)} if path.exists() else {}
    return [found[row] for row in sorted(found)]


def _lines(path: Path) -> Iterator[Line]:
    with path.open("rb") as file:
        for text in file:
            try:
                told = orjson.loads(text)
            except orjson.JSONDecodeError:
                # Cut short by a power cut: its batch is read again.
                continue
            refusal = Refusal(told["code"], field=told["field"], **told["params"]) if "code" in told else None
            yield Line(told["row"], told["status"], refusal, tuple(Remark(**one) for one in told["remarks"]))


def kept_out(lines: Iterable[Line]) -> Sequence[Line]:
    """Return the rows that were not taken in."""
    return [line for line in lines if line.status in KEPT_OUT]
