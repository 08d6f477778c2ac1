"""The first look: record, read, gate. Made-up people."""

import pytest
from django.db import DatabaseError, connection, transaction

from chaland.privacy import gate, queries, services
from chaland.privacy.models import ConsentEntry, Objection, PurposeChannel
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


@pytest.mark.rule("gate")
def test_a_consent_opens_its_purpose_and_channel_alone():
    one = enter("Gradel", emails=("gradel@example.com",), mobiles=("0639980123",))
    services.record(one, **NEWS, act=Act.GRANTED, proof=TILL, now=NOW)
    asked = PurposeChannel.objects.filter(basis="consent").values_list("purpose", "channel")
    opened = [pair for pair in asked if gate.may_contact(one, purpose=pair[0], channel=pair[1], now=NOW).allowed]
    assert (opened, ("ad-platform", "email") in asked) == ([("newsletter", "email")], True)


def test_the_ledger_refuses_a_change():
    one = enter("Gradel")
    services.record(one, **NEWS, act=Act.GRANTED, proof=TILL, now=NOW)
    for statement in ("UPDATE privacy_consententry SET act = 'refused'", "DELETE FROM privacy_consententry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert ConsentEntry.objects.count() == 1


def test_the_list_of_objections_holds_hashes_and_nothing_of_a_person():
    assert [one.name for one in Objection._meta.get_fields()] == ["id", "kind", "digest", "created_at"]


@pytest.mark.django_db(transaction=True)
def test_committing_tests_leave_the_purposes():
    one = enter("Gradel")
    services.record(one, **NEWS, act=Act.GRANTED, proof=TILL, now=NOW)
    assert len(queries.boxes("fr", ["newsletter"])) == 1


def test_boxes_are_there_afterwards():
    assert [box.text for box in queries.boxes("en", ["newsletter"])] == [
        "I agree to receive the newsletter by e-mail. I can unsubscribe at any time, in one click."
    ]
