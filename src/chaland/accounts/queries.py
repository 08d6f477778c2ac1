"""Reads of users, links and tokens."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from chaland.accounts.models import LoginLink, Role, Token, User
from chaland.accounts.rules import Scope, TokenAccess, scope_for
from chaland.database.lookups import fetch
from chaland.stores.models import Store


def hash_secret(secret: str) -> str:
    """Return the hash under which a random secret is kept; a plain one suffices for 32 random bytes."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def users() -> QuerySet[User]:
    """Return every user with their stores, those who may sign in first."""
    return User.objects.prefetch_related("stores").order_by("-is_active", "name")


def other_owners(user: User) -> QuerySet[User]:
    """Return the active owners besides this user."""
    return User.objects.filter(role=Role.OWNER, is_active=True).exclude(pk=user.pk)


def open_login_link(token: str, *, now: datetime) -> LoginLink | None:
    """Return the link of this token if it may still be used."""
    links = LoginLink.objects.select_related("user")
    return links.filter(token_hash=hash_secret(token), used_at=None, expires_at__gt=now, user__is_active=True).first()


def tokens() -> QuerySet[Token]:
    """Return every token with its till and store, those in use first, latest first."""
    return Token.objects.select_related("store", "till__store").order_by("revoked_at", "-created_at")


def token_access(secret: str) -> TokenAccess | None:
    """Return what a secret opens, or None if it is unknown or revoked.

    Asked before every call of a till: as plain SQL it takes a tenth of the time.
    """
    found = fetch(
        "SELECT k.id, k.store_id, k.till_id, t.store_id FROM accounts_token k "
        "LEFT JOIN stores_till t ON t.id = k.till_id WHERE k.token_hash = %s AND k.revoked_at IS NULL",
        [hash_secret(secret)],
    )
    if not found:
        return None
    ((token_id, store_id, till_id, store_of_till),) = found
    return TokenAccess(token_id, store_of_till or store_id, till_id)


def scope_of(user: User, chosen: int | None) -> Scope | None:
    """Return what a user looks at, given the store they chose; None if they may see nothing."""
    if user.all_stores:
        return Scope(chosen)
    own = frozenset(user.stores.values_list("pk", flat=True))
    return scope_for(all_stores=False, store_ids=own, chosen=chosen)


def may_choose_store(user: User) -> bool:
    """Tell whether a user has more than one store to look at."""
    stores = Store.objects.all() if user.all_stores else Store.objects.filter(user=user)
    return len(stores.values_list("pk", flat=True)[:2]) > 1


def stores_of(user: User, search: str = "") -> Sequence[Store]:
    """Return the stores a user may look at, by name; `search` keeps those whose name, code or town holds it."""
    stores = Store.objects.order_by("name", "code")
    if not user.all_stores:
        stores = stores.filter(user=user)
    # PostgreSQL takes no NUL in a text.
    if word := search.replace("\x00", ""):
        stores = stores.filter(Q(name__icontains=word) | Q(code__icontains=word) | Q(city__icontains=word))
    return list(stores)


def sellers_of(user: User, scope: Scope) -> frozenset[int]:
    """Return the sellers that a user is, in the store looked at."""
    mine = user.sellers.all() if scope.store_id is None else user.sellers.filter(store=scope.store_id)
    return frozenset(mine.values_list("pk", flat=True))
