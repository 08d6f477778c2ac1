"""What the server hears of by itself: mails that came back, and texts of which it is not known whether they left."""

import logging
import threading
import time

from django.db import DatabaseError, connection
from django.utils import timezone

from chaland.campaigns.ports import MailboxClosed, mailbox, sms_gateway
from chaland.usecases.campaigns.read_returned import read_returned
from chaland.usecases.campaigns.send_texts import ask_about_texts

EVERY_SECONDS = 300.0
log = logging.getLogger(__name__)


def start() -> None:
    """Begin in the background; the thread ends with its process. Several processes may do it at once."""
    threading.Thread(target=_run, name="news", daemon=True).start()


def _run() -> None:
    while True:
        time.sleep(EVERY_SECONDS)
        try:
            look()
        except (MailboxClosed, DatabaseError, ValueError):
            log.warning("news of messages wait", exc_info=True)
        finally:
            connection.close()


def look() -> None:
    """Read what came back, and ask about what nobody knows. Raises MailboxClosed."""
    if gateway := sms_gateway():
        ask_about_texts(gateway, clock=timezone.now)
    if found := mailbox():
        read_returned(found, clock=timezone.now)
