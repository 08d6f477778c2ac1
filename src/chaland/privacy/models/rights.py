"""Tables of what people may ask of the shop, and of what was done about it. None of them names anybody."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chaland.accounts.models import User
from chaland.customers.models import Customer


class Erasure(models.Model):
    """A customer who was erased.

    key: names it in the erasure journal as well, which lies apart from the database.
    receipts: how many stay, nobody's. cleaned_at: when files, lake and log held nothing any more; none until then.
    """

    key = models.UUIDField(unique=True)
    erased_at = models.DateTimeField()
    cleaned_at = models.DateTimeField(null=True)
    receipts = models.PositiveIntegerField(default=0)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="erasure")


class ErasedKey(models.Model):
    """By what an erased customer would be known again: a keyed hash, of which nobody reads anything back."""

    erasure = models.ForeignKey(Erasure, models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, db_index=True)


class DataRequest(models.Model):
    """What somebody asked for by right, and how it ended. Source: RGPD art. 12(3), 15 to 21.

    customer: none once they are erased, or where the file does not know them. due_on: one month after `received_on`.
    note: what was agreed, such as what was corrected.
    """

    class Kind(models.TextChoices):
        """The right."""

        ACCESS = "access", _("Access")
        RECTIFICATION = "rectification", _("Rectification")
        RESTRICTION = "restriction", _("Restriction")
        OBJECTION = "objection", _("Objection")
        PORTABILITY = "portability", _("Portability")
        ERASURE = "erasure", _("Erasure")

    class Outcome(models.TextChoices):
        """How it ended."""

        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused, with a reason")
        WITHDRAWN = "withdrawn", _("Withdrawn by the person")
        NOT_FOUND = "not_found", _("Nobody of that name in the file")

    kind = models.CharField(_("right"), max_length=13, choices=Kind.choices)
    customer = models.ForeignKey(
        Customer, models.SET_NULL, null=True, blank=True, related_name="+", related_query_name="data_request"
    )
    received_on = models.DateField(_("received on"))
    due_on = models.DateField()
    note = models.CharField(_("note"), max_length=280, blank=True)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices, blank=True)
    closed_at = models.DateTimeField(null=True)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="data_request")
    closed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="+")

    class Meta:
        indexes = (
            models.Index(fields=["due_on"], condition=models.Q(closed_at=None), name="data_request_open"),
            models.Index(fields=["customer"], name="data_request_customer"),
        )


class Recipient(models.Model):
    """Somebody who holds a file that a person was in, and is to be told what became of them. Source: RGPD art. 19.

    customer_number: theirs in the file, which outlives them and names nobody. detail, taken_out_at, taken_out_by: of
    the file, as the access log has it.
    """

    class Why(models.TextChoices):
        """What they are told."""

        ERASURE = "erasure", _("Erased")
        RECTIFICATION = "rectification", _("Put right")
        RESTRICTION = "restriction", _("Restricted use")

    why = models.CharField(max_length=13, choices=Why.choices)
    customer_number = models.BigIntegerField()
    detail = models.CharField(max_length=100, blank=True)
    taken_out_at = models.DateTimeField()
    taken_out_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="+")
    noted_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="+")

    class Meta:
        indexes = (models.Index(fields=["noted_at"], condition=models.Q(told_at=None), name="recipient_to_tell"),)


class StayQuestion(models.Model):
    """That a customer was told that their file is about to be erased. answered_at: when they said that they stay."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="stay_question")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)


class NotesMail(models.Model):
    """That a user was told of the notes that tell too much, in the week that begins on `week_on`: once.

    until_id: the last exchange that was looked at for it.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+", related_query_name="notes_mail")
    week_on = models.DateField()
    until_id = models.BigIntegerField()
    queued_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "week_on"], name="notes_mail_once"),)


class Breach(models.Model):
    """A leak or loss of personal data, told to the authority or not. Source: RGPD art. 33 and 34.

    known_at: when the shop learnt of it; the clock of 72 hours starts there. user: whose account was misused; with
    from_at and until_at, the access log tells which customers are concerned.
    """

    known_at = models.DateTimeField(_("known since"))
    user = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="breach",
        verbose_name=_("account misused"),
    )
    from_at = models.DateTimeField(_("from"), null=True, blank=True)
    until_at = models.DateTimeField(_("until"), null=True, blank=True)
    facts = models.CharField(_("what happened"), max_length=1000)
    effects = models.CharField(_("what may follow from it"), max_length=1000, blank=True)
    measures = models.CharField(_("what was done"), max_length=1000, blank=True)
    notified_at = models.DateTimeField(_("authority told on"), null=True, blank=True)
    people_told_at = models.DateTimeField(_("people told on"), null=True, blank=True)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="+")
    written_at = models.DateTimeField()


class RegisterEdition(models.Model):
    """The register of processing as it stood from a moment on. Never changed. Source: RGPD art. 30."""

    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()


class RetentionChoice(models.Model):
    """How long the shop keeps one kind of data, where that is not the default. reason: for a longer time, why."""

    row = models.CharField(max_length=20, unique=True)
    days = models.PositiveIntegerField(_("days"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    changed_at = models.DateTimeField()
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="+")


class RetentionRun(models.Model):
    """One look through what is too old. outcome: by row of the table, how many were found and done away with."""

    ran_on = models.DateField(db_index=True)
    ran_at = models.DateTimeField()
    outcome = models.JSONField()
