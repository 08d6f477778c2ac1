"""Tables of the network, its stores and its catalogue."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from chaland.database.fields import FoldedField
from chaland.kernel.barcode import IN_STORE_PREFIX
from chaland.stores.rules import LONGEST_ADDRESS


class Network(models.Model):
    """One deployment: a lone shop, a chain or a shopping street.

    notice: what every page says at its foot, such as the licence of demonstration data.
    time_zone: IANA name; decides which day "today" is for the whole network.
    card_prefix: of the loyalty cards it prints, from 20 to 29.
    phone_as_card: a till may hand in a telephone number as a card's.
    """

    name = models.CharField(_("name"), max_length=100)
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Paris")
    country = models.CharField(_("country"), max_length=2, default="FR")
    notice = models.TextField(_("notice"), blank=True)
    card_prefix = models.CharField(max_length=2, default=IN_STORE_PREFIX)
    phone_as_card = models.BooleanField(default=False, db_default=False)


class Merchant(models.Model):
    """A legal entity that trades under one name."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    legal_name = models.CharField(_("legal name"), max_length=100, blank=True)


class Store(models.Model):
    """A place where tills stand."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="stores", verbose_name=_("merchant"))
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Paris")
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    is_open = models.BooleanField(_("open"), default=True)


class Till(models.Model):
    """A cash register, known by its code within its store."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="tills", verbose_name=_("store"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=100, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["store", "code"], name="till_code_in_store"),)


class TillScreen(models.Model):
    """How the till screen of a store works; a store without one asks for the customer first.

    mode: whether the till comes first (the card alone, the file is filled in at the welcome desk) or the customer.
    form_code: the published form whose QR code the customer's screen shows; none when empty.
    offline_cents: what the points that one card may use without a network are worth at most; 0 for none.
    """

    class Mode(models.TextChoices):
        """What the screen is for."""

        CUSTOMER_FIRST = "customer", _("Customer first: the whole file, history and advice")
        TILL_FIRST = "till", _("Till first: the card alone, the file is filled in at the welcome desk")

    store = models.OneToOneField(Store, models.CASCADE, primary_key=True, related_name="till_screen")
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.CUSTOMER_FIRST)
    form_code = models.CharField(max_length=40, blank=True)
    offline_cents = models.PositiveIntegerField(default=1000)


class Seller(models.Model):
    """Who serves at the till; `code` is the till's own name for the person."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="sellers", verbose_name=_("store"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["store", "code"], name="seller_code_in_store"),)


class Category(models.Model):
    """A family of products, in a tree. `path` is the names from the root, joined by " > "."""

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent family")
    )
    name = models.CharField(_("name"), max_length=100)
    path = models.CharField(_("path"), max_length=500, unique=True)


class Product(models.Model):
    """An article, a service or a work, known by its sku.

    is_stub: made by a receipt that named an unknown sku; somebody has yet to describe it.
    price_cents: what it costs today, taxes included; none where nobody said. picture: the digest of one of ours, or
    an https address on the shop's own site. link: the https address of its page in the shop's own web shop.
    """

    class Kind(models.TextChoices):
        """What is sold."""

        ARTICLE = "article", _("Article")
        SERVICE = "service", _("Service")
        WORK = "work", _("Work")

    sku = models.CharField(_("sku"), max_length=64, unique=True)
    ean = models.CharField(_("EAN"), max_length=14, blank=True, db_index=True)
    name = models.CharField(_("name"), max_length=200)
    search_name = FoldedField(max_length=200, db_index=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.ARTICLE)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="products", verbose_name=_("family")
    )
    brand = models.CharField(_("brand"), max_length=100, blank=True)
    line = models.CharField(_("line"), max_length=100, blank=True)
    price_level = models.CharField(_("price level"), max_length=50, blank=True)
    size = models.CharField(_("size"), max_length=50, blank=True)
    colour = models.CharField(_("colour"), max_length=50, blank=True)
    material = models.CharField(_("material"), max_length=100, blank=True)
    price_cents = models.PositiveBigIntegerField(_("price"), null=True, blank=True)
    picture = models.CharField(_("picture"), max_length=LONGEST_ADDRESS, blank=True, db_default="")
    link = models.CharField(_("link"), max_length=LONGEST_ADDRESS, blank=True, db_default="")
    is_stub = models.BooleanField(default=False, editable=False, db_index=True)
