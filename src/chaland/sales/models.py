"""Tables of what customers do at the till, and the live figures kept beside them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from chaland.accounts.models import User
from chaland.customers.models import Customer
from chaland.journal.models import ImportRun
from chaland.stores.models import Category, Product, Seller, Store, Till


class Receipt(models.Model):
    """One passage at a till, as the till recorded it. Never edited: a correction is a counter-receipt.

    business_on: the day in the store's time zone. With till and number it names the receipt.
    uuid: the client's own idempotency key. body_hash: SHA-256 of the normalised content.
    card_number: as read at the till, kept even while nobody's. customer may be attached later.
    original_customer: whose it would be had nobody been merged, where that is another.
    total_cents: signed; a return is negative. flags: codes of what a person should look at.
    source: api, file, manual or demo.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", related_query_name="receipt", db_index=False)
    till = models.ForeignKey(Till, models.PROTECT, related_name="+", related_query_name="receipt", db_index=False)
    number = models.CharField(max_length=64)
    business_on = models.DateField()
    uuid = models.UUIDField(null=True, unique=True)
    body_hash = models.CharField(max_length=64)
    sold_at = models.DateTimeField()
    received_at = models.DateTimeField()
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, related_name="+", related_query_name="receipt", db_index=False
    )
    original_customer = models.ForeignKey(
        Customer, models.SET_NULL, null=True, related_name="+", related_query_name="receipt_of_old", db_index=False
    )
    card_number = models.CharField(max_length=40, blank=True)
    seller = models.ForeignKey(
        Seller, models.PROTECT, null=True, related_name="+", related_query_name="receipt", db_index=False
    )
    payment_method = models.CharField(max_length=40, blank=True)
    total_cents = models.BigIntegerField()
    source = models.CharField(max_length=8)
    flags = models.CharField(max_length=200, blank=True)
    import_run = models.ForeignKey(
        ImportRun, models.PROTECT, null=True, related_name="+", related_query_name="receipt", db_index=False
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["till", "number", "business_on"], name="receipt_key"),)
        indexes = (
            models.Index(
                "customer",
                "sold_at",
                "store",
                "business_on",
                "total_cents",
                condition=models.Q(customer__isnull=False),
                name="receipt_of_customer",
            ),
            models.Index("business_on", "store", "seller", "customer", "total_cents", name="receipt_of_day"),
            models.Index(
                fields=["card_number"],
                condition=models.Q(customer__isnull=True) & ~models.Q(card_number=""),
                name="receipt_of_unknown_card",
            ),
            models.Index(fields=["import_run"], condition=models.Q(import_run__isnull=False), name="receipt_of_import"),
            models.Index(
                fields=["original_customer"],
                condition=models.Q(original_customer__isnull=False),
                name="receipt_original",
            ),
            models.Index(fields=["received_at"], condition=~models.Q(flags=""), name="receipt_flagged"),
        )


class ReceiptLine(models.Model):
    """One line of a receipt. Quantity in thousandths of the unit (0.375 kg is 375), amount net of discounts."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, related_name="+", related_query_name="receipt_line", db_index=False
    )
    label = models.CharField(max_length=200, blank=True)
    quantity_milli = models.BigIntegerField()
    amount_cents = models.BigIntegerField()


class ReceiptConflict(models.Model):
    """A receipt that came under a known key with another content, kept aside for a person to look at.

    reason: same_key or same_uuid. body: the content as received.
    """

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="conflicts")
    reason = models.CharField(max_length=9)
    body = models.JSONField()
    body_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", related_query_name="receipt_conflict"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["receipt", "body_hash"], name="conflict_once"),)


_SUMMED = ("revenue_cents", "revenue_12m_cents", "visits", "visit_interval_days")


class Figures(models.Model):
    """The live figures of one customer, overall (no store) or in one store.

    Written whole, from the receipts, in the transaction that changes them: see `rules.figures`.
    Every customer has an overall row, and one in each store where they bought or belong, or that has an
    exchange, a wish or a cart of theirs; a store's user sees a customer exactly when that row exists.
    """

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="+", related_query_name="figures", db_index=False
    )
    store = models.ForeignKey(
        Store, models.PROTECT, null=True, related_name="+", related_query_name="figures", db_index=False
    )
    receipts = models.PositiveIntegerField(default=0)
    revenue_cents = models.BigIntegerField(_("Revenue"), default=0)
    visits = models.PositiveIntegerField(_("Visits"), default=0)
    average_basket_cents = models.BigIntegerField(null=True)
    visit_interval_days = models.FloatField(null=True)
    first_visit_at = models.DateTimeField(null=True)
    last_visit_at = models.DateTimeField(null=True)
    usual_interval_days = models.FloatField(null=True)
    recent_interval_days = models.FloatField(null=True)
    interval_change = models.FloatField(null=True)
    late_on = models.DateField(null=True)
    very_late_on = models.DateField(null=True)
    revenue_12m_cents = models.BigIntegerField(default=0)
    visits_12m = models.PositiveIntegerField(default=0)
    revenue_prior_12m_cents = models.BigIntegerField(default=0)
    visits_prior_12m = models.PositiveIntegerField(default=0)
    categories = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(store__isnull=True), name="figures_overall_once"
            ),
            # Without a condition, so that it also finds all the rows of one customer.
            models.UniqueConstraint(fields=["customer", "store"], name="figures_in_store_once"),
        )
        indexes = (
            # Those that hold `_SUMMED` give the totals of the customer list by themselves, for everybody and for the
            # filters used most. The others stay narrow: each column more costs every receipt.
            models.Index(fields=["store", *_SUMMED, "receipts"], name="figures_totals"),
            models.Index(
                fields=["store", "revenue_12m_cents", "revenue_cents", "visits", "visit_interval_days"],
                name="figures_revenue_12m",
            ),
            models.Index(fields=["store", "visits"], name="figures_visits"),
            models.Index(fields=["store", "average_basket_cents"], name="figures_basket"),
            models.Index(fields=["store", "visit_interval_days"], name="figures_interval"),
            models.Index(fields=["store", "last_visit_at", *_SUMMED], name="figures_last_visit"),
            models.Index(
                fields=["store", "late_on", "very_late_on", "visits_12m", *_SUMMED],
                name="figures_late",
            ),
        )


class FiguresClock(models.Model):
    """The day to which the twelve-month windows of all `Figures` reach. One row.

    rolling_from_on: the day they reached before, while figures are still being brought to `as_of_on`.
    """

    as_of_on = models.DateField()
    rolling_from_on = models.DateField(null=True)


class CategoryFigures(models.Model):
    """What one customer bought of one family in one store. bought: lines bought, less lines returned."""

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="+", related_query_name="category_figures", db_index=False
    )
    store = models.ForeignKey(
        Store, models.PROTECT, related_name="+", related_query_name="category_figures", db_index=False
    )
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="+", related_query_name="figures", db_index=False
    )
    bought = models.IntegerField()
    quantity_milli = models.BigIntegerField()
    revenue_cents = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["customer", "store", "category"], name="category_figures_once"),)


class TasteFigures(models.Model):
    """How often one customer bought one value of a trait (size, colour, brand…) in one store."""

    class Trait(models.TextChoices):
        """What is tasted."""

        SIZE = "size", _("Size")
        COLOUR = "colour", _("Colour")
        BRAND = "brand", _("Brand")
        LINE = "line", _("Line")
        MATERIAL = "material", _("Material")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="taste", db_index=False)
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", related_query_name="taste", db_index=False)
    trait = models.CharField(max_length=8, choices=Trait.choices)
    value = models.CharField(max_length=100)
    bought = models.IntegerField()
    revenue_cents = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["customer", "store", "trait", "value"], name="taste_once"),)


class Wish(models.Model):
    """What a customer would like to be told of when it arrives.

    product or category, or only `text`; `size` narrows it. until_on: the last day it matters.
    arrived_at: when it came in; told_at: when the customer was told.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="wish")
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="wish",
        verbose_name=_("product"),
    )
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="wish",
        verbose_name=_("family"),
    )
    text = models.CharField(_("wish"), max_length=200, blank=True)
    size = models.CharField(_("size"), max_length=50, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    store = models.ForeignKey(
        Store,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="wish",
        verbose_name=_("store"),
    )
    created_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    arrived_product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+", related_query_name="+")
    told_at = models.DateTimeField(null=True)


class Cart(models.Model):
    """A cart, a quote or an order form not (yet) bought. `reference` is unique in its store.

    receipt: the later receipt that closed it. valid_until_on: the last day of the shop's word.
    follow_up_on: when the shop means to ask the customer about it.
    """

    class Kind(models.TextChoices):
        """What was left open."""

        CART = "cart", _("Abandoned cart")
        QUOTE = "quote", _("Quote")
        ORDER = "order", _("Order form")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", related_query_name="cart")
    store = models.ForeignKey(Store, models.PROTECT, related_name="+", related_query_name="cart")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    reference = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    total_cents = models.BigIntegerField()
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, related_name="closed_carts")
    cancelled_at = models.DateTimeField(null=True)
    valid_until_on = models.DateField(null=True)
    follow_up_on = models.DateField(null=True)
    import_run = models.ForeignKey(
        ImportRun, models.PROTECT, null=True, related_name="+", related_query_name="cart", db_index=False
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["store", "reference"], name="cart_reference_in_store"),)
        indexes = (
            models.Index(
                fields=["follow_up_on"],
                condition=models.Q(receipt__isnull=True, cancelled_at__isnull=True, follow_up_on__isnull=False),
                name="cart_to_follow_up",
            ),
            models.Index(fields=["import_run"], condition=models.Q(import_run__isnull=False), name="cart_of_import"),
        )


class CartLine(models.Model):
    """One line of a cart, in the units of a receipt line."""

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+", related_query_name="cart_line")
    label = models.CharField(max_length=200, blank=True)
    quantity_milli = models.BigIntegerField()
    amount_cents = models.BigIntegerField()
