"""Sentences about quotes and order forms; their sheet of paper stands in `sheet`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "quote_already_over": _("This day is past. Choose until when the quote is valid."),
    "follow_up_is_past": _("This day is past. Choose a day from today."),
    "quote_without_lines": _("Write at least one line."),
    "quote_is_negative": _("The total is below zero. Correct the prices."),
    "contact_needed": _("Give an e-mail address or a mobile number."),
}
