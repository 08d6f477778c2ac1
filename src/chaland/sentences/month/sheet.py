"""The month of a shop on one sheet of paper, A4."""

from django.utils.translation import get_language, gettext
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from chaland.kernel.money import format_euros_round
from chaland.kernel.print import CHARACTERS, spelt
from chaland.sentences.month import words
from chaland.usecases.insight.read_month import MonthReport

_INK, _SOFT, _GREEN, _GOLD, _LINE = (27, 38, 33), (71, 84, 77), (20, 97, 77), (230, 179, 77), (227, 220, 205)
_WIDTH, _GAP = 180, 5


def sheet(report: MonthReport) -> bytes:
    """Return the report as a PDF of one page, in the language now active."""
    pdf = FPDF(format="A4")
    pdf.core_fonts_encoding = CHARACTERS
    pdf.set_lang(get_language() or "fr")
    pdf.set_title(spelt(words.heading(report)))
    pdf.set_margins(15, 15)
    pdf.set_auto_page_break(auto=False)
    pdf.add_page()
    _head(pdf, report)
    _figures(pdf, report)
    _people(pdf, report)
    _families(pdf, report)
    _tasks(pdf, report)
    _foot(pdf)
    return bytes(pdf.output())


def _line(pdf: FPDF, text: object, size: float, *, style: str = "", color: tuple[int, int, int] = _INK) -> None:
    pdf.set_font("Helvetica", style, size)
    pdf.set_text_color(*color)
    pdf.multi_cell(_WIDTH, size * 0.5, spelt(text), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _title(pdf: FPDF, text: str) -> None:
    pdf.ln(_GAP)
    _line(pdf, text, 13, style="B", color=_GREEN)
    pdf.ln(1.5)


def _head(pdf: FPDF, report: MonthReport) -> None:
    _line(pdf, gettext("The month of your shop"), 11, color=_SOFT)
    _line(pdf, words.heading(report), 22, style="B", color=_GREEN)
    if not report.is_over:
        _line(pdf, gettext("The month is under way: figures up to today."), 10, color=_SOFT)
    pdf.ln(_GAP)


def _figures(pdf: FPDF, report: MonthReport) -> None:
    top, width = pdf.get_y(), (_WIDTH - 2 * _GAP) / 3
    for place, figure in enumerate(words.figures(report)):
        left = pdf.l_margin + place * (width + _GAP)
        pdf.set_draw_color(*_LINE)
        pdf.rect(left, top, width, 36, round_corners=True, corner_radius=3)
        lines = [(figure.label, "", 10, _SOFT), (figure.text, "B", 19, _INK)]
        lines += [(text, "", 9, _SOFT) for text in figure.compared]
        pdf.set_y(top + 3)
        for text, style, size, color in lines:
            pdf.set_x(left + 4)
            pdf.set_font("Helvetica", style, size)
            pdf.set_text_color(*color)
            pdf.cell(width - 8, size * 0.5 + 1, spelt(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_y(top + 38)


def _people(pdf: FPDF, report: MonthReport) -> None:
    _title(pdf, gettext("Your customers"))
    for one in report.people:
        _line(pdf, f"\u2022  {words.people(one)}", 11)
        pdf.ln(1)


def _families(pdf: FPDF, report: MonthReport) -> None:
    if not report.families:
        return
    _title(pdf, gettext("The families that bring most"))
    most = max(one.cents for one in report.families)
    for one in report.families:
        top = pdf.get_y()
        pdf.set_fill_color(*_GOLD)
        pdf.rect(pdf.l_margin + 65, top + 1.2, 60 * one.cents / most, 4, style="F")
        pdf.set_font("Helvetica", "", 11)
        pdf.set_text_color(*_INK)
        pdf.cell(63, 6.5, spelt(one.name)[:34])
        pdf.set_x(pdf.l_margin + 127)
        pdf.cell(30, 6.5, spelt(format_euros_round(one.cents, get_language() or "fr")), align=Align.R)
        pdf.set_text_color(*_SOFT)
        moved = words.moved(one.cents, one.before_cents) if report.before else ""
        pdf.cell(23, 6.5, spelt(moved), align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _tasks(pdf: FPDF, report: MonthReport) -> None:
    if not report.tasks:
        return
    _title(pdf, gettext("Three things to do"))
    for place, one in enumerate(report.tasks, 1):
        _line(pdf, f"{place}.  {words.task(one)}", 11)
        pdf.ln(1)


def _foot(pdf: FPDF) -> None:
    pdf.set_y(-32)
    _line(pdf, words.FORMULA, 8, color=_SOFT)
