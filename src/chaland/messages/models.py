"""Tables of the mails that leave, and of the links by which people answer them."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from chaland.customers.models import Customer
from chaland.messages.rules import BASES, GATE
from chaland.stores.models import Merchant


class OutgoingMail(models.Model):
    """One mail to one address. It is sent at least once, always under the same `message_id`.

    kind: what it is for, such as `opt_in`. to: canonical. headers: further ones, by name.
    text, html: emptied once it has left for good, as the links in it are secrets.
    attempts: how many times it was handed to the mail server. error: what the server said last.
    next_try_at: when it may be claimed; of one that is being sent, when its claim ends. good_until: not sent later.
    basis: by what right it leaves: `gate`, or the lawful basis of its kind (`rules.TRANSACTIONAL`).
    purpose, merchant: what the gate of consents is asked about once more at the second of sending.
    """

    class State(models.TextChoices):
        """How far it is. Parked: the server refused it for now, time after time; somebody may let it go again."""

        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Refused")
        PARKED = "parked", _("Set aside")

    class Basis(models.TextChoices):
        """By what right it leaves."""

        GATE = "gate", _("Consent, looked at when it leaves")
        CONTRACT = "contract", _("Needed for the service")
        LEGAL_OBLIGATION = "legal_obligation", _("Legal obligation")
        LEGITIMATE_INTEREST = "legitimate_interest", _("Legitimate interest")
        STAFF = "staff", _("For those who work in the shop")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    customer = models.ForeignKey(
        Customer, models.CASCADE, null=True, related_name="+", related_query_name="outgoing_mail"
    )
    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=400)
    state = models.CharField(max_length=7, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    good_until = models.DateTimeField(null=True)
    basis = models.CharField(max_length=20, choices=Basis.choices)
    purpose = models.CharField(max_length=20, blank=True)
    merchant = models.ForeignKey(
        Merchant, models.CASCADE, null=True, related_name="+", related_query_name="outgoing_mail"
    )
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(basis=GATE, purpose__gt="", customer__isnull=False)
                | models.Q(basis__in=BASES, purpose=""),
                name="mail_has_a_right",
            ),
        )
        indexes = (
            models.Index(
                fields=["next_try_at"], condition=models.Q(state__in=["queued", "sending"]), name="mail_to_send"
            ),
            models.Index(fields=["to", "kind", "-created_at"], name="mail_to_address"),
        )


class MailAttachment(models.Model):
    """A file that goes with a mail; it is gone once the mail has left for good."""

    mail = models.ForeignKey(OutgoingMail, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=100)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()


class Confirmation(models.Model):
    """A link by which somebody says yes, once: to what they asked for, or to go on with what they had agreed to.

    address: where it was sent; it is void once the customer has that address no longer, or another parent is asked.
    replaces: of a new address, the one that it takes the place of.
    items: what it is about, as `rules.plain` writes them. mails: how many times it was sent.
    token_hash: SHA-256; the token itself stands in the mail alone.
    """

    class Kind(models.TextChoices):
        """What the yes does."""

        OPT_IN = "opt_in", _("To confirm")
        PARENT = "parent", _("To confirm for a child")
        DETAILS = "details", _("To correct their details")
        ADDRESS = "address", _("To use another address")
        RENEWAL = "renewal", _("To renew")

    kind = models.CharField(max_length=7, choices=Kind.choices)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="confirmation")
    address = models.CharField(max_length=320)
    replaces = models.CharField(max_length=320, blank=True, db_default="")
    items = models.JSONField()
    language = models.CharField(max_length=2)
    token_hash = models.CharField(max_length=64, unique=True)
    mails = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class RenewalNotice(models.Model):
    """That a customer was told that a consent, named by its line of the ledger, is about to lapse."""

    class Step(models.TextChoices):
        """Which of the two mails it was in."""

        FIRST = "first", _("First mail")
        REMINDER = "reminder", _("Reminder")

    entry_id = models.BigIntegerField()
    step = models.CharField(max_length=8, choices=Step.choices)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="renewal_notice")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["entry_id", "step"], name="renewal_notice_once"),)
