"""How many forms one address on the network may send, counted in this process; nothing of it is kept."""

from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic

MOST_REMEMBERED = 10_000


class Limit:
    """Counts by key: `most` within `seconds`. A shop's own network is one address for all its customers."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self.most = most
        self.seconds = seconds
        self._clock = clock
        self._times: dict[str, deque[float]] = {}
        self._lock = Lock()

    def seconds_to_wait(self, key: str) -> int:
        """Count one; return 0 if it may go on, else the whole seconds after which the next one may."""
        now = self._clock()
        with self._lock:
            times = self._times.setdefault(key, deque(maxlen=self.most))
            if len(times) == self.most and now - times[0] < self.seconds:
                return int(self.seconds - (now - times[0])) + 1
            times.append(now)
            if len(self._times) > MOST_REMEMBERED:
                self._forget(now)
        return 0

    def _forget(self, now: float) -> None:
        quiet = [key for key, times in self._times.items() if now - times[-1] > self.seconds]
        # A crowd of addresses at once: the oldest go, rather than the memory.
        for key in quiet or list(self._times)[: MOST_REMEMBERED // 2]:
            del self._times[key]
