"""Sentences about what can and cannot be told from the file."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

SENTENCES: dict[str, Promise] = {
    "expected_too_few": _(
        "At least %(minimum)s customers who came back are needed to say what to expect. There are %(found)s so far."
    ),
    "expected_not_fitted": _("The visits so far do not tell what to expect. Choose a longer period or more customers."),
    "associations_too_wide": _(
        "There are too many combinations to count. Ask for a higher support, or for families in place of articles."
    ),
    "report_name_missing": _("Give the report a name."),
    "report_too_long": _("This screen has too many choices to be kept. Undo a few."),
    "too_many_reports": _("You keep %(limit)s reports already. Remove one first."),
    "report_unknown": _("This report no longer exists."),
    "profiles_too_few": _("At least %(minimum)s customers are needed to find types among them. There are %(found)s."),
}


def not_this_time(family: str, rhythm_days: float) -> str:
    """Say to the seller what a customer usually buys and has not bought now."""
    days = max(1, round(rhythm_days))
    sentence = ngettext(
        "Usually buys %(family)s every day, and not this time.",
        "Usually buys %(family)s every %(days)s days, and not this time.",
        days,
    )
    return sentence % {"family": family, "days": days}
