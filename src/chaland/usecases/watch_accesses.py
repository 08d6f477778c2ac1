"""Somebody sees a customer, or takes customers out: it is written down, and who sees too many is stopped."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chaland.journal import accesses
from chaland.journal.models import Access
from chaland.kernel.errors import Forbidden

MOST_PAGES = 60
"""Customers whose page a seller opens in an hour. Source: CNIL, large databases, 30 April 2025."""
HOUR = timedelta(hours=1)
WATCHED = ("seller",)


def note_opened(customer_id: int, *, user_id: int, role: str, store_id: int | None, now: datetime) -> None:
    """Note that a user opens a customer's page.

    Raises Forbidden `too_many_customer_pages` for a seller who has opened sixty others within the hour.
    """
    if role in WATCHED:
        _refuse_many(customer_id, user_id=user_id, store_id=store_id, now=now)
    accesses.note(Access.Act.OPENED, customer_id=customer_id, user_id=user_id, store_id=store_id, now=now)


def _refuse_many(customer_id: int, *, user_id: int, store_id: int | None, now: datetime) -> None:
    seen = accesses.opened_since(now - HOUR, user_id=user_id)
    if customer_id in seen or len(seen) < MOST_PAGES:
        return
    if not accesses.was_blocked_since(now - HOUR, user_id=user_id):
        accesses.note(Access.Act.BLOCKED, customer_id=customer_id, user_id=user_id, store_id=store_id, now=now)
    raise Forbidden("too_many_customer_pages", limit=MOST_PAGES)


def note_looked_up(customer_ids: Sequence[int], *, token_id: int, store_id: int | None, now: datetime) -> None:
    """Note that a till or a partner was told of customers; of nobody, nothing is noted."""
    if len(customer_ids) == 1:
        act = Access.Act.LOOKED_UP
        accesses.note(act, customer_id=customer_ids[0], token_id=token_id, store_id=store_id, now=now)
    elif customer_ids:
        accesses.note(Access.Act.LOOKED_UP, customer_ids=customer_ids, token_id=token_id, store_id=store_id, now=now)


def note_exported(
    customer_ids: Sequence[int], *, user_id: int | None, store_id: int | None, detail: str, now: datetime
) -> None:
    """Note that customers leave in a file; without a user, by a command of the machine."""
    accesses.note(
        Access.Act.EXPORTED, customer_ids=customer_ids, user_id=user_id, store_id=store_id, detail=detail, now=now
    )


def note_told(customer_id: int, *, user_id: int | None, detail: str, now: datetime) -> None:
    """Note that a person's data were written in a file for them."""
    accesses.note(Access.Act.TOLD, customer_id=customer_id, user_id=user_id, detail=detail, now=now)
