"""What the server works out by itself while it runs: what to expect of customers, the kinds that they are of.

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

from chaland.usecases.refresh_findings import is_due

EVERY_SECONDS = 15.0
NICENESS = 10
COMMAND = (sys.executable, "-P", "-m", "chaland.cli", "report", "refresh", "--json")
log = logging.getLogger(__name__)


def start() -> None:
    """Begin in the background; the thread ends with its process. Several processes may do it at once."""
    threading.Thread(target=_run, name="findings", daemon=True).start()


def _run() -> None:
    while True:
        try:
            if is_due(now=timezone.now()):
                refresh()
        except (DatabaseError, OSError):
            # The screens go on with what was found before.
            log.warning("the forecast of the day waits", exc_info=True)
        finally:
            connection.close()
        time.sleep(EVERY_SECONDS)


def refresh() -> None:
    """Work everything out in a process that lets the tills go first."""
    child = subprocess.Popen(COMMAND, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    os.setpriority(os.PRIO_PROCESS, child.pid, NICENESS)
    if child.wait():
        log.warning("the forecast of the day waits: its computation ended with code %s", child.returncode)
        time.sleep(600)
