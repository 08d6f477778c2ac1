"""Pages that a campaign links to are asked for before it leaves, and never within the shop's own network."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from chaland.gateways.pages.heads import is_there_at, public_number
from chaland.usecases.campaigns.check_links import dead_links

pytestmark = pytest.mark.pure


class Pages(BaseHTTPRequestHandler):
    asked: list[tuple[str, str, str]] = []

    def do_HEAD(self):
        self.asked.append((self.command, self.headers["Host"].partition(":")[0], self.path))
        status = {"/gone": 404, "/broken": 500, "/shy": 405, "/moved": 302}.get(self.path, 200)
        self.send_response(status)
        self.send_header("Location", "http://192.0.2.1/")
        self.end_headers()

    def log_message(self, *args):
        pass


@contextmanager
def pages():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Pages.asked.clear()
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield lambda _host, _port: ("127.0.0.1", server.server_port)
    finally:
        server.shutdown()
        server.server_close()


def test_page_that_is_not_there_is_told_and_no_redirection_is_followed():
    with pages() as resolve:
        answers = {
            path: is_there_at(f"http://pivoine.example{path}", resolve=resolve)
            for path in ("/", "/gone", "/broken", "/shy", "/moved", "/a?b=1")
        }
    assert answers == {"/": True, "/gone": False, "/broken": False, "/shy": True, "/moved": True, "/a?b=1": True}
    assert Pages.asked[-1] == ("HEAD", "pivoine.example", "/a?b=1")


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "::1", "0.0.0.0"])  # noqa: S104
def test_nothing_within_the_shops_own_network_is_called(host):
    with pytest.raises(OSError, match="not public"):
        public_number(host, 80)


def test_links_that_are_no_pages_are_not_asked_for():
    assert dead_links(["mailto:claire@example.com", "tel:+33639980123"]) == []
