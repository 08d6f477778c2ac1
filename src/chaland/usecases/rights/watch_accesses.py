"""Somebody sees a customer, or takes customers out: it is written down, and who sees too many is stopped."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from chaland.accounts.models import User
from chaland.journal import accesses
from chaland.journal.models import Access
from chaland.kernel.errors import Forbidden
from chaland.privacy.models import Erasure

MOST_PAGES = 60
"""Customers whose page a seller opens in an hour. Source: CNIL, large databases, 30 April 2025."""
HOUR = timedelta(hours=1)
WATCHED = ("seller",)
Written = TypeVar("Written")


def note_opened(customer_id: int, *, user_id: int, now: datetime) -> None:
    """Note that a user opened a page about a customer."""
    accesses.note(Access.Act.OPENED, customer_id=customer_id, user_id=user_id, now=now)


def refuse_many(customer_id: int, *, user_id: int, role: str, now: datetime) -> None:
    """Let a user open a page about a customer, unless it is a seller who has opened sixty others within the hour.

    Raises Forbidden `too_many_customer_pages`; the first time in an hour it is noted.
    """
    if role not in WATCHED:
        return
    seen = accesses.opened_since(now - HOUR, user_id=user_id)
    if customer_id in seen or len(seen) < MOST_PAGES:
        return
    if not accesses.was_blocked_since(now - HOUR, user_id=user_id):
        accesses.note(Access.Act.BLOCKED, customer_id=customer_id, user_id=user_id, now=now)
    raise Forbidden("too_many_customer_pages", limit=MOST_PAGES)


def note_looked_up(
    customer_ids: Sequence[int], *, token_id: int | None, user_id: int | None, store_id: int | None, now: datetime
) -> None:
    """Note that a till, a partner or a program of the desk was told of customers; of nobody, nothing is noted."""
    one = customer_ids[0] if len(customer_ids) == 1 else None
    if customer_ids:
        accesses.note(
            Access.Act.LOOKED_UP,
            customer_id=one,
            customer_ids=None if one else customer_ids,
            token_id=token_id,
            user_id=user_id,
            store_id=store_id,
            now=now,
        )


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


def erasures_so_far() -> int:
    """Return how many customers were ever erased."""
    return Erasure.objects.count()


def without_erased(write: Callable[[], Written]) -> Written:
    """Write a file about customers, again as long as somebody was erased meanwhile; returns what `write` did last."""
    while True:
        before, written = erasures_so_far(), write()
        if erasures_so_far() == before:
            return written


def stopped() -> list[tuple[Access, str]]:
    """Return the lines of who was stopped, the last first, each with the user's name."""
    lines = list(accesses.blocked())
    names = dict(User.objects.filter(pk__in={line.user_id for line in lines}).values_list("pk", "name"))
    return [(line, names.get(line.user_id or 0, "")) for line in lines]
