"""Somebody has looked at a receipt that came twice with two contents."""

from datetime import datetime

from django.db import transaction

from chaland.accounts.models import User
from chaland.sales.services import resolve_conflict as resolve


@transaction.atomic
def resolve_conflict(*, conflict_id: int, user: User, now: datetime) -> None:
    """Mark the conflict as looked at; the receipt stays as first recorded. Raises NotFound if it is not open."""
    resolve(conflict_id=conflict_id, user=user, now=now)
