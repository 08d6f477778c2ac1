"""Who saw whom is written down and never changed; a seller who sees too many is stopped; people are made up."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from chaland.journal import accesses
from chaland.journal.models import Access
from chaland.kernel.errors import Forbidden
from chaland.usecases.rights.watch_accesses import MOST_PAGES, note_exported, note_opened, refuse_many

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def opens(customer_id, *, role="seller", now=NOON):
    refuse_many(customer_id, user_id=7, role=role, now=now)
    note_opened(customer_id, user_id=7, now=now)


@pytest.mark.rule("mass-reading")
def test_a_seller_who_opens_the_sixty_first_customer_in_an_hour_is_stopped():
    for number in range(1, MOST_PAGES + 1):
        opens(number)
    opens(1)
    for _ in range(3):
        with pytest.raises(Forbidden, match="too_many_customer_pages"):
            opens(MOST_PAGES + 1)
    assert [line.user_id for line in accesses.blocked()] == [7]
    opens(MOST_PAGES + 1, now=NOON + timedelta(hours=1, seconds=1))


def test_others_are_not_stopped():
    for number in range(1, MOST_PAGES + 10):
        opens(number, role="owner")
    assert list(accesses.blocked()) == []


@pytest.mark.rule("access-log")
def test_a_line_is_never_changed():
    opens(1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Access.objects.update(user_id=8)


@pytest.mark.rule("breach")
def test_whom_an_account_saw_is_told_from_pages_and_exports():
    opens(1, now=NOON)
    note_exported([1, 2], user_id=7, store_id=None, detail="csv", now=NOON + timedelta(minutes=5))
    opens(3, now=NOON + timedelta(hours=9))
    seen = accesses.seen_by(7, from_at=NOON, until_at=NOON + timedelta(hours=1))
    assert seen == {1: (NOON, NOON + timedelta(minutes=5)), 2: (NOON + timedelta(minutes=5),) * 2}
