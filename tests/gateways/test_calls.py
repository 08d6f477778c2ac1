"""The call list of a campaign: once each, by the gate at that second. Numbers are kept for fiction."""

from datetime import timedelta

import pytest

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns import queries
from chaland.campaigns.models import Campaign, Content, Message
from chaland.interactions.models import Interaction
from chaland.kernel.errors import Conflict, NotFound
from chaland.privacy.gate import may_contact
from chaland.usecases.campaigns.call_people import call, calls, note_call, open_call
from factories.consents import say
from factories.customers import enter, owner
from factories.sales import open_shops
from factories.sending import NOW, carry, launched

pytestmark = pytest.mark.django_db
THREE = NOW + timedelta(hours=2)
LATER = THREE + timedelta(days=1)
"""Three o’clock in Paris: nobody is called between one and two."""


@pytest.fixture(autouse=True)
def shop(settings, tmp_path):
    settings.ERASURES = str(tmp_path / "erasures" / "journal")
    open_shops("lyon")


def people(number):
    found = []
    for place in range(number):
        mobile = f"+336399801{place:02d}"
        one = enter("Gradel", f"Zoé{place}", mobiles=(mobile,), now=NOW)
        say(one, "granted", purpose="offers", channel="phone", address=mobile, at=NOW)
        found.append(one)
    return found


@pytest.fixture
def calling():
    """A campaign of calls that has begun, and its two messages."""
    people(2)
    one = launched(channel="phone")
    Content.objects.filter(campaign=one).update(body={"text": "Bonjour {prenom}, un bon vous attend."}, subject="")
    carry()
    return Campaign.objects.get(pk=one.pk), list(Message.objects.filter(campaign=one).order_by("pk"))


def states(campaign):
    return {state: count for state, count in queries.counts(campaign.pk).items() if count}


def take(campaign, message, now=THREE):
    open_call(campaign.pk, message.pk, scope=EVERYWHERE, now=now)


def note(campaign, message, outcome, *, now=THREE, no_more=False):
    note_call(
        campaign.pk, message.pk, outcome=outcome, text="Rappeler samedi", no_more=no_more, scope=EVERYWHERE,
        author_id=owner_id(), now=now,
    )  # fmt: skip


def owner_id():
    from chaland.accounts.models import User

    return (User.objects.first() or owner()).pk


def test_somebody_is_called_with_what_to_say_and_by_what_right_and_it_stays_in_their_life(calling):
    campaign, (first, second) = calling
    assert [one.pk for one, _ in calls(campaign, now=THREE).people] == [first.pk, second.pk]
    take(campaign, first)
    found = call(campaign.pk, first.pk, scope=EVERYWHERE, now=THREE)
    assert (found.number, found.script) == ("+33639980100", "Bonjour Zoé0, un bon vous attend.")
    assert (found.basis, found.proof.act, found.proof.channel) == ("consent", "granted", "phone")
    note(campaign, first, "interested")
    held = Interaction.objects.get()
    assert (held.customer_id, held.kind, held.outcome, held.text, held.subject) == (
        first.customer_id, "call", "interested", "Rappeler samedi", "Essai",
    )  # fmt: skip
    assert states(campaign) == {"sent": 1, "waiting": 1}


def test_two_do_not_call_the_same_person(calling):
    campaign, (first, _second) = calling
    take(campaign, first)
    with pytest.raises(Conflict, match="call_taken"):
        take(campaign, first)
    note(campaign, first, "done")
    with pytest.raises(Conflict, match="call_taken"):
        note(campaign, first, "done")
    assert Interaction.objects.count() == 1


def test_of_whom_nobody_said_what_came_of_it_nobody_knows(calling):
    campaign, (first, second) = calling
    take(campaign, first)
    take(campaign, second, THREE + timedelta(hours=1))
    assert states(campaign) == {"sending": 1, "unknown": 1}
    note(campaign, first, "done", now=THREE + timedelta(hours=1))
    assert states(campaign) == {"sending": 1, "sent": 1}


def test_who_does_not_answer_is_called_three_times_at_most(calling):
    campaign, (first, _second) = calling
    for day in range(3):
        now = THREE + timedelta(days=day)
        take(campaign, first, now)
        note(campaign, first, "no_answer", now=now)
        assert first.pk not in {one.pk for one, _ in calls(campaign, now=now).people}
    assert states(campaign) == {"failed": 1, "waiting": 1}
    assert Interaction.objects.count() == 3


@pytest.mark.fault("F24")
def test_who_withdraws_before_they_are_called_is_not(calling):
    campaign, (first, second) = calling
    say(first.customer_id, "withdrawn", purpose="offers", channel="phone", at=NOW)
    with pytest.raises(Conflict, match="call_not_allowed"):
        take(campaign, first)
    take(campaign, second)
    say(second.customer_id, "withdrawn", purpose="offers", channel="phone", at=NOW)
    with pytest.raises(Conflict, match="call_not_allowed"):
        call(campaign.pk, second.pk, scope=EVERYWHERE, now=THREE)
    assert states(campaign) == {"held_back": 1, "sending": 1}


def test_nobody_is_called_on_a_sunday(calling):
    campaign, (first, _second) = calling
    sunday = THREE + timedelta(days=6)
    assert calls(campaign, now=sunday).people == []
    with pytest.raises(Conflict, match="call_not_allowed"):
        take(campaign, first, sunday)
    assert states(campaign) == {"waiting": 2}


def test_who_wants_no_more_calls_gets_none(calling):
    campaign, (first, second) = calling
    for one in (first, second):
        take(campaign, one)
        note(campaign, one, "not_interested", no_more=one == first)
    reasons = [
        may_contact(one.customer_id, purpose="offers", channel="phone", now=LATER).reason for one in (first, second)
    ]
    assert reasons == ["withdrawn", "said_no_on_the_phone"]
    campaign.refresh_from_db()
    assert campaign.state == "sent"


def test_what_is_no_call_is_not_found(calling):
    campaign, _ = calling
    with pytest.raises(NotFound):
        take(campaign, Message(pk=10**9))
    with pytest.raises(NotFound):
        call(campaign.pk, 10**9, scope=EVERYWHERE, now=THREE)
