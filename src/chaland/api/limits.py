"""How many receipts a second one till may send, so that a till gone wild leaves room for the others; wrong guesses."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

BURST_SECONDS = 2


@dataclass(slots=True)
class _Bucket:
    left: float
    filled_at: float


class RateLimit:
    """Counts the calls of each key in this process: `rate` a second on the long run, twice that at once.

    A rate of zero lets everything through.
    """

    def __init__(self, rate: int, clock: Callable[[], float] = monotonic) -> None:
        self.rate = rate
        self._clock = clock
        self._buckets: dict[int, _Bucket] = {}
        self._lock = Lock()

    def seconds_to_wait(self, key: int) -> float:
        """Count one call; return 0 if it may go on, else the seconds after which the next one may."""
        if not self.rate:
            return 0
        now = self._clock()
        room = self.rate * BURST_SECONDS
        with self._lock:
            bucket = self._buckets.setdefault(key, _Bucket(room, now))
            bucket.left = min(room, bucket.left + (now - bucket.filled_at) * self.rate)
            bucket.filled_at = now
            if bucket.left >= 1:
                bucket.left -= 1
                return 0
            return (1 - bucket.left) / self.rate


class Misses:
    """Counts the wrong guesses of each key in this process: once there are `most` within `seconds`, it is shut out."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self.most = most
        self.seconds = seconds
        self._clock = clock
        self._times: dict[int, deque[float]] = {}
        self._lock = Lock()

    def note(self, key: int) -> None:
        """Count a wrong guess."""
        with self._lock:
            self._times.setdefault(key, deque(maxlen=self.most)).append(self._clock())

    def seconds_to_wait(self, key: int) -> float:
        """Return after how many seconds the key may guess again, 0 for at once."""
        with self._lock:
            times = self._times.get(key)
            if times is None or len(times) < self.most:
                return 0.0
            return max(0.0, times[0] + self.seconds - self._clock())
