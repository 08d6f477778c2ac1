"""What a gateway of text messages says, and what it leaves unsaid. Numbers are kept for fiction."""

from datetime import UTC, datetime, timedelta

import pytest

from chaland.campaigns.ports import sms_gateway
from chaland.gateways.sms import brevo as by_brevo
from chaland.gateways.sms.any_service import AnyService
from chaland.messages.transport import NotTaken
from factories.brevo import KEY, brevo
from factories.mail_servers import HOST, free_port

pytestmark = pytest.mark.pure
NUMBER = "+33639980123"
SINCE = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(by_brevo, "PATIENCE_SECONDS", (1.0, 0.3))


def said(gateway, text="Essai"):
    """How a gateway answers: nothing for a text that it took."""
    try:
        gateway.send(NUMBER, text, "a1b2")
    except NotTaken as answer:
        return answer.code, answer.at_server
    return None


def gateway_of(settings, url):
    settings.SMS_URL = url
    return sms_gateway()


def test_no_gateway_is_named(settings):
    settings.SMS_URL = ""
    assert sms_gateway() is None


@pytest.mark.parametrize("url", ["nothing://x", "twilio://short"])
def test_a_service_that_there_is_not_lets_every_text_wait(settings, url):
    assert said(gateway_of(settings, url)) == (0, True)


@pytest.mark.parametrize("url", ["brevo://@Boutique", "brevo://key@"])
def test_an_address_that_names_no_gateway_is_refused(settings, url):
    settings.SMS_URL = url
    with pytest.raises(ValueError, match="CHALAND_SMS_URL"):
        sms_gateway()


def test_a_text_is_handed_over_under_our_name(settings):
    with brevo() as server:
        settings.SMS_URL = server.sms_url(back="https://boutique.example/p/events/")
        assert sms_gateway().send(NUMBER, "Été à -20 %. STOP au 36111", "a1b2") == "1000"
    assert server.texts == {
        1000: {
            "sender": "Boutique",
            "recipient": "33639980123",
            "content": "Été à -20 %. STOP au 36111",
            "type": "marketing",
            "tag": "a1b2",
            "unicodeEnabled": False,
            "webUrl": "https://boutique.example/p/events/",
        }
    }


@pytest.mark.parametrize(("text", "unicode"), [("Déjà là ! 10 €", False), ("À bientôt", True), ("Noël 🎄", True)])
def test_only_what_the_alphabet_of_telephones_lacks_is_sent_as_unicode(settings, text, unicode):
    with brevo() as server:
        assert said(gateway_of(settings, server.sms_url()), text) is None
    assert server.texts[1000]["unicodeEnabled"] is unicode


@pytest.mark.parametrize(
    ("mood", "answer", "taken"),
    [
        ("ok", None, 1),
        ("drop", (0, False), 1),
        ("mute", (0, False), 1),
        ("taken-500", (0, False), 1),
        ("500", (0, False), 0),
        ("400", (550, False), 0),
        ("401", (401, True), 0),
        ("402", (402, True), 0),
        ("429", (429, True), 0),
    ],
)
def test_only_a_refusal_says_that_a_text_was_not_taken(settings, mood, answer, taken):
    with brevo(mood) as server:
        assert (said(gateway_of(settings, server.sms_url())), len(server.texts)) == (answer, taken)


def test_a_gateway_that_nobody_reached_took_nothing(settings):
    url = f"brevo://{KEY}@Boutique?api=http://{HOST}:{free_port()}"
    assert said(gateway_of(settings, url)) == (0, True)


def test_a_text_is_found_again_under_our_name(settings):
    with brevo("drop", "ok") as server:
        assert said(gateway_of(settings, server.sms_url())) == (0, False)
        gateway = sms_gateway()
        assert gateway.find(NUMBER, "a1b2", since=SINCE) == "1000"
        assert gateway.find(NUMBER, "another", since=SINCE) is None
        server.moods = ["500"]
        with pytest.raises(NotTaken):
            gateway.find(NUMBER, "a1b2", since=SINCE)


@pytest.mark.parametrize(
    ("mood", "answer"),
    [("ok", None), ("400", (550, False)), ("401", (401, True)), ("500", (0, False)), ("drop", (0, False))],
)
def test_through_apprise_only_a_refusal_that_was_heard_is_one(mood, answer):
    with brevo(mood) as server:
        gateway = AnyService(f"json://{HOST}:{server.port}/?+api-key={KEY}&")
        assert said(gateway) == answer
        assert gateway.find(NUMBER, "a1b2", since=SINCE) is None
