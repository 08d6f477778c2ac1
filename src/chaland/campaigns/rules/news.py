"""What is told of a message after it left, by a provider or a mailbox."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

DELIVERED, BOUNCED, DEFERRED = "delivered", "bounced", "deferred"
COMPLAINED, UNSUBSCRIBED = "complained", "unsubscribed"
ENDING = frozenset({COMPLAINED, UNSUBSCRIBED})
"""After these the person gets no more of this channel."""
_KEY = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened to one message.

    kind: of `MessageEvent.Kind`. external: the teller's name for it, told twice is once. name: by which we know the
    message, such as its Message-ID; address: where it went, as kept, empty where that was not said.
    is_for_good: of a bounce, the address reaches nobody and never will.
    """

    kind: str
    at: datetime
    external: str
    name: str = ""
    address: str = ""
    is_for_good: bool = False
    detail: str = ""


def key_in(name: str) -> UUID | None:
    """Return the key of a message in our name for it.

    >>> key_in("<0f8fad5bd9cb469fa16570867728950e@boutique.example>")
    UUID('0f8fad5b-d9cb-469f-a165-70867728950e')
    """
    found = _KEY.search(name.lower())
    return UUID(found[0]) if found else None
