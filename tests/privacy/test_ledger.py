"""The ledger of consents: it only grows, it says when it was changed, and it outlives the person. Made-up people."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from chaland.privacy import guard, queries, services
from chaland.privacy.models import ConsentEntry, ConsentPrivate, ConsentTrace, CurrentConsent, Subject
from chaland.privacy.rules import Proof
from chaland.privacy.verifying import verify
from factories.consents import TILL, meddle, say, told
from factories.customers import NOW, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    """Three people of four lines together; all made up."""
    one, two, three = enter("Gradel"), enter("Inventée"), enter("Fictif")
    say(one, "granted", address="gradel@example.com")
    say(two, "refused")
    say(three, "granted", proof=Proof("desk", "paper"))
    say(one, "withdrawn")
    return one, two, three


def found():
    report = verify()
    return report.problem, report.number


@pytest.mark.rule("consent-ledger")
def test_an_untouched_ledger_verifies(people):
    report = verify()
    assert (report.problem, report.lines, report.head) == ("", 4, ConsentEntry.objects.get(number=4).hash)


@pytest.mark.rule("consent-ledger")
@pytest.mark.parametrize("table", guard.REFUSED)
def test_the_database_refuses_to_change_or_delete(people, table):
    columns = {"privacy_consenttext": "text", "privacy_consententry": "act", "privacy_consentprivate": "address"}
    statements = {
        "UPDATE": f"UPDATE {table} SET {columns.get(table, 'ip')} = 'x'",  # noqa: S608
        "DELETE": f"DELETE FROM {table}",  # noqa: S608
    }
    for deed in guard.REFUSED[table]:
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statements[deed])


@pytest.mark.rule("consent-ledger")
@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE privacy_consententry SET act = 'granted' WHERE number = 2", ("line_changed", 2)),
        ("UPDATE privacy_consententry SET point = 'till' WHERE number = 3", ("line_changed", 3)),
        ("UPDATE privacy_consententry SET previous_hash = hash WHERE number = 3", ("chain_broken", 3)),
        ("UPDATE privacy_consentprivate SET address = 'other@example.com' WHERE entry_id = 1", ("private_changed", 1)),
        ("UPDATE privacy_consenttrace SET ip = '192.0.2.9' WHERE entry_id = 2", ("trace_changed", 2)),
        ("DELETE FROM privacy_consentprivate WHERE entry_id = 1", ("private_changed", 1)),
        ("UPDATE privacy_currentconsent SET state = 'granted'", ("standing_differs", 4)),
        ("UPDATE privacy_consenttext SET text = 'autre chose'", ("text_changed", None)),
    ],
)
def test_without_the_guard_a_change_is_seen(people, statement, expected):
    meddle(statement)
    assert found() == expected


@pytest.mark.rule("consent-ledger")
@pytest.mark.parametrize(("number", "expected"), [(2, ("line_missing", 2)), (4, ("standing_differs", 1))])
def test_a_line_taken_out_is_seen(people, number, expected):
    for table in ("currentconsent", "consentprivate", "consenttrace"):
        meddle(f"DELETE FROM privacy_{table} WHERE entry_id = {number}")  # noqa: S608 - names of our own
    meddle(f"DELETE FROM privacy_consententry WHERE number = {number}")  # noqa: S608 - a number of our own
    assert found() == expected


@pytest.mark.rule("consent-ledger")
def test_a_missing_guard_is_told(people):
    guard.remove(connection)
    problem = found()
    guard.install(connection)
    assert problem == ("guard_missing", None)


def test_where_lines_came_from_is_forgotten_and_the_chain_holds(people):
    ConsentTrace.objects.all().delete()
    assert found() == ("", None)


@pytest.mark.rule("consent-ledger")
def test_an_erased_person_leaves_a_whole_chain_that_names_nobody(people):
    services.detach_subject(people[0])
    left = ConsentEntry.objects.count(), ConsentPrivate.objects.filter(address__contains="gradel").count()
    assert (found(), left, queries.history(people[0])) == (("", None), (4, 0), [])
    assert (Subject.objects.count(), CurrentConsent.objects.count()) == (2, 2)


def test_many_at_once_write_what_one_by_one_writes(people):
    one = enter("Seule", emails=("seule@example.com",))
    acts = ["asked", "granted", "withdrawn"]
    for act in acts:
        say(one, act)
    other = enter("Ensemble")
    services.record_many([told(other, act) for act in acts], now=NOW)
    stands = [(row.state, row.since, row.expires_at) for row in queries_of(one) + queries_of(other)]
    assert (stands[0], found()) == (stands[1], ("", None))


def queries_of(customer_id):
    return list(CurrentConsent.objects.filter(customer=customer_id))


@pytest.mark.rule("consent-proof")
def test_a_line_bears_the_whole_proof():
    text = queries.texts_for("newsletter", "email", "fr")
    one = enter("Gradel")
    proof = replace(TILL, point="form:salon", method="tablet", text_id=text.pk, form_version="3", operator_id=7)
    line = say(one, "granted", proof=proof, address="gradel@example.com")
    kept = (line.point, line.method, line.text_hash, line.form_version, line.operator_id, line.zone)
    beside = (line.private.address, line.private.reference, line.trace.ip, line.trace.user_agent)
    assert kept == ("form:salon", "tablet", text.text_hash, "3", 7, "Europe/Paris")
    assert beside == ("gradel@example.com", "papier 12", "192.0.2.1", "Essai/1")
