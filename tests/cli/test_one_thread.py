"""What tills write is answered by one thread, one call after the other; the rest where it arrives."""

import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest

from chaland.api.parsing import BATCH_BYTES
from chaland.config.one_thread import by_one_thread

CALLS = 8


def call(method="POST", path="/api/v1/receipts", body=b""):
    return {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}


def threads_of(method, path):
    """Return the names of the threads that answer calls from four threads at once."""
    answered = by_one_thread(lambda *_: [threading.current_thread().name.encode()])
    with ThreadPoolExecutor(4, "arrived") as arrived:
        told = [arrived.submit(answered, call(method, path), None) for _ in range(CALLS)]
        return {b"".join(one.result()).decode().partition("_")[0] for one in told}


@pytest.mark.parametrize("path", ["/api/v1/receipts", "/api/v1/receipts/batch", "/api/v1/vouchers/ABCD/redeem"])
def test_what_tills_write_is_answered_by_one_thread(path):
    assert threads_of("POST", path) == {"tills"}


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/v1/receipts/1"), ("POST", "/api/v1/carts"), ("POST", "/")])
def test_the_rest_is_answered_where_it_arrives(method, path):
    assert threads_of(method, path) == {"arrived"}


def test_what_goes_wrong_in_that_thread_is_told_where_the_call_arrived():
    def failing(*_):
        raise ZeroDivisionError

    answered = by_one_thread(failing)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            answered(call(), None)


def test_a_body_that_comes_slowly_keeps_no_other_till_waiting():
    has_come = threading.Event()

    class Slow(BytesIO):
        def read(self, size=-1):
            has_come.wait()
            return super().read(size)

    answered = by_one_thread(lambda environ, _: [environ["wsgi.input"].read()])
    with ThreadPoolExecutor(1) as arrived:
        slow = arrived.submit(answered, call(body=b"slow") | {"wsgi.input": Slow(b"slow")}, None)
        assert answered(call(body=b"quick"), None) == [b"quick"]
        assert not slow.done()
        has_come.set()
        assert slow.result() == [b"slow"]


def test_a_body_that_is_too_large_is_not_read():
    body = BytesIO(b"x")
    asked = call() | {"CONTENT_LENGTH": str(BATCH_BYTES + 1), "wsgi.input": body}
    assert by_one_thread(lambda *_: [str(body.tell()).encode()])(asked, None) == [b"0"]


def test_a_body_in_pieces_is_read_to_its_end():
    asked = call() | {"wsgi.input": BytesIO(b"pieces"), "HTTP_TRANSFER_ENCODING": "chunked"}
    assert by_one_thread(lambda environ, _: [environ["wsgi.input"].read()])(asked, None) == [b"pieces"]
