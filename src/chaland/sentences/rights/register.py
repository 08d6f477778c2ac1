"""The register of processing on paper."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext
from fpdf import FPDF

from chaland.kernel.dates import format_day
from chaland.sentences.rights.told import begin, write_line
from chaland.sentences.rights.words import PARTS, line


def register_sheet(content: dict[str, Any], made_at: datetime) -> bytes:
    """Return an edition of the register as a PDF, in the language now active."""
    pdf: FPDF = begin(gettext("Register of processing"))
    write_line(pdf, gettext("Register of processing"), 18, bold=True)
    since = gettext("Edition of {day}").format(day=format_day(made_at, get_language() or "fr"))
    write_line(pdf, since, 11)
    for part, title in PARTS.items():
        pdf.ln(3)
        write_line(pdf, str(title), 12, bold=True)
        for row in content.get(part, []) or [gettext("Nobody else.") if part == "recipients" else "—"]:
            write_line(pdf, line(part, row), 9)
    return bytes(pdf.output())
