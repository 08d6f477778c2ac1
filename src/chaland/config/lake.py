"""What the server does by itself while it runs: the lake follows when much has changed.

In a process of its own, which ends: the columnar libraries would stay in the server's memory. See ADR 0017.
"""

import logging
import os
import subprocess
import sys
import threading
import time

from django.db import DatabaseError, connection

from chaland.warehouse.models import Change, LakeState

EVERY_SECONDS = 60.0
ENOUGH = 500
"""Changes that wait: taking in fewer costs a question less than half a second."""
NICENESS = 10
COMMAND = (sys.executable, "-P", "-m", "chaland.cli", "lake", "sync", "--json")
log = logging.getLogger(__name__)


def start() -> None:
    """Begin in the background; the thread ends with its process. Several processes may do it at once."""
    threading.Thread(target=_run, name="lake", daemon=True).start()


def _run() -> None:
    while True:
        time.sleep(EVERY_SECONDS)
        try:
            if is_needed():
                synchronise()
        except (DatabaseError, OSError):
            # Nothing is lost: the next question takes in what waits.
            log.warning("the lake waits", exc_info=True)
        finally:
            connection.close()


def is_needed() -> bool:
    """Tell whether much waits, or there is no lake yet."""
    return Change.objects.count() >= (ENOUGH if LakeState.objects.exists() else 1)


def synchronise() -> None:
    """Bring the lake up to date in a process that lets the tills go first."""
    child = subprocess.Popen(COMMAND, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
    os.setpriority(os.PRIO_PROCESS, child.pid, NICENESS)
    if child.wait():
        log.warning("the lake waits: its synchronisation ended with code %s", child.returncode)
