"""A parent agrees for a child under 15 by a link mailed to them; until then nothing may be sent. All made up."""

from datetime import timedelta

import pytest

from chaland.accounts.rules import EVERYWHERE
from chaland.customers.models import Customer
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import Conflict, Refusal
from chaland.messages.models import OutgoingMail
from chaland.privacy.gate import may_contact
from chaland.privacy.models import ConsentEntry
from chaland.privacy.rules import Proof
from chaland.usecases.consents.confirm_opt_in import Answerer, confirm_opt_in, look_at_question
from chaland.usecases.consents.record_consent import record_consent
from chaland.usecases.consents.renew_consents import renew_consents
from chaland.usecases.consents.resend_opt_in import resend_opt_in
from factories.opt_in import CLAIRE, NEWSLETTER, NOW, OFFERS, ask, enter, mails, path_in, states
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
IDA, PAUL = "ida@example.com", "paul@example.com"
DAY = timedelta(days=1)


@pytest.fixture
def claire(db):
    """Claire turns 15 on 5 March 2026, three days after NOW."""
    open_shops("lyon")
    return enter(first_name="Claire", birthday=Birthday(5, 3, 2011))


def agree(customer_id, *, email=IDA, name="Ida Inventée", what=NEWSLETTER, now=NOW, act="granted"):
    purpose, channel = what
    proof = Proof("desk", "parent", reference=name)
    told = {"purpose": purpose, "channel": channel, "act": act, "proof": proof, "parent_email": email}
    return record_consent(customer_id, scope=EVERYWHERE, now=now, **told)


def is_ten(customer_id):
    Customer.objects.filter(pk=customer_id).update(birth_year=2016)


def token(number=-1):
    return path_in(mails("parent")[number]).split("/")[3]


def confirm(secret, now=NOW):
    question = look_at_question(secret, now=now)
    return question and confirm_opt_in(secret, shown=question.digest, by=Answerer("fr"), now=now)


def reason(customer_id, now=NOW):
    return may_contact(customer_id, purpose="newsletter", channel="email", now=now).reason


@pytest.mark.rule("children")
def test_the_gate_stays_shut_until_the_parent_presses_the_button(claire):
    said = agree(claire)
    before = reason(claire)
    question = look_at_question(token(), now=NOW)
    looked = reason(claire)
    confirm(token())
    line = ConsentEntry.objects.order_by("-number").first()
    assert (said, before, looked, reason(claire)) == ("asked", "too_young", "too_young", "granted")
    assert (question.kind, question.child, mails("parent")[0].to) == ("parent", "Claire", IDA)
    assert (line.point, line.method, line.private.address) == ("link", "parent", CLAIRE)
    assert line.private.reference.startswith(f"Ida Inventée <{IDA}> · confirmation:")


def test_a_link_that_were_the_childs_own_would_open_nothing(claire):
    # The twin: with the child's address in the place of the parent's, the yes is the child's, and the gate stays shut.
    ask(claire)
    secret = path_in(mails()[0]).split("/")[3]
    confirm(secret)
    assert (states(claire), reason(claire)) == ({NEWSLETTER: "granted"}, "too_young")


@pytest.mark.rule("children")
def test_what_a_parent_is_asked_is_not_confirmed_by_the_childs_link(claire):
    ask(claire)
    agree(claire)
    assert confirm(path_in(mails()[0]).split("/")[3]) is None
    assert states(claire) == {NEWSLETTER: "pending"}


@pytest.mark.rule("children")
@pytest.mark.parametrize(("after", "works"), [(3 * DAY - timedelta(hours=14), True), (3 * DAY, False)])
def test_a_parent_may_answer_until_the_child_is_fifteen(claire, after, works):
    agree(claire)
    assert bool(confirm(token(), NOW + after)) is works


@pytest.mark.rule("children")
def test_the_link_is_good_once_and_for_seven_days(claire):
    agree(claire)
    is_ten(claire)
    late = confirm(token(), NOW + 7 * DAY)
    assert (late, bool(confirm(token(), NOW + 6 * DAY)), confirm(token(), NOW + 6 * DAY)) == (None, True, None)


def test_another_parent_who_is_asked_makes_the_first_link_void(claire):
    agree(claire)
    agree(claire, email=PAUL, name="Paul")
    assert [look_at_question(token(n), now=NOW) is None for n in (0, 1)] == [True, False]


def test_one_mail_a_day_asks_about_everything(claire):
    agree(claire)
    agree(claire, what=OFFERS)
    assert (len(mails("parent")), len(confirm(token()).wordings)) == (1, 2)


def test_it_is_sent_again_to_the_parent(claire):
    agree(claire)
    with pytest.raises(Conflict, match="opt_in_sent_today"):
        resend_opt_in(claire, scope=EVERYWHERE, now=NOW)
    resend_opt_in(claire, scope=EVERYWHERE, now=NOW + DAY)
    assert ([mail.to for mail in mails("parent")], mails()) == ([IDA, IDA], [])


@pytest.mark.parametrize("told", [{"email": ""}, {"name": " "}, {"email": "ida"}])
def test_a_parent_who_cannot_be_asked_agrees_to_nothing(claire, told):
    with pytest.raises(Refusal):
        agree(claire, **told)
    assert (ConsentEntry.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_a_parents_no_needs_no_mail(claire):
    agree(claire)
    confirm(token())
    assert agree(claire, email="", act="withdrawn") == "withdrawn"
    assert states(claire) == {NEWSLETTER: "withdrawn"}


@pytest.mark.rule("children")
def test_the_child_is_not_asked_to_renew_what_a_parent_gave(claire):
    is_ten(claire)
    agree(claire)
    confirm(token())
    told = renew_consents(now=NOW + 350 * DAY)
    ended = renew_consents(now=NOW + 366 * DAY)
    assert (told["first"], ended["lapsed"], reason(claire, NOW + 366 * DAY)) == (0, 1, "too_young")
