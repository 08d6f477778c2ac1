"""Sends made-up mails in processes that can be killed; run by test_mails_at_once.py.

Loads the product once, then does each line of standard input in a process of its own: it prints `began PID`, then
`ended PID NUMBER`. The lines:
open COUNT: makes one shop where there is none, and that many waiting mails.
send PORT [later|without-guard]: hands over what is due; the number is how many were taken.
draw COUNT: makes a campaign to that many made-up people, its audience drawn up.
carry PORT [later|without-guard]: sends it; the number is how many were sent.
unknown: the number is of how many messages of the last campaign nobody knows.
later: as if its clock were an hour on. die-POINT: killed at that point. without-unknown: what was claimed waits again.
without-database: it is gone after the first round. without-guard: it is claimed while others claim it too.
"""

import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

import django

django.setup()

from django.db import DatabaseError, OperationalError, transaction  # noqa: E402
from django.test import override_settings  # noqa: E402

from chaland.campaigns import services as campaigns  # noqa: E402
from chaland.campaigns.models import Campaign, Message, Policy  # noqa: E402
from chaland.campaigns.rules.states import LEASE, SENDING  # noqa: E402
from chaland.campaigns.services import NewMessage  # noqa: E402
from chaland.config.mail_server import mail_settings  # noqa: E402
from chaland.customers.models import Customer  # noqa: E402
from chaland.gateways.smtp.transport import Smtp  # noqa: E402
from chaland.messages import services  # noqa: E402
from chaland.messages.models import OutgoingMail  # noqa: E402
from chaland.stores.models import Store  # noqa: E402
from chaland.usecases.campaigns import send_campaign as sender  # noqa: E402
from chaland.usecases.campaigns.mail_campaign import MailCarrier  # noqa: E402
from chaland.usecases.upkeep import deliver_mail  # noqa: E402
from factories import sending  # noqa: E402
from factories.sales import open_shops  # noqa: E402

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOST = 40


def open_shop(number):
    if not Store.objects.exists():
        open_shops("lyon")
    OutgoingMail.objects.all().delete()
    for place in range(int(number)):
        services.queue(kind="booking", to=f"p{place}@example.com", subject="Inventé", text="Inventé\n", now=NOW)
    return number


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


def draw(number):
    if not Customer.objects.exists():
        with transaction.atomic():
            sending.people(MOST)
        Policy.objects.create(pk=1, most_messages=1000, hold_out_seed="s")
    ids = Customer.objects.order_by("pk").values_list("pk", flat=True)[: int(number)]
    one = sending.launched()
    with transaction.atomic():
        campaigns.add_messages(one, [NewMessage(who, uuid4(), is_alone=False) for who in ids], now=NOW)
        campaigns.move(one, SENDING, frozen_at=NOW)
    return number


def take_unguarded(campaign, *, limit, now):
    campaign.refresh_from_db(fields=["state"])
    taken = list(Message.objects.filter(campaign=campaign, state="waiting")[: min(limit, 5)])
    # Long enough for the others to look meanwhile.
    time.sleep(0.05)
    Message.objects.filter(pk__in=[one.pk for one in taken]).update(state="sending", next_try_at=now + LEASE)
    return taken


def carry(port, manner=""):
    now = NOW + timedelta(hours=1) if manner in ("later", "without-unknown") else NOW
    if manner == "without-guard":
        sender._next = lambda campaign, done, now, **_: (
            sender._write_down(done, now),
            take_unguarded(campaign, limit=5, now=now),
        )[1]
    elif manner == "without-unknown":
        Message.objects.filter(state="sending").update(state="waiting", next_try_at=NOW)
    elif manner == "without-database":
        instead_of(sender, "_next", fail, after=1)
    elif manner.startswith("die-"):
        arm(manner.removeprefix("die-"))
    with override_settings(**mail_settings(f"smtp://127.0.0.1:{port}")):
        try:
            return sender.send_campaign(Campaign.objects.latest("pk"), MailCarrier(Smtp()), clock=lambda: now)["sent"]
        except DatabaseError:
            return -1


def arm(point):
    """Have this process die at a point of the first round, or with the second in its hands."""
    if point == "claimed":
        instead_of(MailCarrier, "ready", die)
    elif point == "ready":
        beside(MailCarrier, "ready", die)
    elif point == "handing":
        instead_of(Smtp, "send", die)
    elif point == "handed":
        beside(Smtp, "send", die)
    elif point == "noting":
        instead_of(sender, "_write_down", die, after=1)
    else:
        beside(sender, "_next", die, after=1)


def instead_of(owner, name, do, *, after=0):
    """Do something else in place of a function, from the call after so many."""
    real, times = getattr(owner, name), count()
    setattr(owner, name, lambda *given, **more: real(*given, **more) if next(times) < after else do())


def beside(owner, name, do, *, after=0):
    """Do something once a function returns, from the call after so many."""
    real, times = getattr(owner, name), count()

    def called(*given, **more):
        done = real(*given, **more)
        if next(times) >= after:
            do()
        return done

    setattr(owner, name, called)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def fail():
    raise OperationalError("the database is gone")


def unknown():
    return Message.objects.filter(campaign=Campaign.objects.latest("pk"), state="unknown").count()


def say(*words):
    """Print a line at once: several processes write to one pipe."""
    os.write(sys.stdout.fileno(), f"{' '.join(map(str, words))}\n".encode())


DEEDS = {"open": open_shop, "send": send, "draw": draw, "carry": carry, "unknown": unknown}

if __name__ == "__main__":
    for asked in sys.stdin:
        if not os.fork():
            what, *arguments = asked.split()
            say("began", os.getpid())
            number = "failed"
            try:
                number = DEEDS[what](*arguments)
            finally:
                # Whoever waits for it must hear of a fault too.
                say("ended", os.getpid(), number)
            os._exit(0)
