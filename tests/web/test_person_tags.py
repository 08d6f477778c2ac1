from datetime import date

import pytest
from django.utils import translation

from chaland.customers.finding import Found
from chaland.customers.models import Customer
from chaland.kernel.dates import Birthday
from chaland.usecases.customers.read_timeline import KINDS
from chaland.web.desk.templatetags import person
from chaland.web.desk.templatetags.person import (
    bars,
    change_from,
    custom_value,
    days_until,
    full_name,
    initials,
    interval,
    list_name,
)


@pytest.mark.parametrize(
    ("told", "full", "listed", "letters"),
    [
        (
            {"civility": "mme", "first_name": "Claire", "last_name": "Bonnet"},
            "Mme Claire Bonnet",
            "Bonnet Claire",
            "CB",
        ),
        ({"last_name": "Bonnet"}, "Bonnet", "Bonnet", "B"),
        ({"civility": "m", "reference": "cj:900"}, "cj:900", "cj:900", "?"),
        ({}, "Sans nom", "Sans nom", "?"),
    ],
)
def test_a_person_is_named(told, full, listed, letters):
    customer = Customer(**told)
    with translation.override("fr"):
        assert (full_name(customer), list_name(customer), initials(customer)) == (full, listed, letters)


def test_somebody_found_is_named_as_in_a_list():
    assert list_name(Found(1, "", "mme", "Bonnet", "Claire", "", "", "name")) == "Bonnet Claire"


@pytest.mark.parametrize(
    ("days", "french", "english"),
    [(None, "—", "—"), (0.46, "0,5 j", "0.5 d"), (3.0, "3 j", "3 d"), (34.6, "35 j", "35 d")],
)
def test_an_interval_keeps_a_decimal_only_where_it_says_something(days, french, english):
    said = []
    for language in ("fr", "en"):
        with translation.override(language):
            said.append(interval(days).replace("\u00a0", " "))
    assert said == [french, english]


@pytest.mark.parametrize(
    ("value", "french"),
    [(True, "Oui"), (False, "Non"), (38.5, "38,5"), (38, "38"), ("2027-06-12", "12/06/2027"), ("Ville", "Ville")],
)
def test_a_value_of_the_networks_own_fields_is_written_for_its_reader(value, french):
    with translation.override("fr"):
        assert custom_value(value) == french


def test_bars_are_as_high_as_their_values():
    assert [bar["height"] for bar in bars([0, 50, 100, -20])] == [2, 22.0, 44.0, 2]
    assert bars([]) == []


def test_days_until_a_birthday():
    assert days_until(Birthday(25, 11), date(2026, 11, 22)) == 3
    assert days_until(None, date(2026, 11, 22)) is None


def test_everything_that_may_happen_has_a_word_and_an_icon():

    every = {kind for kinds in KINDS.values() for kind in kinds}
    assert (every - set(person.EVENT_LABELS), every - set(person.EVENT_ICONS)) == (set(), set())


@pytest.mark.parametrize(("now", "before", "share"), [(110, 100, 0.1), (9_994, 10_000, 0.0), (50, -100, 1.5)])
def test_a_change_is_told_to_the_percent_that_is_shown(now, before, share):
    assert str(change_from(now, before)) == str(share)
