"""What people agreed to, in words: refusals, names of purposes, states and reasons, the sheet of a proof."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "purpose_unknown": _("There is no purpose “%(text)s”."),
    "channel_unknown": _("“%(text)s” is no channel: it is email, sms, phone or post."),
    "channel_not_used": _("This purpose does not use this channel. It can be opened in the settings."),
    "consent_method_unknown": _("“%(text)s” is no way of agreeing: it is box, paper, tablet, oral, link or file."),
    "consent_act_unknown": _("“%(text)s” cannot be written down: it is granted, refused, withdrawn or informed."),
    "consent_not_pending": _("There is nothing to confirm any more."),
    "consent_not_renewable": _("There is no consent to renew: ask again."),
    "consent_address_changed": _("The address has changed since it was asked: ask again."),
    "consent_in_future": _("It cannot have been said after now."),
    "merchant_unknown": _("There is no merchant “%(text)s” here."),
    "parent_not_named": _("Write the name of a parent and their e-mail: a mail asks them to confirm."),
    "parent_for_adult": _(
        "A parent agrees only for somebody known to be under 15. Write the birthday in the file first."
    ),
    "consent_text_unknown": _("This text was never shown for this purpose and channel."),
    "consent_text_missing": _("Write the text in French and in English."),
    "consent_text_dated_back": _("A text cannot be in force before today."),
    "purpose_basis_unlawful": _("The law does not let this channel be used on this basis."),
    "sms_hours_wrong": _("Choose hours between 8 and 22, the first before the last."),
}
