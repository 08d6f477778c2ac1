"""Tables of figures: shown on a screen, and given as a file exactly as shown."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

from django.http import FileResponse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language

from chaland.kernel.money import format_euros, format_euros_round
from chaland.kernel.numbers import format_decimal, format_number, format_percent
from chaland.web.common.templatetags.chaland import day as written_day
from chaland.web.desk import customers_files as files
from chaland.web.desk.customers_files import FORMATS

Kind: TypeAlias = Literal[
    "text", "count", "decimal", "hundredths", "euros", "euros_round", "percent", "permille", "days", "day", "month"
]
"""What a column holds: euros are given in cents, a percent as a share from 0 to 1 (permille: with
a decimal), a month by its first day."""
Text: TypeAlias = str | Promise
FILES = ("csv", "xlsx")
BREADTHS = {"few": 6.5, "some": 12, "many": 20, "most": 28}


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and what stands under it."""

    label: Text
    kind: Kind = "text"

    @property
    def is_number(self) -> bool:
        return self.kind not in ("text", "day", "month")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with more to it. url: who is behind it. level: its shade from 0 to 5, None without. note: in small."""

    value: Any
    url: str = ""
    level: int | None = None
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as the template writes it. label: the heading of its column."""

    label: Text
    text: Text
    url: str
    level: int | None
    note: Text
    is_number: bool
    is_nothing: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, and rows of values or `Cell`s in their order; the first column heads its row.

    key: its name in addresses of files. caption: what it is, for who does not see it. totals: a last row.
    is_heat: cells are shaded by their level.
    """

    key: str
    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    totals: Sequence[Any] = field(default_factory=tuple)
    is_heat: bool = False

    @property
    def breadth(self) -> str:
        """How much room its columns want: of words twice that of a figure, of euros a quarter more."""
        wanted = sum(2 if not one.is_number else 1.25 if one.kind.startswith("euros") else 1 for one in self.columns)
        return next((name for name, most in BREADTHS.items() if wanted <= most), "widest")

    @property
    def lines(self) -> list[list[Shown]]:
        return [self._line(row) for row in self.rows]

    @property
    def last_line(self) -> list[Shown]:
        return self._line(self.totals) if self.totals else []

    def _line(self, row: Sequence[Any]) -> list[Shown]:
        return [_shown(value, column) for value, column in zip(row, self.columns, strict=True)]


def _shown(value: Any, column: Column) -> Shown:
    cell = value if isinstance(value, Cell) else Cell(value)
    text = "—" if cell.value is None else WRITTEN[column.kind](cell.value, get_language() or "fr")
    return Shown(column.label, text, cell.url, cell.level, cell.note, column.is_number, cell.value is None)


WRITTEN: Mapping[Kind, Callable[[Any, str], Text]] = {
    "text": lambda value, _language: value,
    "count": format_number,
    "decimal": lambda value, language: format_decimal(value, 1, language),
    "hundredths": lambda value, language: format_decimal(value, 2, language),
    "permille": lambda value, language: format_percent(value, language, 1),
    "days": lambda value, language: format_decimal(value, 1, language),
    "euros": format_euros,
    "euros_round": format_euros_round,
    "percent": format_percent,
    "day": lambda value, _language: written_day(value),
    "month": lambda value, _language: value if isinstance(value, str) else date_format(value, "F Y"),
}
_FILED: Mapping[Kind, Callable[[Any], files.Cell]] = {
    "text": str,
    "count": int,
    "decimal": lambda value: round(float(value), 1),
    "hundredths": lambda value: round(float(value), 2),
    "days": lambda value: round(float(value), 1),
    "euros": files.Euros,
    "euros_round": files.Euros,
    "percent": lambda value: files.Share(round(value * 100)),
    "permille": lambda value: files.Share(round(value * 100, 1)),
    "day": lambda value: value,
    "month": lambda value: value,
}


def as_file(table: Table, kind: str, today: date) -> FileResponse:
    """Return a table as a file, `kind` being one of FILES; amounts keep their cents."""
    language = get_language() or "fr"
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    rows = [*table.rows, *([table.totals] if table.totals else [])]
    headings = [str(column.label) for column in table.columns]
    FORMATS[kind].write(file, headings, (_filed(row, table.columns) for row in rows), language)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{table.key}_{today.isoformat()}.{kind}",
        content_type=FORMATS[kind].content_type,
    )


def _filed(row: Sequence[Any], columns: Sequence[Column]) -> list[files.Cell]:
    values = [value.value if isinstance(value, Cell) else value for value in row]
    return [
        None if value is None else _FILED[column.kind](value) for value, column in zip(values, columns, strict=True)
    ]
