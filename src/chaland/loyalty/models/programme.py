"""Tables of what a programme says, from which day on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chaland.accounts.models import User
from chaland.stores.models import Merchant


class Programme(models.Model):
    """A loyalty programme: of one merchant, or of everybody else in the network (no merchant)."""

    merchant = models.OneToOneField(
        Merchant, models.PROTECT, null=True, blank=True, related_name="+", related_query_name="programme"
    )
    name = models.CharField(_("name"), max_length=60)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(merchant__isnull=True), name="one_programme_of_network"
            ),
        )


class ProgrammeVersion(models.Model):
    """What a programme says from a day on, until the next version. One in force is never edited.

    rules: as `loyalty.rules.written` reads and writes them. burn_points are worth burn_cents at the till.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="versions")
    valid_from = models.DateField(_("from"))
    rules = models.JSONField(default=dict)
    burn_points = models.PositiveIntegerField(_("points"), default=100)
    burn_cents = models.PositiveIntegerField(_("worth"), default=500)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", related_query_name="programme_version"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["programme", "valid_from"], name="programme_version_of_day"),)
