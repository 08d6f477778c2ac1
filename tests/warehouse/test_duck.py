"""The SQL of questions asked before is kept, and never answers another question."""

import ibis
import pyarrow as pa
import pytest

from chaland.warehouse import duck
from chaland.warehouse.question import table

pytestmark = pytest.mark.pure
RECEIPTS = table("receipts")


@pytest.fixture(autouse=True)
def kept():
    duck._statement.cache_clear()
    return lambda: duck._statement.cache_info().currsize


@pytest.fixture(scope="module")
def engine():
    return duck.Remembering().connect()


def brought(*numbers):
    return ibis.memtable(pa.table({"n": list(numbers)}))


def total(engine, *numbers):
    return engine.to_pyarrow(brought(*numbers).n.sum()).as_py()


def test_question_asked_before_is_not_written_again(engine, kept):
    texts = {engine.compile(RECEIPTS.filter(RECEIPTS.store_id == 1).count()) for _time in range(3)}
    assert (len(texts), kept()) == (1, 1)


def test_questions_that_differ_by_one_value_keep_their_own(engine):
    texts = {engine.compile(RECEIPTS.filter(RECEIPTS.store_id == store).count()) for store in (1, 2, 1)}
    assert len(texts) == 2


def test_question_that_brings_rows_along_is_answered_from_its_own(engine, kept):
    assert [total(engine, 1, 2), total(engine, 10, 20), total(engine, 1, 2)] == [3, 30, 3]
    assert kept() == 0


def test_so_many_are_kept_and_the_oldest_goes(engine, kept, monkeypatch):
    assert duck._statement.cache_info().maxsize == duck.STATEMENTS_KEPT == 256
    for store in range(duck.STATEMENTS_KEPT + 2):
        duck._statement((RECEIPTS.store_id == store).op())
    assert kept() == duck.STATEMENTS_KEPT
