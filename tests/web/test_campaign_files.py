"""The pages of letters, of files for other mailers, and of calls. Everybody is made up."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chaland.campaigns.models import Campaign, Content, Message
from chaland.customers.rules import Address
from chaland.interactions.models import Interaction
from chaland.journal.models import Access
from chaland.privacy.gate import may_contact
from factories.consents import say
from factories.customers import enter
from factories.sales import open_shops
from factories.screens import as_user
from factories.sending import NOW, carry, launched, people

pytestmark = pytest.mark.django_db
THREE = datetime(2026, 3, 2, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def shop(settings, tmp_path):
    settings.ERASURES = str(tmp_path / "erasures" / "journal")
    open_shops("lyon")
    with time_machine.travel(THREE, tick=False):
        yield


def by_post():
    one = enter("Gradel", "Zoé", addresses=(Address("", "", "34000", "Lyon"),), now=NOW)
    street = "128 bis, avenue du Maréchal-de-Lattre-de-Tassigny"
    two = enter("Gradel", "Léa", addresses=(Address(street, "", "69001", "Lyon"),), now=NOW)
    for who in (one, two):
        say(who, "granted", purpose="offers", channel="post", at=NOW)
    made = launched(channel="post")
    carry()
    return made, two


def at(name, campaign, *more):
    return reverse(f"campaign-{name}", args=[campaign.pk, *more])


def text_of(answer):
    return answer.content.decode()


def test_letters_can_be_taken_and_who_is_in_them_is_written_down():
    made, _two = by_post()
    browser = as_user()
    page = text_of(browser.get(at("files", made)))
    assert "1 address to be looked at" in page
    assert "A line is longer than the 38 characters of the norm." in page
    assert at("files", made) in text_of(browser.get(reverse("campaign", args=[made.pk])))
    for name, start in (
        ("letters.pdf", b"%PDF"),
        ("cards.pdf", b"%PDF"),
        ("labels.pdf", b"%PDF"),
        ("addresses.csv", b"\xef\xbb\xbfLIGNE1"),
    ):
        answer = browser.get(at("file", made, name))
        assert b"".join(answer.streaming_content).startswith(start)
        assert answer["Content-Disposition"].endswith(f'-{name}"')
    assert Access.objects.filter(act="exported").count() == 4
    assert browser.get(at("file", made, "brevo.csv")).status_code == 404


def test_files_for_mailers_are_taken_and_who_left_there_is_given_back():
    [first] = people(1)
    made = launched(channel="file")
    carry()
    browser = as_user()
    page = text_of(browser.get(at("files", made)))
    assert all(name in page for name in ("Brevo", "Mailchimp", "Newsletter2Go", "eTarget"))
    answer = browser.get(at("file", made, "mailchimp.csv"))
    assert b"p0@example.com" in b"".join(answer.streaming_content)
    given = SimpleUploadedFile("gone.csv", b"EMAIL;REASON\np0@example.com;x\n")
    answer = browser.post(at("returned", made), {"mailer": "brevo", "file": given}, follow=True)
    assert "Addresses taken in: 1. Customers they are of: 1." in text_of(answer)
    assert may_contact(first, purpose="offers", channel="email", now=THREE).reason == "withdrawn"
    assert b"p0@example.com" in b"".join(browser.get(at("file", made, "brevo-stop.csv")).streaming_content)
    answer = browser.post(at("returned", made), {"mailer": "brevo"}, follow=True)
    assert "This file holds no e-mail addresses." in text_of(answer)


def test_before_it_leaves_there_is_nothing_to_take():
    made = launched(channel="file")
    browser = as_user()
    assert "Nobody is in it yet" in text_of(browser.get(at("files", made)))
    assert browser.get(at("files", launched())).status_code == 404


def test_who_takes_no_customers_out_is_told_so():
    made, _two = by_post()
    browser = as_user("reader")
    assert "Your role takes no customers out" in text_of(browser.get(at("files", made)))
    assert browser.get(at("file", made, "letters.pdf")).status_code == 403


def test_somebody_is_called_from_the_list():
    who = enter("Gradel", "Zoé", mobiles=("+33639980100",), now=NOW)
    say(who, "granted", purpose="offers", channel="phone", address="+33639980100", at=NOW)
    made = launched(channel="phone")
    Content.objects.filter(campaign=made).update(body={"text": "Bonjour {prenom}."}, subject="")
    carry(now=THREE)
    message = Message.objects.get(campaign=made)
    browser = as_user()
    assert "1 person left to call" in text_of(browser.get(at("calls", made)))
    answer = browser.post(at("call-open", made, message.pk), follow=True)
    page = text_of(answer)
    assert "Bonjour Zoé." in page
    assert "Agreed to calls on" in page
    assert "06 39 98 01 00" in page
    again = browser.post(at("call-open", made, message.pk), follow=True)
    assert "Somebody else calls this person" in text_of(again)
    assert browser.post(at("call", made, message.pk), {"text": "x"}).status_code == 422
    answer = browser.post(at("call", made, message.pk), {"outcome": "interested", "text": "Samedi"}, follow=True)
    assert "Everybody was called." in text_of(answer)
    assert Interaction.objects.get().outcome == "interested"
    assert Campaign.objects.get(pk=made.pk).state == "sent"
    assert browser.get(at("call", made, 10**9)).status_code == 404


def test_file_with_nobody_in_it_says_why():
    browser, none = as_user(), launched(channel="file", name="Vide")
    assert "it is filled when the campaign leaves" in text_of(browser.get(at("files", none)))
    carry()
    assert "it was meant for nobody on the day it left" in text_of(browser.get(at("files", none)))
    enter("Gradel", "Zoé", emails=("zoe@example.com",), now=NOW)
    refused = launched(channel="file", name="Sans accord")
    carry()
    page = text_of(browser.get(at("files", refused)))
    assert "none of those it was meant for may be written to" in page
    assert '<h2 id="left-out">' in page
    assert page.count('<td class="num">1</td>') == 1
    [who] = people(1)
    left = launched(channel="file", name="Retirée")
    carry()
    say(who, "withdrawn", purpose="offers", channel="email", at=NOW)
    assert "all have withdrawn since" in text_of(browser.get(at("files", left)))
