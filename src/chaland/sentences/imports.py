"""Sentences about files taken in, and about the demonstration."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    "columns_missing": _("These columns are missing: %(names)s. Rename the headings, or give a mapping file."),
    "columns_twice": _("These columns come twice: %(names)s. Keep one of each."),
    "mapping_not_understood": _("The mapping file cannot be read: %(reason)s."),
    "mapping_name_unknown": _("The mapping file names “%(name)s”, which is not a column. The columns are: %(known)s."),
    "row_ragged": _("This row has %(found)s cells where the headings are %(wanted)s."),
    "receipt_lines_differ": _("The rows of this receipt do not agree: %(values)s."),
    "reference_is_another": _("The reference “%(text)s” belongs to a customer with another name or birthday."),
    "import_unknown": _("There is no import number %(number)s."),
    "import_already_undone": _("Import number %(number)s was already taken back."),
    "import_failed": _(
        "The reading stopped on an error of the program, noted in the server’s log. What was taken in stays; "
        "choose the same file again to go on."
    ),
    "import_goes_on_elsewhere": _("Another program is importing this very file. Let it finish."),
    "customer_ref_unknown": _("No customer has “%(text)s” as reference, card or number."),
}
