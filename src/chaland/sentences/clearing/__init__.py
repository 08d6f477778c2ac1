"""Sentences about clearing points between the merchants of a street."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "iban_missing": _("The account of one of the merchants is missing. Write its IBAN down first."),
    "iban_not_understood": _("This is not an IBAN: check it against the bank’s own paper."),
    "left_before_joining": _("This merchant joins later than today."),
    "month_not_over": _("This month is not over. Settle it from the first of the next one."),
    "settled_already": _("This is settled already."),
    "street_member_already": _("This merchant already clears points with the others."),
    "street_member_left": _("This merchant has left already."),
}
