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
}
