"""A person restricts the use of their data, or refuses that offers be drawn from their purchases."""

from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.privacy.models import Stance
from chaland.privacy.services import drop_stance, take_stance
from chaland.usecases.open_customer import open_customer

STANCES = tuple(Stance.Kind.values)


@transaction.atomic
def change_stance(customer_id: int, kind: str, *, holds: bool, scope: Scope, now: datetime) -> None:
    """Have a stance of `STANCES` hold, or no longer. Safe to repeat.

    Raises NotFound `customer_unknown` beyond the scope. Source: RGPD art. 18 and 21(2).
    """
    open_customer(customer_id, scope)
    if holds:
        take_stance(customer_id, kind, now=now)
    else:
        drop_stance(customer_id, kind)
