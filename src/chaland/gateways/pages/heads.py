"""Asks whether a page of the web is there.

Authors choose where we call, so only addresses of the public network are called, on the port that their scheme means,
by the very number that was looked at, and no redirection is followed: nobody is led into the shop's own network.
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from typing import TypeAlias
from urllib.parse import urlsplit

TIMEOUT = 4.0
"""Seconds that one page may take."""
_GONE = frozenset({404, 410})
_BROKEN = 500
_PORTS = {"http": 80, "https": 443}
Resolve: TypeAlias = Callable[[str, int], tuple[str, int]]


def public_number(host: str, port: int) -> tuple[str, int]:
    """Return the number of a host on the public network, and the port. Raises OSError where it has none, or ours."""
    for *_rest, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        number = str(address[0])
        if not ipaddress.ip_address(number).is_global:
            raise OSError(f"not public: {number}")
        return number, port
    raise OSError("no number")


def is_there_at(url: str, *, resolve: Resolve = public_number) -> bool:
    """Tell whether a page is there: no such host, no answer, gone or broken is none.

    One that refuses to tell (401, 403, 405, 429…) is there.
    """
    parts = urlsplit(url)
    port = _PORTS[parts.scheme]
    if parts.port not in (None, port):
        return True
    try:
        connection = _Known(
            parts.hostname or "", *resolve(parts.hostname or "", port), is_secret=parts.scheme == "https"
        )
        connection.request("HEAD", f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}")
        status = connection.getresponse().status
    except (OSError, HTTPException, ValueError):
        return False
    connection.close()
    return status not in _GONE and status < _BROKEN


class _Known(HTTPConnection):
    """A connection to a number that was looked at, for a host of a name."""

    def __init__(self, host: str, number: str, port: int, *, is_secret: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.number, self.is_secret = number, is_secret

    def connect(self) -> None:
        """Open it, encrypted where the address says so."""
        self.sock = socket.create_connection((self.number, self.port), self.timeout)
        if self.is_secret:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
