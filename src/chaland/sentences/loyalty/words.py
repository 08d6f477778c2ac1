"""The words of the loyalty programme."""

from django.utils.translation import gettext_lazy as _

PROBLEMS = {
    "line_missing": _("A line is missing."),
    "chain_broken": _("It does not follow the line before."),
    "line_changed": _("It was changed after it was written."),
    "private_changed": _("Its receipt or reference was changed."),
    "balance_differs": _("The balance of a customer is not the sum of their lines."),
    "closing_differs": _("The closing of a day was changed, or does not say what the ledger says."),
    "guard_missing": _("The database no longer refuses changes to the ledger."),
}

MEASURES = {
    "points": _("Points earned"),
    "spend": _("Euros spent"),
    "visits": _("Visits"),
}

GIFTS = {
    "welcome": _("Welcome"),
    "birthday": _("Birthday"),
    "referrer": _("For bringing somebody"),
    "referred": _("For having been brought"),
    "profile": _("Completed file"),
    "survey": _("Survey answered"),
}
