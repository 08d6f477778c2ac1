"""Several processes send the same mails, and one is killed with a mail in its hands."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from factories.mail_servers import inbox, moody
from factories.processes import own_database

HERE = Path(__file__).parent
MAILS = 30


class Mailer:
    """Processes that send, see mailer.py."""

    def __init__(self, folder):
        path = os.pathsep.join([str(HERE.parents[1] / "src"), str(HERE.parent)])
        environment = {**os.environ, "DATABASE_URL": own_database("chaland_mails", folder), "PYTHONPATH": path}
        command = [sys.executable, str(HERE / "mailer.py")]
        self.parent = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, *lines):
        self.parent.stdin.write("".join(f"{line}\n" for line in lines))
        self.parent.stdin.flush()

    def heard(self, word):
        """Return the numbers of the next line that begins with the word."""
        while True:
            first, *numbers = self.parent.stdout.readline().split()
            if first == word:
                return [int(number) for number in numbers]

    def do(self, *lines):
        self.ask(*lines)
        return [self.heard("ended")[1] for _ in lines]


@pytest.fixture(scope="module")
def mailer(tmp_path_factory):
    mailer = Mailer(tmp_path_factory.mktemp("mails"))
    yield mailer
    mailer.parent.communicate(timeout=30)


def send_twice_at_once(mailer, manner=""):
    """Return who got mails, as often as they did."""
    mailer.do(f"open {MAILS}")
    with inbox() as server:
        mailer.do(*[f"send {server.port} {manner}"] * 2)
    return sorted(to for recipients in server.recipients for to in recipients)


def test_two_processes_send_each_mail_once(mailer):
    assert send_twice_at_once(mailer) == sorted(f"p{number}@example.com" for number in range(MAILS))


def test_two_processes_without_the_claim_send_mails_twice(mailer):
    assert len(send_twice_at_once(mailer, "without-guard")) > MAILS


def test_mail_of_a_killed_process_is_sent_again_under_its_message_id(mailer):
    mailer.do("open 1")
    with moody("silent-after") as server:
        mailer.ask(f"send {server.port}")
        (killed,) = mailer.heard("began")
        until = time.monotonic() + 30
        while not server.taken and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(killed, signal.SIGKILL)
    with inbox() as later:
        assert mailer.do(f"send {later.port}") + mailer.do(f"send {later.port} later") == [0, 1]
    assert later.messages[0]["Message-ID"].encode() in server.taken[0]
