"""What is told when a campaign cannot be prepared, launched or changed so."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "no_addresses_in_file": _("This file holds no e-mail addresses."),
    "call_unknown": _("This call does not exist."),
    "call_taken": _("Somebody else calls this person, or has called them."),
    "call_not_allowed": _("They may not be called now."),
    "call_outcome_missing": _("Choose what came of it."),
    "campaign_unknown": _("This campaign does not exist."),
    "campaign_of_network": _("This campaign is the whole network’s: it cannot be changed from one store."),
    "campaign_channel_unknown": _("A campaign goes by email, sms, post, phone or file, not by “%(text)s”."),
    "campaign_purpose_not_on_channel": _(
        "This purpose does not use this channel: choose another, or add the channel in the settings of consents."
    ),
    "campaign_reference_taken": _("Another campaign has this reference."),
    "campaign_not_draft": _("This campaign is no draft any more: copy it to change it."),
    "campaign_has_audience": _("People are in its audience already: cancel it instead."),
    "campaign_state": _("A campaign in this state cannot do that: look at it again."),
    "campaign_percent": _("Give a share from 0 to %(limit)s %%."),
    "campaign_cap_too_small": _("Allow at least one message, within at least one day."),
    "campaign_too_many_cases": _("An offer has %(limit)s cases at most."),
    "campaign_begins_too_early": _("This moment is past: choose one to come, or leave it empty to send at once."),
    "campaign_ends_too_early": _("The end comes after the beginning."),
    "campaign_no_such_hour": _("The clocks go forward that night: this hour does not exist. Choose an hour later."),
    "campaign_rate": _("Send at least one message an hour, or leave it empty."),
    "campaign_window": _("Measure over 1 to %(limit)s days."),
    "campaign_cost": _("Give a cost from 0 to 1,000,000 €."),
    "campaign_not_yours_to_approve": _("Your role does not approve campaigns: ask a manager."),
    "campaign_not_yours_to_launch": _("Your role does not launch campaigns: ask a manager."),
    "campaign_not_approved": _("Somebody must read it through and approve it first."),
    "campaign_not_ready": _("Something stands in its way: open its last step to see what (%(reason)s)."),
    "campaign_cannot_be_tried": _("Only mails can be tried out, once a mail server is named in the settings."),
    "campaign_content_missing": _("Nothing is written yet."),
    "campaign_test_not_taken": _("The mail server did not take it: %(said)s"),
    "campaign_password_wrong": _("This is not your password."),
}
