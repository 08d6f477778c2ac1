"""Tables of vouchers: what the shop gives, to whom, and what became of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chaland.accounts.models import User
from chaland.customers.models import Customer
from chaland.loyalty.models.programme import Programme
from chaland.stores.models import Merchant, Store


class VoucherKind(models.Model):
    """What a voucher gives and when it is given. Once one was issued its terms stay: a change makes another kind.

    english_name: what messages in English call it; empty for the same. terms: as `rules.vouchers.as_plain` writes them.
    uses: how often one may be used. valid_days: from its issue.
    points: what it costs; 0 is given, never bought. is_automatic: issued as soon as somebody has the points.
    programme: whose points; none without points. reference: an outside system's name. replaced_by: what is given in its
    stead since its terms were changed.
    """

    name = models.CharField(_("name"), max_length=80)
    english_name = models.CharField(max_length=80, blank=True)
    terms = models.JSONField()
    uses = models.PositiveIntegerField(_("uses"), default=1)
    valid_days = models.PositiveIntegerField(_("days of validity"), default=90)
    points = models.PositiveIntegerField(_("points"), default=0)
    is_automatic = models.BooleanField(default=False)
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="+")
    merchant = models.ForeignKey(
        Merchant, models.PROTECT, null=True, blank=True, related_name="+", related_query_name="voucher_kind"
    )
    is_active = models.BooleanField(default=True)
    reference = models.CharField(max_length=64, unique=True, null=True, blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_automatic=False) | models.Q(points__gt=0), name="automatic_voucher_costs_points"
            ),
        )


class Voucher(models.Model):
    """One voucher, known by its code. That it ran out is read off its end, never written.

    reserved_by: the key of the use it is kept for, until `reserved_until`. key: of its issue, which happens once.
    store: where it was issued, and so who owes it. points: burnt for it. reason: why it was given.
    """

    class State(models.TextChoices):
        """How far it is."""

        ISSUED = "issued", _("To use")
        RESERVED = "reserved", _("Reserved")
        REDEEMED = "redeemed", _("Used")
        CANCELLED = "cancelled", _("Cancelled")

    class Reason(models.TextChoices):
        """Why it was given."""

        HAND = "hand", _("Given by hand")
        CHOSEN = "chosen", _("Chosen for points")
        AUTOMATIC = "automatic", _("Earned")
        TIER = "tier", _("Brought by the tier")
        DEMO = "demo", _("Demonstration")

    code = models.CharField(max_length=13, unique=True)
    kind = models.ForeignKey(VoucherKind, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="+", related_query_name="voucher")
    store = models.ForeignKey(Store, models.PROTECT, null=True, related_name="+", related_query_name="voucher")
    state = models.CharField(max_length=9, choices=State.choices, default=State.ISSUED)
    uses_left = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    reserved_by = models.CharField(max_length=64, blank=True)
    reserved_until = models.DateTimeField(null=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="voucher")
    reason = models.CharField(max_length=9, choices=Reason.choices)
    points = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=80, unique=True)

    class Meta:
        indexes = (
            models.Index(fields=["-issued_at", "-id"], name="voucher_latest"),
            models.Index(fields=["customer", "state"], name="voucher_of_customer"),
        )


class VoucherUse(models.Model):
    """What happened to a voucher at a till or a desk. Rows are only ever added.

    key: the till's own name for this use; one key does one thing once. uses_left: after it.
    discount_cents: what it took off, as far as it is known. receipt_id: a plain number, for the line outlives it.
    reason: why it was cancelled, or could not have been used (`beyond`).
    """

    class Act(models.TextChoices):
        """What happened."""

        RESERVED = "reserved", _("Reserved")
        REDEEMED = "redeemed", _("Used")
        RELEASED = "released", _("Given back")
        CANCELLED = "cancelled", _("Cancelled")
        BEYOND = "beyond", _("Used beyond its rights")

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="history")
    key = models.CharField(max_length=64)
    act = models.CharField(max_length=9, choices=Act.choices)
    store = models.ForeignKey(Store, models.PROTECT, null=True, related_name="+", related_query_name="voucher_use")
    receipt_id = models.BigIntegerField(null=True)
    discount_cents = models.BigIntegerField(null=True)
    uses_left = models.PositiveIntegerField()
    at = models.DateTimeField()
    operator_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["voucher", "key", "act"], name="voucher_use_once"),)
        indexes = (models.Index(fields=["act", "at"], name="voucher_use_act"),)
