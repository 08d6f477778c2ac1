"""The statement of a merchant for a month of clearing: the same lines on paper and in a file."""

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from chaland.kernel.dates import format_day
from chaland.kernel.money import Cents, format_euros
from chaland.kernel.numbers import format_number
from chaland.kernel.print import CHARACTERS, spelt
from chaland.usecases.loyalty.clear_points import Statement

_INK, _SOFT, _GREEN, _LINE = (27, 38, 33), (71, 84, 77), (20, 97, 77), (227, 220, 205)
_COLUMNS = (34, 62, 28, 28, 28)


def headings() -> list[str]:
    """Return the heads of the columns."""
    return [gettext("Day"), gettext("With"), gettext("Points"), gettext("Owed to you"), gettext("Owed by you")]


def lines(statement: Statement) -> Iterator[tuple[date, str, int, Cents, Cents]]:
    """Give day, the other merchant, points, cents owed to this one and by it."""
    own = statement.line.merchant.pk
    for due in statement.dues:
        is_claim = due.honoured_by == own
        other = statement.names.get(due.issuer if is_claim else due.honoured_by, "")
        yield due.on, other, due.points, due.cents if is_claim else 0, 0 if is_claim else due.cents


def statement_pdf(statement: Statement) -> bytes:
    """Return the statement as a PDF, in the language now active."""
    language = get_language() or "fr"
    line = statement.line
    pdf = FPDF(format="A4")
    pdf.core_fonts_encoding = CHARACTERS
    pdf.set_lang(language)
    pdf.set_title(spelt(gettext("Clearing statement")))
    pdf.set_margins(15, 15)
    pdf.set_auto_page_break(auto=True, margin=18)
    pdf.add_page()
    _say(pdf, line.merchant.legal_name or line.merchant.name, 16, style="B", color=_GREEN)
    _say(pdf, f"{gettext('Clearing statement')} \u2013 {date_format(statement.first, 'F Y')}", 18, style="B")
    for label, text in _told(statement, language):
        _say(pdf, f"{label} {text}", 11)
    pdf.ln(6)
    _table(pdf, statement, language)
    _say(pdf, gettext("Points and amounts only: no customer is named between merchants."), 9, color=_SOFT)
    return bytes(pdf.output())


def _told(statement: Statement, language: str) -> Iterator[tuple[str, str]]:
    line = statement.line
    yield gettext("Points given:"), format_number(line.given, language)
    yield gettext("Owed to you:"), format_euros(line.claims, language)
    yield gettext("Owed by you:"), format_euros(line.debts, language)
    yield gettext("Balance of the month:"), format_euros(line.net, language)


def _table(pdf: FPDF, statement: Statement, language: str) -> None:
    pdf.set_draw_color(*_LINE)
    pdf.set_font("Helvetica", "", 10)
    pdf.set_text_color(*_INK)
    aligned = (Align.L, Align.L, Align.R, Align.R, Align.R)
    with pdf.table(col_widths=_COLUMNS, text_align=aligned, borders_layout="HORIZONTAL_LINES", line_height=6) as table:
        table.row([spelt(head) for head in headings()])
        for on, other, points, claim, debt in lines(statement):
            amounts = [format_euros(cents, language) if cents else "" for cents in (claim, debt)]
            cells = (format_day(on, language), other, format_number(points, language), *amounts)
            table.row([spelt(cell) for cell in cells])


def _say(pdf: FPDF, text: str, size: float, *, style: str = "", color: tuple[int, int, int] = _INK) -> None:
    pdf.set_font("Helvetica", style, size)
    pdf.set_text_color(*color)
    pdf.multi_cell(0, size * 0.5, spelt(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT, align=Align.L)
