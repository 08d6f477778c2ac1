"""A campaign leaves: who gets it, who does not, and what the server's moods do to it. People are made up."""

from datetime import timedelta

import pytest
from django.test import override_settings

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns import queries, services
from chaland.campaigns.audience import over_the_cap
from chaland.campaigns.models import Campaign, Message, Policy
from chaland.config.mail_server import mail_settings
from chaland.customers.models import ContactPoint
from chaland.usecases.campaigns.freeze_audience import freeze_audience
from chaland.usecases.campaigns.launch_campaign import cancel_campaign, pause_campaign, resume_campaign, send_again
from chaland.usecases.campaigns.send_campaign import send_campaign
from factories.campaigning import a_campaign, a_message
from factories.mail_servers import HOST, inbox, moody
from factories.opt_in import OFFERS, act
from factories.sales import open_shops
from factories.sending import NOW, carry, launched, people

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture(autouse=True)
def _shops():
    open_shops("lyon")


def served(port):
    return override_settings(EMAIL_URL="set", EMAIL_TIMEOUT=5, **mail_settings(f"smtp://{HOST}:{port}"))


def states(campaign):
    return {state: count for state, count in queries.counts(campaign.pk).items() if count}


def test_each_of_the_audience_gets_one_mail_of_their_own():
    people(30)
    one = launched()
    with inbox() as kept, served(kept.port):
        assert carry() == {"frozen": 1, "sent": 30, "held_back": 0, "failed": 0, "unknown": 0}
        assert carry() == {"frozen": 0, "sent": 0, "held_back": 0, "failed": 0, "unknown": 0}
    assert len(kept.recipients) == len({who for [who] in kept.recipients}) == 30
    mail = kept.messages[0]
    assert "List-Unsubscribe" in mail
    assert "Prénom" in mail.get_body(("plain",)).get_content()
    one.refresh_from_db()
    assert (one.state, states(one)) == ("sent", {"sent": 30})
    left = Message.objects.filter(campaign=one).exclude(consent_entry_id=None).exclude(provider_id="")
    assert left.count() == 30


def test_those_left_alone_get_nothing_and_the_share_is_right():
    people(40)
    one = launched(control_percent=25)
    with inbox() as kept, served(kept.port):
        carry()
    assert (len(kept.raw), states(one)) == (30, {"alone": 10, "sent": 30})


@pytest.mark.fault("F24")
def test_who_withdraws_between_the_freeze_and_the_sending_is_held_back():
    first, *others = people(3)
    one = launched()
    carry()
    act(first, "withdrawn", OFFERS, address="p0@example.com")
    with inbox() as kept, served(kept.port):
        assert carry()["held_back"] == 1
    assert len(kept.raw) == len(others)
    assert queries.reasons(one.pk) == {"withdrawn": 1}


def test_without_the_gate_at_the_second_of_sending_they_would_be_written_to(monkeypatch):
    first, *_others = people(3)
    launched()
    carry()
    act(first, "withdrawn", OFFERS, address="p0@example.com")
    monkeypatch.setattr(
        "chaland.usecases.campaigns.send_campaign._let_through", lambda _campaign, messages, _done, _now: messages
    )
    with inbox() as kept, served(kept.port):
        carry()
    assert len(kept.raw) == 3


def test_nobody_left_ends_it_at_once_and_says_why():
    first, second = people(2)
    for place, who in enumerate((first, second)):
        act(who, "withdrawn", OFFERS, address=f"p{place}@example.com")
    one = launched()
    with inbox() as kept, served(kept.port):
        carry()
    one.refresh_from_db()
    assert (one.state, one.left_out, kept.raw) == ("sent", {"withdrawn": 2}, [])


def test_nobody_gets_more_than_the_cap_whichever_campaign():
    people(2)
    Policy.objects.create(pk=1, most_messages=1, in_days=7, hold_out_seed="s")
    first, second = launched(name="Un"), launched(name="Deux")
    with inbox() as kept, served(kept.port):
        # Both audiences are drawn up before either leaves: the cap is looked at once more as they leave.
        carry()
        late = launched(name="Trois")
        carry()
    assert len(kept.raw) == 2
    assert queries.reasons(second.pk) | Campaign.objects.get(pk=second.pk).left_out == {"frequency_cap": 2}
    assert Campaign.objects.get(pk=late.pk).left_out == {"frequency_cap": 2}
    assert states(first) == {"sent": 2}
    with inbox() as kept, served(kept.port):
        launched(name="Après")
        carry(now=NOW + timedelta(days=8))
    assert len(kept.raw) == 2


def test_a_channel_may_have_a_lower_cap_of_its_own():
    """A text message last week: no further one, but still a mail. A file for a mailer counts as mails."""
    [who] = people(1)
    Policy.objects.create(pk=1, most_messages=3, in_days=30, most_by_channel={"sms": 1}, hold_out_seed="s")
    by = {channel: a_campaign(channel, now=NOW, channel=channel) for channel in ("sms", "email", "file")}
    a_message(by["sms"], who, sent_at=NOW - timedelta(days=7))

    def capped(channel):
        return over_the_cap(by[channel], [who], services.policy(), now=NOW)

    assert (capped("sms"), capped("email"), capped("file")) == ({who}, set(), set())
    Policy.objects.update(most_by_channel={"email": 1})
    assert (capped("sms"), capped("email"), capped("file")) == (set(), set(), set())
    a_message(by["file"], who, sent_at=NOW - timedelta(days=1))
    assert (capped("sms"), capped("email"), capped("file")) == (set(), {who}, {who})
    a_message(a_campaign("Encore", now=NOW, channel="sms"), who, sent_at=NOW)
    assert capped("sms") == {who}


def test_two_campaigns_that_leave_at_the_same_moment_count_each_other():
    """Both have claimed the person before either has sent: whoever claimed first goes, the other counts it."""
    people(1)
    Policy.objects.create(pk=1, most_messages=1, in_days=30, hold_out_seed="s")
    both = launched(name="Un"), launched(name="Deux")
    for one in both:
        freeze_audience(one, now=NOW)
    [first], [second] = (
        services.claim(one, limit=5, now=NOW + timedelta(seconds=place)) for place, one in enumerate(both)
    )
    assert list(queries.claimed_earlier([first])) == []
    assert list(queries.claimed_earlier([second])) == [(first.customer_id, "email")]
    told = {"now": NOW, "claimed": queries.claimed_earlier([second])}
    assert over_the_cap(both[1], [second.customer_id], services.policy(), **told) == {second.customer_id}


def test_who_is_held_out_of_everything_is_left_out():
    people(60)
    Policy.objects.create(pk=1, hold_out_percent=50, hold_out_seed="s")
    one = launched()
    with inbox() as kept, served(kept.port):
        carry()
    one.refresh_from_db()
    assert 15 <= one.left_out["held_out"] <= 45
    assert len(kept.raw) + one.left_out["held_out"] == 60


@pytest.mark.fault("F20")
@pytest.mark.parametrize("mood", ["drop"])
def test_taken_and_cut_off_before_it_said_so_is_not_known_and_not_sent_again(mood):
    people(1)
    one = launched()
    with moody(mood) as server, served(server.port):
        assert carry()["unknown"] == 1
        carry(now=NOW + timedelta(days=1))
        assert len(server.taken) == 1
        assert states(one) == {"unknown": 1}
        server.moods[:] = ["ok"]
        # Somebody decides.

        assert send_again(one.pk, reason="", scope=EVERYWHERE, now=NOW) == 1
        carry()
    assert (len(server.taken), states(one)) == (2, {"sent": 1})


@pytest.mark.fault("F21")
@pytest.mark.parametrize(
    ("mood", "state", "reason", "status"),
    [
        ("451", State.HELD_BACK, "put_off", "valid"),
        ("data-451", State.HELD_BACK, "put_off", "valid"),
        ("550", State.FAILED, "550", "bounced"),
        ("550-blocked", State.FAILED, "550", "valid"),
        ("data-554", State.FAILED, "554", "valid"),
    ],
)
def test_what_the_server_refuses_is_told_apart(mood, state, reason, status):
    people(1)
    one = launched()
    with moody(mood) as server, served(server.port):
        carry()
        carry(now=NOW + timedelta(days=1))
    message = Message.objects.get(campaign=one)
    assert (message.state, message.reason[: len(reason)], server.taken == [] or "data" in mood) == (state, reason, True)
    assert ContactPoint.objects.get(kind="email").status == status


@pytest.mark.fault("F21")
def test_a_server_that_lets_nobody_in_costs_no_message():
    people(3)
    one = launched()
    with moody("auth-535") as server, served(server.port):
        carry()
    assert states(one) == {"waiting": 3}
    with inbox() as kept, served(kept.port):
        carry()
    assert len(kept.raw) == 3


def test_a_paused_campaign_sends_nothing_and_goes_on_where_it_was():

    people(4)
    one = launched()
    carry()
    pause_campaign(one.pk, scope=EVERYWHERE)
    with inbox() as kept, served(kept.port):
        carry()
        assert kept.raw == []
        resume_campaign(one.pk, scope=EVERYWHERE)
        carry()
        assert len(kept.raw) == 4


def test_paused_between_two_rounds_no_more_leave(monkeypatch):

    people(30)
    one = launched()
    carry()
    one.refresh_from_db()
    with inbox() as kept, served(kept.port):
        from chaland.usecases.campaigns.carry_campaigns import carrier_of

        carrier = carrier_of(one)
        monkeypatch.setattr(carrier, "at_once", 10)
        ready, rounds = carrier.ready, []

        def stop(*arguments, **more):
            rounds.append(1)
            if len(rounds) == 2:
                pause_campaign(one.pk, scope=EVERYWHERE)
            return ready(*arguments, **more)

        monkeypatch.setattr(carrier, "ready", stop)
        send_campaign(one, carrier, clock=lambda: NOW)
    # The round in hand is carried to its end; the next is not claimed.
    assert (len(kept.raw), states(one)) == (20, {"waiting": 10, "sent": 20})


def test_a_cancelled_campaign_never_leaves():

    people(2)
    one = launched()
    carry()
    cancel_campaign(one.pk, scope=EVERYWHERE, now=NOW)
    with inbox() as kept, served(kept.port):
        carry()
    assert (kept.raw, states(one)) == ([], {"held_back": 2})


def test_so_many_an_hour_leave_and_no_more():
    people(5)
    one = launched(per_hour=120)
    with inbox() as kept, served(kept.port):
        carry()
        assert len(kept.raw) == 2
        carry(now=NOW + timedelta(seconds=61))
        assert len(kept.raw) == 4
    assert states(one) == {"waiting": 1, "sent": 4}


def test_what_has_not_left_by_its_end_stays_behind():
    people(2)
    one = launched(ends_at=NOW + timedelta(hours=1))
    carry()
    with inbox() as kept, served(kept.port):
        carry(now=NOW + timedelta(hours=2))
    one.refresh_from_db()
    assert (kept.raw, one.state, queries.reasons(one.pk)) == ([], "sent", {"too_late": 2})


@pytest.mark.fault("F26")
def test_a_restore_pauses_what_was_under_way():
    people(1)
    one = launched()
    assert services.pause_all() == 1
    one.refresh_from_db()
    assert (one.state, one.paused_for) == ("paused", "restored")
