"""What holds after any sequence of acts, on both databases. Made-up people."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chaland.privacy import gate, ledger, services
from chaland.privacy.models import ConsentEntry, PurposeChannel, Stance
from chaland.privacy.rules import Act, Decision, Held, NewConsent, fold
from chaland.privacy.rules.acts import Event, next_state
from chaland.privacy.verifying import verify
from factories.consents import TILL
from factories.customers import NOW, enter

ACTS = st.sampled_from(list(Act))
WHAT = st.sampled_from(list(product(("survey", "offers"), ("email", "sms"))))
DAYS = st.integers(0, 900)
STEPS = st.lists(st.tuples(st.integers(0, 2), WHAT, ACTS, DAYS), max_size=14)
YES = frozenset({"granted", "confirmed", "renewed"})


def events():
    return st.lists(st.builds(Event, ACTS.map(str), DAYS.map(lambda n: NOW - timedelta(n)), st.just(1)), max_size=12)


class Laws(TestCase):
    def people(self):
        named = ("Gradel", "Inventée", "Fictif")
        return [enter(one, emails=(f"{one[0].lower()}@example.com",), mobiles=("0639980001",)) for one in named]

    def write(self, steps):
        people = self.people()
        rows = [
            NewConsent(people[place], *what, act, TILL, given_at=NOW - timedelta(days))
            for place, what, act, days in steps
        ]
        services.record_many(rows, now=NOW)
        return people

    @settings(max_examples=30)
    @given(STEPS)
    def test_the_current_state_is_the_fold_of_the_ledger(self, steps):
        people = self.write(steps)
        stored, folded = ledger.current_states(people), ledger.fold_anew(people)
        report = verify()
        assert (stored, report.problem, report.lines) == (folded, "", len(steps))

    @settings(max_examples=25)
    @given(STEPS, st.integers(0, 400))
    def test_no_yes_without_a_line_that_grants_it(self, steps, later):
        people = self.write(steps)
        for purpose, channel in product(("survey", "offers"), ("email", "sms")):
            decisions = gate.may_contact_many(
                people, purpose=purpose, channel=channel, now=NOW + timedelta(later), merchant_id=None
            )
            lines = {line.number: line for line in ConsentEntry.objects.all()}
            granting = [lines[one.entry_id].act for one in decisions.values() if one.allowed]
            assert set(granting) <= YES

    @settings(max_examples=12)
    @given(STEPS, st.integers(0, 400))
    def test_many_are_answered_as_one_by_one(self, steps, later):
        people = [*self.write(steps), 987654]
        Stance.objects.create(customer_id=people[0], kind="restricted", since=NOW)
        services.object_to("email", "i@example.com", now=NOW)
        PurposeChannel.objects.filter(purpose="offers").update(basis="soft_opt_in")
        for purpose, channel in product(("survey", "offers", "loyalty"), ("email", "sms", "phone")):
            asked = {"purpose": purpose, "channel": channel, "now": NOW + timedelta(hours=later)}
            many = gate.may_contact_many(people, **asked)
            assert many == {one: gate.may_contact(one, **asked) for one in people}


@pytest.mark.rule("consent-ledger")
@given(events())
def test_a_withdrawal_is_always_stronger(before):
    last = max((event.given_at for event in before), default=NOW)
    no = Event("withdrawn", last, 2)
    silent = [Event(act, last, 3) for act in ("asked", "confirmed", "renewed", "lapsed", "informed")]
    held = fold([*before, no], 12)
    after = fold([*before, no, *silent[1:]], 12)
    older_yes = next_state(held, Event("granted", last - timedelta(seconds=1), 4), 12)
    assert (held.state, after, older_yes) == ("withdrawn", held, held)


@given(events(), st.integers(1, 24))
def test_a_yes_holds_for_its_months_to_the_second(before, months):
    held = fold([*before, Event("granted", NOW + timedelta(1), 9)], months)
    end = held.expires_at
    assert [held.state_at(end - timedelta(seconds=1)), held.state_at(end)] == ["granted", "lapsed"]


def test_no_months_means_for_ever():
    assert fold([Event("granted", NOW, 1)], 0) == Held("granted", NOW, None, 1)


@pytest.mark.django_db
def test_an_unknown_customer_is_not_contacted():
    assert gate.may_contact(4, purpose="newsletter", channel="email", now=NOW) == Decision(False, "customer_unknown")
