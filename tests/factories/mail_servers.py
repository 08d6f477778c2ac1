"""Mail servers for tests: one that takes everything, and one that misbehaves on purpose."""

import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass
class Inbox:
    """A real SMTP server that keeps what it takes. raw: each message's bytes; recipients: of each."""

    port: int = 0
    raw: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - the name aiosmtpd calls
        self.raw.append(envelope.content)
        self.recipients.append(envelope.rcpt_tos)
        return "250 taken"

    @property
    def messages(self):
        return [message_from_bytes(raw, policy=default) for raw in self.raw]


@contextmanager
def inbox(port=0):
    """Run a server that takes everything."""
    kept = Inbox(port or free_port())
    controller = Controller(kept, hostname=HOST, port=kept.port)
    controller.start()
    try:
        yield kept
    finally:
        controller.stop()


class Moody:
    """A server that treats each connection by the next of `moods`, the last one again and again.

    ok. drop: takes the message and hangs up before saying so. 451, 550: says so at the recipient. data-451, data-554:
    after the message. auth-535: at the sender. mute: never says a word. slow: a byte every third of a second;
    slow-after: once it has the message. silent-after: says nothing once it has the message.
    """

    def __init__(self, *moods):
        self.moods = list(moods)
        self.taken = []
        self.heard = []
        self._server = socket.create_server((HOST, 0))
        self.port = self._server.getsockname()[1]
        self._open = True
        threading.Thread(target=self._run, daemon=True).start()

    def close(self):
        self._open = False
        self._server.close()

    def _run(self):
        while self._open:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            mood = self.moods.pop(0) if len(self.moods) > 1 else self.moods[0]
            threading.Thread(target=self._talk, args=(connection, mood), daemon=True).start()

    def _talk(self, connection, mood):
        with suppress(OSError), connection:
            if mood == "mute":
                time.sleep(20)
                return
            say = self._slowly if mood == "slow" else self._at_once
            lines = connection.makefile("rb")
            say(connection, "220 moody")
            for line in lines:
                verb = line.split(b" ")[0].strip().upper().decode()
                self.heard.append(verb)
                if verb == "DATA":
                    say(connection, "354 go on")
                    self._take(lines)
                    if mood == "drop":
                        return
                    if mood == "silent-after":
                        time.sleep(20)
                    say = self._slowly if mood == "slow-after" else say
                say(connection, self._answer(mood, verb))
                if verb == "QUIT":
                    return

    def _answer(self, mood, verb):
        special = {
            ("451", "RCPT"): "451 4.7.1 greylisted, try again",
            ("550", "RCPT"): "550 5.1.1 no such user",
            ("550-blocked", "RCPT"): "550 5.7.1 blocked",
            ("data-451", "DATA"): "451 4.3.0 later",
            ("data-554", "DATA"): "554 5.7.1 looks like spam",
            ("auth-535", "MAIL"): "530 5.7.0 authentication required",
        }
        return special.get((mood, verb), "250 ok" if verb != "QUIT" else "221 bye")

    def _take(self, lines):
        content = b""
        for line in lines:
            if line == b".\r\n":
                break
            content += line[1:] if line.startswith(b"..") else line
        self.taken.append(content)

    @staticmethod
    def _at_once(connection, text):
        connection.sendall(f"{text}\r\n".encode())

    @staticmethod
    def _slowly(connection, text):
        for byte in f"{text}\r\n".encode():
            connection.sendall(bytes([byte]))
            time.sleep(0.3)


@contextmanager
def moody(*moods):
    server = Moody(*moods)
    try:
        yield server
    finally:
        server.close()
