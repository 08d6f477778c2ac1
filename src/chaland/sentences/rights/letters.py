"""Letters that tell people where their details come from, one to a page."""

from collections.abc import Sequence

from django.utils.translation import gettext
from fpdf import FPDF

from chaland.kernel.print import spelt
from chaland.sentences.rights.told import begin, write_line
from chaland.usecases.rights.tell_origin import Letter, origin_said

# Where a French window envelope shows it.
_WINDOW = (110, 45)


def letters_sheet(network: str, letters: Sequence[Letter]) -> bytes:
    """Return the letters as a PDF, in the language now active. Source: RGPD art. 14."""
    pdf = begin(gettext("Where we have your details from"))
    for place, letter in enumerate(letters):
        if place:
            pdf.add_page()
        _write(pdf, network, letter)
    return bytes(pdf.output())


def _write(pdf: FPDF, network: str, letter: Letter) -> None:
    write_line(pdf, network, 11, bold=True)
    pdf.set_xy(*_WINDOW)
    pdf.multi_cell(85, 5.5, spelt("\n".join([letter.name, *letter.address])), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_y(95)
    write_line(pdf, gettext("Where we have your details from"), 14, bold=True)
    for paragraph in (
        origin_said(letter.source, letter.arrived_at),
        gettext("We keep your details to manage your loyalty account, and for nothing that you did not agree to."),
        gettext(
            "You may also object to their use, restrict it, and complain to the CNIL (www.cnil.fr). Ask at the counter "
            "or write to us."
        ),
    ):
        pdf.ln(4)
        write_line(pdf, paragraph, 11)
