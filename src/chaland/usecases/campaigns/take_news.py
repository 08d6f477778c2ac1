"""News of messages that come in at the same moment are written down together."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from chaland.campaigns.rules.news import News
from chaland.usecases.campaigns.note_news import note_news


@dataclass(frozen=True, slots=True)
class _Post:
    channel: str
    teller: str
    told: Sequence[News]
    done: "Future[None]"


class Desk:
    """Takes news from several threads. Whoever finds nobody writing writes down everything that waits, then leaves.

    A commit costs as much for a hundred events as for one; providers send them one by one.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[_Post] = []
        self._is_busy = False

    def take(self, told: Sequence[News], *, channel: str, teller: str, clock: Callable[[], datetime]) -> None:
        """Return once what was told is committed. Raises what kept it from being."""
        post = _Post(channel, teller, told, Future())
        with self._lock:
            self._waiting.append(post)
            is_writer, self._is_busy = not self._is_busy, True
        if is_writer:
            self._write(clock)
        post.done.result()

    def _write(self, clock: Callable[[], datetime]) -> None:
        while waiting := self._next():
            for channel, teller in dict.fromkeys((one.channel, one.teller) for one in waiting):
                own = [one for one in waiting if (one.channel, one.teller) == (channel, teller)]
                _write_together(own, clock())

    def _next(self) -> list[_Post]:
        with self._lock:
            waiting, self._waiting = self._waiting, []
            self._is_busy = bool(waiting)
        return waiting


def _write_together(posts: Sequence[_Post], now: datetime) -> None:
    try:
        note_news(
            [one for post in posts for one in post.told], channel=posts[0].channel, teller=posts[0].teller, now=now
        )
    except BaseException as error:  # noqa: BLE001 - told to each that waits
        for post in posts:
            post.done.set_exception(error)
    else:
        for post in posts:
            post.done.set_result(None)


DESK = Desk()
"""Of this process."""
