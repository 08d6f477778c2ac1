"""Loyalty cards on paper and as pictures: an EAN-13 for the till, a QR code for telephones, digits for people."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import segno
from fpdf import FPDF

from chaland.kernel.barcode import ean13_modules
from chaland.kernel.print import CHARACTERS, spelt

MODULE_MM = 0.33
"""The nominal width of a bar. Source: GS1 General Specifications, 5.2.6.6."""
QUIET_LEFT, QUIET_RIGHT = 11, 7
CARD_MM = (85.6, 53.98)
"""ISO/IEC 7810, ID-1."""
_PAGE_MM = (210.0, 297.0)
_COLUMNS, _ROWS = 2, 5
_BAR_HEIGHT_MM, _QR_MM = 18.0, 20.0
_GREEN, _INK = (13, 58, 47), (27, 38, 33)


def bars(number: str) -> Iterator[tuple[int, int]]:
    """Give where each bar of an EAN-13 begins and how wide it is, in modules."""
    place = 0
    for dark, run in groupby(ean13_modules(number)):
        width = len(list(run))
        if dark == "1":
            yield place, width
        place += width


def ean13_svg(number: str) -> bytes:
    """Return the bars of a card's number as a picture with its quiet zones."""
    width = QUIET_LEFT + 95 + QUIET_RIGHT
    rects = "".join(f'<rect x="{QUIET_LEFT + at}" y="4" width="{wide}" height="52"/>' for at, wide in bars(number))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 60" shape-rendering="crispEdges">'
        f'<rect width="{width}" height="60" fill="#fff"/>{rects}</svg>'
    ).encode()


def cards_pdf(shop: str, numbers: Sequence[str]) -> bytes:
    """Return A4 sheets of ten cards to cut out, with lines to cut along."""
    sheet = FPDF(format="A4")
    sheet.core_fonts_encoding = CHARACTERS
    sheet.set_title(spelt(shop))
    sheet.set_auto_page_break(auto=False)
    for place, number in enumerate(numbers):
        if place % (_COLUMNS * _ROWS) == 0:
            sheet.add_page()
        _card(sheet, shop, number, place % (_COLUMNS * _ROWS))
    return bytes(sheet.output())


def _card(sheet: FPDF, shop: str, number: str, place: int) -> None:
    width, height = CARD_MM
    left = (_PAGE_MM[0] - _COLUMNS * width) / 2 + place % _COLUMNS * width
    top = (_PAGE_MM[1] - _ROWS * height) / 2 + place // _COLUMNS * height
    sheet.set_draw_color(200, 200, 200)
    sheet.rect(left, top, width, height)
    sheet.set_text_color(*_GREEN)
    sheet.set_font("helvetica", style="B", size=14)
    sheet.set_xy(left + 5, top + 5)
    sheet.cell(width - 10, 7, spelt(shop)[:34])
    sheet.set_fill_color(*_INK)
    _draw_bars(sheet, number, left + 5, top + 20)
    _draw_qr(sheet, number, left + width - _QR_MM - 6, top + 20)


def _draw_bars(sheet: FPDF, number: str, left: float, top: float) -> None:
    start = left + QUIET_LEFT * MODULE_MM
    for at, wide in bars(number):
        sheet.rect(start + at * MODULE_MM, top, wide * MODULE_MM, _BAR_HEIGHT_MM, style="F")
    sheet.set_text_color(*_INK)
    sheet.set_font("courier", size=10)
    sheet.set_xy(start, top + _BAR_HEIGHT_MM + 1)
    sheet.cell(95 * MODULE_MM, 4, number, align="C")


def _draw_qr(sheet: FPDF, number: str, left: float, top: float) -> None:
    rows = list(segno.make(number, error="m", micro=False).matrix)
    module = _QR_MM / len(rows)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                sheet.rect(left + x * module, top + y * module, module, module, style="F")
