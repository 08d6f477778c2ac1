"""A made-up Brevo over HTTP, after its published reference: takes texts and mails, and misbehaves on purpose."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from factories.mail_servers import HOST

KEY = "made-up-key"


@dataclass
class Brevo:
    """texts, mails: what it took, by its number. moods: of each call in turn, the last one again and again.

    ok. drop: takes it and hangs up before saying so. mute: takes it and says nothing. 400, 401, 402, 429, 500: says so
    and takes nothing. taken-500: takes it and says that it failed.
    """

    moods: list[str] = field(default_factory=lambda: ["ok"])
    texts: dict[int, dict] = field(default_factory=dict)
    mails: dict[int, dict] = field(default_factory=dict)
    port: int = 0
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self):
        return f"http://{HOST}:{self.port}/v3"

    def sms_url(self, **more):
        asked = "".join(f"&{name}={value}" for name, value in more.items())
        return f"brevo://{KEY}@Boutique?api={self.address}{asked}"

    def mood(self):
        return self.moods.pop(0) if len(self.moods) > 1 else self.moods[0]

    def events(self, asked):
        tags = json.loads(asked["tags"][0])
        return [
            {"phoneNumber": one["recipient"], "date": "2026-11-23T10:00:00Z", "messageId": str(number),
             "event": "accepted", "tag": one["tag"]}
            for number, one in self.texts.items()
            if one["tag"] in tags and one["recipient"] == asked["phoneNumber"][0]
        ]  # fmt: skip


@contextmanager
def brevo(*moods):
    """Run one."""
    kept = Brevo(list(moods) or ["ok"])
    server = ThreadingHTTPServer((HOST, 0), type("_Bound", (_Handler,), {"brevo": kept}))
    server.daemon_threads = True
    kept.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield kept
    finally:
        kept.released.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    brevo: Brevo

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        mood = self.brevo.mood()
        if self.headers["api-key"] != KEY:
            self._say(401, {"code": "unauthorized", "message": "Key not found"})
        elif mood.isdigit():
            self._say(int(mood), {"code": "invalid_parameter", "message": "made up"})
        else:
            self._take(body, mood)

    def _take(self, body, mood):
        kept = self.brevo.texts if self.path.endswith("/transactionalSMS/send") else self.brevo.mails
        number = 1_000 + len(kept)
        kept[number] = body
        if mood == "mute":
            self.brevo.released.wait(10)
        if mood in {"drop", "mute"}:
            self.close_connection = True
        elif mood == "taken-500":
            self._say(500, {"code": "internal_error", "message": "made up"})
        elif kept is self.brevo.texts:
            self._say(201, {"messageId": number, "reference": "made-up", "smsCount": 1, "usedCredits": 1})
        else:
            self._say(201, {"messageId": f"<{number}@smtp-relay.example>"})

    def do_GET(self):
        mood = self.brevo.mood()
        if mood == "ok":
            self._say(200, {"events": self.brevo.events(parse_qs(urlsplit(self.path).query))})
        else:
            self._say(500, {"code": "internal_error", "message": "made up"})

    def _say(self, code, body):
        said = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_):
        """Say nothing."""
