"""The log is copied beside the work, and by commits again afterwards."""

import pytest
from django.db import connection

from chaland.customers.models import Household
from chaland.database.bare import on_sqlite
from chaland.database.copying import log_copied_beside
from chaland.database.lookups import fetch

pytestmark = pytest.mark.django_db(transaction=True)


def pages():
    return fetch("PRAGMA wal_autocheckpoint", []) if on_sqlite() else connection.vendor


def test_log_is_copied_by_another_thread_only_meanwhile():
    usual = pages()
    with log_copied_beside() as beside:
        Household.objects.create(reference="h:1")
        assert beside(pages) == ([(0,)] if on_sqlite() else usual)
        assert beside(Household.objects.count) == 1
        with pytest.raises(ZeroDivisionError):
            beside(lambda: 1 // 0)
    assert pages() == usual
