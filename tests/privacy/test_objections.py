"""Who objected and later says yes themselves is reached again for that, and for nothing else. People are made up."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from chaland.messages.links import footer_token
from chaland.privacy import refusals, services
from chaland.privacy.gate import may_contact, standings
from chaland.privacy.models import Objection
from chaland.privacy.queries import digest, is_objected
from chaland.privacy.rules import Proof
from chaland.privacy.rules.objections import Said, is_answered
from chaland.usecases.consents.change_preferences import change_preferences, look_at_preferences
from chaland.usecases.consents.confirm_opt_in import Answerer, confirm_opt_in, look_at_question
from chaland.usecases.consents.unsubscribe import unsubscribe
from chaland.usecases.upkeep.restore_backup import refuse_since
from factories.consents import say
from factories.opt_in import CLAIRE, NEWSLETTER, NOW, OFFERS, ask, enter, mails, path_in

READER = Answerer("fr")
STOP = datetime(2026, 2, 1, 12, tzinfo=UTC)
BEFORE, AFTER = STOP - timedelta(1), STOP + timedelta(1)
LATER = NOW + timedelta(days=2)
LINK = ("confirmed", "link", "link")
MOBILE = "+33639980123"


def line(act, method, point, at=AFTER, address=CLAIRE):
    return Said(act, method, point, at, address)


@pytest.mark.django_db
@pytest.mark.rule("objection-list")
def test_the_list_keeps_a_hash_that_only_this_shop_can_make():
    """Source: CNIL, 27 January 2022; a bare SHA-256 of an address is guessed (SAN-2020-003)."""
    services.object_to("email", CLAIRE, now=NOW)
    [row] = Objection.objects.values()
    bare = sha256(CLAIRE.encode()).hexdigest()
    assert (set(row), is_objected("email", CLAIRE)) == ({"id", "kind", "digest", "created_at"}, True)
    assert row["digest"] not in (bare, digest("email", CLAIRE, "another shop's key"))


@pytest.mark.rule("objection-answered")
@pytest.mark.parametrize(
    ("lines", "answers"),
    [
        ([line(*LINK)], True),
        ([line("renewed", "link", "link")], True),
        ([line("granted", "link", "link")], True),
        ([line("granted", "paper", "desk")], True),
        ([line("granted", "tablet", "till")], True),
        ([], False),
        ([line(*LINK, BEFORE)], False),
        ([line(*LINK, STOP)], False),
        ([line(*LINK, address="autre@example.com")], False),
        ([line("granted", "oral", "till")], False),
        ([line("granted", "box", "form:salon")], False),
        ([line("granted", "tablet", "form:salon")], False),
        ([line("granted", "paper", "api")], False),
        ([line("granted", "file", "import:3")], False),
        ([line("asked", "paper", "desk")], False),
        ([line("renewed", "oral", "till")], False),
        ([line(*LINK), line("withdrawn", "link", "link"), line("granted", "file", "import:3")], False),
        ([line(*LINK), line("renewed", "oral", "till")], True),
    ],
)
def test_only_a_later_yes_of_their_own_answers_an_objection(lines, answers):
    assert is_answered({CLAIRE: STOP}, lines) is answers


@pytest.mark.rule("objection-answered")
def test_each_address_on_the_list_wants_its_answer():
    listed = {CLAIRE: STOP, "autre@example.com": STOP}
    assert is_answered(listed, [line(*LINK)]) is False
    assert is_answered(listed, [line(*LINK), line(*LINK, address="autre@example.com")]) is True


@pytest.fixture
def claire(db, settings, tmp_path):
    settings.HOME, settings.ERASURES = tmp_path, str(tmp_path / "erasures.jsonl")
    return enter()


def stop(customer_id, now=NOW):
    token = footer_token(customer_id, purpose="newsletter", address=CLAIRE, now=now)
    return unsubscribe(token, by=READER, everything=True, objects=True, now=now)


def confirm(now):
    token = path_in(mails()[-1]).split("/")[3]
    return confirm_opt_in(token, shown=look_at_question(token, now=now).digest, by=READER, now=now)


def why(customer_id, purpose="newsletter", channel="email", now=LATER):
    return may_contact(customer_id, purpose=purpose, channel=channel, now=now).reason


@pytest.mark.rule("objection-answered")
def test_yes_confirmed_after_stop_opens_that_purpose_alone(claire):
    say(claire, "granted", purpose="offers", address=CLAIRE, at=NOW)
    stop(claire)
    ask(claire, now=LATER)
    assert why(claire) == "objected"
    confirm(LATER)
    assert (why(claire), why(claire, "offers"), why(claire, "survey")) == ("granted", "objected", "objected")
    assert is_objected("email", CLAIRE)


@pytest.mark.rule("objection-answered")
def test_both_looks_of_the_gate_answer_the_same(claire):
    stop(claire)
    ask(claire, now=LATER)
    confirm(LATER)
    found = standings(claire, {"email": ["offers", "newsletter", "survey"]}, now=LATER)
    assert {key: one.reason for key, one in found.items()} == {
        OFFERS: "objected", NEWSLETTER: "granted", ("survey", "email"): "objected",
    }  # fmt: skip


@pytest.mark.rule("objection-answered")
def test_stop_said_again_closes_it_again(claire):
    stop(claire)
    ask(claire, now=LATER)
    confirm(LATER)
    services.object_to("email", CLAIRE, now=LATER + timedelta(1))
    assert why(claire, now=LATER + timedelta(2)) == "objected"


def test_box_ticked_on_the_preference_page_is_a_yes_of_their_own(claire):
    stop(claire)
    token = footer_token(claire, purpose="newsletter", address=CLAIRE, now=NOW)
    shown = [one.key for one in look_at_preferences(token, now=LATER).choices]
    news = [key for key in shown if key.startswith("newsletter:email")]
    change_preferences(token, shown=shown, ticked=news, by=READER, now=LATER)
    assert (why(claire), why(claire, "offers")) == ("granted", "objected")


@pytest.mark.rule("objection-answered")
@pytest.mark.parametrize(("method", "expected"), [("paper", "granted"), ("oral", "objected")])
def test_number_is_called_again_after_a_signed_paper_alone(claire, method, expected):
    other = enter("autre@example.com", mobiles=(MOBILE,))
    services.object_to("phone", MOBILE, now=NOW)
    say(other, "granted", channel="phone", purpose="offers", address=MOBILE, at=LATER, proof=Proof("desk", method))
    decision = standings(other, {"phone": ["offers"], "sms": ["offers"]}, now=LATER)
    assert [one.reason for one in decision.values()] == [expected, "objected"]


@pytest.mark.rule("objection-answered")
def test_address_on_the_list_under_another_file_is_answered_by_neither(claire):
    other = enter(last_name="Autre")
    stop(claire)
    ask(claire, now=LATER)
    confirm(LATER)
    assert (why(claire), why(other)) == ("granted", "objected")


@pytest.mark.rule("objection-answered")
def test_stop_said_again_since_a_backup_holds_after_it_is_put_back(claire):
    stop(claire)
    ask(claire, now=LATER)
    confirm(LATER)
    refusals.note_objection("email", digest("email", CLAIRE), now=LATER + timedelta(1))
    assert [refuse_since(None, now=LATER + timedelta(2)), refuse_since(None, now=LATER + timedelta(2))] == [1, 0]
    assert why(claire, now=LATER + timedelta(2)) == "objected"
