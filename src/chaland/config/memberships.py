"""What the server does by itself while it runs: once a day, who entered and left the saved segments is noted.

In a process of its own, which ends: the columnar libraries would stay in the server's memory. See ADR 0017.
"""

import logging
import os
import subprocess
import sys
import threading
import time

from django.db import DatabaseError, connection
from django.utils import timezone

from chaland.usecases.follow_segments import due

EVERY_SECONDS = 60.0
REST_SECONDS = 3600.0
NICENESS = 10
COMMAND = (sys.executable, "-P", "-m", "chaland.cli", "segment", "refresh", "--json")
log = logging.getLogger(__name__)


def start() -> None:
    """Begin in the background; the thread ends with its process. Several processes may do it at once."""
    threading.Thread(target=_run, name="memberships", daemon=True).start()


def _run() -> None:
    while True:
        time.sleep(EVERY_SECONDS)
        try:
            if due(now=timezone.now()):
                refresh()
        except (DatabaseError, OSError):
            # Nothing is lost: the next look notes everything that happened since.
            log.warning("the members of segments wait", exc_info=True)
        finally:
            connection.close()


def refresh() -> None:
    """Note the members in a process that lets the tills go first; what stays undone is tried again in an hour."""
    child = subprocess.Popen(COMMAND, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    os.setpriority(os.PRIO_PROCESS, child.pid, NICENESS)
    child.wait()
    if due(now=timezone.now()):
        log.warning("the members of some segments wait")
        time.sleep(REST_SECONDS)
