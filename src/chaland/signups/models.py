"""Tables of sign-up forms, of what was sent through them, and of how each customer came in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chaland.accounts.models import User
from chaland.customers.models import Customer
from chaland.stores.models import Seller, Store


class SignupForm(models.Model):
    """A form that the shop shows to the public.

    content: what it shows and asks, as `rules.plain` writes it; not public before it is published.
    source: what the shop calls the occasion; it stays with everybody who comes in by this form.
    store: whose it is, and the store of reference of those who come in; with none the network's.
    sites: the web sites that may show it in a window of their own, as origins.
    is_open: taken back, it answers that it is closed. closed_at: when it was taken back.
    starts_on, ends_on: days of the network, both within.
    """

    class Kind(models.TextChoices):
        """Where it is shown."""

        PAGE = "page", _("Page")
        POPUP = "popup", _("Window on a web site")
        TABLET = "tablet", _("Tablet")
        CONTEST = "contest", _("Contest")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    source = models.CharField(_("occasion"), max_length=80, blank=True)
    store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="+", related_query_name="signup_form"
    )
    content = models.JSONField()
    sites = models.JSONField(default=list)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    is_open = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()


class FormVersion(models.Model):
    """What a form showed and asked from one moment on. Never changed.

    digest: SHA-256 of the content.
    """

    form = models.ForeignKey(SignupForm, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="form_version")
    published_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["form", "number"], name="form_version_once"),)


class Submission(models.Model):
    """What one person sent through a form, once, by its key.

    customer: whose file it opened, or who it names. is_new: whether it opened that file.
    told: what an unconfirmed form says of somebody known, kept aside until they confirm; empty once it is written.
    address: the e-mail address given, as it is compared; blank without one.
    mailed_at: when a mail asked to confirm it. confirmed_at: when the address was confirmed.
    """

    key = models.UUIDField(primary_key=True)
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="submissions")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="submission")
    is_new = models.BooleanField()
    told = models.JSONField(default=dict)
    address = models.CharField(max_length=320, blank=True)
    language = models.CharField(max_length=2)
    sent_at = models.DateTimeField(db_index=True)
    mailed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["address", "mailed_at"], name="submission_address"),)


class ContestEntry(models.Model):
    """One person's part in a contest: one, however often they send the form."""

    form = models.ForeignKey(SignupForm, models.CASCADE, related_name="entries")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="contest_entry")
    number = models.PositiveIntegerField()
    entered_at = models.DateTimeField()
    rank = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["form", "customer"], name="contest_entry_once"),
            models.UniqueConstraint(fields=["form", "number"], name="contest_entry_number"),
        )


class Draw(models.Model):
    """The draw of a contest, made once. entries: how many numbers took part; winners: how many were drawn."""

    form = models.OneToOneField(SignupForm, models.CASCADE, related_name="draw")
    seed = models.CharField(max_length=64)
    entries = models.PositiveIntegerField()
    winners = models.PositiveIntegerField()
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="draw")
    drawn_at = models.DateTimeField()


class Channel(models.TextChoices):
    """By which door somebody came into the file."""

    TILL = "till", _("Till")
    DESK = "desk", _("Back office")
    API = "api", _("Other software")
    IMPORT = "import", _("File")
    PAGE = "page", _("Form on a page")
    POPUP = "popup", _("Form in a window")
    TABLET = "tablet", _("Form on a tablet")
    CONTEST = "contest", _("Contest")
    QUOTE = "quote", _("Quote")
    BOOKING = "booking", _("Appointment booked")
    SURVEY = "survey", _("Satisfaction survey")


class Arrival(models.Model):
    """How one customer came in. source: the occasion, as the shop calls it.

    confirmed_at: when they confirmed the address they gave. told_at: when they were told at the counter from which file
    their details come.
    """

    customer = models.OneToOneField(
        Customer, models.CASCADE, primary_key=True, related_name="+", related_query_name="arrival"
    )
    channel = models.CharField(max_length=8, choices=Channel.choices)
    form = models.ForeignKey(SignupForm, models.SET_NULL, null=True, related_name="arrivals")
    source = models.CharField(max_length=80, blank=True)
    store = models.ForeignKey(Store, models.PROTECT, null=True, related_name="+", related_query_name="arrival")
    seller = models.ForeignKey(Seller, models.PROTECT, null=True, related_name="+", related_query_name="arrival")
    arrived_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
