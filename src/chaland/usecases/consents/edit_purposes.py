"""The network decides what it contacts people for, by which right and in which words."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from chaland.privacy import purposes
from chaland.usecases.sales.record_receipts import today_of_network


@transaction.atomic
def edit_purposes(
    bases: Mapping[tuple[str, str], tuple[str, bool]], *, renewal_months: int, sms_from: int, sms_to: int
) -> None:
    """Set the basis of each purpose and channel, whether it is for similar products only, and the rest of the policy.

    All or nothing. Raises as `privacy.purposes`.
    """
    for (purpose, channel), (basis, is_similar) in bases.items():
        purposes.set_basis(purpose, channel, basis, similar_products=is_similar)
    purposes.write_policy(renewal_months=renewal_months, sms_from=sms_from, sms_to=sms_to)


@transaction.atomic
def add_consent_texts(purpose: str, channel: str, *, texts: dict[str, str], from_on: date, now: datetime) -> int:
    """Add a version of what is shown, from a day on, and return its number. Raises as `privacy.purposes.add_texts`."""
    return purposes.add_texts(purpose, channel, texts=texts, from_on=from_on, today=today_of_network(now))
