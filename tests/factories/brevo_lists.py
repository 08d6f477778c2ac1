"""A made-up Brevo that keeps lists of contacts, after its published reference.

It holds callers to it: the key, at most 500 contacts a page and 150 taken off at once, attributes it knows, an import
that is done once somebody asks for anything else, 429 once its calls are used up.
"""

import json
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from factories.mail_servers import HOST

KEY = "xkeysib-Made-Up"
PAGE, TAKEN_OFF = 500, 150


@dataclass
class BrevoLists:
    """contacts: by number. calls: what was asked, in order. left: calls it still answers, none for any."""

    names: dict[int, str] = field(default_factory=lambda: {7: "Clients"})
    attributes: set[str] = field(default_factory=lambda: {"PRENOM", "NOM"})
    contacts: dict[int, dict] = field(default_factory=dict)
    imports: list[dict] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    left: int | None = None
    port: int = 0

    @property
    def url(self):
        return f"brevo://{KEY}@?api=http://{HOST}:{self.port}/v3"

    def named(self, address):
        return next((one for one in self.contacts.values() if one["email"] == address), None)

    def addresses(self, number=7):
        return sorted(one["email"] for one in self.contacts.values() if number in one["listIds"])

    def leave(self, address, why="userUnsubscription", at=None):
        """Have somebody unsubscribe there, or their address be found dead."""
        one, moment = self.named(address), _said(at)
        one["emailBlacklisted"], one["modifiedAt"] = True, moment
        told = [{"campaignId": 1, "eventTime": moment}]
        ended = {why: told} if why != "hardBounces" else {}
        one["statistics"] = {"unsubscriptions": ended, "hardBounces": told if why == "hardBounces" else []}

    def settle(self):
        """Do the imports that were taken in."""
        for job in self.imports:
            for told in job["jsonBody"]:
                self._import(told, job)
        self.imports.clear()

    def _import(self, told, job):
        one = self.named(told["email"])
        if one is None:
            number = 100 + len(self.contacts)
            one = {"id": number, "email": told["email"], "emailBlacklisted": False, "listIds": [], "attributes": {}}
            self.contacts[number] = one
        one["listIds"] = sorted({*one["listIds"], *job["listIds"]})
        one["modifiedAt"] = _said(None)
        one["attributes"] |= {name: value for name, value in told["attributes"].items() if name in self.attributes}

    def answer(self, method, path, asked, body):  # noqa: PLR0911 - one for each call of the reference
        if found := re.fullmatch(r"/contacts/attributes/normal/(\w+)", path):
            self.attributes.add(found[1])
            return 201, None
        if path == "/contacts/attributes":
            return 200, {"attributes": [{"name": one, "category": "normal"} for one in sorted(self.attributes)]}
        if path == "/contacts/lists":
            return 200, {"lists": [{"id": one, "name": name} for one, name in self.names.items()], "count": 1}
        if path == "/contacts/import":
            self.imports.append(body)
            return 202, {"processId": len(self.calls)}
        self.settle()
        if found := re.fullmatch(r"/contacts/lists/(\d+)/contacts(/remove)?", path):
            number = int(found[1])
            if number not in self.names:
                return 404, {"code": "document_not_found", "message": "List ID does not exist"}
            return self._removed(number, body["ids"]) if found[2] else self._page(number, asked)
        return self._one(method, int(path.rpartition("/")[2]))

    def _page(self, number, asked):
        start, most = int(asked.get("offset", ["0"])[0]), int(asked["limit"][0])
        since = asked.get("modifiedSince", [""])[0]
        own = [one for one in self.contacts.values() if number in one["listIds"] and one["modifiedAt"] >= since]
        if most > PAGE:
            return 400, {"code": "out_of_range", "message": "Limit exceeds max value"}
        return 200, {"contacts": own[start : start + most], "count": len(own)}

    def _removed(self, number, ids):
        own = [self.contacts[one] for one in ids if one in self.contacts and number in self.contacts[one]["listIds"]]
        if len(ids) > TAKEN_OFF or not own:
            return 400, {"code": "invalid_parameter", "message": "Contact already removed from list"}
        for one in own:
            one["listIds"].remove(number)
        return 201, {"contacts": {"success": ids, "failure": []}}

    def _one(self, method, number):
        if number not in self.contacts:
            return 404, {"code": "document_not_found", "message": "Contact does not exist"}
        if method == "DELETE":
            del self.contacts[number]
            return 204, None
        return 200, self.contacts[number]


def _said(at):
    return (at or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%S.999Z")


@contextmanager
def brevo_lists():
    """Run one."""
    kept = BrevoLists()
    server = ThreadingHTTPServer((HOST, 0), type("_Bound", (_Handler,), {"brevo": kept}))
    server.daemon_threads = True
    kept.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    brevo: BrevoLists

    def _do(self):
        parts = urlsplit(self.path)
        path = parts.path.removeprefix("/v3")
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "null")
        if self.headers["api-key"] != KEY:
            self._say(401, {"code": "unauthorized", "message": "Key not found"})
        elif self.brevo.left == 0:
            self._say(429, {"code": "too_many_requests", "message": "made up"})
        else:
            self.brevo.left = None if self.brevo.left is None else self.brevo.left - 1
            self.brevo.calls.append((self.command, path))
            self._say(*self.brevo.answer(self.command, path, parse_qs(parts.query), body))

    do_GET = do_POST = do_DELETE = _do  # noqa: N815 - the names of http.server

    def _say(self, code, body):
        said = b"" if body is None else json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_):
        """Say nothing."""
