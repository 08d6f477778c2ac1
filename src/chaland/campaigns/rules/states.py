"""How far a campaign and its messages are, and what may follow: pure decisions."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

LEASE = timedelta(minutes=10)
"""How long messages stay with who claimed them; afterwards nobody knows whether they left."""
ROUND = 25
"""Messages claimed at once that leave the house: as many as may be unknown after a process dies."""
DRAFT, SCHEDULED, SENDING, PAUSED, SENT, CANCELLED = "draft", "scheduled", "sending", "paused", "sent", "cancelled"
FOLLOWING: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        DRAFT: frozenset({SCHEDULED, CANCELLED}),
        SCHEDULED: frozenset({SENDING, PAUSED, CANCELLED, DRAFT}),
        SENDING: frozenset({PAUSED, SENT, CANCELLED}),
        PAUSED: frozenset({SCHEDULED, SENDING, CANCELLED}),
        SENT: frozenset({SENDING}),
        CANCELLED: frozenset(),
    }
)
"""Sent begins again where somebody lets go what nobody knew, or what the server had put off."""
PUT_OFF = "put_off"
"""Why a message was held back: the server refused it for now. Somebody may let it go again."""
RESTORED = "restored"
"""Why a campaign is paused: a backup was put back, so that messages may have left already."""


def may_follow(state: str, after: str) -> bool:
    """Tell whether a campaign in one state may go to another.

    >>> may_follow("draft", "sending"), may_follow("sending", "paused")
    (False, True)
    """
    return after in FOLLOWING[state]


def most_now(limit: int, per_hour: int | None, *, last_hour: int, last_minute: int) -> int:
    """Return how many messages may be claimed of those that could be: so many an hour, spread over its minutes.

    >>> most_now(25, None, last_hour=9, last_minute=9), most_now(25, 600, last_hour=100, last_minute=4)
    (25, 6)
    """
    if per_hour is None:
        return limit
    a_minute = -(-per_hour // 60)
    return max(min(limit, per_hour - last_hour, a_minute - last_minute), 0)
