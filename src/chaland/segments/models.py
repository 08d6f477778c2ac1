"""Tables of the segments that were saved, and of who entered and left them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chaland.accounts.models import User
from chaland.customers.models import Customer
from chaland.stores.models import Store


class Segment(models.Model):
    """A rule under a name.

    rule: the tree as `tree.plain` writes it. version: how often the rule was changed, from 1.
    store: whose it is: one store's, or with none the network's. is_told_at_till: whether a receipt's answer names it.
    members_at: when its members were last noted; none while nobody follows them.
    """

    name = models.CharField(_("name"), max_length=80)
    rule = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="+", related_query_name="segment"
    )
    is_told_at_till = models.BooleanField(_("tell it at the till"), default=False)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="segment")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    members_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["name", "store"], name="segment_name_in_store"),
            models.UniqueConstraint(fields=["name"], condition=models.Q(store=None), name="segment_name_in_network"),
        )


class SegmentVersion(models.Model):
    """A rule that a segment had. Never changed."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    rule = models.JSONField()
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["segment", "number"], name="segment_version_once"),)


class Membership(models.Model):
    """A customer's stay in a segment. left_at: none while it lasts; several stays follow each other."""

    segment = models.ForeignKey(Segment, models.CASCADE, related_name="memberships")
    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="+", related_query_name="membership", db_index=False
    )
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["segment", "customer"], condition=models.Q(left_at__isnull=True), name="one_stay_at_a_time"
            ),
        )
        indexes = (
            models.Index(fields=["customer", "segment"], name="membership_of_customer"),
            models.Index(fields=["segment", "left_at"], name="membership_of_segment"),
        )
