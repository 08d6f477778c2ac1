"""Sentences about appointments, calls, notes and what else passes between shop and customer."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "interaction_kind_unknown": _("Choose what it is: a call, an appointment, a note…"),
    "channel_not_for_kind": _("This cannot be done by that channel. Choose another one."),
    "outcome_not_for_kind": _("Choose an outcome from the list."),
    "due_needed": _("Give the day and the hour of the appointment."),
    "due_not_for_kind": _("Only a call, an appointment, a mailing, a message or a note can be planned for a day."),
    "score_not_for_kind": _("Only a satisfaction survey has a score."),
    "score_out_of_range": _("The score goes from 0 to 10."),
    "note_empty": _("Write the note first."),
    "interaction_in_future": _("This moment is still to come. Plan it with a day to do it on."),
    "text_holds_secret_number": _(
        "This text holds a bank, payment-card or social-security number. Remove it: it must not be kept here."
    ),
    "interaction_not_found": _("This line no longer exists, or belongs to another store."),
    "interaction_not_due": _("This was not planned for a day: there is nothing to complete."),
    "interaction_closed": _("Somebody has already closed this one."),
    "interaction_reference_taken": _("The reference “%(reference)s” already names something else."),
}
