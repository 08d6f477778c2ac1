"""News of messages that come in at the same moment are written down together."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from chaland.campaigns.rules.news import News
from chaland.usecases.campaigns.note_news import note_news


@dataclass(slots=True)
class _Post:
    """Something told. done: True once it is written, False when it is its teller's turn to write."""

    channel: str
    teller: str
    told: Sequence[News]
    done: "Future[bool]" = field(default_factory=Future)


class Desk:
    """Takes news from several threads. Whoever finds nobody writing writes down everything that waits, once.

    Then it is the turn of the first of those who came meanwhile: nobody is kept to write for others. A commit costs as
    much for a hundred events as for one, and providers send them one by one.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[_Post] = []
        self._is_busy = False

    def take(self, told: Sequence[News], *, channel: str, teller: str, clock: Callable[[], datetime]) -> None:
        """Return once what was told is committed. Raises what kept it from being."""
        post = _Post(channel, teller, told)
        with self._lock:
            self._waiting.append(post)
            is_turn, self._is_busy = not self._is_busy, True
        if is_turn or not post.done.result():
            post.done = Future()
            self._write(clock)
            post.done.result()

    def _write(self, clock: Callable[[], datetime]) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for channel, teller in dict.fromkeys((one.channel, one.teller) for one in waiting):
            own = [one for one in waiting if (one.channel, one.teller) == (channel, teller)]
            _write_together(own, clock)
        with self._lock:
            self._is_busy = bool(self._waiting)
            following = self._waiting[:1]
        for one in following:
            one.done.set_result(False)


def _write_together(posts: Sequence[_Post], clock: Callable[[], datetime]) -> None:
    told = [one for post in posts for one in post.told]
    try:
        note_news(told, channel=posts[0].channel, teller=posts[0].teller, now=clock())
    except BaseException as error:  # noqa: BLE001 - told to each that waits
        for post in posts:
            post.done.set_exception(error)
    else:
        for post in posts:
            post.done.set_result(True)


DESK = Desk()
"""Of this process."""
