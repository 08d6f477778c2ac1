"""Sends made-up mails in processes that can be killed; run by test_mails_at_once.py.

Loads the product once, then does each line of standard input in a process of its own: it prints `began PID`, then
`ended PID NUMBER`. The lines:
open COUNT: makes one shop where there is none, and that many waiting mails.
send PORT [later|without-guard]: hands over what is due; the number is how many were taken.
later: as if its clock were an hour on. without-guard: a mail is claimed without anybody else being kept out.
"""

import os
import sys
import time
from datetime import UTC, datetime, timedelta

import django

django.setup()

from django.test import override_settings  # noqa: E402

from chaland.config.mail_server import mail_settings  # noqa: E402
from chaland.gateways.smtp.transport import Smtp  # noqa: E402
from chaland.messages import services  # noqa: E402
from chaland.messages.models import OutgoingMail  # noqa: E402
from chaland.stores.models import Store  # noqa: E402
from chaland.usecases import deliver_mail  # noqa: E402
from factories.sales import open_shops  # noqa: E402

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def open_shop(count):
    if not Store.objects.exists():
        open_shops("lyon")
    OutgoingMail.objects.all().delete()
    for number in range(int(count)):
        services.queue(kind="booking", to=f"p{number}@example.com", subject="Inventé", text="Inventé\n", now=NOW)
    return count


def claim_unguarded(now):
    mail = services.waiting(now).order_by("next_try_at", "pk").first()
    # Long enough for the others to look meanwhile.
    time.sleep(0.02)
    if mail is not None:
        mail.state, mail.attempts, mail.next_try_at = "sending", mail.attempts + 1, now + timedelta(minutes=5)
        mail.save()
    return mail


def send(port, manner=""):
    if manner == "without-guard":
        deliver_mail._claim = claim_unguarded
    now = NOW + timedelta(hours=1) if manner == "later" else NOW
    with override_settings(**mail_settings(f"smtp://127.0.0.1:{port}")):
        return deliver_mail.deliver_waiting(clock=lambda: now, transport=Smtp())["sent"]


def say(*words):
    """Print a line at once: several processes write to one pipe."""
    os.write(sys.stdout.fileno(), f"{' '.join(map(str, words))}\n".encode())


if __name__ == "__main__":
    for asked in sys.stdin:
        if not os.fork():
            what, *arguments = asked.split()
            say("began", os.getpid())
            number = {"open": open_shop, "send": send}[what](*arguments)
            say("ended", os.getpid(), number)
            os._exit(0)
