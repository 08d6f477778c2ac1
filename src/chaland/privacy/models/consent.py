"""Tables of purposes, of the ledger of consents and of what is read from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chaland.customers.models import Customer
from chaland.stores.models import Merchant


class Channel(models.TextChoices):
    """By which way a person is contacted."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    PHONE = "phone", _("Phone")
    POST = "post", _("Post")


class Purpose(models.Model):
    """What people are contacted for. `name` is empty for a built-in one, which each language names.

    is_marketing: hours, age, objections and the yearly renewal apply; a service message knows none of them.
    """

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(_("name"), max_length=60, blank=True)
    is_marketing = models.BooleanField(_("marketing"), default=True)
    is_active = models.BooleanField(_("in use"), default=True)
    position = models.PositiveSmallIntegerField(default=0)


class PurposeChannel(models.Model):
    """By which right a purpose uses a channel; a channel without a row is not used. Source: RGPD art. 6.

    similar_products: the shop declares that it only writes about products like those bought (soft opt-in).
    """

    class Basis(models.TextChoices):
        """The lawful basis."""

        CONSENT = "consent", _("Consent")
        CONTRACT = "contract", _("Contract")
        LEGITIMATE_INTEREST = "legitimate_interest", _("Legitimate interest")
        SOFT_OPT_IN = "soft_opt_in", _("Similar products to customers")

    purpose = models.ForeignKey(Purpose, models.CASCADE, related_name="channels")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    basis = models.CharField(_("lawful basis"), max_length=19, choices=Basis.choices)
    similar_products = models.BooleanField(_("similar products only"), default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["purpose", "channel"], name="purpose_channel_once"),
            models.CheckConstraint(
                condition=models.Q(basis__in=["consent", "contract", "legitimate_interest", "soft_opt_in"]),
                name="purpose_channel_has_basis",
            ),
        )


class ConsentText(models.Model):
    """What is shown beside a box, in one language, from a date on. Never edited: the database refuses."""

    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="texts")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    language = models.CharField(max_length=2)
    version = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=600)
    text_hash = models.CharField(max_length=64)
    in_force_from = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["purpose", "channel", "language", "version"], name="consent_text_version"),
        )


class ConsentPolicy(models.Model):
    """What the network decided about consents; one row, or none while the defaults hold.

    renewal_months: after how long a consent lapses, 0 for never. sms_from, sms_to: hours of the working day.
    """

    renewal_months = models.PositiveSmallIntegerField(_("months until a consent is asked for again"), default=12)
    sms_from = models.PositiveSmallIntegerField(_("SMS from (hour)"), default=10)
    sms_to = models.PositiveSmallIntegerField(_("SMS until (hour)"), default=20)


class Subject(models.Model):
    """Who a ledger's key stands for; without its row the key is nobody's.

    own_customer_id: whose it is; `customer` is another while two files are merged.
    """

    key = models.CharField(max_length=32, primary_key=True)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="subject")
    own_customer_id = models.BigIntegerField(unique=True)


class ConsentEntry(models.Model):
    """One line of the ledger: what one person did about one purpose on one channel. The database refuses any change.

    number: without gaps, from 1. hash: SHA-256 of `previous_hash` and of everything else in the line.
    subject: random; `Subject` says who. merchant, text, operator and store are plain numbers, for a line outlives them.
    given_at: when the person acted, as told; recorded_at: when it was written down. zone: in whose clock.
    private_seal, trace_seal: salted hashes of what stands in `ConsentPrivate` and `ConsentTrace`, or empty.
    """

    number = models.BigIntegerField(primary_key=True)
    subject = models.CharField(max_length=32, db_index=True)
    purpose = models.CharField(max_length=20)
    channel = models.CharField(max_length=5)
    merchant_id = models.BigIntegerField(null=True)
    controller = models.CharField(max_length=100)
    act = models.CharField(max_length=9)
    given_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    zone = models.CharField(max_length=50)
    point = models.CharField(max_length=80)
    method = models.CharField(max_length=10)
    language = models.CharField(max_length=2)
    text_id = models.BigIntegerField(null=True)
    text_hash = models.CharField(max_length=64, blank=True)
    operator_id = models.BigIntegerField(null=True)
    store_id = models.BigIntegerField(null=True)
    form_version = models.CharField(max_length=40, blank=True)
    private_seal = models.CharField(max_length=64, blank=True)
    trace_seal = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)


class ConsentPrivate(models.Model):
    """What of a line tells who it is: it goes when the person is erased, and the chain still holds."""

    entry = models.OneToOneField(ConsentEntry, models.PROTECT, primary_key=True, related_name="private")
    address = models.CharField(max_length=320, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    salt = models.CharField(max_length=32)


class ConsentTrace(models.Model):
    """From where a line came in over the web; dropped after twelve months."""

    entry = models.OneToOneField(ConsentEntry, models.PROTECT, primary_key=True, related_name="trace")
    ip = models.CharField(max_length=45, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    salt = models.CharField(max_length=32)
    recorded_at = models.DateTimeField(db_index=True)


class CurrentConsent(models.Model):
    """Where one person stands for one purpose, channel and merchant: always what folding the ledger gives.

    merchant: none for the network as a whole. since: when the state began. expires_at: when a consent lapses unless
    it is renewed. entry: the line that made it so. address: what it was given for. by_parent: who gave it is a parent.
    """

    class State(models.TextChoices):
        """Where a person stands."""

        INFORMED = "informed", _("Informed")
        PENDING = "pending", _("To be confirmed")
        GRANTED = "granted", _("Given")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        LAPSED = "lapsed", _("Lapsed")

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="+", related_query_name="consent", db_index=False
    )
    purpose = models.CharField(max_length=20)
    channel = models.CharField(max_length=5)
    merchant = models.ForeignKey(
        Merchant, models.CASCADE, null=True, related_name="+", related_query_name="consent", db_index=False
    )
    state = models.CharField(max_length=9, choices=State.choices)
    since = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    entry = models.ForeignKey(ConsentEntry, models.PROTECT, related_name="+", db_index=False)
    address = models.CharField(max_length=320, blank=True)
    by_parent = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["customer", "purpose", "channel"],
                condition=models.Q(merchant__isnull=True),
                name="consent_to_network_once",
            ),
            models.UniqueConstraint(
                fields=["customer", "purpose", "channel", "merchant"], name="consent_to_merchant_once"
            ),
        )
        indexes = (
            models.Index(fields=["expires_at"], condition=models.Q(expires_at__isnull=False), name="consent_to_renew"),
        )


class Objection(models.Model):
    """An address that must not be written to, known by its hash alone. Source: CNIL, 27 January 2022.

    It names nobody and serves nothing else, so it outlives the person's file.
    """

    kind = models.CharField(max_length=5)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "digest"], name="objection_once"),)


class Stance(models.Model):
    """A right a person uses that holds for everything: nothing may be sent, or no profile may be made."""

    class Kind(models.TextChoices):
        """What holds."""

        RESTRICTED = "restricted", _("Processing restricted")
        NO_PROFILING = "no_profiling", _("No use of purchases for offers")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="stance")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    since = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["customer", "kind"], name="stance_once"),)
