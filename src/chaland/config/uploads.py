"""What the server reads by itself while it runs: the files handed in at the desk."""

import logging
import threading
import time

from django.db import DatabaseError, connection
from django.utils import timezone

from chaland.usecases.imports.read_uploads import read_uploads

EVERY_SECONDS = 1.0
log = logging.getLogger(__name__)


def start() -> None:
    """Begin in the background; the thread ends with its process. Several processes may do it at once."""
    threading.Thread(target=_run, name="uploads", daemon=True).start()


def _run() -> None:
    while True:
        try:
            read_uploads(clock=timezone.now)
        except (DatabaseError, OSError):
            # A busy database or a full disk is tried again; what was taken in stays.
            log.warning("a file handed in waits", exc_info=True)
        finally:
            connection.close()
        time.sleep(EVERY_SECONDS)
