"""Who holds a file with somebody in it is told once that person is erased, put right or left alone."""

from collections.abc import Iterable
from datetime import datetime

from chaland.accounts.models import User
from chaland.journal import accesses
from chaland.kernel.errors import NotFound
from chaland.privacy.models import Recipient


def note_recipients(customer_ids: Iterable[int], why: str, *, now: datetime) -> int:
    """Note the files that these customers were taken out in, to be told of; returns how many are new.

    One that waits to be told the same is noted once. The caller holds the transaction. Source: RGPD art. 19.
    """
    waits = set(Recipient.objects.filter(why=why, told_at=None).values_list("customer_number", "taken_out_at"))
    users = set(User.objects.values_list("pk", flat=True))
    found = [
        Recipient(
            why=Recipient.Why(why),
            customer_number=customer_id,
            detail=line.detail,
            taken_out_at=line.at,
            taken_out_by_id=line.user_id if line.user_id in users else None,
            noted_at=now,
        )
        for customer_id in customer_ids
        for line in accesses.exports_of(customer_id)
        if (customer_id, line.at) not in waits
    ]
    Recipient.objects.bulk_create(found)
    return len(found)


def recipients_to_tell(limit: int = 100) -> list[Recipient]:
    """Return the files whose holders are to be told, the first noted first."""
    rows = Recipient.objects.filter(told_at=None).select_related("taken_out_by")
    return list(rows.order_by("noted_at", "pk")[:limit])


def note_told(recipient_id: int, *, user_id: int, now: datetime) -> None:
    """Note that the holder of a file was told; twice is once. Raises NotFound `recipient_unknown`."""
    found = Recipient.objects.filter(pk=recipient_id)
    if not found.exists():
        raise NotFound("recipient_unknown")
    found.filter(told_at=None).update(told_at=now, told_by_id=user_id)
