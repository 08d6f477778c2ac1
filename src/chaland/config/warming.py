"""The file of the database is read once in the background, so that the first customers do not wait for the disk."""

import threading
from pathlib import Path

from django.conf import settings

from chaland.database import warming


def start() -> None:
    """Begin; the thread ends with the process that reads."""
    path = Path(settings.DATABASES["default"]["NAME"])
    threading.Thread(target=lambda: warming.start(path).wait(), name="warming", daemon=True).start()
