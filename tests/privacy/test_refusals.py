"""A no said after a backup holds after that backup is put back; people are made up.

Putting back is played by rolling the database back: the journal, a file, stays.
"""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction

from chaland.privacy import refusals, services
from chaland.privacy.gate import may_contact
from chaland.privacy.models import ConsentEntry, Objection, Stance
from chaland.privacy.queries import consents_of, is_objected
from chaland.privacy.verifying import verify
from chaland.usecases.rights.erase_customer import erase_customer
from chaland.usecases.upkeep.restore_backup import erase_since, refuse_since
from factories.consents import NEWS, say
from factories.customers import NOW, enter

LATER = NOW + timedelta(hours=1)
AFTER = NOW + timedelta(days=1)
CLAIRE = "claire@example.com"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def journal(settings, tmp_path):
    settings.HOME, settings.ERASURES = tmp_path, str(tmp_path / "erasures.jsonl")


@contextmanager
def put_back_after():
    """What is done inside is gone from the database, as after a restore."""
    saved = transaction.savepoint()
    yield
    transaction.savepoint_rollback(saved)


@pytest.fixture
def claire():
    claire = enter("Inventée", emails=(CLAIRE,))
    say(claire, "granted")
    return claire


def stands(customer_id):
    return [(one.purpose, one.state, one.since) for one in consents_of(customer_id, now=AFTER)]


@pytest.mark.rule("refusals-after-restore")
@pytest.mark.parametrize("act", ["withdrawn", "refused"])
def test_a_no_said_since_the_backup_holds_after_it_is_put_back(claire, act):
    with put_back_after():
        say(claire, act, at=LATER)
    assert may_contact(claire, **NEWS, now=AFTER).allowed
    assert [refuse_since(None, now=AFTER), refuse_since(None, now=AFTER)] == [1, 0]
    assert stands(claire) == [("newsletter", act, LATER)]
    assert (may_contact(claire, **NEWS, now=AFTER).reason, verify().problem) == (act, "")
    line = ConsentEntry.objects.latest("number")
    assert (line.point, line.given_at, line.recorded_at) == ("restore", LATER, AFTER)


def test_without_the_journal_the_yes_is_back(claire):
    with put_back_after():
        say(claire, "withdrawn", at=LATER)
    refusals.path().unlink()
    assert refuse_since(None, now=AFTER) == 0
    assert may_contact(claire, **NEWS, now=AFTER).allowed


@pytest.mark.rule("refusals-after-restore")
def test_a_yes_said_after_a_no_that_the_backup_holds_stays(claire):
    say(claire, "withdrawn", at=LATER)
    say(claire, "granted", at=LATER + timedelta(minutes=1))
    assert refuse_since(None, now=AFTER) == 0
    assert stands(claire) == [("newsletter", "granted", LATER + timedelta(minutes=1))]


@pytest.mark.rule("refusals-after-restore")
def test_an_objection_said_since_the_backup_holds(claire):
    with put_back_after():
        services.object_to("email", CLAIRE, now=LATER)
    assert not is_objected("email", CLAIRE)
    assert [refuse_since(None, now=AFTER), refuse_since(None, now=AFTER)] == [1, 0]
    assert (is_objected("email", CLAIRE), Objection.objects.count()) == (True, 1)


@pytest.mark.rule("refusals-after-restore")
def test_a_restriction_said_since_the_backup_holds_and_one_lifted_since_is_lifted(claire):
    other = enter("Autre")
    services.take_stance(other, "no_profiling", now=NOW)
    with put_back_after():
        services.take_stance(claire, "restricted", now=LATER)
        services.drop_stance(other, "no_profiling")
    assert [refuse_since(None, now=AFTER), refuse_since(None, now=AFTER)] == [2, 0]
    assert list(Stance.objects.values_list("customer", "kind", "since")) == [(claire, "restricted", LATER)]


def test_the_journal_names_nobody(claire):
    say(claire, "withdrawn", address=CLAIRE)
    services.object_to("email", CLAIRE, now=LATER)
    services.take_stance(claire, "restricted", reason="Inventée le demande", now=LATER)
    written = refusals.path().read_text()
    assert (len(written.splitlines()), "claire" in written, "Invent" in written) == (3, False, False)


def test_who_was_erased_since_is_refused_no_more(claire):
    with put_back_after():
        say(claire, "withdrawn", at=LATER)
        erase_customer(claire, now=LATER, waits=False)
    erase_since(None, now=AFTER)
    noes = ConsentEntry.objects.count()
    refuse_since(None, now=AFTER)
    assert ConsentEntry.objects.count() == noes


def test_a_line_that_a_crash_cut_short_is_left_out(claire):
    say(claire, "withdrawn", at=LATER)
    with refusals.path().open("a") as file:
        file.write('{"file": "abc')
    assert refuse_since(None, now=AFTER) == 0
