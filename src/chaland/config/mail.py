"""What the server sends by itself while it runs: the mails that wait."""

import logging
import threading
import time

from django.db import DatabaseError, connection
from django.utils import timezone

from chaland.messages.transport import configured
from chaland.usecases.upkeep.deliver_mail import deliver_waiting, is_due

EVERY_SECONDS = 2.0
UNEXPECTED_REST_SECONDS = 300.0
log = logging.getLogger(__name__)


def start() -> None:
    """Begin in the background; the thread ends with its process. Several processes may do it at once."""
    threading.Thread(target=_run, name="mail", daemon=True).start()


def _run() -> None:
    while True:
        rest = look()
        connection.close()
        time.sleep(rest)


def look() -> float:
    """Send what waits; return the seconds after which to look again."""
    try:
        # What speaks SMTP is loaded by the first mail.
        if is_due(now=timezone.now()) and (transport := configured()):
            deliver_waiting(clock=timezone.now, transport=transport)
    except DatabaseError:
        # Nothing is handed over without its claim: mails wait for the database.
        log.warning("mails wait for the database", exc_info=True)
    except Exception:
        # The mail in hand is tried again once its claim ends; the others must leave too.
        log.exception("sending mails")
        return UNEXPECTED_REST_SECONDS
    return EVERY_SECONDS
