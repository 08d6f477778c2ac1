"""A mail tells that an agreement is about to end, and its button leads to the page that renews it. All made up."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns.content.templates import template
from chaland.campaigns.models import Campaign, Content, Message
from chaland.kernel.errors import Refusal
from chaland.messages.models import Confirmation
from chaland.privacy.models import ConsentEntry, CurrentConsent
from chaland.usecases.campaigns.check_campaign import CONTENT, check_campaign
from chaland.usecases.campaigns.preview_message import preview_message
from chaland.usecases.campaigns.write_content import write_content
from chaland.usecases.campaigns.write_messages import write_messages
from chaland.usecases.consents.confirm_opt_in import look_at_question
from factories.journeys import on, run, served
from factories.mail_servers import inbox
from factories.opt_in import OFFERS, act, enter
from factories.people import owner
from factories.sales import open_shops
from factories.sending import campaign, carry

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BLOCKS = [{"block": "text", "text": "Bonjour"}, {"block": "renewal", "label": "Oui, {prenom|continuons}"}]


@pytest.fixture(autouse=True)
def _shops():
    open_shops("lyon")


def about_to_end():
    """Somebody whose agreement ends in about six weeks, and a journey that is on since today; returns both."""
    now = timezone.now()
    who = enter(first_name="Claire", now=now)
    act(who, "granted", OFFERS, now=now - 319 * DAY)
    journey = on("consent", now=now)
    Content.objects.filter(campaign__journey=journey).update(body={"blocks": BLOCKS})
    return who, journey


def told(now):
    """The mails that leave within the days that follow."""
    with inbox() as kept, served(kept.port):
        for days in range(4):
            run(now + days * DAY)
            carry(now=now + days * DAY)
    return kept.messages


def path_in(text):
    return re.search(r"https?://[^/\s]+(/p/c/[^\s\"]+)", text)[1]


def test_the_button_of_the_mail_renews_the_agreement_once_and_looking_does_nothing(client):
    who, _journey = about_to_end()
    before = CurrentConsent.objects.get(customer=who, purpose="offers")
    (mail,) = told(timezone.now())
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    page = path_in(plain)
    assert path_in(html) == page
    assert "Oui, Claire" in html
    lines = ConsentEntry.objects.count()
    for _ in range(2):
        shown = client.get(page)
        assert (shown.status_code, ConsentEntry.objects.count()) == (200, lines)
    digest = re.search(r'name="shown" value="([^"]+)"', shown.content.decode())[1]
    client.post(page, {"shown": digest})
    after = CurrentConsent.objects.get(customer=who, purpose="offers")
    assert (after.state, after.expires_at > before.expires_at + 300 * DAY) == ("granted", True)
    assert ConsentEntry.objects.order_by("-number").values_list("act", flat=True)[0] == "renewed"
    client.post(page, {"shown": digest})
    assert ConsentEntry.objects.count() == lines + 1


def test_who_has_nothing_that_ends_any_more_gets_the_mail_without_its_button():
    who, _journey = about_to_end()
    now = timezone.now()
    told(now)
    message = Message.objects.get()
    act(who, "renewed", OFFERS, now=now)
    (said,) = write_messages(message.campaign, [message], now=now).values()
    assert ("/p/c/" in said.html + said.text, "Bonjour" in said.html) == (False, True)
    assert Confirmation.objects.count() == 1


def test_link_is_of_no_use_once_the_address_is_somebody_else_s():
    who, _journey = about_to_end()
    (mail,) = told(timezone.now())
    token = path_in(mail.get_body(("plain",)).get_content()).split("/")[3]
    assert look_at_question(token, now=timezone.now()).kind == "renewal"
    Confirmation.objects.update(address="autre@example.com")
    assert look_at_question(token, now=timezone.now()) is None
    assert CurrentConsent.objects.get(customer=who, purpose="offers").state == "granted"


def test_elsewhere_it_is_refused_told_and_never_sent(client):
    one, now = campaign(), timezone.now()
    for write in (write_content, lambda _pk, **said: preview_message(one, **said)):
        with pytest.raises(Refusal) as refused:
            write(one.pk, variant="a", language="fr", subject="x", body={"blocks": BLOCKS}, scope=EVERYWHERE, now=now)
        assert refused.value.code == "renewal_elsewhere"
    Content.objects.filter(campaign=one).update(body={"blocks": BLOCKS})
    assert CONTENT in check_campaign(one, now=now).obstacles
    client.force_login(owner())
    page = client.get(reverse("campaign-what", args=[one.pk]), {"template": "consent"}).content.decode()
    assert ('value="add:renewal"' in page, 'value="renewal"' in page, "Votre accord" in page) == (False, False, True)
    Content.objects.filter(campaign=one).delete()
    begun = client.get(reverse("campaign-what", args=[one.pk])).content.decode()
    assert ("template=welcome" in begun, "template=consent" in begun) == (True, False)


def test_a_journey_of_agreements_begins_with_it_and_shows_it(client):
    journey = on("consent")
    one = Campaign.objects.get(journey=journey)
    for language in ("fr", "en"):
        _subject, body = template("email", "consent", language)
        said = preview_message(
            one, variant="a", language=language, subject="x", body=body, scope=EVERYWHERE, now=timezone.now()
        )
        assert "/p/u/-/" in said.text
    assert Confirmation.objects.count() == 0
    Campaign.objects.filter(pk=one.pk).update(state="draft")
    client.force_login(owner())
    page = client.get(reverse("campaign-what", args=[one.pk]), {"template": "consent"}).content.decode()
    assert ('value="add:renewal"' in page, 'value="renewal"' in page) == (True, True)
