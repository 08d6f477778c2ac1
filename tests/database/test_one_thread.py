"""What tills write is done by one thread, one thing after the other; whoever asks gets what it gives or raises."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import translation

from chaland.database.one_thread import OneThread

CALLS = 8


@pytest.fixture
def tills():
    thread = OneThread()
    thread.begin()
    yield thread
    thread.end()


def name_of_thread():
    return threading.current_thread().name.partition("_")[0]


def test_what_is_asked_from_several_threads_is_done_by_one(tills):
    with ThreadPoolExecutor(4, "arrived") as arrived:
        told = [arrived.submit(tills.run, name_of_thread) for _ in range(CALLS)]
        assert {one.result() for one in told} == {"tills"}


def test_before_it_begins_and_after_its_end_all_is_done_where_it_is_asked(tills):
    assert OneThread().run(name_of_thread) == name_of_thread() != "tills"
    tills.end()
    assert not tills.has_begun
    assert tills.run(name_of_thread) == name_of_thread()


def test_what_goes_wrong_there_is_told_to_whoever_asked(tills):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            tills.run(lambda: 1 // 0)


def test_everybody_is_answered_in_their_own_language(tills):
    for language in ("fr", "en", "fr"):
        with translation.override(language):
            assert tills.run(translation.get_language) == language
