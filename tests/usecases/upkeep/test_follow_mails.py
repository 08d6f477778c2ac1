"""What was sent to whom, and what stays behind: sent again once, never twice; people are made up."""

from datetime import UTC, datetime, timedelta

import pytest

from chaland.accounts.rules import Scope
from chaland.kernel.errors import Conflict, NotFound
from chaland.messages import services
from chaland.messages.models import OutgoingMail
from chaland.messages.rules import RESTORED
from chaland.usecases.consents.confirm_opt_in import look_at_question
from chaland.usecases.consents.resend_opt_in import resend_opt_in
from chaland.usecases.upkeep.follow_mails import give_up, read_mails, send_again
from factories.opt_in import CLAIRE, act, ask, enter, mails, path_in
from factories.sales import open_shops

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)
ALL = Scope(None)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(db):
    open_shops("lyon")


def queue(to=CLAIRE, state="queued", **changes):
    mail = services.queue(kind="booking", to=to, subject="Bonjour", text="lien secret\n", now=NOW)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=state, **changes)
    return mail.pk


def states():
    return list(OutgoingMail.objects.order_by("pk").values_list("state", "attempts"))


def test_mails_are_read_by_state_and_by_the_beginning_of_an_address():
    queue(state="sent")
    queue("paul@example.com", state="parked")
    assert [row.to for row in read_mails().rows] == ["paul@example.com", CLAIRE]
    assert [row.to for row in read_mails(state="sent").rows] == [CLAIRE]
    assert [row.to for row in read_mails(to="PAUL@").rows] == ["paul@example.com"]
    assert (read_mails().counts["parked"], read_mails().has_more) == (1, False)


def test_a_mail_set_aside_is_sent_again_once():
    mail = queue(state="parked", attempts=5)
    send_again(mail, now=NOW)
    with pytest.raises(Conflict, match="mail_not_set_aside"):
        send_again(mail, now=NOW)
    assert states() == [("queued", 0)]


@pytest.mark.parametrize("state", ["queued", "sending", "sent", "failed"])
def test_nothing_but_what_was_set_aside_is_sent_again(state):
    mail = queue(state=state)
    for asked in (lambda: send_again(mail, now=NOW), lambda: give_up(mail)):
        with pytest.raises(Conflict, match="mail_not_set_aside"):
            asked()
    assert states() == [(state, 0)]


def test_a_mail_given_up_says_nothing_any_more():
    give_up(queue(state="parked"))
    assert list(OutgoingMail.objects.values_list("state", "text", "error")) == [("failed", "", "given_up")]


def test_an_unknown_mail_is_not_found():
    with pytest.raises(NotFound, match="mail_unknown"):
        send_again(10**9, now=NOW)


@pytest.mark.rule("no-double-after-restore")
def test_what_a_restore_brought_back_waits_for_somebody_to_decide():
    first, second = queue(), queue("paul@example.com", state="sending")
    queue("zoe@example.com", state="sent")
    assert services.set_aside_all() == 2
    assert services.let_go_again(now=NOW) == 0
    send_again(second, now=NOW)
    kept = OutgoingMail.objects.get(pk=first)
    assert (kept.state, kept.error, services.claim(now=NOW).pk) == ("parked", RESTORED, second)


@pytest.mark.rule("double-opt-in")
def test_the_confirmation_is_sent_again_under_a_new_link_after_a_day():
    claire = enter()
    ask(claire)
    with pytest.raises(Conflict, match="opt_in_sent_today"):
        resend_opt_in(claire, scope=ALL, now=NOW + timedelta(hours=23))
    resend_opt_in(claire, scope=ALL, now=NOW + A_DAY)
    tokens = [path_in(mail).split("/")[-2] for mail in mails()]
    found = [look_at_question(token, now=NOW + A_DAY) is not None for token in tokens]
    assert found == [False, True]


@pytest.mark.rule("double-opt-in")
def test_the_confirmation_is_sent_again_once_at_most():
    claire = enter()
    ask(claire)
    resend_opt_in(claire, scope=ALL, now=NOW + A_DAY)
    with pytest.raises(Conflict, match="opt_in_asked_twice"):
        resend_opt_in(claire, scope=ALL, now=NOW + 2 * A_DAY)


def test_nothing_is_sent_again_where_nothing_waits_or_no_address_is_known():
    claire = enter()
    act(claire, "granted")
    with pytest.raises(Conflict, match="opt_in_nothing_waits"):
        resend_opt_in(claire, scope=ALL, now=NOW)
    paul = enter("", emails=(), mobiles=("0639980123",))
    act(paul, "asked", ("offers", "sms"), address="+33639980123")
    with pytest.raises(Conflict, match="opt_in_without_address"):
        resend_opt_in(paul, scope=ALL, now=NOW)
