"""The file of the database is read once in the background, so that the first customers do not wait for the disk."""

import logging
import threading
from pathlib import Path

from django.conf import settings

from chaland.database.warming import read_once

log = logging.getLogger(__name__)


def start() -> None:
    """Begin; the thread ends with the file. What a till asks meanwhile is read as it is asked."""
    threading.Thread(target=_run, name="warming", daemon=True).start()


def _run() -> None:
    try:
        read_once(Path(settings.DATABASES["default"]["NAME"]))
    except OSError:
        log.warning("the file of the database was not read ahead", exc_info=True)
