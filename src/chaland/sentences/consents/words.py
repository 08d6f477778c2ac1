"""Names of purposes, channels, states, acts and reasons, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chaland.privacy.models import Purpose

PURPOSES: dict[str, Promise] = {
    "loyalty": _("Loyalty account"),
    "receipt": _("Receipt by e-mail"),
    "newsletter": _("Newsletter"),
    "offers": _("Offers"),
    "survey": _("Satisfaction surveys"),
    "share-with-street": _("Sharing with the street’s shops"),
    "ad-platform": _("Advertising platforms"),
    "tracking": _("Measure of links followed"),
}
CHANNELS: dict[str, Promise] = {"email": _("E-mail"), "sms": _("SMS"), "phone": _("Phone"), "post": _("Post")}
STATES: dict[str, Promise] = {
    "none": _("Not asked yet"),
    "informed": _("Informed"),
    "pending": _("To be confirmed"),
    "granted": _("Agreed"),
    "refused": _("Refused"),
    "withdrawn": _("Withdrawn"),
    "lapsed": _("To be renewed"),
}
BASES: dict[str, Promise] = {
    "consent": _("Consent"),
    "contract": _("For the service"),
    "legitimate_interest": _("Information"),
    "soft_opt_in": _("Customers, similar products"),
}
ACTS: dict[str, Promise] = {
    "informed": _("Informed"),
    "asked": _("Asked to confirm"),
    "granted": _("Agreed"),
    "confirmed": _("Confirmed"),
    "refused": _("Refused"),
    "withdrawn": _("Withdrew"),
    "lapsed": _("Lapsed"),
    "renewed": _("Renewed"),
}
METHODS: dict[str, Promise] = {
    "box": _("box"),
    "paper": _("paper"),
    "tablet": _("tablet"),
    "oral": _("orally"),
    "text": _("by text message"),
    "link": _("link"),
    "file": _("file"),
    "parent": _("a parent"),
}
REASONS: dict[str, Promise] = {
    "granted": _("They agreed."),
    "contract": _("The service they asked for needs it."),
    "legitimate_interest": _("They were informed and did not refuse."),
    "soft_opt_in": _("A customer, informed, written to about similar products."),
    "customer_unknown": _("They are not in the file."),
    "channel_not_used": _("This purpose does not use this channel."),
    "restricted": _("They asked that their data be left alone."),
    "no_contact": _("There is no address or number for this channel."),
    "contact_bounced": _("The address or number does not work any more."),
    "objected": _("Their address or number is on the objection list."),
    "too_young": _("They are under 15: a parent must agree."),
    "asked_as_a_child": _("They agreed before they were 15: ask again."),
    "no_consent": _("They were not asked yet."),
    "pending": _("They have not confirmed yet."),
    "refused": _("They refused."),
    "withdrawn": _("They withdrew their consent."),
    "lapsed": _("Their consent has lapsed: ask again."),
    "not_informed": _("They were not told, with a box to refuse."),
    "informed_by_another": _("They were told by another merchant."),
    "never_bought": _("They never bought from this merchant."),
    "bought_too_long_ago": _("Their last purchase is more than three years ago."),
    "not_similar": _("The shop does not declare that it writes about similar products only."),
    "outside_hours": _("Not at this hour where they are."),
    "said_no_on_the_phone": _("They said no on the phone less than 60 days ago."),
    "called_enough": _("They were called four times in 30 days."),
}


def purpose_name(purpose: Purpose) -> str:
    """Return what a purpose is called: a network's own name, or the built-in one in the language now active."""
    return purpose.name or str(PURPOSES.get(purpose.code, purpose.code))


def point_name(point: str) -> str:
    """Return where a consent was collected, in words."""
    kind, _sign, what = point.partition(":")
    label = str(POINTS.get(kind, kind))
    return f"{label} {what}" if what else label


POINTS: dict[str, Promise] = {
    "till": _("till"),
    "desk": _("desk"),
    "form": _("form"),
    "import": _("import"),
    "link": _("link"),
    "api": _("software"),
    "provider": _("mail or SMS provider"),
    "mailer": _("mass mailer"),
    "merge": _("merged file"),
    "sms": _("answer to an SMS"),
    "restore": _("restored backup"),
}
PROBLEMS: dict[str, Promise] = {
    "line_missing": _("it is missing."),
    "chain_broken": _("it does not follow the line before."),
    "line_changed": _("it was changed."),
    "text_changed": _("a text that was shown was changed."),
    "private_changed": _("the address or reference kept with it was changed."),
    "trace_changed": _("where it came from was changed."),
    "standing_differs": _("where the customer stands is not what the ledger gives."),
    "guard_missing": _("the database no longer refuses changes: its triggers are gone."),
}
