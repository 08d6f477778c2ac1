"""How lines of a ledger are sealed, so that none can be changed, taken out or put in without being noticed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from orjson import dumps

START = "0" * 64
"""What the first line takes for the hash before it."""


@lru_cache(maxsize=4096)
def moment_text(moment: datetime) -> str:
    """Return a moment as a line seals it, to the microsecond in UTC.

    >>> moment_text(datetime(2026, 11, 22, 10, tzinfo=UTC))
    '2026-11-22T10:00:00.000000Z'
    """
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def content_hash(values: Sequence[object]) -> str:
    """Return the hash of a line by itself: of its values as compact JSON, moments as `moment_text`."""
    return sha256(dumps(values)).hexdigest()


def link(previous: str, content: str) -> str:
    """Return the hash of a line in the chain. A proof follows it by the contents' hashes, without others' lines."""
    return sha256((previous + content).encode()).hexdigest()


def seal(salt: str, *values: str) -> str:
    """Return the hash that stands in a line for values kept beside it; without the salt it tells nothing."""
    return sha256(salt.encode() + dumps(values)).hexdigest()


def text_hash(text: str) -> str:
    """Return the hash of what a person was shown."""
    return sha256(text.encode()).hexdigest()
