"""Sentences about mails that leave, and the names of what became of them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chaland.sentences.consents.words import REASONS

SENTENCES: dict[str, Promise] = {
    "mail_header_unsafe": _("A heading of a mail stands on one line, without control characters."),
    "mail_unknown": _("This mail is not kept any more."),
    "mail_not_set_aside": _("This mail is not set aside any more: somebody was quicker."),
    "survey_closed": _("This survey takes no answers."),
    "survey_not_allowed": _("They cannot be asked by mail."),
    "survey_sent_lately": _("They were sent a survey less than %(days)s days ago: one is enough."),
    "correction_without_address": _("There is no e-mail to send it to."),
    "correction_sent_today": _("A link left less than a day ago: they look for it, also among unwanted mails."),
    "opt_in_nothing_waits": _("Nothing waits for their confirmation."),
    "opt_in_without_address": _("There is no e-mail to ask them at. Have them sign a paper instead."),
    "opt_in_sent_today": _("A mail left less than a day ago: they look for it, also among unwanted mails."),
    "opt_in_asked_twice": _("They were asked twice. Have them sign a paper, or ask again after a week."),
}
KINDS: dict[str, Promise] = {
    "opt_in": _("Confirmation asked for"),
    "parent": _("Confirmation asked of a parent"),
    "details": _("Link to correct their details"),
    "address": _("New address to confirm"),
    "renewal": _("Yearly renewal"),
    "booking": _("Confirmation of an appointment"),
    "report": _("Report"),
    "survey": _("Satisfaction survey"),
    "staying": _("Asked before erasure"),
    "officer": _("To the data-protection officer"),
}
_STAYS: dict[str, Promise] = {
    "too_late": _("What it was about was over."),
    "restored": _("A backup that was put back holds it: it may have left before."),
    "given_up": _("Given up by hand."),
    "address_changed": _("They have this address no longer."),
}


def mail_kind(kind: str) -> str:
    """Return what a kind of mail is called."""
    return str(KINDS.get(kind, kind))


def why_it_stays(error: str) -> str:
    """Return why a mail stays behind, in words: a reason of ours, or what the mail server said."""
    return str(_STAYS.get(error) or REASONS.get(error) or error)


def is_ours(error: str) -> bool:
    """Tell whether a mail stays behind by a reason of ours, rather than of the mail server's."""
    return error in _STAYS or error in REASONS
