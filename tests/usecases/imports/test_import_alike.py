"""Whom rows may be: looked up many at once, whatever was merged, and without reading who cannot be."""

from itertools import combinations
from threading import Thread

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from chaland.customers.duplicates.asked import Asked
from chaland.customers.duplicates.briefs import Briefs, brief_of
from chaland.customers.duplicates.candidates import NAMESAKES_MOST, SHARED_BY_MOST, Candidates, row_of
from chaland.customers.duplicates.scoring import Scorer
from chaland.customers.kept import kept
from chaland.customers.models import Customer
from chaland.customers.rules import Address, NewCustomer
from chaland.customers.services import create_customers
from chaland.kernel.dates import Birthday
from chaland.usecases.imports.import_alike import LIKELY, Alikes
from factories.sales import NOON

pytestmark = pytest.mark.django_db
PHONE = "+33639980001"


def asked(person, key=-1):
    return Asked.of(key, person, kept(person))


def some(count, person):
    return create_customers([person] * count, now=NOON)


def test_who_was_merged_is_nobody_and_makes_no_crowd():
    person = NewCustomer(first_name="Claire", last_name="Bonnet", mobiles=(PHONE,))
    head, *merged = some(NAMESAKES_MOST + 5, person)
    Customer.objects.filter(pk__in=merged).update(merged_into=head)
    assert Candidates().of([asked(person)]) == ({-1: {head}}, {})


def test_what_too_many_share_finds_nobody_and_is_remembered():
    some(SHARED_BY_MOST + 1, NewCustomer(first_name="Anne", last_name="Roux", mobiles=(PHONE,)))
    candidates = Candidates()
    assert candidates.of([asked(NewCustomer(first_name="Zoé", last_name="Petit", mobiles=(PHONE,)))]) == ({}, {})
    assert candidates.crowded == {PHONE}


@st.composite
def namesakes(draw):
    """People of the same two names, of few birthdays, addresses and numbers, near to each other or not."""
    born = st.builds(
        Birthday,
        st.sampled_from((1, 2, 11, 12, 21)),
        st.sampled_from((1, 2, 11, 12)),
        st.sampled_from((1984, 1948, 1985)),
    )
    home = st.builds(
        Address,
        st.sampled_from(
            ("12 rue des Lilas", "12, r. des Lilas", "12 bis rue du Lilas", "14 rue des Lilas", "Le Bourg", "")
        ),
        postcode=st.sampled_from(("34000", "34001", "75011", "")),
        city=st.sampled_from(("Montpellier", "Paris")),
    )
    person = st.builds(
        NewCustomer,
        first_name=st.sampled_from(("Claire", "Bonnet")),
        last_name=st.just("Bonnet"),
        birthday=st.none() | born,
        emails=st.lists(
            st.sampled_from(("cb@a.example", "cb@b.example", "claire@a.example")), max_size=2, unique=True
        ).map(tuple),
        mobiles=st.lists(
            st.sampled_from((PHONE, "+33639980010", "+3363998001", "+33712345670")), max_size=2, unique=True
        ).map(tuple),
        addresses=st.lists(home, max_size=1).map(tuple),
    )
    return [asked(one, -place) for place, one in enumerate(draw(st.lists(person, min_size=2, max_size=6)), 1)]


@pytest.fixture(scope="module", params=(100, 10_000, 1_000_000))
def scorer(request):
    return Scorer(request.param)


@given(people=namesakes())
def test_namesake_left_out_unread_is_never_probably_the_same(scorer, people):
    strangers = [(one, other) for one, other in combinations(people, 2) if {*one.marks}.isdisjoint(other.marks)]
    pairs = [(one.key, other.key) for one, other in strangers]
    rows = [row_of(one.told, ()) for one in people]
    probably = {(one, other) for one, other, *_ in scorer.scored(rows, pairs, at_least=LIKELY)}
    told = [(one.key, -other.key) for one, other in strangers if one.brief and other.brief]
    left_out = {(one, -other) for one, other in {*told} - {*possible(scorer, people, told)}}
    assert probably & left_out == set()
    assert [brief_of(row[4], row[5], row[6], row[8]) for row in rows] == [one.brief for one in people]


def possible(scorer, people, pairs):
    """Ask about pairs of a key of these people and, of another who is remembered, the same without its sign."""
    namesakes = {}
    for one, other in pairs:
        namesakes.setdefault(one, []).append(other)
    known = Briefs()
    known.remember((-one.key, one.brief) for one in people)
    return scorer.possible(namesakes, {one.key: one.brief for one in people}, known, at_least=LIKELY)


def test_strangers_of_one_name_are_left_out_unread():
    birthdays = (Birthday(1, 2, 1950), Birthday(24, 11, 1984), Birthday(1, 2, 1950))
    one, other, again = (
        asked(NewCustomer(first_name="Claire", last_name="Bonnet", birthday=born), -key)
        for key, born in enumerate(birthdays, 1)
    )
    assert possible(Scorer(10_000), (one, other, again), [(-1, 2), (-1, 3), (-2, 3)]) == [(-1, 3)]


def test_who_is_remembered_is_forgotten_by_key_or_all():
    briefs = Briefs()
    briefs.remember([(2, (1, 2, 3, 4)), (5, None), (7, (0, 0, 0, 0))])
    assert [briefs.knows(key) for key in (1, 2, 5, 7, 8)] == [False, True, False, True, False]
    assert [column[2] for column in briefs.columns] == [1, 2, 3, 4]
    briefs.drop([2, 99])
    assert [briefs.knows(key) for key in (2, 7)] == [False, True]
    briefs.forget()
    assert not briefs.knows(7)


@pytest.mark.django_db(transaction=True)
def test_who_was_remembered_is_read_again_once_another_changed_them(monkeypatch):
    """A namesake of another birthday is nobody, until somebody else corrects that birthday."""
    born = {"birth_day": 24, "birth_month": 11, "birth_year": 1984}
    person = NewCustomer(first_name="Claire", last_name="Bonnet", birthday=Birthday(1, 2, 1950))
    (known,) = some(1, person)
    alikes = Alikes(writes=True)
    monkeypatch.setattr(alikes, "_scorer", Scorer(10_000))
    rows = [asked(NewCustomer(first_name="Claire", last_name="Bonnet", birthday=Birthday(24, 11, 1984)))]
    before = [alikes.among(rows), alikes.among(rows)]

    def correct():
        Customer.objects.filter(pk=known).update(**born)
        connection.close()

    other = Thread(target=correct)
    other.start()
    other.join()
    assert (before, [one.customer_id for one in alikes.among(rows).values()]) == ([{}, {}], [known])
