"""Mails that come back to the mailbox. Everybody is made up."""

from uuid import uuid4

import pytest

from chaland.campaigns.ports import MailboxClosed
from chaland.campaigns.ports import mailbox as named
from chaland.customers.models import ContactPoint
from chaland.messages.services import queue
from chaland.privacy.gate import may_contact
from chaland.privacy.queries import is_objected
from chaland.usecases.campaigns.read_returned import read_returned
from factories.campaigning import a_campaign, a_message
from factories.consents import say
from factories.customers import NOW, enter
from factories.mail_servers import HOST, free_port
from factories.mailboxes import bounced, complained, mailbox
from factories.news import name_of
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
CLAIRE = "claire@example.com"


@pytest.fixture(autouse=True)
def shop(settings, tmp_path):
    settings.ERASURES = str(tmp_path / "erasures" / "journal")
    open_shops("lyon")


@pytest.fixture
def message():
    one = enter("Gradel", emails=(CLAIRE,))
    say(one, "granted", address=CLAIRE)
    say(one, "confirmed", address=CLAIRE)
    return a_message(a_campaign(now=NOW), one, sent_at=NOW)


def back(settings, *mails):
    """Have mails come back and read them twice; returns how many were ours, and which were read."""
    with mailbox() as kept:
        settings.BOUNCES_URL = kept.url
        for one in mails:
            kept.add(one)
        found = read_returned(named(), clock=lambda: NOW)
        assert read_returned(named(), clock=lambda: NOW) == 0
        return found, sorted(kept.seen)


def status():
    return ContactPoint.objects.get(normalised=CLAIRE).status


@pytest.mark.parametrize(
    ("told", "column", "kept"),
    [
        ({}, "bounced_at", "bounced"),
        ({"whole": False}, "bounced_at", "bounced"),
        ({"to": "Claire@Example.com"}, "bounced_at", "bounced"),
        ({"status": "5.1.10", "said": "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound"}, "bounced_at", "bounced"),
        ({"status": "5.2.2", "said": "smtp; 552 5.2.2 mailbox full"}, "bounced_at", "valid"),
        ({"status": "5.7.1", "said": "smtp; 554 5.7.1 blocked"}, "bounced_at", "valid"),
        ({"status": "4.4.1", "action": "delayed"}, None, "valid"),
        ({"status": "2.0.0", "action": "delivered"}, "delivered_at", "valid"),
    ],
)
def test_what_a_report_says_is_noted_on_the_mail_and_the_address(settings, message, told, column, kept):
    assert back(settings, bounced(name_of(message), **told)) == (1, [1])
    message.refresh_from_db()
    columns = ("bounced_at", "delivered_at", "complained_at")
    assert {one: getattr(message, one) for one in columns if getattr(message, one)} == ({column: NOW} if column else {})
    assert status() == kept


def test_a_complaint_ends_mails_and_keeps_the_address_out(settings, message):
    assert back(settings, complained(name_of(message))) == (1, [1])
    assert may_contact(message.customer_id, purpose="newsletter", channel="email", now=NOW).reason == "objected"
    assert is_objected("email", CLAIRE)


def test_a_mail_of_no_campaign_that_comes_back_has_its_address_marked(settings, message):
    sent = queue(kind="booking", to=CLAIRE, subject="Inventé", text="Inventé", now=NOW)
    assert back(settings, bounced(sent.message_id)) == (1, [1])
    assert status() == "bounced"


def test_who_never_had_a_mail_of_ours_takes_no_address_off(settings, message):
    forged = bounced(f"<{uuid4().hex}@boutique.example>")
    nameless, other = bounced("<x@boutique.example>"), complained(name_of(message), kind="not-spam")
    assert back(settings, forged, nameless, other, b"Subject: Bonjour\r\n\r\nMerci !\r\n", b"", b"\xff\x00") == (0, [])
    assert status() == "valid"


@pytest.mark.parametrize("cut", [40, 200, 400])
def test_a_report_cut_short_breaks_nothing(settings, message, cut):
    back(settings, bounced(name_of(message))[:cut])
    assert status() == "valid"


def test_a_mailbox_that_lets_nobody_in_says_so(settings):
    with mailbox() as kept:
        for url in (
            kept.url.replace("made-up", "wrong"),
            f"imap://a:b@{HOST}:{free_port()}/",
            kept.url.replace("INBOX", "X"),
        ):
            settings.BOUNCES_URL = url
            with pytest.raises(MailboxClosed):
                read_returned(named(), clock=lambda: NOW)
    settings.BOUNCES_URL = "http://x"
    with pytest.raises(ValueError, match="CHALAND_BOUNCES_URL"):
        named()
    settings.BOUNCES_URL = ""
    assert named() is None
