"""Tables of what passes between shop and customer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chaland.accounts.models import User
from chaland.customers.models import Customer
from chaland.journal.models import ImportRun
from chaland.stores.models import Store


class Interaction(models.Model):
    """One contact with one customer, past or planned.

    author: who wrote it in; empty for those that came from a till, a file or a campaign.
    due_at: when it is to be done, where that applies (an appointment, a call to make).
    done_at: when it was done; a due one without it is a thing to do.
    score: 0 to 10, for the answer to a satisfaction survey.
    reference: an outside system's name for it, which makes a resend harmless.
    """

    class Kind(models.TextChoices):
        """What it is."""

        APPOINTMENT = "appointment", _("Appointment")
        SURVEY = "survey", _("Satisfaction survey")
        MAILING = "mailing", _("Mailing")
        CALL = "call", _("Call")
        VISIT = "visit", _("Visit")
        SOCIAL = "social", _("Social network")
        NOTE = "note", _("Note")

    class Channel(models.TextChoices):
        """By which way."""

        SHOP = "shop", _("In the shop")
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("SMS")
        POST = "post", _("Post")
        WEB = "web", _("Web")
        SOCIAL = "social", _("Social network")

    class Outcome(models.TextChoices):
        """What came of it."""

        NONE = "", _("Not known yet")
        DONE = "done", _("Done")
        NO_ANSWER = "no_answer", _("No answer")
        MISSED = "missed", _("Did not come")
        INTERESTED = "interested", _("Interested")
        NOT_INTERESTED = "not_interested", _("Not interested")
        PURCHASE = "purchase", _("Bought")
        CANCELLED = "cancelled", _("Cancelled")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="interaction")
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices)
    occurred_at = models.DateTimeField(_("moment"))
    author = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", related_query_name="interaction", verbose_name=_("author")
    )
    store = models.ForeignKey(
        Store,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="interaction",
        verbose_name=_("store"),
    )
    subject = models.CharField(_("subject"), max_length=100, blank=True)
    text = models.CharField(_("text"), max_length=280, blank=True)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome.choices, blank=True)
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    done_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=100, null=True, unique=True)
    import_run = models.ForeignKey(
        ImportRun, models.CASCADE, null=True, editable=False, related_name="+", related_query_name="interaction"
    )

    class Meta:
        indexes = (
            models.Index(fields=["customer", "-occurred_at"], name="interaction_timeline"),
            models.Index(fields=["-occurred_at", "-id"], name="interaction_latest"),
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="interaction_agenda"),
            models.Index(
                fields=["due_at"],
                condition=models.Q(due_at__isnull=False, done_at__isnull=True),
                name="interaction_due",
            ),
        )


class Opening(models.Model):
    """When a store lets people book an appointment by themselves.

    code: in the address of its page. hours: for each weekday from Monday, pairs of hours such as ["09:00", "12:00"].
    places: how many appointments at once. notice_hours: how long before at the latest. days_ahead: how far at most.
    closed_on: further days without any, as ISO days.
    """

    store = models.OneToOneField(Store, models.CASCADE, related_name="+", related_query_name="opening")
    code = models.SlugField(max_length=20, unique=True)
    is_open = models.BooleanField(default=True)
    title = models.CharField(max_length=100)
    length_minutes = models.PositiveSmallIntegerField(default=30)
    places = models.PositiveSmallIntegerField(default=1)
    notice_hours = models.PositiveSmallIntegerField(default=2)
    days_ahead = models.PositiveSmallIntegerField(default=30)
    hours = models.JSONField(default=list)
    closed_on = models.JSONField(default=list)
    holidays_too = models.BooleanField(default=False)


class Booking(models.Model):
    """An appointment that somebody booked by themselves. token_hash: SHA-256 of the secret in their link.

    Whether it still stands, and when it is, the appointment alone tells.
    """

    opening = models.ForeignKey(Opening, models.CASCADE, related_name="bookings")
    interaction = models.OneToOneField(Interaction, models.CASCADE, related_name="booking")
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2)
    booked_at = models.DateTimeField()


class Survey(models.Model):
    """A satisfaction survey: one score, a few choices, a few words. title: by language.

    questions: as `questions.plain` keeps them. store: whose it is; without one, the network's.
    """

    code = models.SlugField(max_length=20, unique=True)
    title = models.JSONField()
    questions = models.JSONField()
    is_open = models.BooleanField(default=True)
    store = models.ForeignKey(Store, models.CASCADE, null=True, related_name="+", related_query_name="survey")
    created_at = models.DateTimeField()


class SurveyLink(models.Model):
    """A link for one customer, for one answer. token_hash: SHA-256 of the secret in it."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="links")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="survey_link")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)


class SurveyAnswer(models.Model):
    """One answer. interaction: in the customer's timeline; without one, nobody knows whose it is.

    key: of this one time the page was filled in. choices: the chosen place of each choice question, None where left
    out. comment: of an answer that is nobody's; a customer's stands in the interaction.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answers")
    key = models.UUIDField(unique=True)
    interaction = models.OneToOneField(Interaction, models.CASCADE, null=True, related_name="survey_answer")
    store = models.ForeignKey(Store, models.PROTECT, null=True, related_name="+", related_query_name="survey_answer")
    score = models.PositiveSmallIntegerField()
    choices = models.JSONField(default=list)
    comment = models.CharField(max_length=280, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["survey", "answered_at"], name="answers_of_survey"),)
