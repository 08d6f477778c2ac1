"""Mails leave by a provider: only its refusal says that it did not take one. Everybody is made up."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from chaland.config.mail_server import PROVIDERS, mail_settings
from chaland.gateways.anymail.news import VIEWS
from chaland.messages.transport import Attachment, Letter, NotTaken, configured
from factories.brevo import KEY, brevo
from factories.customers import NOW
from factories.mail_servers import HOST, free_port

pytestmark = pytest.mark.pure
LETTER = Letter(
    to="claire@example.com",
    subject="Été à −20 %",
    text="Bonjour",
    message_id="<0f8fad5bd9cb469fa16570867728950e@boutique.example>",
    sender="bonjour@boutique.example",
    sender_name='La "Boutique"',
    written_at=NOW,
    html='<p>Bonjour <img alt="BON-1" src="cid:bon"></p>',
    headers={"List-Unsubscribe": "<https://boutique.example/p/u/x/>"},
)


def handed_over(settings, address, letter=LETTER):
    for name, value in mail_settings(f"brevo://{KEY}@?api_url={address}&ignored=1").items():
        setattr(settings, name, value)
    settings.EMAIL_URL = "brevo"
    settings.ANYMAIL["REQUESTS_TIMEOUT"] = (1.0, 0.3)
    with configured() as transport:
        try:
            transport.send(letter)
        except NotTaken as answer:
            return answer.code, answer.at_server
    return None


def test_a_mail_is_handed_over_with_our_name_and_its_headers(settings):
    with brevo() as server:
        assert handed_over(settings, server.address) is None
    [taken] = server.mails.values()
    assert taken["sender"] == {"name": "La Boutique", "email": "bonjour@boutique.example"}
    assert (taken["to"], taken["subject"]) == ([{"email": "claire@example.com"}], LETTER.subject)
    assert (taken["textContent"], taken["htmlContent"]) == (LETTER.text, LETTER.html)
    assert json.loads(taken["headers"]["X-Mailin-custom"]) == {"message_id": LETTER.message_id}
    assert taken["headers"]["List-Unsubscribe"] == LETTER.headers["List-Unsubscribe"]


def test_a_picture_that_a_provider_carries_in_no_mail_goes_beside_it(settings):
    from dataclasses import replace

    with brevo() as server:
        picture = Attachment("bon.png", "image/png", b"made up", "bon")
        assert handed_over(settings, server.address, replace(LETTER, attachments=(picture,))) is None
    [taken] = server.mails.values()
    assert (taken["htmlContent"], [one["name"] for one in taken["attachment"]]) == ("<p>Bonjour </p>", ["bon.png"])


@pytest.mark.parametrize(
    ("mood", "answer", "taken"),
    [
        ("drop", (0, False), 1),
        ("mute", (0, False), 1),
        ("taken-500", (0, False), 1),
        ("500", (0, False), 0),
        ("400", (554, False), 0),
        ("401", (401, True), 0),
        ("429", (429, True), 0),
    ],
)
def test_only_a_refusal_says_that_a_mail_was_not_taken(settings, mood, answer, taken):
    with brevo(mood) as server:
        assert (handed_over(settings, server.address), len(server.mails)) == (answer, taken)


def test_a_provider_that_nobody_reached_took_nothing(settings):
    assert handed_over(settings, f"http://{HOST}:{free_port()}/") == (0, True)


@pytest.mark.parametrize("name", PROVIDERS)
def test_each_provider_is_named_by_its_address(settings, name):
    keys = ":".join(["a%40b", "c"][: len(PROVIDERS[name])])
    for setting, value in mail_settings(f"{name}://{keys}@?sender_domain=x.example&api_url=http://x.example").items():
        setattr(settings, setting, value)
    settings.EMAIL_URL = name
    assert f"{name.upper()}_{PROVIDERS[name][0].upper()}" in settings.ANYMAIL
    assert "a@b" in settings.ANYMAIL.values()
    assert configured() is not None


@pytest.mark.parametrize("url", ["brevo://", "brevo://@", "brevo://a:b@", "mailjet://a@", "nothing://a@"])
def test_an_address_without_its_keys_is_refused(url):
    with pytest.raises(ImproperlyConfigured):
        mail_settings(url)


def test_the_news_of_every_provider_that_tells_any_are_read():
    assert set(PROVIDERS) - set(VIEWS) == {"scaleway", "resend", "postal"}
