"""Journeys run: who enters once, who is left alone, what a restart, a clock or a backup put back changes. Made up."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns import standing
from chaland.campaigns.models import Campaign, Content, Journey, Message, Passage, Policy
from chaland.campaigns.services import pause_all
from chaland.campaigns.standing import Occasion
from chaland.customers.models import Customer
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import Conflict, Refusal
from chaland.usecases.duplicates.merge_customers import merge_customers
from chaland.usecases.journeys import run_journeys as running
from chaland.usecases.journeys.edit_journey import (
    create_journey,
    delete_journey,
    switch_off,
    switch_on,
)
from factories.journeys import DAY, buys, messages, on, run, served
from factories.mail_servers import inbox
from factories.opt_in import OFFERS, act, enter
from factories.sales import open_shops
from factories.sending import NOW, carry, people

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def _shops():
    open_shops("lyon")


def test_who_is_entered_is_welcomed_the_day_after_once():
    on()
    people(3)
    assert run() == {"entered": 3, "messages": 0, "alone": 0, "left": 0}
    assert run(NOW + timedelta(hours=1))["entered"] == 0
    with inbox() as kept, served(kept.port):
        for hours in (20, 23, 24, 48):
            run(NOW + timedelta(hours=hours))
            carry(now=NOW + timedelta(hours=hours))
    assert len(kept.recipients) == len({who for [who] in kept.recipients}) == 3
    assert Campaign.objects.get().state == "sending"
    assert set(Passage.objects.values_list("state", flat=True)) == {"done"}


def test_who_was_there_before_it_was_switched_on_is_not_written_to():
    people(2)
    on(now=NOW + DAY)
    assert run(NOW + DAY)["entered"] == 0


def test_nothing_is_due_before_its_hour_on_the_network_s_clock():
    on(steps=[{"do": "wait", "days": 28}])
    people(1)
    run()
    due = Passage.objects.get().due_at
    # The clocks go forward on 29 March 2026: ten o'clock it stays.
    assert due.astimezone(PARIS) == datetime(2026, 3, 30, 10, tzinfo=PARIS)
    assert run(due - timedelta(seconds=1))["messages"] == 0
    assert run(due)["messages"] == 1


def test_nobody_left_alone_is_written_to_and_they_are_the_same_for_each_message():
    on("late", control_percent=50, steps=[])
    Journey.objects.update(trigger="opened")
    people(24)
    run()
    with inbox() as kept, served(kept.port):
        for days in (1, 23):
            run(NOW + days * DAY)
            carry(now=NOW + days * DAY)
    alone = list(Message.objects.filter(state="alone").values_list("customer", flat=True))
    written = set(Message.objects.filter(state="sent").values_list("customer", flat=True))
    assert 0 < len(set(alone)) < 24
    assert not set(alone) & written
    assert len(kept.raw) == Message.objects.filter(state="sent").count()
    per_campaign = [
        set(one.messages.filter(state="alone").values_list("customer", flat=True)) for one in Campaign.objects.all()
    ]
    assert all(one == per_campaign[0] for one in per_campaign)


def test_who_withdraws_before_their_step_is_not_written_to():
    on()
    first, *_rest = people(2)
    run()
    act(first, "withdrawn", OFFERS, address="p0@example.com")
    assert run(NOW + DAY)["messages"] == 1
    assert Campaign.objects.get().left_out == {"withdrawn": 1}


def test_the_cap_of_messages_holds_for_journeys_too():
    Policy.objects.create(pk=1, most_messages=1, in_days=30, hold_out_seed="s")
    on("late", steps=[{"do": "wait", "days": 1}])
    Journey.objects.update(trigger="opened")
    people(2)
    run()
    with inbox() as kept, served(kept.port):
        for days in (1, 22, 23):
            run(NOW + days * DAY)
            carry(now=NOW + days * DAY)
    assert len(kept.raw) == 2


def test_who_came_again_leaves_before_the_second_message():
    on("second_visit", steps=[{"do": "wait", "days": 5}, {"do": "if", "condition": "not_come"}])
    came, stayed = people(2)
    for one in (came, stayed):
        buys(one, NOW)
    run()
    assert Passage.objects.count() == 2
    buys(came, NOW + 3 * DAY)
    assert run(NOW + 5 * DAY) == {"entered": 0, "messages": 1, "alone": 0, "left": 1}
    assert Message.objects.get().customer_id == stayed


def test_a_birthday_is_never_early_and_once_a_year():
    leap = enter("leap@example.com", now=NOW, birthday=Birthday(29, 2, 1992))
    act(leap, "granted", OFFERS, address="leap@example.com")
    on("birthday", options={"days": 0}, now=datetime(2027, 2, 1, 12, tzinfo=UTC))
    # The night of the 28th is the day in Paris an hour before it is in Greenwich.
    for moment in (datetime(2027, 2, 27, 22, 59, tzinfo=UTC), datetime(2027, 2, 27, 23, 1, tzinfo=UTC)):
        run(moment)
    entered = Passage.objects.get()
    assert (entered.occasion, entered.on) == ("2027", date(2027, 2, 28))
    assert entered.due_at.astimezone(PARIS) == datetime(2027, 2, 28, 10, tzinfo=PARIS)
    for hours in (0, 10, 30, 60):
        run(datetime(2027, 2, 28, 11, tzinfo=UTC) + timedelta(hours=hours))
    assert (messages(), Passage.objects.count()) == (1, 1)
    run(datetime(2028, 2, 29, 11, tzinfo=UTC))
    assert sorted(Passage.objects.values_list("on", flat=True)) == [date(2027, 2, 28), date(2028, 2, 29)]


def test_switched_off_nobody_goes_on_and_nothing_leaves():
    one = on()
    people(3)
    run()
    run(NOW + DAY)
    assert messages("waiting") == 3
    switch_off(one.pk, scope=EVERYWHERE)
    with inbox() as kept, served(kept.port):
        assert carry(now=NOW + DAY)["sent"] == 0
    assert (kept.raw, messages("held_back"), Campaign.objects.get().state) == ([], 3, "draft")
    people(2, start=3)
    assert not any(run(NOW + DAY).values())
    switch_on(one.pk, user=None, scope=EVERYWHERE, now=NOW + 2 * DAY)
    run(NOW + 3 * DAY)
    assert (messages(), messages("waiting")) == (3, 0)


def test_a_backup_put_back_switches_journeys_off():
    on()
    people(2)
    run()
    standing.stop_all()
    pause_all()
    one = Journey.objects.get()
    assert (one.is_on, one.stopped_for, Campaign.objects.get().state) == (False, "restored", "draft")
    assert not any(run(NOW + DAY).values())


def test_what_waited_too_long_does_not_leave_any_more():
    on()
    people(1)
    run()
    run(NOW + DAY)
    run(NOW + 6 * DAY)
    with inbox() as kept, served(kept.port):
        carry(now=NOW + 6 * DAY)
    assert (kept.raw, Message.objects.get().reason) == ([], "too_late")


def test_a_process_that_slept_too_long_says_so_and_sends_nothing():
    on()
    people(1)
    run()
    assert run(NOW + 10 * DAY)["left"] == 1
    assert (messages(), Passage.objects.get().reason) == (0, "too_late")


def test_killed_between_two_transactions_it_goes_on_where_it_was(monkeypatch):
    on()
    people(4)
    monkeypatch.setattr(running, "AT_ONCE", 1)
    go_on, calls = standing.go_on, []

    def dies(*given):
        calls.append(given)
        if len(calls) == 6:
            raise KeyboardInterrupt
        go_on(*given)

    monkeypatch.setattr(standing, "go_on", dies)
    run()
    with pytest.raises(KeyboardInterrupt):
        run(NOW + DAY)
    assert messages() < 4
    run(NOW + DAY)
    assert messages() == 4


def test_without_the_occasion_s_name_people_would_be_written_to_twice(monkeypatch):
    on(steps=[])
    people(1)
    run()
    run(NOW)
    names = iter(("one", "two"))
    found = running.found_for
    monkeypatch.setattr(
        running,
        "found_for",
        lambda *given, **more: (Occasion(x.customer_id, next(names), x.on) for x in found(*given, **more)),
    )
    run(NOW + timedelta(hours=1))
    assert Passage.objects.count() == 2


def test_who_was_merged_does_not_enter_again_as_the_other():
    one = on()
    first, second = people(2)
    run()
    merge_customers(first, second, scope=EVERYWHERE, now=NOW)
    run(NOW + DAY)
    assert set(Passage.objects.filter(journey=one, state="done").values_list("customer", flat=True)) == {first}
    assert Message.objects.count() == 1


def test_who_was_erased_is_in_no_journey():
    on()
    [one] = people(1)
    run()
    Customer.objects.filter(pk=one).delete()
    assert run(NOW + DAY)["messages"] == 0


def test_while_it_is_on_it_is_not_changed_nor_deleted():
    one = on()
    with pytest.raises(Conflict) as refused:
        delete_journey(one.pk, scope=EVERYWHERE)
    assert refused.value.code == "journey_is_on"
    switch_off(one.pk, scope=EVERYWHERE)
    delete_journey(one.pk, scope=EVERYWHERE)
    assert Campaign.objects.count() == Journey.objects.count() == 0


def test_without_words_it_is_not_switched_on():
    one = create_journey(recipe="cart", name="Panier", scope=EVERYWHERE, now=NOW)
    contents = Content.objects.filter(campaign__journey=one)
    assert set(contents.values_list("language", flat=True)) == {"fr", "en"}
    contents.delete()
    with pytest.raises(Refusal) as refused:
        switch_on(one.pk, user=None, scope=EVERYWHERE, now=NOW)
    assert refused.value.code == "journey_not_ready"


OCCASIONS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc")), max_size=12)


class EnteringTest(TestCase):
    """The same people enter once for each occasion, in whatever order and however often they are found."""

    def setUp(self):
        open_shops("nantes")
        self.people = people(4, start=50)

    @settings(max_examples=settings().max_examples // 4)
    @given(st.lists(OCCASIONS, min_size=1, max_size=4))
    def test_each_occasion_is_entered_once(self, looks):
        journey = on()
        for look in looks:
            standing.enter(journey, [Occasion(self.people[who], name, date(2026, 3, 2)) for who, name in look], now=NOW)
        wanted = {(self.people[who], name) for look in looks for who, name in look}
        assert sorted(Passage.objects.values_list("customer", "occasion")) == sorted(wanted)
