"""Imports noted in the journal."""

from datetime import UTC, datetime

import pytest

from chaland.journal import queries, services

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SAME = {"kind": "receipts", "file_hash": "a" * 64, "mapping_hash": ""}


def begun():
    return services.start(**SAME, file_name="f.csv", now=NOW)


def test_run_advances_once_from_where_it_stands():
    run = begun()

    assert services.advance(run, since=0, by=10, outcome={"created": 1})
    assert not services.advance(run, since=0, by=10, outcome={"created": 2})
    assert (queries.run(run.pk).rows_done, queries.run(run.pk).outcome) == (10, {"created": 1})


def test_unfinished_run_is_that_of_the_same_file_read_the_same_way():
    run = begun()

    assert queries.unfinished(**SAME) == run
    assert queries.unfinished(**{**SAME, "mapping_hash": "b"}) is None
    services.finish(run, outcome={}, now=NOW)
    assert queries.unfinished(**SAME) is None
    assert queries.was_imported(**SAME)


def test_undone_run_counts_for_nothing():
    run = begun()
    services.finish(run, outcome={}, now=NOW)

    services.mark_undone(run, now=NOW)

    assert not queries.was_imported(**SAME)
    assert not services.advance(run, since=0, by=1, outcome={})


def test_recent_runs_come_last_first():
    first, second = begun(), begun()

    assert queries.recent() == [second, first]
