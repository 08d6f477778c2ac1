"""The QR code of a form, and the sheet for the counter that bears it."""

import io

import segno
from fpdf import FPDF

QUIET = 4
"""Empty modules around the code. Source: ISO/IEC 18004."""
_SIDE_MM, _PAGE_MM = 110.0, 210.0
_GREEN = (13, 58, 47)


def qr_svg(address: str) -> bytes:
    """Return the QR code of an address as an SVG picture; half of it may be hidden by dirt."""
    out = io.BytesIO()
    segno.make(address, error="q", micro=False).save(out, kind="svg", border=QUIET, scale=8, dark="#0d3a2f")
    return out.getvalue()


def poster_pdf(*, shop: str, title: str, invitation: str, address: str) -> bytes:
    """Return an A4 sheet: the shop, the title, the QR code, and the address in letters for those who type."""
    sheet = FPDF(format="A4")
    sheet.core_fonts_encoding = "cp1252"
    sheet.set_title(_plain(title))
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
    sheet.multi_cell(0, size * 0.45, _plain(text), align="C")


def _plain(text: str) -> str:
    """Return what the fonts of every PDF reader can write; other letters become a question mark."""
    return text.encode("cp1252", "replace").decode("cp1252")


def _code(sheet: FPDF, address: str, top: float) -> None:
    rows = list(segno.make(address, error="q", micro=False).matrix)
    module = _SIDE_MM / len(rows)
    left = (_PAGE_MM - _SIDE_MM) / 2
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                sheet.rect(left + x * module, top + y * module, module, module, style="F")
