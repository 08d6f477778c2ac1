"""Writes of users, of the links that let them in, and of API tokens."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from chaland.accounts import queries
from chaland.accounts.models import LoginLink, Role, Token, User
from chaland.accounts.rules import LOGIN_LINK_LASTS
from chaland.kernel.email import normalise_email
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.kernel.text import clean
from chaland.stores.models import Store, Till

_SECRET_BYTES = 32


def create_user(
    *, email: str, name: str, role: str, all_stores: bool, stores: Iterable[Store] = (), language: str = "fr"
) -> User:
    """Create a user who cannot sign in yet: `issue_login_link` lets them choose a password.

    An owner sees every store whatever is asked. Raises Refusal `email_taken`, or those of an unreadable address.
    """
    user = User(role=Role(role), language=language)
    user.set_unusable_password()
    _fill(user, email=email, name=name, all_stores=all_stores)
    user.stores.set(stores)
    return user


def update_user(
    user: User, *, email: str, name: str, role: str, all_stores: bool, stores: Iterable[Store], is_active: bool
) -> None:
    """Change who a user is and what they may do; effective at their next request.

    Raises Refusal `last_owner` when nobody would be left to manage the users, `email_taken`.
    """
    stays_owner = role == Role.OWNER and is_active
    if user.role == Role.OWNER and user.is_active and not stays_owner and not queries.other_owners(user).exists():
        raise Refusal("last_owner", field="is_active" if role == Role.OWNER else "role")
    user.role = Role(role)
    user.is_active = is_active
    _fill(user, email=email, name=name, all_stores=all_stores)
    user.stores.set(stores)
    if not is_active:
        user.login_links.filter(used_at=None).delete()


def _fill(user: User, *, email: str, name: str, all_stores: bool) -> None:
    address = normalise_email(email)
    if User.objects.filter(email=address).exclude(pk=user.pk).exists():
        raise Conflict("email_taken", field="email", email=address)
    user.email = address
    user.name = clean(name, 100)
    user.all_stores = all_stores or user.role == Role.OWNER
    user.save()


def set_language(user: User, *, language: str) -> None:
    """Remember the language a user reads."""
    user.language = language
    user.save(update_fields=["language"])


def issue_login_link(user: User, *, now: datetime) -> str:
    """Return the token of a link that signs the user in once within 24 hours; earlier unused links die.

    Only its hash is kept, so it can be shown this once.
    """
    user.login_links.filter(used_at=None).delete()
    token = secrets.token_urlsafe(_SECRET_BYTES)
    LoginLink.objects.create(user=user, token_hash=queries.hash_secret(token), expires_at=now + LOGIN_LINK_LASTS)
    return token


def use_login_link(token: str, *, now: datetime) -> User:
    """Use up a login link and return its user.

    Raises Refusal `login_link_refused` if it is unknown, used, too old, or of a disabled user.
    """
    link = queries.open_login_link(token, now=now)
    # One conditional UPDATE: of two clicks at the same moment one finds the link used.
    if link is None or not LoginLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
        raise Refusal("login_link_refused")
    return link.user


def create_token(*, name: str, till: Till | None = None, store: Store | None = None) -> str:
    """Return the secret of a new API token, of a till, of a store, or with neither of a partner.

    Only its hash is kept, so it can be shown this once.
    """
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    Token.objects.create(name=clean(name, 100), token_hash=queries.hash_secret(secret), till=till, store=store)
    return secret


def revoke_token(token_id: int, *, now: datetime) -> None:
    """Make a token useless from now on; safe to repeat. Raises NotFound `token_unknown`."""
    if not Token.objects.filter(pk=token_id).exists():
        raise NotFound("token_unknown")
    Token.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=now)
