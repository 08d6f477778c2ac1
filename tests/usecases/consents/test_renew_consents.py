"""Every year the shop asks again; silence never is a yes. All made up."""

from datetime import UTC, datetime, timedelta

import pytest

from chaland.customers.models import ContactPoint
from chaland.messages.models import Confirmation
from chaland.privacy.gate import may_contact
from chaland.privacy.models import ConsentEntry, ConsentPolicy, CurrentConsent, PurposeChannel
from chaland.privacy.services import object_to
from chaland.usecases.consents.confirm_opt_in import Answerer, confirm_opt_in, look_at_question
from chaland.usecases.consents.renew_consents import is_due, renew_consents
from factories.opt_in import CLAIRE, NEWSLETTER, NOW, OFFERS, act, ask, enter, mails, path_in, states
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
END = datetime(2027, 3, 2, 12, tzinfo=UTC)
"""A year after what is agreed to now."""
DAY = timedelta(days=1)
NOTHING = {"first": 0, "reminders": 0, "lapsed": 0, "forgotten": 0}


@pytest.fixture(autouse=True)
def shop(db):
    open_shops("lyon")


@pytest.fixture
def claire():
    customer_id = enter()
    act(customer_id, "granted")
    return customer_id


def renew(at):
    return {name: count for name, count in renew_consents(now=at).items() if count}


def answer(number=-1, at=END):
    token = path_in(mails("renewal")[number]).split("/")[3]
    question = look_at_question(token, now=at)
    return question and confirm_opt_in(token, shown=question.digest, by=Answerer("fr"), now=at)


def is_open(customer_id, at):
    return may_contact(customer_id, purpose="newsletter", channel="email", now=at).allowed


@pytest.mark.rule("yearly-renewal")
@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (END - 30 * DAY - timedelta(seconds=1), {}),
        (END - 30 * DAY, {"first": 1}),
        (END - timedelta(seconds=1), {"first": 1}),
        (END, {"lapsed": 1}),
    ],
)
def test_what_happens_depends_on_the_days_left(claire, at, expected):
    assert renew(at) == expected


@pytest.mark.rule("yearly-renewal")
def test_year_of_silence_ends_with_the_consent(claire):
    seen = {day: done for day in range(-40, 5) if (done := renew(END + day * DAY))}
    assert seen == {-30: {"first": 1}, -7: {"reminders": 1}, 0: {"lapsed": 1}}
    assert states(claire, END) == {NEWSLETTER: "lapsed"}
    line = ConsentEntry.objects.order_by("-number").first()
    assert (line.act, line.given_at) == ("lapsed", END)


@pytest.mark.rule("yearly-renewal")
def test_gate_closes_at_that_second_without_anybody_writing_so(claire):
    assert [is_open(claire, END - timedelta(seconds=1)), is_open(claire, END)] == [True, False]
    assert ConsentEntry.objects.count() == 1


@pytest.mark.rule("yearly-renewal")
def test_running_twice_sends_and_writes_once(claire):
    renew(END - 30 * DAY)
    assert renew(END - 30 * DAY) == {}
    renew(END)
    assert renew(END) == {}
    assert (len(mails("renewal")), ConsentEntry.objects.count()) == (1, 2)


@pytest.mark.rule("yearly-renewal")
def test_yes_begins_another_year(claire):
    renew(END - 30 * DAY)
    assert answer(at=END - 20 * DAY)
    assert renew(END) == {}
    assert CurrentConsent.objects.get().expires_at == datetime(2028, 2, 10, 12, tzinfo=UTC)
    assert renew(datetime(2028, 1, 12, 12, tzinfo=UTC)) == {"first": 1}


def test_either_mail_may_be_answered_each_once(claire):
    renew(END - 30 * DAY)
    renew(END - 7 * DAY)
    assert answer(0, END - 6 * DAY)
    assert answer(0, END - 6 * DAY) is None


@pytest.mark.rule("yearly-renewal")
@pytest.mark.parametrize(("after", "works"), [(timedelta(0), True), (29 * DAY, True), (30 * DAY, False)])
def test_late_yes_is_a_yes_for_a_month(claire, after, works):
    renew(END - 30 * DAY)
    renew(END)
    assert bool(answer(at=END + after)) is works
    assert is_open(claire, END + after) is works


@pytest.mark.rule("yearly-renewal")
def test_no_after_the_mail_is_stronger_than_its_link(claire):
    renew(END - 30 * DAY)
    act(claire, "withdrawn", now=END - 20 * DAY)
    assert answer(at=END - 19 * DAY) is None


@pytest.mark.rule("yearly-renewal")
def test_looking_at_the_link_renews_nothing(claire):
    renew(END - 30 * DAY)
    look_at_question(path_in(mails("renewal")[0]).split("/")[3], now=END - 20 * DAY)
    assert CurrentConsent.objects.get().expires_at == END


def test_one_mail_is_about_all_that_lapses_and_says_how_to_leave(claire):
    act(claire, "granted", OFFERS, now=NOW + 10 * DAY)
    assert renew(END - 20 * DAY) == {"first": 1}
    (mail,) = mails("renewal")
    assert (mail.text.count("J’accepte de recevoir"), mail.to) == (2, CLAIRE)
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "02/03/2027" in mail.text


@pytest.mark.rule("yearly-renewal")
@pytest.mark.parametrize("closed", ["bounced", "objected", "no address"])
def test_nobody_is_written_to_against_the_gate(claire, closed):
    if closed == "objected":
        object_to("email", CLAIRE, now=NOW)
    elif closed == "bounced":
        ContactPoint.objects.update(status="bounced")
    else:
        ContactPoint.objects.all().delete()
    assert [renew(END - 30 * DAY), renew(END - 7 * DAY), renew(END)] == [{}, {}, {"lapsed": 1}]
    assert (mails("renewal"), is_due(now=END)) == ([], False)


def test_consent_for_calls_alone_lapses_without_a_mail():
    customer_id = enter(mobiles=("0639980123",))
    act(customer_id, "granted", ("offers", "sms"), address="")
    assert [renew(END - 30 * DAY), renew(END)] == [{}, {"lapsed": 1}]


def test_reminder_never_follows_the_first_mail_at_once(claire):
    # A server that was off for weeks begins within the last days.
    seen = {day: done for day in range(-4, 1) if (done := renew(END + day * DAY))}
    assert seen == {-4: {"first": 1}, 0: {"lapsed": 1}}


def test_network_may_never_ask_again():
    ConsentPolicy.objects.update_or_create(pk=1, defaults={"renewal_months": 0})
    act(enter(), "granted")
    assert renew(END + 400 * DAY) == {}


def test_channel_no_longer_used_stops_nothing(claire):
    act(claire, "granted", OFFERS)
    PurposeChannel.objects.filter(purpose="newsletter").delete()
    assert renew(END) == {"lapsed": 1}


def test_what_nobody_confirmed_is_forgotten_after_thirty_days():
    customer_id = enter()
    ask(customer_id)
    assert renew(NOW + 30 * DAY - timedelta(seconds=1)) == {}
    assert renew(NOW + 30 * DAY) == {"forgotten": 1}
    assert states(customer_id) == {NEWSLETTER: "lapsed"}
    renew(NOW + 38 * DAY)
    assert Confirmation.objects.count() == 0


def test_nothing_is_due_in_an_empty_file():
    assert (is_due(now=NOW), renew_consents(now=NOW)) == (False, NOTHING)
