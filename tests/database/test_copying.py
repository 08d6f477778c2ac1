"""The log is copied beside the work, and by commits, which wait for the disk, again afterwards."""

import pytest

from chaland.customers.models import Household
from chaland.database.bare import on_sqlite
from chaland.database.copying import log_copied_beside
from chaland.database.lookups import fetch

pytestmark = pytest.mark.django_db(transaction=True)


FULL, NORMAL = 2, 1


def settings():
    """Return after how many pages a commit copies the log, and how sure of the disk it makes."""
    return [fetch(f"PRAGMA {name}", [])[0][0] for name in ("wal_autocheckpoint", "synchronous")] if on_sqlite() else []


def test_log_is_copied_by_another_thread_only_meanwhile():
    usual = settings()
    assert usual[1:] in ([FULL], [])
    with log_copied_beside() as beside:
        Household.objects.create(reference="h:1")
        assert beside(settings) == ([0, NORMAL] if on_sqlite() else [])
        assert beside(Household.objects.count) == 1
        with pytest.raises(ZeroDivisionError):
            beside(lambda: 1 // 0)
    assert settings() == usual
