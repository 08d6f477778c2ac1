"""Text messages of a campaign leave once each, whatever the gateway does. Numbers are kept for fiction."""

from datetime import timedelta

import pytest

from chaland.campaigns import queries
from chaland.campaigns.models import Content, Message
from chaland.campaigns.ports import sms_gateway
from chaland.gateways.sms import brevo as by_brevo
from chaland.usecases.campaigns.send_texts import ask_about_texts
from factories.brevo import brevo
from factories.consents import say
from factories.customers import enter
from factories.sales import open_shops
from factories.sending import NOW, carry, launched

pytestmark = pytest.mark.django_db
SUNDAY, EARLY = NOW - timedelta(days=1), NOW - timedelta(hours=6)


@pytest.fixture(autouse=True)
def shop(settings, tmp_path, monkeypatch):
    settings.ERASURES = str(tmp_path / "erasures" / "journal")
    monkeypatch.setattr(by_brevo, "PATIENCE_SECONDS", (1.0, 0.3))
    open_shops("lyon")


def people(number):
    """Enter people who agreed to offers by text; returns their ids."""
    found = []
    for place in range(number):
        mobile = f"+336399801{place:02d}"
        one = enter("Gradel", f"Zoé{place}", mobiles=(mobile,), now=NOW)
        say(one, "granted", purpose="offers", channel="sms", address=mobile, at=NOW)
        found.append(one)
    return found


def texting(**more):
    one = launched(channel="sms", **more)
    Content.objects.filter(campaign=one).update(body={"text": "Bonjour {prenom}"}, subject="")
    return one


def states(campaign):
    return {state: count for state, count in queries.counts(campaign.pk).items() if count}


def sends(server, settings, now=NOW):
    settings.SMS_URL = server.sms_url()
    carry(now=now)


def test_each_gets_one_text_with_the_way_out_under_the_name_of_their_message(settings):
    people(3)
    one = texting()
    with brevo() as server:
        sends(server, settings)
        sends(server, settings)
    assert states(one) == {"sent": 3}
    assert sorted(text["content"] for text in server.texts.values()) == [
        f"Bonjour Zoé{place}\nSTOP en réponse" for place in range(3)
    ]
    names = {message.key.hex: message.provider_id for message in Message.objects.filter(campaign=one)}
    assert {text["tag"]: str(number) for number, text in server.texts.items()} == names


@pytest.mark.fault("F33")
@pytest.mark.parametrize("mood", ["drop", "mute", "taken-500"])
def test_an_answer_that_is_lost_is_not_asked_for_by_sending_again(settings, mood):
    people(2)
    one = texting()
    with brevo(mood, "ok") as server:
        sends(server, settings)
        for hours in (1, 20):
            sends(server, settings, NOW + timedelta(hours=hours))
        assert (states(one), len(server.texts)) == ({"sent": 1, "unknown": 1}, 2)
        assert ask_about_texts(sms_gateway(), clock=lambda: NOW) == 1
        assert ask_about_texts(sms_gateway(), clock=lambda: NOW) == 0
    assert (states(one), len(server.texts)) == ({"sent": 2}, 2)


@pytest.mark.fault("F33")
def test_what_the_gateway_does_not_know_stays_not_known(settings):
    people(1)
    one = texting()
    with brevo("500", "ok") as server:
        sends(server, settings)
        assert ask_about_texts(sms_gateway(), clock=lambda: NOW) == 0
        server.moods = ["500"]
        assert ask_about_texts(sms_gateway(), clock=lambda: NOW) == 0
        assert (states(one), server.texts) == ({"unknown": 1}, {})


def test_without_credit_all_wait_and_leave_later(settings):
    people(3)
    one = texting()
    with brevo("ok", "402") as server:
        sends(server, settings)
        assert states(one) == {"sent": 1, "waiting": 2}
        server.moods = ["ok"]
        sends(server, settings)
    assert (states(one), len(server.texts)) == ({"sent": 3}, 3)


def test_a_number_that_is_refused_fails_alone(settings):
    people(3)
    one = texting()
    with brevo("400", "ok") as server:
        sends(server, settings)
    assert states(one) == {"failed": 1, "sent": 2}


@pytest.mark.rule("hours")
@pytest.mark.parametrize("now", [SUNDAY, EARLY])
def test_outside_the_hours_of_texts_they_wait(settings, now):
    people(1)
    one = texting(starts_at=None)
    with brevo() as server:
        sends(server, settings, now)
        assert len(server.texts) == 0
        sends(server, settings)
    assert (states(one), len(server.texts)) == ({"sent": 1}, 1)
