"""What SQLite keeps in memory while many rows are written."""

import pytest
from django.db import connection

from chaland.database.bare import on_sqlite
from chaland.database.cache import WIDE_KIB, wide_cache
from chaland.database.lookups import fetch

pytestmark = pytest.mark.django_db


def pages():
    return fetch("PRAGMA cache_size", []) if on_sqlite() else connection.vendor


def test_cache_is_wide_only_meanwhile():
    usual = pages()
    with wide_cache():
        assert pages() == ([(-WIDE_KIB,)] if on_sqlite() else usual)
    assert pages() == usual
