"""Tables of the ledger of points and of what is read from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chaland.customers.models import Customer
from chaland.loyalty.models.programme import Programme
from chaland.stores.models import Store


class Entry(models.Model):
    """One line of the ledger of points, in the chain of its store. The database refuses any change.

    seq: without gaps in its store, from 1. hash: SHA-256 of `previous_hash` and of everything else in the line.
    subject: a key of `privacy.Subject`, which says whose it is. on: the business day it counts for; at: when written.
    merchant, receipt and operator are plain numbers, for a line outlives them.
    key: the caller's own name for what it asked, so that asking twice is once.
    receipt_id, reference and salt tell whose it may be: they are emptied when the person is erased, and
    `private_seal`, their salted hash, still stands.
    """

    class Kind(models.TextChoices):
        """Why points came or went."""

        EARNED = "earned", _("Purchase")
        RETURNED = "returned", _("Return")
        BURNT = "burnt", _("Points used")
        RESTORED = "restored", _("Points given back")
        EXPIRED = "expired", _("Points lost")
        OPENING = "opening", _("Opening balance")
        WELCOME = "welcome", _("Welcome")
        BIRTHDAY = "birthday", _("Birthday")
        REFERRAL = "referral", _("Referral")
        PROFILE = "profile", _("Completed file")
        SURVEY = "survey", _("Survey answered")
        ADJUSTED = "adjusted", _("Correction")
        MOVED = "moved", _("Moved")

    store = models.ForeignKey(
        Store, models.PROTECT, related_name="+", related_query_name="points_entry", db_index=False
    )
    seq = models.BigIntegerField()
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", related_query_name="entry", db_index=False
    )
    merchant_id = models.BigIntegerField()
    subject = models.CharField(max_length=32)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    points = models.IntegerField()
    on = models.DateField()
    at = models.DateTimeField()
    key = models.UUIDField(null=True, unique=True)
    operator_id = models.BigIntegerField(null=True)
    private_seal = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    receipt_id = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=64, blank=True)
    salt = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["store", "seq"], name="points_entry_in_chain"),)
        # With what the sum of an account asks, so that neither it nor a day of it reads all of its lines.
        indexes = (models.Index(fields=["subject", "programme", "on", "points"], name="points_entry_of_account"),)


class Balance(models.Model):
    """Where a customer stands in one programme: always what the ledger and the receipts give.

    points: to be used; debt: taken back after it was used. The sum of the entries is points less debt.
    counted_on: the day up to which points were lost. lost_on, lost_points: when the next are lost, and how many.
    tier: held with the purchases so far; tier_ends_on: the first day on which it may be another without any more.
    before: what was before the last receipt's day, see `rules.before`; before_by: names the rules it was found by.
    """

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="+", related_query_name="points", db_index=False
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="+", related_query_name="balance", db_index=False
    )
    points = models.IntegerField(default=0)
    debt = models.IntegerField(default=0)
    earned = models.BigIntegerField(default=0)
    counted_on = models.DateField()
    lost_on = models.DateField(null=True)
    lost_points = models.IntegerField(default=0)
    tier = models.CharField(max_length=20, blank=True)
    tier_measured = models.BigIntegerField(default=0)
    tier_ends_on = models.DateField(null=True)
    before = models.TextField(null=True)
    before_by = models.CharField(max_length=16, null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["customer", "programme"], name="balance_once"),
            models.CheckConstraint(condition=models.Q(points__gte=0, debt__gte=0), name="balance_never_negative"),
        )
        indexes = (
            models.Index(fields=["lost_on"], condition=models.Q(lost_on__isnull=False), name="balance_to_lose"),
            models.Index(
                fields=["tier_ends_on"], condition=models.Q(tier_ends_on__isnull=False), name="balance_tier_to_end"
            ),
        )


class Referral(models.Model):
    """Who brought whom. bought_on: when the one brought first bought something they kept."""

    referred = models.OneToOneField(Customer, models.CASCADE, related_name="+", related_query_name="referred_by")
    referrer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="referral")
    made_at = models.DateTimeField()
    bought_on = models.DateField(null=True)


class DailyClosing(models.Model):
    """What a day of a store's ledger came to, sealed. The database refuses any change.

    last_seq: of the entries it covers, which begin after those of the closing before; head: the last one's hash.
    totals: points by kind; grand_totals: since the first day. seal: of all of it and of the closing before, keyed.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", related_query_name="points_closing")
    day = models.DateField()
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()
    head = models.CharField(max_length=64)
    totals = models.JSONField()
    grand_totals = models.JSONField()
    made_at = models.DateTimeField()
    previous_seal = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["store", "day"], name="closing_of_day"),)
