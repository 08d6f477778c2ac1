"""The first start: whoever installs the product gets the owner's account."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chaland.accounts import services
from chaland.accounts.models import Role, User


@dataclass(frozen=True, slots=True)
class FirstAccount:
    """The owner's address and the token of their one-time link."""

    email: str
    token: str


@transaction.atomic
def open_first_account(*, email: str, name: str, language: str, now: datetime) -> FirstAccount | None:
    """Create the owner and return their one-time link; None, and nothing done, if there is any account.

    An owner who never chose a password gets a new link, and the earlier one dies.
    """
    users = list(User.objects.all()[:2])
    if not users:
        owner = services.create_user(email=email, name=name, role=Role.OWNER, all_stores=True, language=language)
    elif len(users) == 1 and not users[0].has_usable_password():
        owner = users[0]
    else:
        return None
    return FirstAccount(owner.email, services.issue_login_link(owner, now=now))
