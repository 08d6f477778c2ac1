"""What stayed out of a file, as the same file with a column that says why; and the report of a check, row by row."""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO

from django.http import FileResponse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from chaland.accounts.rules import IMPORT_FILES
from chaland.journal.queries import upload
from chaland.sentences import sentence
from chaland.usecases.imports.guide_import import understood_file
from chaland.usecases.imports.import_any_customers import Understood
from chaland.usecases.imports.import_file import rows_kept_out
from chaland.usecases.imports.import_report import Line, read_report
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.customers_files import FORMATS, Cells
from chaland.web.desk.imports_guide import refuse_part_of_the_network
from chaland.web.desk.imports_labels import STATUSES
from chaland.web.desk.refusals import not_found_as_404

SHEETS = ("xls", "xlsx", "ods")


@permission(IMPORT_FILES)
@require_safe
def import_rejects(request: DeskRequest, upload_id: int) -> FileResponse:
    """Send the rows that were not taken in, to be corrected and imported again."""
    file = _file(request, upload_id)
    headings = [*file.understanding.headings, gettext("Why it was left out")]
    rows = [[*cells, sentence(line.refusal) if line.refusal else ""] for line, cells in rows_kept_out(file)]
    kind = "xlsx" if file.understanding.format in SHEETS else "csv"
    return _sent(file, gettext("left-out"), kind, headings, rows)


@permission(IMPORT_FILES)
@require_safe
def import_report(request: DeskRequest, upload_id: int) -> FileResponse:
    """Send what a check found of every row: what becomes of it, why it stays out, what was repaired."""
    file = _file(request, upload_id)
    headings = [gettext("Row"), gettext("What becomes of it"), gettext("Why"), gettext("Remarks")]
    return _sent(file, gettext("report"), "csv", headings, list(_report(file)))


def _file(request: DeskRequest, upload_id: int) -> Understood:
    refuse_part_of_the_network(request)
    with not_found_as_404():
        return understood_file(upload(upload_id))


def _report(file: Understood) -> Iterator[list[str]]:
    for line in read_report(file.report) if file.report else ():
        why = sentence(line.refusal) if line.refusal else ""
        yield [str(line.row), str(STATUSES[line.status]), why, _remarks(line)]


def _remarks(line: Line) -> str:
    return " ".join(sentence(one.as_refusal()) for one in line.remarks)


def _sent(file: Understood, what: str, kind: str, headings: Sequence[str], rows: Sequence[Cells]) -> FileResponse:
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    delimiter = file.understanding.delimiter
    if kind == "csv" and delimiter in (",", "\t", "|"):
        _write_apart(target, headings, rows, delimiter)
    else:
        FORMATS[kind].write(target, headings, rows, get_language() or "fr")
    target.seek(0)
    stem = file.name.rpartition(".")[0] or file.name
    content_type = FORMATS[kind].content_type
    return FileResponse(target, as_attachment=True, filename=f"{stem}_{what}.{kind}", content_type=content_type)


def _write_apart(target: IO[bytes], headings: Sequence[str], rows: Sequence[Cells], delimiter: str) -> None:
    """Write text with what separated the cells of the file."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([headings, *rows])
    text.flush()
    text.detach()
