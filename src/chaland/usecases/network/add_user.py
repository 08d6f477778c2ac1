"""Somebody joins: their account and the link that lets them choose a password."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chaland.accounts import services
from chaland.accounts.models import Role
from chaland.kernel.errors import Refusal
from chaland.stores.queries import store_with_code


@transaction.atomic
def add_user(*, email: str, name: str, role: str, store_codes: Sequence[str], language: str, now: datetime) -> str:
    """Create a user of the stores with these codes, of all stores without any; returns the token of their link.

    Raises Refusal `role_unknown`, NotFound `store_code_unknown`, and those of `accounts.services.create_user`.
    """
    if role not in Role.values:
        raise Refusal("role_unknown", field="role", role=role, roles=", ".join(Role.values))
    user = services.create_user(
        email=email,
        name=name,
        role=role,
        all_stores=not store_codes,
        stores=[store_with_code(code) for code in store_codes],
        language=language,
    )
    return services.issue_login_link(user, now=now)
