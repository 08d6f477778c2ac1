"""What the file holds of a person, written for them: a document to read, and files to take elsewhere."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.utils.translation import get_language, gettext
from fpdf import FPDF

from chaland.kernel.dates import format_day
from chaland.kernel.personal import Holds
from chaland.kernel.print import CHARACTERS, spelt
from chaland.sentences.rights.columns import named, shown
from chaland.sentences.rights.words import said_of
from chaland.sentences.segments.words import rule_text
from chaland.usecases.rights.tell_customer import Table, Told, as_row, flat
from chaland.usecases.sales.tell_receipts import receipt_rows

_MOST_LINES = 400
_QUIET = frozenset({Holds.TECHNICAL})


def sheet(told: Told) -> bytes:
    """Return it as a PDF in the language now active; of a long table the latest rows, the whole is in the JSON."""
    pdf = begin(gettext("What the file holds of you"))
    write_line(pdf, gettext("What the file holds of you"), 18, bold=True)
    write_line(pdf, told.shop, 11)
    write_line(pdf, format_day(told.told_at, get_language() or "fr"), 11)
    write_line(pdf, _explained(), 9)
    for table in told.tables:
        _table(pdf, table)
    if told.rules:
        _headed(pdf, gettext("Why you are in these segments, or were"))
        for name, sentence in reasons(told).items():
            write_line(pdf, said_of(name, sentence), 9)
    return bytes(pdf.output())


def reasons(told: Told) -> dict[str, str]:
    """Return the rule of each segment of the person as a sentence, in the language now active."""
    return {name: rule_text(rule, told.names) for name, rule in told.rules}


def begin(title: str) -> FPDF:
    """Return a document with its first page, in the language now active."""
    pdf = FPDF(format="A4")
    pdf.core_fonts_encoding = CHARACTERS
    pdf.set_lang(get_language() or "fr")
    pdf.set_title(spelt(title))
    pdf.set_margins(15, 15)
    pdf.set_auto_page_break(auto=True, margin=15)
    pdf.add_page()
    return pdf


def _explained() -> str:
    return gettext(
        "This document holds everything that is kept about you, as article 15 of the GDPR provides. You may have it "
        "corrected, restricted or erased, object to its use, and complain to the CNIL (www.cnil.fr)."
    )


def _table(pdf: FPDF, table: Table) -> None:
    lines = list(_lines(table))
    if not lines:
        return
    _headed(pdf, title(table))
    for line in lines[-_MOST_LINES:]:
        write_line(pdf, line, 9)
    if len(lines) > _MOST_LINES:
        text = gettext("And {count} earlier lines, in the JSON file.")
        write_line(pdf, text.format(count=len(lines) - _MOST_LINES), 9)


def _headed(pdf: FPDF, heading: str) -> None:
    pdf.ln(3)
    write_line(pdf, heading, 12, bold=True)


def title(table: Table) -> str:
    """Return what a table is called in words, in the language now active."""
    return _titles().get(table.label) or str(apps.get_model(table.label)._meta.verbose_name).capitalize()


def _lines(table: Table) -> Iterator[str]:
    fields = {one.name: one for one in apps.get_model(table.label)._meta.fields}
    for row in table.rows:
        cells = [
            said_of(named(fields[column.name]), how)
            for column, value in zip(table.columns, row, strict=True)
            if column.holds not in _QUIET
            and value not in (None, "", [], {})
            and (how := shown(fields[column.name], value))
        ]
        if cells:
            yield " · ".join(cells)


def write_line(pdf: FPDF, text: str, size: int, *, bold: bool = False) -> None:
    """Write a paragraph in a size of points."""
    pdf.set_font("Helvetica", "B" if bold else "", size)
    pdf.multi_cell(0, size * 0.5, spelt(text), align="L", new_x="LMARGIN", new_y="NEXT")


def bundle(told: Told) -> bytes:
    """Return it as a ZIP: everything as JSON, each table as CSV, and person and receipts as imports of them read."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("person.json", json.dumps(told.as_json(), ensure_ascii=False, indent=1))
        row = as_row(told.customer_id)
        members.writestr("import.csv", _csv([list(row), [_dialled(cell) for cell in row.values()]]))
        if receipts := receipt_rows(told.customer_id, row["reference"]):
            members.writestr("import-receipts.csv", _csv(receipts))
        for label, rows in flat(told).items():
            members.writestr(f"{label.partition('.')[2].lower()}.csv", _csv(rows))
    return file.getvalue()


def _csv(rows: Sequence[Sequence[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([_safe(cell) for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()


def as_json(told: Told) -> bytes:
    """Return it as JSON."""
    return json.dumps({**told.as_json(), "segments": reasons(told)}, ensure_ascii=False, indent=1).encode()


WRITERS: Mapping[str, Callable[[Told], bytes]] = {".pdf": sheet, ".json": as_json, ".zip": bundle}
"""By the ending of a file, how it is written."""


def _dialled(cell: str) -> str:
    """Write a telephone number without the sign that would begin a formula, as the list of customers does."""
    return f"00{cell[1:]}" if cell.startswith("+") else cell


def _safe(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(cell, dict | list):
        return json.dumps(cell, ensure_ascii=False)
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t" and cell[:1] else cell


def _titles() -> dict[str, str]:
    return {
        "customers.Customer": gettext("Who you are"),
        "customers.ContactPoint": gettext("How to reach you"),
        "customers.Card": gettext("Loyalty cards"),
        "customers.Household": gettext("Household"),
        "sales.Receipt": gettext("Receipts"),
        "sales.ReceiptLine": gettext("Lines of receipts"),
        "sales.Figures": gettext("Figures worked out from your purchases"),
        "sales.CategoryFigures": gettext("Families that you buy"),
        "sales.TasteFigures": gettext("Tastes worked out from your purchases"),
        "sales.Wish": gettext("Wishes"),
        "sales.Cart": gettext("Carts, quotes and order forms"),
        "sales.CartLine": gettext("Lines of carts, quotes and order forms"),
        "interactions.Interaction": gettext("Exchanges and notes"),
        "interactions.Booking": gettext("Appointments that you booked"),
        "interactions.SurveyAnswer": gettext("Your answers to surveys"),
        "interactions.SurveyLink": gettext("Surveys that you were sent"),
        "campaigns.Message": gettext("Messages of campaigns to you"),
        "campaigns.MessageEvent": gettext("What became of these messages"),
        "campaigns.Passage": gettext("Your way through journeys"),
        "customers.Merge": gettext("Files made one with yours"),
        "customers.Likeness": gettext("Files that look like yours"),
        "customers.FormerState": gettext("Your file before imports completed it"),
        "sales.ReceiptConflict": gettext("Receipts kept aside"),
        "loyalty.Referral": gettext("Who brought whom"),
        "privacy.StayQuestion": gettext("Whether you want to stay"),
        "signups.ContestEntry": gettext("Contests that you entered"),
        "loyalty.Entry": gettext("Points, line by line"),
        "loyalty.Balance": gettext("Points you have"),
        "loyalty.Voucher": gettext("Vouchers"),
        "loyalty.VoucherUse": gettext("Uses of vouchers"),
        "segments.Membership": gettext("Segments that you are in, or were"),
        "insight.Prediction": gettext("What the shop expects"),
        "privacy.CurrentConsent": gettext("Your consents"),
        "privacy.ConsentEntry": gettext("Every act of consent"),
        "privacy.ConsentPrivate": gettext("Addresses of these acts"),
        "privacy.ConsentTrace": gettext("Where these acts came from"),
        "privacy.Stance": gettext("Restrictions and objections"),
        "privacy.DataRequest": gettext("Your requests"),
        "mail.OutgoingMail": gettext("Mails sent to you"),
        "mail.Confirmation": gettext("Links to answer, by mail"),
        "mail.RenewalNotice": gettext("Reminders to renew a consent"),
        "signups.Arrival": gettext("How you came in"),
        "signups.Submission": gettext("Forms that you sent"),
        "journal.Access": gettext("Who saw your file"),
    }
