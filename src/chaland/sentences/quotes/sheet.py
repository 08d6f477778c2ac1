"""A quote or an order form on paper, A4."""

from django.utils.translation import get_language, gettext
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from chaland.kernel.dates import format_day
from chaland.kernel.money import format_euros
from chaland.kernel.print import CHARACTERS, spelt
from chaland.kernel.quantity import format_milli
from chaland.sales.models import Cart

_INK, _SOFT, _GREEN, _LINE = (27, 38, 33), (71, 84, 77), (20, 97, 77), (227, 220, 205)
_COLUMNS = (100, 22, 28, 30)
_BOTTOM = 25


class _Sheet(FPDF):
    """Writes at the foot of every page that this is no invoice."""

    def footer(self) -> None:
        self.set_y(-_BOTTOM + 8)
        _say(self, gettext("This document is not an invoice."), 9, color=_SOFT)
        self.set_y(-_BOTTOM + 8)
        self.set_font("Helvetica", "", 9)
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align=Align.R)


def quote_sheet(cart: Cart) -> bytes:
    """Return a quote with its lines as a PDF, in the language now active."""
    pdf = _Sheet(format="A4")
    pdf.core_fonts_encoding = CHARACTERS
    pdf.set_lang(get_language() or "fr")
    pdf.set_title(spelt(_title(cart)))
    pdf.set_margins(15, 15)
    pdf.set_auto_page_break(auto=True, margin=_BOTTOM)
    pdf.add_page()
    _head(pdf, cart)
    _lines(pdf, cart)
    _total(pdf, cart)
    return bytes(pdf.output())


def _title(cart: Cart) -> str:
    return f"{cart.get_kind_display()} {cart.reference}"


def _say(pdf: FPDF, text: str, size: float, *, style: str = "", color: tuple[int, int, int] = _INK) -> None:
    pdf.set_font("Helvetica", style, size)
    pdf.set_text_color(*color)
    pdf.multi_cell(0, size * 0.5, spelt(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT, align=Align.L)


def _head(pdf: FPDF, cart: Cart) -> None:
    store, language = cart.store, get_language() or "fr"
    _say(pdf, store.name, 16, style="B", color=_GREEN)
    merchant = store.merchant.legal_name or store.merchant.name
    for text in (merchant if merchant != store.name else "", f"{store.postcode} {store.city}".strip()):
        if text:
            _say(pdf, text, 10, color=_SOFT)
    pdf.ln(8)
    _say(pdf, _title(cart), 20, style="B")
    _say(pdf, gettext("Made on %(day)s") % {"day": format_day(cart.made_at.date(), language)}, 11)
    if cart.valid_until_on:
        _say(pdf, gettext("Valid until %(day)s") % {"day": format_day(cart.valid_until_on, language)}, 11)
    name = f"{cart.customer.first_name} {cart.customer.last_name}".strip()
    if name:
        _say(pdf, gettext("For %(name)s") % {"name": name}, 11)
    pdf.ln(8)


def _lines(pdf: FPDF, cart: Cart) -> None:
    language = get_language() or "fr"
    pdf.set_draw_color(*_LINE)
    pdf.set_font("Helvetica", "", 10)
    pdf.set_text_color(*_INK)
    aligned = (Align.L, Align.R, Align.R, Align.R)
    with pdf.table(col_widths=_COLUMNS, text_align=aligned, borders_layout="HORIZONTAL_LINES", line_height=6) as table:
        heads = (gettext("Article"), gettext("Quantity"), gettext("Price of one"), gettext("Amount"))
        table.row([spelt(head) for head in heads])
        for line in cart.lines.order_by("position").select_related("product"):
            label = line.product.name if line.product else line.label
            one = round(line.amount_cents * 1000 / line.quantity_milli) if line.quantity_milli else line.amount_cents
            cells = (
                label,
                format_milli(line.quantity_milli, language),
                format_euros(one, language),
                format_euros(line.amount_cents, language),
            )
            table.row([spelt(cell) for cell in cells])


def _total(pdf: FPDF, cart: Cart) -> None:
    pdf.ln(4)
    pdf.set_font("Helvetica", "B", 14)
    total = gettext("Total: %(amount)s") % {"amount": format_euros(cart.total_cents, get_language() or "fr")}
    pdf.cell(0, 8, spelt(total), align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(3)
    _say(pdf, gettext("Prices include taxes, in euros."), 9, color=_SOFT)
