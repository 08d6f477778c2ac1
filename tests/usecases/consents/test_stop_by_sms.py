"""STOP to a text message, however it is spelt; numbers are kept for fiction, people are made up."""

import pytest

from chaland.accounts.services import create_token
from chaland.api.examples import EXAMPLES
from chaland.kernel.errors import Refusal
from chaland.privacy.gate import may_contact
from chaland.privacy.models import ConsentEntry
from chaland.privacy.queries import is_objected
from chaland.privacy.rules.stops import is_stop
from chaland.usecases.consents.stop_by_sms import Stopped, stop_by_sms
from factories.consents import say
from factories.customers import NOW, enter
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
MOBILE, E164 = "06 39 98 01 23", "+33639980123"


@pytest.fixture(autouse=True)
def shop(settings, tmp_path):
    settings.ERASURES = str(tmp_path / "erasures" / "journal")
    return open_shops("lyon")


@pytest.mark.rule("sms-stop")
@pytest.mark.parametrize(
    "text",
    [
        "STOP", "stop", " Stop ", "Stop.", "STOP !", "stop svp", "Stop s'il vous plaît", "STOP SMS", "STOPSMS",
        "StopPub", "STOP36180", "STOP 36180", "stop au 36111", "ARRET", "arrêt", "Arrêter", "Arrêtez ça", "S.T.O.P",
        "stopp", "Bonjour, STOP merci", "désabonnement", "Me désabonner", "UNSUBSCRIBE",
    ],
)  # fmt: skip
def test_a_stop_is_known_however_it_is_spelt(text):
    assert is_stop(text)


@pytest.mark.rule("sms-stop")
@pytest.mark.parametrize("text", ["", "Merci", "OK pour samedi", "Stoppeuse de collants ?", "À quel arrêter", "1"])
def test_other_answers_are_no_stop_but_for_doubt(text):
    assert is_stop(text) is (text == "À quel arrêter")


def agreed(*, mobiles=(MOBILE,)):
    one = enter("Gradel", mobiles=mobiles)
    for channel in ("sms", "phone"):
        say(one, "granted", purpose="offers", channel=channel, address=E164)
    return one


def may(customer_id, channel):
    return may_contact(customer_id, purpose="offers", channel=channel, now=NOW).reason


@pytest.mark.rule("sms-stop")
def test_stop_closes_text_messages_of_everybody_with_the_number_and_nothing_else():
    one, other, far = agreed(), agreed(), agreed(mobiles=("06 39 98 01 24",))
    before = [may(who, "sms") for who in (one, other, far)]
    assert stop_by_sms("+33 6 39 98 01 23", "Stop svp", reference="m-1", now=NOW) == Stopped(True, 2)
    assert "withdrawn" not in before
    assert [may(who, "sms") == "withdrawn" for who in (one, other, far)] == [True, True, False]
    assert may(one, "phone") != "withdrawn"
    line = ConsentEntry.objects.filter(act="withdrawn").order_by("number").first()
    assert (line.point, line.method, line.private.reference) == ("sms", "text", "m-1")


@pytest.mark.rule("sms-stop")
def test_stop_of_a_number_nobody_has_keeps_it_out_later():
    assert stop_by_sms(MOBILE, "STOP", now=NOW) == Stopped(True, 0)
    assert is_objected("phone", E164)
    assert may(agreed(), "sms") == "objected"


def test_another_answer_changes_nothing():
    one = agreed()
    lines = ConsentEntry.objects.count()
    assert stop_by_sms(MOBILE, "Merci, à samedi", now=NOW) == Stopped(False)
    assert (ConsentEntry.objects.count(), may(one, "sms") == "withdrawn") == (lines, False)


def test_what_is_no_number_is_refused():
    with pytest.raises(Refusal):
        stop_by_sms("36180-x", "STOP", now=NOW)


@pytest.mark.rule("sms-stop")
def test_a_carrier_hands_it_on_by_the_api_and_a_store_may_not(client, shop):
    one = agreed()
    answers = []
    for told in ({"store": shop[0]}, {}):
        headers = {"Authorization": f"Bearer {create_token(name='Opérateur', **told)}"}
        body = EXAMPLES["post", "/texts"]
        answers.append(client.post("/api/v1/texts", body, "application/json", headers=headers))
    assert [(one.status_code, one.json().get("customers")) for one in answers] == [(403, None), (200, 1)]
    assert may(one, "sms") == "withdrawn"
