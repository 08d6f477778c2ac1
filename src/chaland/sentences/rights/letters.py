"""Letters that tell people where their details come from, one to a page."""

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language, gettext
from fpdf import FPDF

from chaland.kernel.dates import format_day
from chaland.kernel.print import spelt
from chaland.privacy.models import PurposeChannel
from chaland.sentences.rights.told import begin, write_line
from chaland.sentences.rights.words import duration, said_of
from chaland.usecases.rights.tell_origin import Letter, Sender, origin_said

# Where a French window envelope shows it.
_WINDOW = (110, 45)


def letters_sheet(sender: Sender, letters: Sequence[Letter]) -> bytes:
    """Return the letters as a PDF, in the language now active. Source: RGPD art. 14."""
    pdf = begin(gettext("Where we have your details from"))
    for place, letter in enumerate(letters):
        if place:
            pdf.add_page()
        _write(pdf, sender, letter)
    return bytes(pdf.output())


def _write(pdf: FPDF, sender: Sender, letter: Letter) -> None:
    write_line(pdf, sender.name, 11, bold=True)
    write_line(pdf, format_day(sender.on, get_language() or "fr"), 11)
    pdf.set_xy(*_WINDOW)
    pdf.multi_cell(85, 5.5, spelt("\n".join([letter.name, *letter.address])), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_y(95)
    write_line(pdf, gettext("Where we have your details from"), 14, bold=True)
    for paragraph in (
        origin_said(letter.source, letter.arrived_at),
        gettext("We keep your details to manage your loyalty account, and for nothing that you did not agree to."),
        *_kept(sender),
        gettext(
            "You may also object to their use, restrict it, and complain to the CNIL (www.cnil.fr). Ask at the counter "
            "or write to us."
        ),
    ):
        pdf.ln(4)
        write_line(pdf, paragraph, 11)
    if sender.officers:
        pdf.ln(4)
        write_line(pdf, said_of(gettext("Data protection officer"), "; ".join(sender.officers)), 11)


def _kept(sender: Sender) -> Iterator[str]:
    """Say by what right, what, how long, and who else sees it. Source: RGPD art. 14(1)(c) to (e), 14(2)(a)."""
    if sender.basis:
        yield said_of(gettext("Legal basis"), PurposeChannel.Basis(sender.basis).label)
    yield gettext("We hold your name, your postal address and what else of you was in that file.")
    kept = gettext("Without a sign from you we keep them for {time}, then erase them.")
    yield kept.format(time=duration(sender.kept_days))
    if sender.carriers:
        yield said_of(gettext("Nobody else has them but who carries our messages"), ", ".join(sender.carriers))
