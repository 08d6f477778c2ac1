"""Receipts that several tills hand in at once are recorded in one transaction, each as if it came alone."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils import timezone

from chaland.accounts.rules import TokenAccess
from chaland.database.one_thread import TILLS
from chaland.sales.rules import ReceiptInput
from chaland.usecases.sales.record_receipts import Outcome, record_posted, record_receipt

MOST_TOGETHER = 16
"""Receipts of one transaction: the last waits for the first no longer than a till has patience."""
Told = TypeVar("Told")


@dataclass(slots=True)
class _Posted:
    said: ReceiptInput
    access: TokenAccess | None
    outcome: Outcome | None = None
    was_tried: bool = False


waiting: deque[_Posted] = deque()
"""What nobody has begun to record."""


def record_together(said: ReceiptInput, access: TokenAccess | None, then: Callable[[Outcome], Told]) -> Told:
    """Record a receipt with those that wait for the tills' thread by then; return what `then` makes of its outcome.

    `then` is done in that thread too, once the receipt is recorded for good. Without such a thread it comes alone.
    """
    if not TILLS.has_begun:
        return then(record_receipt(said, now=timezone.now(), access=access))
    mine = _Posted(said, access)
    waiting.append(mine)
    return TILLS.run(lambda: then(_outcome(mine)))


def _outcome(mine: _Posted) -> Outcome:
    """Return what became of a receipt: it may have been recorded with one before it."""
    if mine.outcome is None:
        together = [mine] if mine.was_tried else _taken()
        try:
            _record(together)
        except Exception:
            if len(together) == 1:
                raise
            # The fault of one must not be that of the others: each is recorded alone, in its turn.
            _record([mine])
    assert mine.outcome is not None  # noqa: S101 - it was among those taken
    return mine.outcome


def _taken() -> list[_Posted]:
    taken = [waiting.popleft() for _ in range(min(len(waiting), MOST_TOGETHER))]
    for one in taken:
        one.was_tried = True
    return taken


def _record(posted: Sequence[_Posted]) -> None:
    outcomes = record_posted([(one.said, one.access) for one in posted], now=timezone.now())
    for one, outcome in zip(posted, outcomes, strict=True):
        one.outcome = outcome
