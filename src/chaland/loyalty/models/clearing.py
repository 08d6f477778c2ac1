"""Tables of who clears points with whom in a street, and of what was settled."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chaland.accounts.models import User
from chaland.stores.models import Merchant


class StreetMember(models.Model):
    """A merchant that clears points with the others, from the day it joined to the day it left, both included.

    iban: the account it pays from and is paid to, without spaces; empty until it is known.
    """

    merchant = models.OneToOneField(Merchant, models.PROTECT, related_name="+", related_query_name="street_member")
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)


class Settlement(models.Model):
    """What was settled up to a day, that day included. The database refuses any change.

    positions: cents owed to each merchant by its number, below zero what it owes; their sum is zero. They are of
    everything up to the day that no earlier settlement held, so that what comes late is settled by the next one.
    payments: debtor, creditor and cents, which bring the positions to zero.
    """

    until_on = models.DateField(unique=True)
    positions = models.JSONField()
    payments = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", related_query_name="settlement")
