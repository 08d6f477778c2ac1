"""A made-up mailbox behind a real IMAP conversation, and mails that came back, after RFC 3464, 5965 and what servers
write."""

import re
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

from factories.mail_servers import HOST

USER, PASSWORD = "retours@boutique.example", "made-up"


@dataclass
class Kept:
    """mails: by number; seen: the numbers that were read."""

    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    port: int = 0

    def add(self, raw):
        self.mails[len(self.mails) + 1] = raw

    @property
    def url(self):
        return f"imap://{USER.replace('@', '%40')}:{PASSWORD}@{HOST}:{self.port}/INBOX"


@contextmanager
def mailbox():
    """Run one."""
    kept = Kept()
    server = socketserver.ThreadingTCPServer((HOST, 0), type("_Bound", (_Talk,), {"kept": kept}))
    server.daemon_threads = True
    kept.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()


class _Talk(socketserver.StreamRequestHandler):
    kept: Kept

    def handle(self):
        self.say("* OK made up")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            tag, _, command = line.partition(" ")
            verb = command.upper().removeprefix("UID ").split(" ")[0]
            is_done = getattr(self, f"on_{verb.lower()}", self.on_nothing)(command)
            self.say(f"{tag} {'OK' if is_done else 'NO'} {verb}")
            if verb == "LOGOUT":
                return

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

    def on_nothing(self, _command):
        return True

    def on_capability(self, _command):
        self.say("* CAPABILITY IMAP4rev1")
        return True

    def on_login(self, command):
        return PASSWORD in command

    def on_select(self, command):
        self.say(f"* {len(self.kept.mails)} EXISTS")
        return "INBOX" in command

    def on_search(self, _command):
        self.say(" ".join(["* SEARCH", *(str(one) for one in self.kept.mails if one not in self.kept.seen)]))
        return True

    def on_fetch(self, command):
        number = int(re.search(r"FETCH (\d+)", command)[1])
        raw = self.kept.mails[number]
        self.say(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(raw)}}}")
        self.wfile.write(raw + b")\r\n")
        return True

    def on_store(self, command):
        self.kept.seen.add(int(re.search(r"STORE (\d+)", command)[1]))
        return True


def bounced(
    name, *, to="claire@example.com", status="5.1.1", action="failed", said="smtp; 550 5.1.1 user unknown", whole=True
):
    """A mail that a server gives back: the text for people, the report, and ours, whole or its headers alone."""
    original = f"Message-ID: {name}\r\nTo: {to}\r\nSubject: =?utf-8?q?Invent=C3=A9?=\r\n"
    back = (
        f"Content-Type: message/rfc822\r\n\r\n{original}\r\nBonjour\r\n"
        if whole
        else f"Content-Type: text/rfc822-headers\r\n\r\n{original}\r\n"
    )
    return (
        "From: MAILER-DAEMON@mx.example\r\nTo: bonjour@boutique.example\r\nSubject: Undelivered Mail\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b1\r\n\r\n"
        "--b1\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry.\r\n"
        "--b1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n"
        "Arrival-Date: Mon, 2 Mar 2026 12:00:00 +0000\r\n\r\n"
        f"Final-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: {said}\r\n"
        f"\r\n--b1\r\n{back}--b1--\r\n"
    ).encode()


def complained(name, *, to="claire@example.com", kind="abuse"):
    """A complaint as mailbox providers tell it."""
    return (
        "From: fbl@mx.example\r\nTo: bonjour@boutique.example\r\nSubject: complaint\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b1\r\n\r\n"
        "--b1\r\nContent-Type: text/plain\r\n\r\nAn abuse report.\r\n"
        f"--b1\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nVersion: 1\r\n"
        f"Original-Rcpt-To: <{to}>\r\n\r\n"
        f"--b1\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {name}\r\nSubject: x\r\n\r\nBonjour\r\n--b1--\r\n"
    ).encode()
