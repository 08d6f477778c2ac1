"""What tills write is done by one thread, one thing after the other, where SQLite holds the file. See ADR 0009."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import tzinfo
from typing import TypeVar

from django.db import close_old_connections, connections
from django.utils import timezone, translation

Told = TypeVar("Told")


class OneThread:
    """A thread of this process, once it is begun; before, everything is done where it is asked for.

    SQLite has one writer at a time, and each thread has its own pages of the file, which the writing of another makes
    worthless: four threads in turn read them again and again.
    """

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None

    @property
    def has_begun(self) -> bool:
        """Tell whether there is such a thread."""
        return self._thread is not None

    def begin(self) -> None:
        """Keep a thread from now on."""
        self._thread = ThreadPoolExecutor(1, "tills")

    def end(self) -> None:
        """Do what was asked so far, and keep the thread no longer."""
        if self._thread is not None:
            self.run(connections.close_all)
            self._thread.shutdown()
            self._thread = None

    def run(self, function: Callable[[], Told]) -> Told:
        """Return what a function gives in that thread, in the language and time zone of whoever asks."""
        if self._thread is None:
            return function()
        language, zone = translation.get_language(), timezone.get_current_timezone()
        return self._thread.submit(_done, function, language, zone).result()


def _done(function: Callable[[], Told], language: str | None, zone: tzinfo) -> Told:
    try:
        with translation.override(language), timezone.override(zone):
            return function()
    except BaseException:
        # As the end of a request does: a connection that failed is opened anew.
        close_old_connections()
        raise


TILLS = OneThread()
