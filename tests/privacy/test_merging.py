"""Two files become one: of two answers the most protective wins; un-merged, each has theirs back. Made-up people."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chaland.accounts.rules import Scope
from chaland.privacy import gate, services
from chaland.privacy.models import CurrentConsent
from chaland.privacy.verifying import verify
from chaland.usecases.duplicates.merge_customers import merge_customers
from factories.consents import say, told
from factories.customers import NOW, enter

ACTS = ("granted", "refused", "withdrawn", "lapsed", "asked", "informed")


def state_of(customer_id):
    return list(CurrentConsent.objects.filter(customer=customer_id).values_list("state", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "second"), list(product(("granted", "refused", "withdrawn"), repeat=2)))
def test_a_no_wins_whichever_file_it_is_in(first, second):
    one, other = enter("Gradel", emails=("g@example.com",)), enter("Gradel")
    say(one, first)
    say(other, second)
    services.merge_consents(one, other, now=NOW)
    allowed = gate.may_contact(one, purpose="newsletter", channel="email", now=NOW).allowed
    assert (allowed, verify().problem) == (first == second == "granted", "")


@pytest.mark.django_db
def test_a_consent_of_the_other_file_alone_comes_along():
    one, other = enter("Gradel", emails=("g@example.com",)), enter("Gradel")
    say(other, "granted")
    services.merge_consents(one, other, now=NOW)
    assert (state_of(one), state_of(other)) == (["granted"], [])


class Law(TestCase):
    @settings(max_examples=20)
    @given(*[st.lists(st.sampled_from(ACTS), max_size=3)] * 3)
    def test_taken_back_everybody_stands_where_they_stood(self, first, second, later):
        people = one, other = enter("Gradel"), enter("Gradel")
        services.record_many([told(one, act) for act in first] + [told(other, act) for act in second], now=NOW)
        before = [state_of(one), state_of(other)]
        services.merge_consents(one, other, now=NOW)
        services.unmerge_consents(one, [other], other)
        after = [state_of(one), state_of(other)]
        # A yes beside the other file's no leaves a line of that no behind, under the key of who it was said by.
        assert (after[0], verify().problem) == (before[0], "")
        assert after[1] in (before[1], ["refused"], ["withdrawn"], ["lapsed"])
        services.record_many([told(one, act) for act in later], now=NOW)
        assert (verify().problem, len(people)) == ("", 2)


@pytest.mark.django_db
def test_what_is_said_by_an_older_link_counts_in_the_file_it_went_into():
    head, middle, last = (enter("Gradel", emails=(f"{place}@example.com",)) for place in "hml")
    scope = Scope()
    merge_customers(middle, last, scope=scope, now=NOW)
    merge_customers(head, middle, scope=scope, now=NOW)
    say(last, "granted")
    opened = gate.may_contact(head, purpose="newsletter", channel="email", now=NOW).allowed
    say(last, "withdrawn")
    closed = gate.may_contact(head, purpose="newsletter", channel="email", now=NOW).allowed
    assert (opened, closed, verify().problem) == (True, False, "")
