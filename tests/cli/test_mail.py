"""`chaland mail`, `chaland consent renew` and what the server sends by itself. All made up."""

import argparse
import json
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from chaland.cli import consent, console
from chaland.cli import mail as command
from chaland.config import mail as server
from chaland.config.mail_server import mail_settings
from chaland.messages import services
from factories.mail_servers import HOST, inbox
from factories.opt_in import act, enter
from factories.sales import open_shops

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(db):
    open_shops("lyon")


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command; returns what it printed as a result."""
    monkeypatch.setattr(console, "settings", console.Settings(as_json=True))

    def run(module, **options):
        assert module.run(argparse.Namespace(**options)) == 0
        return json.loads(capsys.readouterr().out)

    return run


def queue():
    services.queue(kind="booking", to="claire@example.com", subject="Inventé", text="Inventé\n", now=timezone.now())


def named(port):
    url = f"smtp://{HOST}:{port}"
    return override_settings(**mail_settings(url), EMAIL_URL=url)


def test_mails_that_wait_are_sent_and_counted(run):
    queue()
    assert run(command, action="list")["queued"] == 1
    with inbox() as mailbox, named(mailbox.port):
        assert run(command, action="send", again=False) == {"sent": 1, "refused": 0, "later": 0, "dropped": 0}
    assert run(command, action="list") == {"queued": 0, "sending": 0, "sent": 1, "failed": 0, "parked": 0}


def test_sending_without_a_mail_server_says_what_to_set():
    with override_settings(EMAIL_URL=""), pytest.raises(console.Failure) as failed:
        command.run(argparse.Namespace(action="send", again=False))
    assert failed.value.code == "no_mail_server"


def test_server_sends_by_itself_and_keeps_looking_when_something_breaks():
    queue()
    with override_settings(EMAIL_URL=""):
        assert server.look() == server.EVERY_SECONDS
    with inbox() as mailbox, named(mailbox.port):
        assert server.look() == server.EVERY_SECONDS
    assert mailbox.recipients == [["claire@example.com"]]
    queue()
    with override_settings(EMAIL_URL="smtp://x", MAIL_TRANSPORT="no.such.Transport"):
        assert server.look() == server.UNEXPECTED_REST_SECONDS


def test_renewals_by_hand_say_what_was_done(run):
    act(enter(now=timezone.now()), "granted", now=timezone.now() - timedelta(days=340))
    assert run(consent, action="renew") == {"first": 1, "reminders": 0, "lapsed": 0, "forgotten": 0}
