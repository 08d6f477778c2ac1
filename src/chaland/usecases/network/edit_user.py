"""The owner changes what a user may do, or gives them a new way in."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chaland.accounts import services
from chaland.accounts.models import Role, User
from chaland.database.locks import lock_rows
from chaland.kernel.errors import NotFound
from chaland.stores.models import Seller, Store


@transaction.atomic
def edit_user(
    user_id: int,
    *,
    email: str,
    name: str,
    role: str,
    all_stores: bool,
    stores: Sequence[Store],
    is_active: bool,
    sellers: Sequence[Seller] = (),
) -> None:
    """Change a user, and which sellers they are. Raises the Refusals of `accounts.services.update_user`."""
    # Two owners who demote each other at the same moment would otherwise leave none.
    lock_rows(User, User.objects.filter(role=Role.OWNER).values_list("pk", flat=True))
    user = _user(user_id)
    user.sellers.set(sellers)
    services.update_user(
        user,
        email=email,
        name=name,
        role=role,
        all_stores=all_stores,
        stores=stores,
        is_active=is_active,
    )


@transaction.atomic
def renew_login_link(user_id: int, *, now: datetime) -> str:
    """Return the token of a new link that signs an active user in once; the earlier one dies."""
    user = _user(user_id)
    if not user.is_active:
        raise NotFound("user_unknown")
    return services.issue_login_link(user, now=now)


def _user(user_id: int) -> User:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound("user_unknown")
    return user
