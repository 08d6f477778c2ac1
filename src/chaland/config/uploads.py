"""What the server reads, and takes back, by itself while it runs: the files handed in at the desk."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from django.db import DatabaseError, connection
from django.utils import timezone

from chaland.usecases.imports.read_uploads import read_uploads
from chaland.usecases.imports.undo_import import go_on_undoing

EVERY_SECONDS = 1.0
log = logging.getLogger(__name__)


class _Work(Protocol):
    def __call__(self, *, clock: Callable[[], datetime]) -> None: ...


def start() -> None:
    """Begin in the background; the threads end with their process. Several processes may do it at once."""
    for name, work in (("uploads", read_uploads), ("undoing", go_on_undoing)):
        threading.Thread(target=_run, args=(work,), name=name, daemon=True).start()


def _run(work: _Work) -> None:
    while True:
        try:
            work(clock=timezone.now)
        except (DatabaseError, OSError):
            # A busy database or a full disk is tried again; what was taken in, or back, stays so.
            log.warning("an import waits", exc_info=True)
        finally:
            connection.close()
        time.sleep(EVERY_SECONDS)
