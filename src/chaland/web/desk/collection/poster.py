"""The sheet for the counter that bears the QR code of a form."""

import segno
from fpdf import FPDF

from chaland.kernel.print import CHARACTERS, spelt

_SIDE_MM, _PAGE_MM = 110.0, 210.0
_GREEN = (13, 58, 47)


def poster_pdf(*, shop: str, title: str, invitation: str, address: str) -> bytes:
    """Return an A4 sheet: the shop, the title, the QR code, and the address in letters for those who type."""
    sheet = FPDF(format="A4")
    sheet.core_fonts_encoding = CHARACTERS
    sheet.set_title(spelt(title))
    sheet.set_margin(20)
    sheet.add_page()
    sheet.set_fill_color(*_GREEN)
    sheet.rect(0, 0, _PAGE_MM, 34, style="F")
    sheet.set_text_color(255, 255, 255)
    _line(sheet, shop, size=22, top=11)
    sheet.set_text_color(*_GREEN)
    _line(sheet, title, size=30, top=50)
    _line(sheet, invitation, size=16, top=sheet.get_y() + 6)
    top = sheet.get_y() + 10
    _code(sheet, address, top)
    sheet.set_text_color(60, 60, 60)
    _line(sheet, address, size=12, top=top + _SIDE_MM + 6)
    return bytes(sheet.output())


def _line(sheet: FPDF, text: str, *, size: float, top: float) -> None:
    sheet.set_y(top)
    sheet.set_font("helvetica", style="B" if size > 20 else "", size=size)  # noqa: PLR2004 - titles are bold
    sheet.multi_cell(0, size * 0.45, spelt(text), align="C")


def _code(sheet: FPDF, address: str, top: float) -> None:
    rows = list(segno.make(address, error="q", micro=False).matrix)
    module = _SIDE_MM / len(rows)
    left = (_PAGE_MM - _SIDE_MM) / 2
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                sheet.rect(left + x * module, top + y * module, module, module, style="F")
