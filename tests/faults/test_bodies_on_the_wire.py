"""How a body may arrive: in chunks, too long for its limit, or cut off by a dead network."""

import json
import socket

from factories.live import receipt_of

HEAD = (
    "POST /api/v1/receipts HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
    "Content-Type: application/json\r\nConnection: close\r\n"
)


def chunks(body, size):
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def send(shop, server, headers, body):
    """Send one request as it is and return the status of its answer."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as wire:
        wire.sendall((HEAD.format(token=shop.token) + headers).encode() + b"\r\n" + body)
        return int(wire.makefile("rb").readline().split()[1])


def test_body_on_the_wire_in_chunks_or_cut(shop):
    server = shop.serve()
    body = json.dumps(receipt_of("1", 500, "x:1")).encode()

    assert send(shop, server, "Transfer-Encoding: chunked\r\n", chunks(body, 7)) == 201
    assert send(shop, server, "Transfer-Encoding: chunked\r\n", chunks(b" " * 1_200_000, 60_000)) == 413
    assert send(shop, server, "Content-Length: 50000000\r\n", b"{") == 413
    for _ in range(12):  # more than the server has threads
        with socket.create_connection(("127.0.0.1", server.port)) as wire:
            wire.sendall((HEAD.format(token=shop.token) + "Content-Length: 5000\r\n\r\n").encode() + body[:50])
    assert send(shop, server, f"Content-Length: {len(body)}\r\n", body) == 200
    assert shop.stored()["receipts"] == [["1", 2, 500]]
