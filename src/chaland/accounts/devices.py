"""Browsers that are tills, and the PINs by which sellers take them over."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F, Q, QuerySet

from chaland.accounts.models import Device, SellerPin, User
from chaland.accounts.queries import hash_secret
from chaland.accounts.rules import PIN_FAILURES, PIN_WAIT, check_pin, is_at_till
from chaland.kernel.errors import Forbidden, Refusal
from chaland.kernel.text import clean
from chaland.stores.models import Seller, Till

LINK_LASTS = timedelta(days=1)
_SECRET_BYTES = 32
# The row is written once a minute at most, not at every scan.
_SEEN_EVERY = timedelta(minutes=1)


def enrol(*, till: Till, name: str, user: User | None, now: datetime) -> str:
    """Make a browser the screen of a till and return its secret, which is kept nowhere else."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    Device.objects.create(
        till=till,
        name=clean(name, 100) or till.name or till.code,
        token_hash=hash_secret(secret),
        enrolled_at=now,
        enrolled_by=user,
    )
    return secret


def waiting(token: str, *, now: datetime) -> Device | None:
    """Return the till that a browser becomes by a link: enrolled for it within the last day, and not followed yet."""
    found = device_of(token)
    return found if found and found.enrolled_at > now - LINK_LASTS else None


def claim(token: str, *, now: datetime) -> str | None:
    """Return the secret of the till for the first browser that follows its link; nothing for any other."""
    if waiting(token, now=now) is None:
        return None
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    # The link says the secret so far: with another in its place it is spent, whoever else follows it.
    kept = Device.objects.filter(token_hash=hash_secret(token)).update(token_hash=hash_secret(secret))
    return secret if kept else None


def revoke(device_id: int, *, now: datetime) -> None:
    """Make a browser no till any more, from its next request on. Safe to repeat."""
    Device.objects.filter(pk=device_id, revoked_at=None).update(revoked_at=now, seller=None)


def devices(store_id: int | None = None) -> QuerySet[Device]:
    """Return the enrolled browsers, of all stores or of this one, those in use first."""
    rows = Device.objects.select_related("till__store", "seller", "enrolled_by")
    kept = rows if store_id is None else rows.filter(till__store=store_id)
    return kept.order_by(F("revoked_at").asc(nulls_first=True), "till__store__name", "-enrolled_at")


def device_of(secret: str) -> Device | None:
    """Return the till that a browser is, or None if it is none, or no longer."""
    rows = Device.objects.select_related("till__store", "seller")
    return rows.filter(token_hash=hash_secret(secret), revoked_at=None).first()


def sellers_of(device: Device) -> QuerySet[Seller]:
    """Return who may take this till over: the sellers of its store who have a PIN."""
    return Seller.objects.filter(store=device.till.store_id, is_active=True, pin__isnull=False).order_by("name")


def seller_at(device: Device, *, now: datetime) -> Seller | None:
    """Return who is at the till, unless they left it, were idle too long or no longer sell there."""
    seller = device.seller
    if seller is None or not is_at_till(device.seen_at, now):
        return None
    return seller if seller.is_active and seller.store_id == device.till.store_id else None


def seen(device: Device, *, now: datetime) -> None:
    """Note that the seller did something."""
    if device.seen_at is None or now - device.seen_at >= _SEEN_EVERY:
        Device.objects.filter(pk=device.pk).exclude(seller=None).update(seen_at=now)


def lock(device: Device) -> None:
    """Leave the till: the next seller types their PIN."""
    Device.objects.filter(pk=device.pk).update(seller=None, seen_at=None)


def unlock(device: Device, *, seller_id: int, pin: str, now: datetime) -> Seller:
    """Let a seller take the till over.

    Each try is counted before it is judged, so that many at once are no more than `PIN_FAILURES` either.
    Raises Refusal `pin_wrong`, and Forbidden `pin_closed` for a quarter of an hour after too many.
    """
    _count_try(device.pk, now)
    kept = SellerPin.objects.filter(seller=seller_id, seller__in=sellers_of(device)).select_related("seller").first()
    # A hash is reckoned for an unknown seller too: how long it takes tells nothing.
    if not check_password(pin[:12], kept.pin_hash if kept else make_password(None)) or kept is None:
        _close_if_many(device.pk, now)
        raise Refusal("pin_wrong", field="pin")
    Device.objects.filter(pk=device.pk).update(failures=0, closed_until=None, seller=kept.seller, seen_at=now)
    return kept.seller


def _count_try(device_id: int, now: datetime) -> None:
    row = Device.objects.filter(pk=device_id)
    row.filter(closed_until__lte=now).update(failures=0, closed_until=None)
    if not row.filter(closed_until=None, failures__lt=PIN_FAILURES).update(failures=F("failures") + 1):
        _close_if_many(device_id, now)
        raise Forbidden("pin_closed", field="pin", until=row.values_list("closed_until", flat=True).get())


def _close_if_many(device_id: int, now: datetime) -> None:
    many = Q(failures__gte=PIN_FAILURES, closed_until=None)
    Device.objects.filter(many, pk=device_id).update(closed_until=now + PIN_WAIT)


def set_pin(seller: Seller, *, pin: str) -> None:
    """Give a seller a PIN, or another one; whoever is at a till under the old one is asked anew.

    Raises Refusal `pin_not_understood` or `pin_too_simple`.
    """
    SellerPin.objects.update_or_create(seller=seller, defaults={"pin_hash": make_password(check_pin(pin))})
    Device.objects.filter(seller=seller).update(seller=None)
