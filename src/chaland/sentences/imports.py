"""Sentences about files taken in, and about the demonstration."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chaland.kernel.numbers import format_number
from chaland.usecases.imports.undo_import import Undone

SENTENCES: dict[str, Promise] = {
    "demo_data_missing": _(
        "The demonstration data (package %(package)s) is not installed. Start it with ./chaland demo."
    ),
    "demo_needs_empty_file": _(
        "There are already customers in this file. Load the demonstration into another folder, with CHALAND_HOME."
    ),
    "demo_loaded_otherwise": _(
        "The demonstration was already loaded with other dates. Load it into another folder, with CHALAND_HOME."
    ),
    "demo_totals_differ": _("What was loaded differs from the source. Found: %(found)s. Expected: %(wanted)s."),
    "communes_missing": _("The list of communes is missing. Run ./chaland test or ./chaland demo to prepare it again."),
    "file_empty": _("This file is empty."),
    "file_without_rows": _("This file has headings and nothing below them."),
    "file_not_utf8": _("This file is not in UTF-8 (line %(line)s). Save it as “CSV UTF-8”, then try again."),
    "file_has_nul": _("This file is damaged: line %(line)s holds a character that no text has."),
    "file_quote_unclosed": _(
        "A quotation mark that opens near line %(line)s is not closed as it should be. Correct it, then try again."
    ),
    "file_is_spreadsheet": _("This is a spreadsheet, or another file that is no text. Save it as “CSV UTF-8” first."),
    "file_is_compressed": _("This file is compressed. Unpack it first."),
    "file_not_parquet": _("This Parquet file is damaged: it cannot be read."),
    "file_too_wide": _("This file has %(found)s columns: at most %(most)s."),
    "file_line_too_long": _(
        "Line %(line)s of this file is longer than a million characters: this is no file of customers."
    ),
    "file_is_pdf": _("This is a PDF. Ask the program it comes from for a CSV or Excel file."),
    "file_is_parquet": _("This is a Parquet file: it goes through the command line."),
    "file_is_database": _("This is a database, not a file of customers. Export the customers as CSV."),
    "file_is_web_page": _(
        "This is a web page with the name of a spreadsheet, as some programs make them. Open it in a spreadsheet "
        "program and save it as XLSX or CSV."
    ),
    "file_is_renamed_spreadsheet": _(
        "This is a spreadsheet with the name of a text file. Give it its own ending back: .xlsx, .xls or .ods."
    ),
    "file_has_macros": _("This spreadsheet holds macros. Save it without macros, as XLSX."),
    "file_has_password": _("This spreadsheet is behind a password. Save it without one."),
    "file_unpacks_too_large": _(
        "Unpacked, this file is far larger than it looks: over %(limit)s MB. It is not opened."
    ),
    "file_damaged": _("This file is damaged: it cannot be read."),
    "file_too_big": _("This file is too large: at most %(limit)s MB."),
    "file_too_long": _("This file has more than %(most)s rows. Cut it into several."),
    "file_too_heavy": _("Reading this file takes too much memory or time. Save it as CSV, or cut it into several."),
    "sheet_unknown": _("There is no sheet “%(name)s”. The sheets are: %(known)s."),
    "text_damaged": _("Letters of this row are lost: it was saved in an encoding that cannot hold them."),
    "column_unknown": _("There is no column number %(place)s."),
    "import_mode_unknown": _("“%(text)s” is not a way to take a file in."),
    "import_alike_unknown": _("“%(text)s” is not what can become of a row that is probably somebody."),
    "row_is_known": _("Probably %(name)s, already in the file: sure at %(percent)s%%, %(reasons)s."),
    "row_is_alike": _("Probably the same person as row %(row)s: sure at %(percent)s%%, %(reasons)s."),
    "import_key_unknown": _("Nobody is recognised by “%(text)s”."),
    "import_key_without_column": _(
        "To complete known customers, the file needs a column they are recognised by: %(names)s."
    ),
    "import_ask_headings": _("No row of this file names the columns. Say that the first row is a customer already."),
    "import_ask_dates": _("Dates of this file only make sense with the month first. Say how it writes them."),
    "import_ask_accents": _("Accents of this file are spoiled, as in “RenÃ©”. Say whether to repair them."),
    "import_file_gone": _("This file is no longer kept. Choose it again."),
    "several_match": _("Several customers of the file match this row. Complete the right one by hand."),
    "customer_was_erased": _("This person asked to be erased: they are not taken in again."),
    "customer_not_in_the_file": _("No known customer matches this row."),
    "import_fixed": _("“%(raw)s” is read as “%(understood)s”."),
    "import_dropped": _("“%(raw)s” cannot be read: it is left out."),
    "import_email_suggested": _("Is “%(raw)s” meant to be “%(understood)s”?"),
    "import_email_disposable": _("“%(raw)s” is a throw-away address."),
    "import_email_role": _("“%(raw)s” is the address of an office, not of a person."),
    "import_phone_placeholder": _("“%(raw)s” looks made up; it recognises nobody."),
    "import_phone_not_opened": _("“%(raw)s” has a number range that no operator uses yet."),
    "import_landline_in_mobile": _("“%(raw)s” is no mobile: it becomes the telephone."),
    "import_under_fifteen": _("Born on %(raw)s: under fifteen, no consent is asked of them alone."),
    "columns_missing": _("These columns are missing: %(names)s. Rename the headings, or give a mapping file."),
    "columns_twice": _("These columns come twice: %(names)s. Keep one of each."),
    "mapping_not_understood": _("The mapping file cannot be read: %(reason)s."),
    "mapping_name_unknown": _("The mapping file names “%(name)s”, which is not a column. The columns are: %(known)s."),
    "row_ragged": _("This row has %(found)s cells where the headings are %(wanted)s."),
    "receipt_lines_differ": _("The rows of this receipt do not agree: %(values)s."),
    "reference_is_another": _("The reference “%(text)s” belongs to a customer with another name or birthday."),
    "import_unknown": _("There is no import number %(number)s."),
    "import_already_undone": _("Import number %(number)s was already taken back."),
    "import_undo_stopped": _("Stopped: part of the import is taken back. Take it back again to go on from there."),
    "import_failed": _(
        "The reading stopped on an error of the program, noted in the server’s log. What was taken in stays; "
        "choose the same file again to go on."
    ),
    "import_not_taken_in": _("Nothing of this file was taken in."),
    "import_goes_on_elsewhere": _("Another program is importing this very file. Let it finish."),
    "customer_ref_unknown": _("No customer has “%(text)s” as reference, card or number."),
}


def undone_said(undone: Undone) -> str:
    """Return what went and what stays, in the language now active; what there was none of is not told."""
    return " ".join(_sentences(undone))


def undo_said(foreseen: Undone) -> list[str]:
    """Return what taking an import back would do, a sentence each, in the language now active."""
    return [*_foreseen(foreseen)]


def _foreseen(foreseen: Undone) -> Iterator[str]:
    gone = ", ".join(_gone(foreseen)) or gettext("nothing of it")
    yield gettext("To be removed: {gone}.").format(gone=gone)
    if back := foreseen.given_back:
        says = ngettext(
            "{count} customer that it completed will say again what they said before.",
            "{count} customers that it completed will say again what they said before.",
            back,
        )
        yield _counted(says, back)
    if foreseen.kept:
        yield _kept(foreseen.kept)


def _kept(kept: int) -> str:
    stays = ngettext(
        "{count} customer stays: something happened to them since.",
        "{count} customers stay: something happened to them since.",
        kept,
    )
    return _counted(stays, kept)


def _sentences(undone: Undone) -> Iterator[str]:
    gone = ", ".join(_gone(undone)) or gettext("nothing was left of it")
    yield gettext("Import taken back: {gone}.").format(gone=gone)
    if undone.kept:
        yield _kept(undone.kept)
    if back := undone.given_back:
        says = ngettext(
            "{count} customer says again what they said before.",
            "{count} customers say again what they said before.",
            back,
        )
        yield _counted(says, back)


def _gone(undone: Undone) -> Iterator[str]:
    if undone.receipts:
        yield _counted(ngettext("{count} receipt", "{count} receipts", undone.receipts), undone.receipts)
    if undone.customers:
        yield _counted(ngettext("{count} customer", "{count} customers", undone.customers), undone.customers)
    if undone.interactions:
        yield _counted(ngettext("{count} exchange", "{count} exchanges", undone.interactions), undone.interactions)
    if undone.carts:
        yield _counted(ngettext("{count} cart", "{count} carts", undone.carts), undone.carts)
    if undone.points:
        text = ngettext("{count} opening balance", "{count} opening balances", undone.points)
        yield _counted(text, undone.points)


def _counted(text: str, count: int) -> str:
    return text.format(count=format_number(count, get_language() or "fr"))
