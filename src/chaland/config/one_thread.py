"""Receipts and vouchers, answered one after the other by one thread where SQLite holds the file."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from chaland.api.parsing import BATCH_BYTES

ADDRESSES = ("/api/v1/receipts", "/api/v1/vouchers/")


def by_one_thread(application: WSGIApplication) -> WSGIApplication:
    """Answer what tills write in a thread kept for it; everything else where it arrives.

    SQLite has one writer at a time, and each thread has its own pages of the file, which the writing of another makes
    worthless: four threads in turn read them again and again. See ADR 0009.
    """
    writer = ThreadPoolExecutor(1, "tills")

    def answered(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # What is larger is refused unread.
        if not _is_of_till(environ) or _declared(environ) > BATCH_BYTES:
            return application(environ, start_response)
        # Read here: a body that comes slowly keeps nobody else waiting.
        size = BATCH_BYTES + 1 if "HTTP_TRANSFER_ENCODING" in environ else _declared(environ)
        environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(size))
        return writer.submit(application, environ, start_response).result()

    return answered


def _is_of_till(environ: WSGIEnvironment) -> bool:
    path: str = environ["PATH_INFO"]
    return environ["REQUEST_METHOD"] == "POST" and path.startswith(ADDRESSES)


def _declared(environ: WSGIEnvironment) -> int:
    return int(environ.get("CONTENT_LENGTH") or 0)
