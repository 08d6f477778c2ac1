"""Table of private sales: open early to who has early access."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chaland.stores.models import Merchant, Store


class PrivateSale(models.Model):
    """Days on which a store, the stores of a merchant or all of them sell to who has early access; both included."""

    name = models.CharField(_("name"), max_length=80)
    merchant = models.ForeignKey(
        Merchant, models.PROTECT, null=True, blank=True, related_name="+", related_query_name="private_sale"
    )
    store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="+", related_query_name="private_sale"
    )
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"), db_index=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="private_sale_days_in_order"
            ),
        )
