"""A survey is sent by mail to who agreed, once in a while; people are made up."""

from datetime import UTC, datetime, timedelta

import pytest

from chaland.accounts.rules import Scope
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.messages.models import OutgoingMail
from chaland.usecases.collection.send_survey import ONE_EVERY, send_survey
from factories.opt_in import act, enter, mails, path_in
from factories.sales import open_shops
from factories.surveys import open_survey

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SURVEYS = ("survey", "email")
pytestmark = pytest.mark.django_db


@pytest.fixture
def claire():
    open_shops("lyon")
    claire = enter()
    act(claire, "granted", SURVEYS)
    return claire


def send(customer_id, code, now=NOW):
    send_survey(code, customer_id, scope=Scope(), now=now)


@pytest.mark.rule("surveys")
def test_survey_leaves_with_a_link_of_their_own_and_the_way_out(claire, client, monkeypatch):
    code = open_survey().code
    send(claire, code)
    (mail,) = mails("survey")
    assert (mail.purpose, mail.basis, mail.customer_id) == ("survey", "gate", claire)
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    assert client.get(path_in(mail, "s")).status_code == 200


@pytest.mark.rule("surveys")
def test_one_person_is_asked_once_in_ninety_days_whatever_the_survey(claire):
    first, other = open_survey().code, open_survey().code
    send(claire, first)
    for code in (first, other):
        with pytest.raises(Conflict, match="survey_sent_lately"):
            send(claire, code, NOW + ONE_EVERY - timedelta(minutes=1))
    send(claire, other, NOW + ONE_EVERY)
    assert OutgoingMail.objects.count() == 2


@pytest.mark.rule("surveys")
@pytest.mark.parametrize("said", ["refused", "withdrawn"])
def test_nobody_is_asked_against_the_gate(claire, said):
    act(claire, said, SURVEYS)
    with pytest.raises(Refusal, match="survey_not_allowed") as refused:
        send(claire, open_survey().code)
    assert (refused.value.params["reason"], OutgoingMail.objects.count()) == (said, 0)


def test_unknown_survey_and_unknown_customer_are_not_found(claire):
    for customer_id, code in ((claire, "none"), (10**9, open_survey().code)):
        with pytest.raises(NotFound):
            send(customer_id, code)
