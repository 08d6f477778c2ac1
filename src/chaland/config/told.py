"""The segments told at the tills are prepared before a till asks: at night, and when a rule has changed."""

import logging
import threading
import time

from django.db import DatabaseError, connection
from django.utils import timezone

from chaland.kernel.errors import Refusal
from chaland.usecases.till.tell_segments import prepare

EVERY_SECONDS = 15.0
log = logging.getLogger(__name__)


def start() -> None:
    """Begin in the background; the thread ends with its process. What it has not done yet, the till that asks does."""
    threading.Thread(target=_run, name="told", daemon=True).start()


def _run() -> None:
    while True:
        time.sleep(EVERY_SECONDS)
        try:
            prepare(now=timezone.now())
        except (DatabaseError, OSError, Refusal):
            log.warning("the segments told at the tills wait", exc_info=True)
        finally:
            connection.close()
