"""What providers tell of mails is believed from them alone, and counts once. Everybody is made up."""

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from threading import Event
from time import sleep
from uuid import uuid4

import pytest
from django.db import DatabaseError, OperationalError

from chaland.campaigns.models import MessageEvent
from chaland.campaigns.rules.news import News
from chaland.customers.models import ContactPoint
from chaland.gateways.anymail import news as gateway
from chaland.privacy.gate import may_contact
from chaland.privacy.models import ConsentEntry
from chaland.privacy.queries import is_objected
from chaland.usecases.campaigns import take_news
from chaland.usecases.campaigns.news_addresses import news_address
from factories.campaigning import a_campaign, a_message
from factories.consents import say
from factories.customers import NOW, enter
from factories.news import SIGNING_KEY, of_brevo, of_mailgun, of_mailjet, of_postmark, tell
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
CLAIRE, PAUL = "claire@example.com", "paul@example.com"


@pytest.fixture(autouse=True)
def shop(settings, tmp_path):
    settings.ERASURES = str(tmp_path / "erasures" / "journal")
    settings.ANYMAIL = {"MAILGUN_API_KEY": "x", "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}
    gateway._view.cache_clear()
    open_shops("lyon")


def agreed(address=CLAIRE):
    one = enter("Gradel", emails=(address,))
    for purpose in ("newsletter", "offers"):
        say(one, "granted", purpose=purpose, address=address)
        say(one, "confirmed", purpose=purpose, address=address)
    say(one, "granted", purpose="offers", channel="sms")
    return one


@pytest.fixture
def message():
    """A mail of a campaign that left for somebody who agreed."""
    return a_message(a_campaign(now=NOW), agreed(), sent_at=NOW)


def stands(message):
    message.refresh_from_db()
    return [
        kind
        for kind in ("delivered", "bounced", "complained", "unsubscribed", "clicked", "scanned")
        if getattr(message, f"{kind}_at")
    ]


def may(customer_id, purpose="newsletter"):
    return may_contact(customer_id, purpose=purpose, channel="email", now=NOW).reason


def status(address=CLAIRE):
    return ContactPoint.objects.get(normalised=address).status


TOLD = [
    ("brevo", of_brevo, "delivered", {}, ["delivered"], "valid"),
    ("brevo", of_brevo, "hard_bounce", {"reason": "550 unknown"}, ["bounced"], "bounced"),
    ("brevo", of_brevo, "invalid_email", {}, ["bounced"], "bounced"),
    ("brevo", of_brevo, "soft_bounce", {}, ["bounced"], "valid"),
    ("brevo", of_brevo, "blocked", {}, ["bounced"], "valid"),
    ("brevo", of_brevo, "deferred", {}, [], "valid"),
    ("brevo", of_brevo, "unique_opened", {}, [], "valid"),
    ("brevo", of_brevo, "click", {"link": "https://boutique.example/"}, [], "valid"),
    ("brevo", of_brevo, "request", {}, [], "valid"),
    ("mailjet", of_mailjet, "sent", {}, ["delivered"], "valid"),
    ("mailjet", of_mailjet, "bounce", {"hard_bounce": True, "error": "user unknown"}, ["bounced"], "bounced"),
    ("mailjet", of_mailjet, "bounce", {"hard_bounce": False, "error": "mailbox full"}, ["bounced"], "valid"),
    ("postmark", of_postmark, "Delivery", {}, ["delivered"], "valid"),
    ("postmark", of_postmark, "Bounce", {"Type": "HardBounce"}, ["bounced"], "bounced"),
    ("postmark", of_postmark, "Bounce", {"Type": "SoftBounce"}, ["bounced"], "valid"),
    ("mailgun", of_mailgun, "delivered", {}, ["delivered"], "valid"),
    ("mailgun", of_mailgun, "failed", {"severity": "permanent", "reason": "bounce"}, ["bounced"], "bounced"),
    ("mailgun", of_mailgun, "failed", {"severity": "temporary", "reason": "generic"}, [], "valid"),
]


@pytest.mark.parametrize("case", TOLD, ids=lambda case: f"{case[0]}-{case[2]}")
def test_what_a_provider_tells_is_noted_on_the_mail_and_the_address(client, message, case):
    provider, form, event, more, stood, kept = case
    assert tell(client, provider, form(event, message=message, **more)).status_code == 200
    assert (stands(message), status()) == (stood, kept)


ENDING = [
    ("brevo", of_brevo, "unsubscribe", {}, ["unsubscribed"]),
    ("brevo", of_brevo, "spam", {}, ["complained"]),
    ("mailjet", of_mailjet, "unsub", {}, ["unsubscribed"]),
    ("mailjet", of_mailjet, "spam", {}, ["complained"]),
    ("postmark", of_postmark, "SpamComplaint", {"Type": "SpamComplaint"}, ["complained"]),
    ("mailgun", of_mailgun, "unsubscribed", {}, ["unsubscribed"]),
    ("mailgun", of_mailgun, "complained", {}, ["complained"]),
]


@pytest.mark.parametrize("case", ENDING, ids=lambda case: f"{case[0]}-{case[2]}")
def test_who_wants_no_more_gets_no_more_mails(client, message, case):
    provider, form, event, more, stood = case
    one = message.customer_id
    before = may(one)
    for _ in range(2):
        assert tell(client, provider, form(event, message=message, **more)).status_code == 200
    ended = "objected" if stood == ["complained"] else "withdrawn"
    assert (before, may(one), may(one, "offers"), stands(message)) == ("granted", ended, ended, stood)
    lines = ConsentEntry.objects.filter(act="withdrawn", channel="email")
    assert sorted(lines.values_list("purpose", "point")) == [
        (purpose, "provider") for purpose in sorted({line.purpose for line in lines})
    ]
    assert lines.first().private.reference == provider
    assert not ConsentEntry.objects.filter(act="withdrawn").exclude(channel="email").exists()
    assert is_objected("email", CLAIRE) is (stood == ["complained"])


def test_what_is_told_twice_counts_once_and_the_first_moment_stays(client, message):
    for number in (2, 1, 2, 1):
        tell(client, "brevo", of_brevo("delivered", message=message, number=number))
    message.refresh_from_db()
    assert MessageEvent.objects.count() == 2
    assert message.delivered_at == min(MessageEvent.objects.values_list("at", flat=True))


def test_a_hundred_at_once_are_written_down_together(client, message, django_assert_max_num_queries):
    others = [a_message(message.campaign, None, sent_at=NOW) for _ in range(99)]
    told = [of_brevo("delivered", message=one, number=at) for at, one in enumerate([message, *others])]
    with django_assert_max_num_queries(12):
        assert tell(client, "brevo", told).status_code == 200
    assert MessageEvent.objects.filter(kind="delivered").count() == 100


def test_a_mail_of_no_campaign_counts_for_its_address(client):
    one, other = agreed(), agreed(PAUL)
    tell(client, "brevo", of_brevo("hard_bounce", to=CLAIRE))
    tell(client, "brevo", of_brevo("unsubscribe", to=PAUL))
    tell(client, "brevo", of_brevo("unsubscribe", to="nobody@example.com"))
    assert (status(), may(one), may(other)) == ("bounced", "contact_bounced", "withdrawn")
    assert is_objected("email", "nobody@example.com")


def test_only_who_knows_the_address_is_believed(client, message):
    told = json.dumps(of_brevo("spam", message=message))
    right = news_address("brevo").partition("127.0.0.1:8000")[2] or news_address("brevo")
    wrong = right[:-2] + ("0" if right[-2] != "0" else "1") + "/"
    for address in (wrong, right.replace("brevo", "mailjet"), "/p/events/brevo/x/"):
        assert client.post(address, told, "application/json").status_code == 404
    assert (client.get(right).status_code, client.head(right).status_code, client.put(right).status_code) == (
        200,
        200,
        405,
    )
    assert stands(message) == []


def test_a_provider_that_signs_is_held_to_it(client, message):
    assert tell(client, "mailgun", of_mailgun("complained", message=message, key="another")).status_code == 400
    assert stands(message) == []


@pytest.mark.parametrize("told", [{}, [], 1, None, "x", {"event": []}, {"event": "spam", "email": {"a": 1}}, [[1]]])
def test_what_cannot_be_read_is_refused_and_breaks_nothing(client, message, told):
    for provider in ("brevo", "mailjet", "postmark", "mailgun"):
        assert tell(client, provider, told).status_code in {200, 400}
    assert stands(message) == []


def test_an_unknown_provider_is_not_found(client):
    assert tell(client, "nobody", {}).status_code == 404


def test_what_could_not_be_written_down_is_to_be_told_again(client, message, monkeypatch):
    def fail(*_args, **_kwargs):
        raise OperationalError("made up")

    with monkeypatch.context() as patch:
        patch.setattr(take_news, "note_news", fail)
        assert tell(client, "brevo", of_brevo("delivered", message=message)).status_code == 503
    assert tell(client, "brevo", of_brevo("delivered", message=message)).status_code == 200
    assert stands(message) == ["delivered"]


@pytest.mark.rule("sms-stop")
@pytest.mark.parametrize(
    ("told", "ended"),
    [
        ({"msg_status": "replied", "to": "33639980123", "reply": "Stop svp", "messageId": 7}, True),
        ({"From": "+33639980123", "Body": "STOP", "MessageSid": "SM1"}, True),
        ({"msisdn": "33639980123", "text": "arrêt"}, True),
        ({"msisdn": "33639980123", "text": "Merci !"}, False),
        ({"msg_status": "unsubscribed", "to": "33639980123", "messageId": 8}, True),
        ({"number": "36180-x", "text": "STOP"}, False),
    ],
)
def test_an_answer_to_a_text_ends_texts(client, told, ended):
    one = enter("Gradel", mobiles=("06 39 98 01 23",))
    say(one, "granted", purpose="offers", channel="sms", address="+33639980123")
    assert tell(client, "sms", told).status_code == 200
    assert (may_contact(one, purpose="offers", channel="sms", now=NOW).reason == "withdrawn") is ended


def test_what_became_of_a_text_is_noted_on_it(client):
    one = enter("Gradel", mobiles=("06 39 98 01 23",))
    message = a_message(a_campaign(now=NOW, channel="sms", purpose="offers"), one, sent_at=NOW)
    told = {"to": "33639980123", "messageId": 7, "tag": message.key.hex}
    tell(client, "sms", [{**told, "msg_status": "sent"}, {**told, "msg_status": "delivered"}])
    assert stands(message) == ["delivered"]
    tell(client, "sms", {**told, "msg_status": "hard_bounce", "tag": uuid4().hex})
    assert ContactPoint.objects.get(customer=one).status == "bounced"


def test_each_of_many_tellers_at_once_is_written_once_and_nobody_is_kept_to_write_for_the_others(monkeypatch):
    """Only how long a commit takes is made up. While the first writes, the others come; each hears of its own alone."""
    written, first_is_in = [], Event()

    def note(told, **_more):
        first_is_in.set()
        sleep(0.02)
        written.append([one.external for one in told])
        if any(one.external == "7" for one in told):
            raise DatabaseError

    monkeypatch.setattr(take_news, "note_news", note)
    desk = take_news.Desk()

    def tell(number):
        if number:
            first_is_in.wait()
        one = News("delivered", NOW, str(number))
        try:
            desk.take([one], channel="email", teller="brevo" if number != 7 else "mailjet", clock=lambda: NOW)
        except DatabaseError:
            return number
        return None

    with ThreadPoolExecutor(8) as tellers:
        assert set(tellers.map(tell, range(8))) == {None, 7}
    assert sorted(chain.from_iterable(written)) == [str(number) for number in range(8)]
    assert written[0] == ["0"]
    desk.take([News("delivered", NOW, "later")], channel="email", teller="brevo", clock=lambda: NOW)
    assert written[-1] == ["later"]
