"""Table of the points that tills gave value for while the network was cut."""

from django.db import models

from chaland.accounts.models import User
from chaland.stores.models import Till


class OfflineBurn(models.Model):
    """Points that a till took off a receipt by an allowance, as it came in afterwards; once for a key.

    points: what the customer was given value for, worth `worth_cents`. taken: what the balance still held, and so
    what the ledger says; the rest is borne by the shop, and no debt of the customer. burnt_at: by the till's clock.
    subject: whose, as in the ledger. serial: of the allowance. seen_at: when somebody looked at what was not covered.
    """

    key = models.UUIDField(unique=True)
    till = models.ForeignKey(Till, models.PROTECT, related_name="+", related_query_name="offline_burn")
    subject = models.CharField(max_length=32)
    serial = models.CharField(max_length=32, db_index=True)
    points = models.PositiveIntegerField()
    worth_cents = models.PositiveIntegerField()
    taken = models.PositiveIntegerField()
    missing_cents = models.PositiveIntegerField(default=0)
    burnt_at = models.DateTimeField()
    received_at = models.DateTimeField()
    seller = models.CharField(max_length=40, blank=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", related_query_name="offline_burn_seen"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(taken__lte=models.F("points")), name="offline_burn_covered"),
        )
