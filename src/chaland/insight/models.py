"""What was worked out in the background and is kept until the next time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chaland.accounts.models import User
from chaland.customers.models import Customer
from chaland.stores.models import Store


class Finding(models.Model):
    """What was found of the customers of a store, or with none of the network, on a day.

    wanted_at: when somebody last looked at it. found_on: the network's day it tells of, none before the first time.
    refusal: the code and values of what stood against it, empty where it was found. told: what was found.
    """

    class Kind(models.TextChoices):
        """What was looked for."""

        FORECAST = "forecast"
        PROFILES = "profiles"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    store = models.ForeignKey(Store, models.CASCADE, null=True, related_name="+", related_query_name="finding")
    wanted_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(null=True)
    found_on = models.DateField(null=True)
    refusal = models.JSONField(default=dict)
    told = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "store"], name="finding_in_store_once"),
            models.UniqueConstraint(fields=["kind"], condition=models.Q(store=None), name="finding_once"),
        )


class Prediction(models.Model):
    """What is expected of one customer in the days after `computed_on`, in a store, or with none in the network.

    p_alive: the probability, from 0 to 1, that they are still a customer.
    """

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="+", related_query_name="prediction", db_index=False
    )
    store = models.ForeignKey(
        Store, models.CASCADE, null=True, related_name="+", related_query_name="prediction", db_index=False
    )
    computed_on = models.DateField()
    p_alive = models.FloatField()
    expected_visits_90 = models.FloatField()
    expected_visits_365 = models.FloatField()
    expected_revenue_90_cents = models.BigIntegerField()
    expected_revenue_365_cents = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["customer", "store"], name="prediction_in_store_once"),)


class SavedReport(models.Model):
    """A screen of what the file knows as it was asked, kept under a name by `user`.

    screen: its name in `/insight/<name>/`. query: its period, segment and views, as in its address.
    is_shared: everybody who sees figures opens it, each with the store they look at.
    """

    name = models.CharField(_("name"), max_length=60)
    screen = models.CharField(max_length=40)
    query = models.CharField(max_length=1000, blank=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", related_query_name="saved_report")
    is_shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField()


class MonthReader(models.Model):
    """A user who is sent the month of the shop: of `store`, or with none of all that they see.

    since_on: the network's day they were chosen; the first month sent is the one under way then.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="+", related_query_name="month_reader")
    store = models.ForeignKey(Store, models.CASCADE, null=True, related_name="+", related_query_name="month_reader")
    since_on = models.DateField()


class MonthMail(models.Model):
    """That a user was sent a month, named by its first day: once, whoever asks again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", related_query_name="month_mail")
    month_on = models.DateField()
    queued_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "month_on"], name="month_mail_once"),)
