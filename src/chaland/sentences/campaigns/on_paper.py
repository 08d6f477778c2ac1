"""Letters for windowed envelopes, cards and sheets of labels as PDF, with the voucher's barcode."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from typing import IO, Any

from django.utils import translation
from django.utils.translation import gettext
from fpdf import FPDF
from fpdf.fonts import CORE_FONTS_CHARWIDTHS
from zxingcpp import BarcodeFormat, create_barcode, write_barcode_to_image

from chaland.campaigns.content.blocks import Block, Divider, Heading, Picture, Text, Voucher
from chaland.campaigns.content.compiled import Sender
from chaland.kernel.print import CHARACTERS, spelt
from chaland.usecases.campaigns.hand_over import Addressee
from chaland.usecases.campaigns.write_messages import Written

Pictures = Mapping[str, bytes]
"""What the pictures of a letter are, by digest."""
_WINDOW = (100.0, 48.0, 90.0, 4.6)
"""Left, top, width and line height in mm: within the window of an envelope for A4 folded in three."""
_CARD_MM = (148.0, 105.0)
_LABELS, _LABEL_MM, _LABELS_TOP = (3, 8), (70.0, 37.0), 0.5
"""Sheets of 24 labels of 70 × 37 mm."""
_MODULE_MM, _BAR_MM, _VOUCHER_MM = 0.33, 13.0, 39.0
_HEADING, _TEXT, _PICTURE_MM, _CARD_TEXT_MM = 15, 11, 60.0, 62.0
_LEADING, _APART = 0.46, 0.18
"""Between two lines and two paragraphs, in mm for each point of the letters."""
_SCALES = (0.9, 0.8, 0.7, 0.6)
"""Of the letters on a card, the first that leaves room for everything."""
_MM_OF_POINT = 25.4 / 72
_INK, _GREY = (27, 38, 33), (95, 108, 101)


def letters(file: IO[bytes], people: Iterable[Addressee], sender: Sender, pictures: Pictures) -> list[int]:
    """Write one A4 page or more for each, the address where the window is; returns whose letters they are."""
    pdf = _begin("A4", sender)
    return _each(pdf, file, people, lambda one, words: _letter(pdf, one, words, sender, pictures))


def cards(file: IO[bytes], people: Iterable[Addressee], sender: Sender, pictures: Pictures) -> list[int]:
    """Write one A6 card for each: what is said on the left, the address on the right."""
    pdf = _begin((_CARD_MM[1], _CARD_MM[0]), sender, orientation="L")
    return _each(pdf, file, people, lambda one, words: _card(pdf, one, words, sender, pictures))


def labels(file: IO[bytes], people: Iterable[Addressee], sender: Sender) -> list[int]:
    """Write A4 sheets of 24 labels."""
    pdf = _begin("A4", sender)
    taken: list[int] = []
    for place, one in enumerate(people):
        _label(pdf, one, place % (_LABELS[0] * _LABELS[1]))
        taken.append(one.customer_id)
    return _end(pdf, file, taken)


def _begin(page: str | tuple[float, float], sender: Sender, orientation: str = "P") -> FPDF:
    pdf = FPDF(orientation=orientation, format=page)
    pdf.core_fonts_encoding = CHARACTERS
    pdf.set_title(spelt(sender.shop))
    pdf.set_margin(20)
    pdf.set_text_color(*_INK)
    return pdf


def _each(
    pdf: FPDF, file: IO[bytes], people: Iterable[Addressee], write: Callable[[Addressee, Written], None]
) -> list[int]:
    taken: list[int] = []
    for one in people:
        if one.written is not None:
            with translation.override(one.written.language):
                write(one, one.written)
            taken.append(one.customer_id)
    return _end(pdf, file, taken)


def _end(pdf: FPDF, file: IO[bytes], taken: list[int]) -> list[int]:
    if not taken:
        pdf.add_page()
    file.write(pdf.output())
    return taken


def _letter(pdf: FPDF, one: Addressee, words: Written, sender: Sender, pictures: Pictures) -> None:
    pdf.set_auto_page_break(auto=True, margin=28)
    pdf.add_page()
    pdf.set_xy(20, 18)
    _say(pdf, sender.shop, 13, bold=True)
    left, top, width, height = _WINDOW
    _address(pdf, one, left, top, width, height)
    pdf.set_xy(20, 98)
    for block in words.blocks:
        _block(pdf, block, words, pictures, pdf.w - 40)
    _foot(pdf, sender)


def _card(pdf: FPDF, one: Addressee, words: Written, sender: Sender, pictures: Pictures) -> None:
    pdf.set_auto_page_break(auto=False)
    pdf.add_page()
    pdf.set_margins(8, 8, 8)
    pdf.set_draw_color(*_GREY)
    pdf.line(74, 8, 74, 97)
    _address(pdf, one, 80, 50, 62, 4.4, size=8)
    pdf.set_xy(80, 8)
    _say(pdf, sender.shop, 11, bold=True, width=62)
    _foot(pdf, sender, left=80, top=90, width=62)
    vouchers = [block for block in words.blocks if isinstance(block, Voucher)] if words.voucher_code else []
    said = [block for block in words.blocks if not isinstance(block, Voucher)]
    room = 89 - (_VOUCHER_MM + 2 if vouchers else 0)
    scale = next((one for one in _SCALES if _height(pdf, said, _CARD_TEXT_MM, one) <= room), _SCALES[-1])
    pdf.set_xy(8, 8)
    for block in said:
        _block(pdf, block, words, pictures, _CARD_TEXT_MM, scale)
    for voucher in vouchers[:1]:
        pdf.set_xy(8, 97 - _VOUCHER_MM)
        _voucher(pdf, voucher.note, words, _CARD_TEXT_MM)


def _height(pdf: FPDF, blocks: Iterable[Block], width: float, scale: float) -> float:
    """Return how high blocks are about, in mm."""
    total = 0.0
    for block in blocks:
        if isinstance(block, (Heading, Text)):
            is_heading = isinstance(block, Heading)
            size = scale * (_HEADING if is_heading else _TEXT)
            for paragraph in block.text.split("\n\n"):
                rows = len(_lines(paragraph, width - 2 * pdf.c_margin, size, bold=is_heading))
                total += rows * size * _LEADING + size * _APART
        else:
            total += _PICTURE_MM * scale if isinstance(block, Picture) else 4
    return total


def _label(pdf: FPDF, one: Addressee, place: int) -> None:
    if place == 0:
        pdf.set_auto_page_break(auto=False)
        pdf.add_page()
    column, row = place % _LABELS[0], place // _LABELS[0]
    left, top = column * _LABEL_MM[0] + 6, _LABELS_TOP + row * _LABEL_MM[1] + 6
    _address(pdf, one, left, top, _LABEL_MM[0] - 8, 4.4, size=8)


def _address(pdf: FPDF, one: Addressee, left: float, top: float, width: float, height: float, size: float = 10) -> None:  # noqa: PLR0917 - a rectangle
    for place, line in enumerate(one.lines.lines):
        # Better small than cut at the edge, where a line is longer than the norm allows.
        wide = _width(line, size, bold=False) / (width - 2 * pdf.c_margin)
        pdf.set_font("helvetica", size=size / max(1, wide))
        pdf.set_xy(left, top + place * height)
        pdf.cell(width, height, line)


def _block(pdf: FPDF, block: Block, words: Written, pictures: Pictures, width: float, scale: float = 1) -> None:  # noqa: PLR0917 - what a page is made of
    match block:
        case Heading(text):
            _say(pdf, text, _HEADING * scale, bold=True, width=width)
        case Text(text):
            for paragraph in text.split("\n\n"):
                _say(pdf, paragraph, _TEXT * scale, width=width)
        case Picture(digest) if digest in pictures:
            pdf.image(BytesIO(pictures[digest]), w=width, h=_PICTURE_MM * scale, keep_aspect_ratio=True)
            pdf.ln(4)
        case Divider():
            pdf.line(pdf.l_margin + 1, pdf.get_y() + 1, pdf.l_margin + width - 1, pdf.get_y() + 1)
            pdf.ln(4)
        case Voucher(note):
            _voucher(pdf, note, words, width)


def _voucher(pdf: FPDF, note: str, words: Written, width: float) -> None:
    """Draw the voucher within a frame that is not cut by the end of a page; nothing for who has none."""
    if not words.voucher_code:
        return
    if pdf.auto_page_break and pdf.get_y() + _VOUCHER_MM > pdf.page_break_trigger:
        pdf.add_page()
    left, top = pdf.l_margin + 1, pdf.get_y() + 1
    pdf.set_draw_color(*_GREY)
    pdf.rect(left, top, width - 2, _VOUCHER_MM - 2)
    pdf.set_xy(left + 2, top + 2)
    _say(pdf, words.voucher, 12, bold=True, width=width - 6)
    until = gettext("until {day}").format(day=words.voucher_until) if words.voucher_until else ""
    pdf.set_x(left + 2)
    _say(pdf, " · ".join(filter(None, [note, until])), 8, width=width - 6)
    _draw_bars(pdf, words.voucher_code, left + 3, top + _VOUCHER_MM - _BAR_MM - 8, width - 8)
    pdf.set_xy(pdf.l_margin, top + _VOUCHER_MM + 2)


def _draw_bars(pdf: FPDF, code: str, left: float, top: float, width: float) -> None:
    runs, modules = _runs(code)
    module = min(_MODULE_MM, width / modules)
    pdf.set_fill_color(0, 0, 0)
    for at, wide in runs:
        pdf.rect(left + at * module, top, wide * module, _BAR_MM, style="F")
    pdf.set_font("courier", size=10)
    pdf.set_xy(left, top + _BAR_MM + 0.5)
    pdf.cell(modules * module, 4, code, align="C")


@lru_cache(maxsize=512)
def _runs(code: str) -> tuple[tuple[tuple[int, int], ...], int]:
    """Return where each bar of a Code 128 begins and how wide it is, and the width of the whole, in modules."""
    picture: Any = write_barcode_to_image(create_barcode(code, BarcodeFormat.Code128))
    row = memoryview(picture).tobytes()[: picture.shape[1]]
    return tuple(_dark(row)), len(row)


def _dark(row: bytes) -> Iterator[tuple[int, int]]:
    place = 0
    for value, run in groupby(row):
        width = len(list(run))
        if value == 0:
            yield place, width
        place += width


def _say(pdf: FPDF, text: str, size: float, *, bold: bool = False, width: float = 0) -> None:
    """Write a paragraph; the next one begins where this one does."""
    if text:
        left = pdf.get_x()
        _write(pdf, text, size, size * _LEADING, bold=bold, width=width)
        pdf.set_xy(left, pdf.get_y() + size * _APART)


def _write(pdf: FPDF, text: str, size: float, height: float, *, bold: bool = False, width: float = 0) -> None:
    """Write lines one under the other; no width is to the margin."""
    wide = width or pdf.w - pdf.r_margin - pdf.get_x()
    pdf.set_font("helvetica", style="B" if bold else "", size=size)
    for line in _lines(text, wide - 2 * pdf.c_margin, size, bold=bold):
        pdf.cell(wide, height, line, new_x="LEFT", new_y="NEXT")


@lru_cache(maxsize=2048)
def _lines(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return a text in lines of a width in mm. Most of what letters say is the same in each: it is kept."""
    found: list[str] = []
    for line in spelt(text).split("\n"):
        taken = ""
        for word in line.split(" "):
            longer = f"{taken} {word}" if taken else word
            if _width(longer, size, bold=bold) <= width:
                taken = longer
                continue
            if taken:
                found.append(taken)
            *full, taken = _cut(word, width, size, bold=bold)
            found.extend(full)
        found.append(taken)
    return tuple(found)


def _cut(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    """Return a word in pieces that fit; one piece of most words."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and _width(pieces[-1] + letter, size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _width(text: str, size: float, *, bold: bool) -> float:
    """Return how wide a text is, in mm."""
    each = CORE_FONTS_CHARWIDTHS["helveticaB" if bold else "helvetica"]
    return sum(each[one] for one in text.encode(CHARACTERS).decode("latin-1")) * size * _MM_OF_POINT / 1000


def _foot(pdf: FPDF, sender: Sender, *, left: float = 20, top: float = -22, width: float = 0) -> None:
    """Say who writes and how to have no more. Source: RGPD art. 21(4); LCEN art. 20."""
    pdf.set_auto_page_break(auto=False)
    pdf.set_xy(left, top)
    pdf.set_text_color(*_GREY)
    said = gettext("{identity}. To get no more letters from us, tell us in the shop or write to us.")
    _write(pdf, said.format(identity=sender.identity), 7, 3.2, width=width)
    pdf.set_text_color(*_INK)
