"""The first look: record, read, gate. Made-up people."""

import pytest
from django.db import DatabaseError, connection, transaction

from chaland.privacy import gate, queries, services
from chaland.privacy.models import ConsentEntry
from chaland.privacy.rules import Act, Proof
from factories.customers import NOW, enter

pytestmark = pytest.mark.django_db
TILL = Proof("till", "oral")
NEWS = {"purpose": "newsletter", "channel": "email"}


def test_a_consent_recorded_opens_the_gate():
    one = enter("Gradel", emails=("gradel@example.com",))
    before = gate.may_contact(one, **NEWS, now=NOW)
    entry = services.record(one, **NEWS, act=Act.GRANTED, proof=TILL, now=NOW)
    after = gate.may_contact(one, **NEWS, now=NOW)
    assert (before.allowed, before.reason) == (False, "no_consent")
    assert (after.allowed, after.basis, after.entry_id) == (True, "consent", entry.number)


def test_the_ledger_refuses_a_change():
    one = enter("Gradel")
    services.record(one, **NEWS, act=Act.GRANTED, proof=TILL, now=NOW)
    for statement in ("UPDATE privacy_consententry SET act = 'refused'", "DELETE FROM privacy_consententry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert ConsentEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_committing_tests_leave_the_purposes():
    one = enter("Gradel")
    services.record(one, **NEWS, act=Act.GRANTED, proof=TILL, now=NOW)
    assert len(queries.boxes("fr", ["newsletter"])) == 1


def test_boxes_are_there_afterwards():
    assert [box.text for box in queries.boxes("en", ["newsletter"])] == [
        "I agree to receive the newsletter by e-mail. I can unsubscribe at any time, in one click."
    ]
