"""Sentences about what can and cannot be told from the file."""

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

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


_TRENDS = {"more_often": "comes more often", "less_often": "comes less often", "steady": "comes as usual"}


def rhythm_said(usual_days: float | None, trend: str, late_days: int) -> str:
    """Return the rhythm in words. trend: as `sales.rules.rhythm_trend`; late_days: 0 when they are not late."""
    if usual_days is None:
        return gettext("Too few visits to tell a habit")
    days = max(1, round(usual_days))
    told = [ngettext("Usually comes every day", "Usually comes every {days} days", days).format(days=days)]
    if trend in _TRENDS:
        told.append(gettext(_TRENDS[trend]))
    if late_days:
        told.append(ngettext("late by {days} day", "late by {days} days", late_days).format(days=late_days))
    return ", ".join(told)


def birthday_said(days: int) -> str:
    """Return what to say of a birthday that many days ahead."""
    if days == 0:
        return gettext("Birthday today: wish it!")
    return ngettext("Birthday tomorrow: think of it", "Birthday in %(days)s days: think of it", days) % {"days": days}


def away_said(days: int) -> str:
    """Return what to say to somebody who had stayed away longer than usual."""
    return ngettext(
        "Had not come for longer than usual, by %(days)s day: say you are glad",
        "Had not come for longer than usual, by %(days)s days: say you are glad",
        days,
    ) % {"days": days}
