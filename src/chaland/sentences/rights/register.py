"""The register of processing on paper."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from fpdf import FPDF

from chaland.kernel.dates import format_day
from chaland.sentences.rights.told import begin, write_line
from chaland.sentences.rights.words import PARTS, PROCESSOR_PARTS, line


def register_sheet(content: dict[str, Any], made_at: datetime, parts: Mapping[str, Promise] = PARTS) -> bytes:
    """Return an edition of the register as a PDF, in the language now active. parts: those of one of its two views."""
    is_for_others = parts is PROCESSOR_PARTS
    title = gettext("Register of what is done for merchants") if is_for_others else gettext("Register of processing")
    pdf: FPDF = begin(title)
    write_line(pdf, title, 18, bold=True)
    since = gettext("Edition of {day}").format(day=format_day(made_at, get_language() or "fr"))
    write_line(pdf, since, 11)
    write_line(
        pdf, gettext("Article 30(2) of the GDPR.") if is_for_others else gettext("Article 30(1) of the GDPR."), 9
    )
    for part, name in parts.items():
        pdf.ln(3)
        write_line(pdf, str(name), 12, bold=True)
        for row in content.get(part, []) or [gettext("Nobody else.") if part == "recipients" else "—"]:
            write_line(pdf, line(part, row), 9)
    return bytes(pdf.output())
