"""What the server does by itself while it runs: the figures move on when the network's day changes."""

import logging
import threading
import time

from django.db import DatabaseError, connection
from django.utils import timezone

from chaland.usecases.sales.roll_figures import roll_figures

EVERY_SECONDS = 60.0
log = logging.getLogger(__name__)


def start() -> None:
    """Begin in the background; the thread ends with its process. Several processes may do it at once."""
    threading.Thread(target=_run, name="daily", daemon=True).start()


def _run() -> None:
    while True:
        try:
            roll_figures(now=timezone.now())
        except DatabaseError:
            # A busy or absent database is tried again a minute later; nothing is lost meanwhile.
            log.warning("the figures of the day wait for the database", exc_info=True)
        finally:
            connection.close()
        time.sleep(EVERY_SECONDS)
