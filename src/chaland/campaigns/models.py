"""Tables of campaigns: what is to be sent to whom, and what became of each message."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chaland.accounts.models import User
from chaland.customers.models import Customer
from chaland.loyalty.models.vouchers import Voucher
from chaland.segments.models import Segment
from chaland.stores.models import Merchant, Store


class Policy(models.Model):
    """What holds for every campaign of the network; one row.

    most_messages, in_days: how many messages of campaigns one person gets at most within so many days.
    most_by_channel: how many of these by one channel, as the gate names it; no other bound where it is not there.
    hold_out_percent: of all customers, left alone by every campaign; drawn with `hold_out_seed`.
    hold_out_since: the day from which on they are; none while nobody is.
    hold_out_first_on: the first day on which this draw may have kept anybody apart: what was spent before owes it
    nothing. It never moves on.
    """

    most_messages = models.PositiveIntegerField(_("messages at most"), default=4)
    in_days = models.PositiveIntegerField(_("days"), default=30)
    most_by_channel = models.JSONField(default=dict)
    hold_out_percent = models.PositiveIntegerField(_("left alone by every campaign (%)"), default=0)
    hold_out_seed = models.CharField(max_length=32)
    hold_out_since = models.DateField(null=True)
    hold_out_first_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(pk=1), name="one_campaign_policy"),
            models.CheckConstraint(condition=Q(hold_out_percent__lte=50), name="hold_out_at_most_half"),
        )


class Journey(models.Model):
    """What is sent by itself: a trigger, and steps from top to bottom. See `rules.journeys`.

    trigger, options: which occasions, see `triggers`. steps: as `rules.journeys.Step.plain` gives them.
    segment: only who is in it when the occasion comes. hour: of the network's clock, at which steps are due.
    seed, control_percent: of who is left alone. since_on: the first day whose occasions count, while it is on.
    looked_at: when occasions were last looked for. stopped_for: why it is off, where nobody switched it off.
    """

    name = models.CharField(_("name"), max_length=80)
    trigger = models.CharField(max_length=12)
    options = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, related_name="+", related_query_name="journey"
    )
    store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="+", related_query_name="journey"
    )
    hour = models.PositiveSmallIntegerField(default=10)
    seed = models.CharField(max_length=32)
    control_percent = models.PositiveIntegerField(default=10)
    is_on = models.BooleanField(default=False)
    since_on = models.DateField(null=True)
    looked_at = models.DateTimeField(null=True)
    stopped_for = models.CharField(max_length=40, blank=True)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="journey")
    launcher = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    launched_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(control_percent__lte=100), name="journey_control_percent"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="journey_hour"),
            models.CheckConstraint(condition=Q(is_on=False) | Q(since_on__isnull=False), name="journey_on_since"),
        )


class Passage(models.Model):
    """Where one person is in a journey, for one occasion: there is one row of it, whoever looks how often.

    on: the day of the occasion, of which all else is worked out. step: the next one, and when it is due.
    reason: why they left before the end.
    """

    class State(models.TextChoices):
        """How far it is."""

        GOING = "going", _("On the way")
        DONE = "done", _("At the end")
        LEFT = "left", _("Left before the end")

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="passages")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="passage")
    occasion = models.CharField(max_length=40)
    on = models.DateField()
    step = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=5, choices=State.choices, default=State.GOING)
    reason = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField()
    entered_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["journey", "customer", "occasion"], name="passage_once"),)
        indexes = (models.Index(fields=["journey", "due_at", "id"], condition=Q(state="going"), name="passage_due"),)


class Campaign(models.Model):
    """One campaign.

    merchant: in whose name, for the gate of consents; none is the network. store: whose it is, none the network's.
    rule: of the segment as it was when the audience was frozen. cases: who is offered what, in order, the first that
    fits: `[{"rule": tree or null, "kind_id": number or null}]`. seed: of the draws. control_percent: left alone.
    starts_at: not sent before; none is at once. ends_at: what has not left by then never does.
    per_hour: messages at most, none for as many as the server takes. window_days: how long it is measured after.
    fixed_cents, thousand_cents: what it costs, whole and for a thousand messages.
    left_out: how many the gate and other reasons kept out, by reason. paused_for: why, while it is paused.
    journey: of which it is a sending; it then has people as they come along, and is never all sent.
    """

    class Channel(models.TextChoices):
        """By what it reaches people. File: handed to a mass mailer."""

        EMAIL = "email", _("E-mail")
        SMS = "sms", _("SMS")
        POST = "post", _("Post")
        PHONE = "phone", _("Telephone calls")
        FILE = "file", _("File for another mailer")

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Scheduled")
        SENDING = "sending", _("Being sent")
        PAUSED = "paused", _("Paused")
        SENT = "sent", pgettext_lazy("campaign", "Sent")
        CANCELLED = "cancelled", pgettext_lazy("campaign", "Cancelled")

    name = models.CharField(_("name"), max_length=80)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    purpose = models.CharField(max_length=20)
    merchant = models.ForeignKey(
        Merchant, models.PROTECT, null=True, blank=True, related_name="+", related_query_name="campaign"
    )
    store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="+", related_query_name="campaign"
    )
    segment = models.ForeignKey(Segment, models.SET_NULL, null=True, related_name="+", related_query_name="campaign")
    journey = models.ForeignKey(Journey, models.PROTECT, null=True, related_name="campaigns")
    rule = models.JSONField(null=True)
    cases = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    seed = models.CharField(max_length=32)
    control_percent = models.PositiveIntegerField(default=10)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    per_hour = models.PositiveIntegerField(null=True)
    window_days = models.PositiveIntegerField(default=30)
    fixed_cents = models.PositiveBigIntegerField(default=0)
    thousand_cents = models.PositiveBigIntegerField(default=0)
    left_out = models.JSONField(default=dict)
    paused_for = models.CharField(max_length=40, blank=True)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="campaign")
    approver = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="+")
    launcher = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="+")
    reference = models.CharField(max_length=64, unique=True, null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    launched_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(control_percent__lte=100), name="campaign_control_percent"),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(starts_at__lt=F("ends_at")),
                name="campaign_ends_after",
            ),
        )
        indexes = (models.Index(fields=["-created_at", "-id"], name="campaign_latest"),)


class Part(models.Model):
    """A saved segment by which the results of a campaign are looked at too, as it was when its audience was frozen.

    place: of its bit in `Message.parts`, from 0. segment: none once it was deleted; its name stays.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="parts")
    place = models.PositiveSmallIntegerField()
    segment = models.ForeignKey(
        Segment, models.SET_NULL, null=True, related_name="+", related_query_name="campaign_part"
    )
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=["campaign", "place"], name="campaign_part_place"),)


class Content(models.Model):
    """What a campaign says in one language and one variant. body: by channel, see `campaigns.content`."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="contents")
    variant = models.CharField(max_length=1, default="a")
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=300, blank=True)
    body = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["campaign", "variant", "language"], name="campaign_content_once"),
        )


class LinkCount(models.Model):
    """How often a link of a content was followed by those of whom it is not noted. link: the mark of its address."""

    content = models.ForeignKey(Content, models.CASCADE, related_name="link_counts")
    link = models.CharField(max_length=12)
    by_machine = models.BooleanField()
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["content", "link", "by_machine"], name="campaign_link_count_once"),
        )


class Picture(models.Model):
    """A picture that messages show, under the digest of its bytes. Never changed."""

    digest = models.CharField(max_length=64, unique=True)
    content_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    content = models.BinaryField()
    added_at = models.DateTimeField()


class Message(models.Model):
    """One person of a frozen audience, and the message meant for them: one for each campaign and occasion.

    Of who is left alone there is the row and no message. customer: none once they were erased.
    occasion: of what keeps coming, such as the year of a birthday; empty for what is sent once.
    stratum: within which the draw was made. tier: what the programme called the tier that they held when the audience
    was frozen, empty for none, null of campaigns that did not keep it. parts: in which of the campaign's `Part`s they
    were then, a bit for the place of each. case: which of the offers, by its place. key: its name outside.
    next_try_at: when it may be claimed; of one that is being sent, when the claim ends and nobody knows any more.
    reason: why it was held back, failed or is not known. provider_id: what the server or provider calls it.
    entered_on: of a journey, the day from which it is measured. The moments are each the first time that it happened.
    """

    class State(models.TextChoices):
        """How far it is. Unknown: handed over, perhaps; never sent again by itself."""

        ALONE = "alone", _("Left alone")
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        UNKNOWN = "unknown", _("Not known")
        FAILED = "failed", _("Refused")
        HELD_BACK = "held_back", _("Held back")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="messages")
    customer = models.ForeignKey(
        Customer, models.SET_NULL, null=True, related_name="+", related_query_name="campaign_message", db_index=False
    )
    occasion = models.CharField(max_length=40, blank=True)
    variant = models.CharField(max_length=1, default="a")
    stratum = models.PositiveSmallIntegerField(default=0)
    tier = models.CharField(max_length=100, null=True)
    parts = models.PositiveSmallIntegerField(default=0)
    case = models.PositiveSmallIntegerField(null=True)
    voucher = models.OneToOneField(
        Voucher, models.SET_NULL, null=True, related_name="+", related_query_name="campaign_message"
    )
    key = models.UUIDField(unique=True)
    state = models.CharField(max_length=9, choices=State.choices)
    reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=200, blank=True)
    consent_entry_id = models.BigIntegerField(null=True)
    entered_on = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)
    clicked_at = models.DateTimeField(null=True)
    scanned_at = models.DateTimeField(null=True)
    unsubscribed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["campaign", "customer", "occasion"], name="campaign_message_once"),
        )
        indexes = (
            models.Index(fields=["campaign", "state", "next_try_at"], name="campaign_message_to_send"),
            models.Index(fields=["customer", "sent_at"], name="campaign_message_to_whom"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="campaign_message_provider"),
        )


class MoreVoucher(models.Model):
    """A further voucher of one message: a letter may bring a sheet of them."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="more_vouchers")
    voucher = models.OneToOneField(
        Voucher, models.CASCADE, related_name="+", related_query_name="further_campaign_message"
    )


class MessageEvent(models.Model):
    """What was told of a message after it left. external: the teller's name for it, told twice is once."""

    class Kind(models.TextChoices):
        """What happened."""

        DELIVERED = "delivered", _("Delivered")
        BOUNCED = "bounced", _("Bounced")
        DEFERRED = "deferred", _("Put off")
        COMPLAINED = "complained", _("Complaint")
        CLICKED = "clicked", _("Followed a link")
        SCANNED = "scanned", _("Link followed by a machine")
        UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")

    message = models.ForeignKey(Message, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField()
    external = models.CharField(max_length=200, unique=True)
    detail = models.CharField(max_length=300, blank=True)


class MailingList(models.Model):
    """A list at another mailer that follows the customers of a segment who may be written to.

    number: the mailer's own. fields: what it is told of each, see `rules.mailing`. read_until: up to when it was asked
    who left there. counts: of the last run; error: what ended it early, as `rules.mailing` names it.
    """

    number = models.PositiveBigIntegerField(unique=True)
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=20)
    merchant = models.ForeignKey(
        Merchant, models.PROTECT, null=True, blank=True, related_name="+", related_query_name="mailing_list"
    )
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, related_name="+", related_query_name="mailing_list"
    )
    fields = models.JSONField(default=list)
    is_on = models.BooleanField(default=True)
    read_until = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    error = models.CharField(max_length=200, blank=True)


class Listed(models.Model):
    """Somebody who is on such a list, or perhaps is: written down before they are handed over.

    customer_number: of the file, also after they were erased, so that the mailer forgets them too; none for an address
    that is nobody's any more. address, told: keyed hashes of what was handed over, told empty while that is not sure.
    contact: the mailer's number for them, once it is known.
    """

    mailing_list = models.ForeignKey(MailingList, models.CASCADE, related_name="listed")
    customer_number = models.BigIntegerField(null=True)
    address = models.CharField(max_length=64)
    told = models.CharField(max_length=64, blank=True)
    contact = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["mailing_list", "customer_number"], name="listed_once"),)
        indexes = (models.Index(fields=["mailing_list", "address"], name="listed_address"),)
