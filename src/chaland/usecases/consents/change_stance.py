"""A customer refuses, as a whole, that their purchases serve for offers or that their data are used; or lifts it."""

from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.privacy import services
from chaland.privacy.models import Recipient, Stance
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.rights.tell_recipients import note_recipients


@transaction.atomic
def change_stance(customer_id: int, kind: str, *, takes: bool, reason: str = "", scope: Scope, now: datetime) -> None:
    """Write it down; twice is once. Raises NotFound `customer_unknown` beyond the scope.

    Source: RGPD art. 18 and 21(2).
    """
    open_customer(customer_id, scope)
    if takes:
        services.take_stance(customer_id, kind, reason=reason[:200], now=now)
        if kind == Stance.Kind.RESTRICTED:
            note_recipients([customer_id], Recipient.Why.RESTRICTION, now=now)
    else:
        services.drop_stance(customer_id, kind)
