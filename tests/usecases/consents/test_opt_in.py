"""What somebody agreed to waits until the owner of the address confirms it. All made up."""

from datetime import timedelta

import pytest

from chaland.accounts.rules import Scope
from chaland.customers.models import ContactPoint
from chaland.messages.models import Confirmation
from chaland.privacy.models import ConsentEntry
from chaland.usecases.consents.ask_opt_in import ask_opt_in
from chaland.usecases.consents.confirm_opt_in import Answerer, confirm_opt_in, look_at_question
from chaland.usecases.duplicates.merge_customers import merge_customers
from factories.opt_in import CLAIRE, NEWSLETTER, NOW, OFFERS, act, ask, enter, mails, path_in, states
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
READER = Answerer("fr", ip="192.0.2.7", user_agent="Essai/1")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def shop(db):
    open_shops("lyon")


@pytest.fixture
def claire():
    return enter()


def token(number=-1):
    return path_in(mails()[number]).split("/")[3]


def confirm(secret, now=NOW):
    question = look_at_question(secret, now=now)
    return question and confirm_opt_in(secret, shown=question.digest, by=READER, now=now)


@pytest.mark.rule("double-opt-in")
def test_mail_goes_to_the_address_with_the_wording_and_a_short_secret(claire):
    assert ask(claire) is True
    (mail,) = mails()
    assert (mail.to, mail.customer_id, len(token())) == (CLAIRE, claire, 22)
    assert "J’accepte de recevoir la lettre d’information par e-mail." in mail.text
    assert token() in mail.html
    assert Confirmation.objects.get().token_hash != token()


def test_mail_speaks_the_language_of_the_form(claire):
    ask(claire, language="en")
    assert "I agree to receive the newsletter by e-mail." in mails()[0].text


def test_mail_repeats_nothing_that_was_typed():
    customer_id = enter(first_name="Gagnez 1000 euros sur casino.example")
    ask(customer_id)
    assert "casino" not in mails()[0].text + mails()[0].html + mails()[0].subject


@pytest.mark.rule("double-opt-in")
def test_confirming_grants_what_waited_and_keeps_the_proof(claire):
    ask(claire)
    assert states(claire) == {NEWSLETTER: "pending"}
    assert confirm(token()).wordings[0].channel == "email"
    assert states(claire) == {NEWSLETTER: "granted"}
    line = ConsentEntry.objects.order_by("-number").first()
    assert (line.act, line.point, line.method, line.trace.ip, line.private.address) == (
        "confirmed", "link", "link", "192.0.2.7", CLAIRE,
    )  # fmt: skip


@pytest.mark.rule("double-opt-in")
def test_link_works_once(claire):
    ask(claire)
    assert confirm(token())
    assert confirm(token()) is None
    assert ConsentEntry.objects.filter(act="confirmed").count() == 1


@pytest.mark.rule("double-opt-in")
@pytest.mark.parametrize(("after", "works"), [(timedelta(days=7, seconds=-1), True), (timedelta(days=7), False)])
def test_link_works_for_seven_days(claire, after, works):
    ask(claire)
    assert bool(confirm(token(), NOW + after)) is works


@pytest.mark.rule("double-opt-in")
def test_link_dies_with_the_address(claire):
    ask(claire)
    ContactPoint.objects.update(value="autre@example.com", normalised="autre@example.com")
    assert confirm(token()) is None
    assert states(claire) == {NEWSLETTER: "pending"}


@pytest.mark.rule("double-opt-in")
def test_link_is_about_the_wording_that_was_shown(claire):
    ask(claire)
    act(claire, "asked", language="en")
    assert confirm(token()) is None


@pytest.mark.rule("double-opt-in")
def test_withdrawn_meanwhile_stays_withdrawn(claire):
    ask(claire)
    act(claire, "withdrawn")
    assert confirm(token()) is None
    assert states(claire) == {NEWSLETTER: "withdrawn"}


@pytest.mark.rule("double-opt-in")
def test_yes_to_less_than_is_asked_now_confirms_nothing(claire):
    ask(claire)
    shown = look_at_question(token(), now=NOW)
    ask(claire, OFFERS, now=NOW + timedelta(hours=1))
    asked = confirm_opt_in(token(), shown=shown.digest, by=READER, now=NOW + timedelta(hours=1))
    assert (asked.digest != shown.digest, len(asked.wordings)) == (True, 2)
    assert set(states(claire).values()) == {"pending"}


@pytest.mark.rule("double-opt-in")
def test_address_gets_one_mail_a_day_whoever_asks(claire):
    other = enter(last_name="Autre")
    assert [ask(claire), ask(claire), ask(other), ask(claire, OFFERS)] == [True, True, False, True]
    assert len(mails()) == 1
    confirm(token())
    assert states(claire) == {NEWSLETTER: "granted", OFFERS: "granted"}
    assert states(other) == {NEWSLETTER: "pending"}


@pytest.mark.rule("double-opt-in")
def test_same_question_is_sent_twice_at_most(claire):
    sent = [ask(claire, now=NOW + day * DAY) for day in range(4)]
    assert (sent, len(mails())) == ([True, True, False, False], 2)
    assert look_at_question(token(0), now=NOW + DAY) is None
    assert confirm(token(1), NOW + DAY)


def test_question_out_of_date_is_asked_anew(claire):
    ask(claire)
    assert ask(claire, now=NOW + 8 * DAY) is True


def test_what_was_given_before_is_not_asked_again(claire):
    act(claire, "granted")
    assert ask(claire) is False
    assert mails() == []


@pytest.mark.rule("double-opt-in")
def test_nothing_waits_without_being_asked(claire):
    assert ask_opt_in(claire, address=CLAIRE, asked=[NEWSLETTER], now=NOW) is False


def test_two_people_of_one_address_confirm_each_their_own(claire):
    other = enter(last_name="Autre")
    ask(claire)
    ask(other, now=NOW + DAY)
    confirm(token(1), NOW + DAY)
    assert (states(claire), states(other)) == ({NEWSLETTER: "pending"}, {NEWSLETTER: "granted"})


@pytest.mark.parametrize("secret", ["", "x", "é" * 22, "../..", "\udcff", "a" * 5000])
def test_secret_that_is_none_is_no_error(secret):
    assert look_at_question(secret, now=NOW) is None


def test_link_of_a_file_merged_into_another_confirms_there(claire):
    survivor = enter("autre@example.com", last_name="Inventée", first_name="Claire")
    ask(claire)
    merge_customers(survivor, claire, scope=Scope(), now=NOW)
    assert confirm(token())
    assert states(survivor) == {NEWSLETTER: "granted"}
