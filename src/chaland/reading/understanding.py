"""What was understood of a file, as one process tells it to another and the journal keeps it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a file was read. Rows have the numbers that a spreadsheet shows.

    format: csv, xls, xlsx, ods or vcard. header_row: None when no row names the columns.
    columns: `contents.Column.as_json`, in the order of the file. sample: the first rows, as the file has them.
    left_out: rows that are no data, with why: above, heading, total; the first of them.
    """

    format: str
    rows: int
    columns: list[dict[str, Any]]
    header_row: int | None
    encoding: str = ""
    mixed: bool = False
    delimiter: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    preset: str = ""
    left_out: list[tuple[int, str]] = field(default_factory=list)
    sample: list[tuple[int, list[str]]] = field(default_factory=list)

    @property
    def headings(self) -> list[str]:
        return [str(column["heading"]) for column in self.columns]

    def total(self, what: str) -> int:
        """Return a count of all columns together: spoiled, damaged, day_first, month_first."""
        return sum(int(column[what]) for column in self.columns)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Understanding":
        """Return it from what `as_json` gave."""
        numbered = {name: [(one[0], one[1]) for one in told[name]] for name in ("left_out", "sample")}
        return cls(**{**told, **numbered})
