"""Tables of users and of the tokens that tills and partners carry."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from chaland.stores.models import Seller, Store, Till


class Role(models.TextChoices):
    """What a user is here for; `rules.PERMISSIONS` says what each may do."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    SELLER = "seller", _("Seller")
    MARKETING = "marketing", _("Marketing")
    DPO = "dpo", _("Data-protection officer")
    READER = "reader", _("Read-only")


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address and a password.

    all_stores: sees the whole network; otherwise only `stores`.
    sellers: who they are at the tills, one in each store where they serve; they read those figures.
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    language = models.CharField(_("language"), max_length=2, default="fr")
    is_active = models.BooleanField(_("active"), default=True)
    all_stores = models.BooleanField(_("every store"), default=False)
    stores = models.ManyToManyField(
        Store, blank=True, related_name="+", related_query_name="user", verbose_name=_("stores")
    )
    sellers = models.ManyToManyField(
        Seller, blank=True, related_name="+", related_query_name="user", verbose_name=_("serves as")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    objects = BaseUserManager()


class LoginLink(models.Model):
    """A link that signs its user in once, to choose a password. Only the token's hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="login_links")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Token(models.Model):
    """What a till, a store's software or a partner signs its API calls with. Only the hash is kept.

    A token of a till or a store sees only that; one of neither is a partner's and sees the network.
    """

    name = models.CharField(_("name"), max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    till = models.ForeignKey(
        Till,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="token",
        verbose_name=_("till"),
    )
    store = models.ForeignKey(
        Store,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="token",
        verbose_name=_("store"),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)


class Device(models.Model):
    """A browser that a manager made the screen of one till. Only the hash of its secret is kept.

    seller: who is at it; nobody while it is locked. seen_at: when they last did something, to the minute.
    failures: wrong PINs since the last right one. closed_until: before then no PIN is taken.
    """

    till = models.ForeignKey(Till, models.CASCADE, related_name="+", related_query_name="device")
    name = models.CharField(_("name"), max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    enrolled_at = models.DateTimeField()
    enrolled_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    seller = models.ForeignKey(Seller, models.SET_NULL, null=True, related_name="+", related_query_name="device")
    seen_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    closed_until = models.DateTimeField(null=True)


class SellerPin(models.Model):
    """What a seller types to take over an enrolled till. Only the slow hash is kept."""

    seller = models.OneToOneField(Seller, models.CASCADE, primary_key=True, related_name="+", related_query_name="pin")
    pin_hash = models.CharField(max_length=128)
