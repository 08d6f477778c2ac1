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


def carry_twice_at_once(mailer, manner=""):
    """Return who got mails of a campaign that two processes send, as often as they did."""
    mailer.do("draw 40")
    with inbox() as server:
        mailer.do(*[f"carry {server.port} {manner}"] * 2)
    return [to for recipients in server.recipients for to in recipients]


@pytest.mark.fault("F22")
def test_two_processes_send_each_message_of_a_campaign_once(mailer):
    got = carry_twice_at_once(mailer)
    assert (len(got), len(set(got))) == (40, 40)


def test_two_processes_that_do_not_claim_send_messages_twice(mailer):
    got = carry_twice_at_once(mailer, "without-guard")
    assert len(got) > len(set(got)) == 40


@pytest.mark.fault("F19")
@pytest.mark.parametrize("point", ["claimed", "ready", "handing", "handed", "noting", "noted"])
def test_messages_of_a_process_killed_anywhere_are_never_sent_again_by_themselves(mailer, point):
    mailer.do("draw 30")
    with inbox() as server:
        mailer.ask(f"carry {server.port} die-{point}")
        wait_for_the_end_of(mailer.heard("began")[0])
        mailer.do(f"carry {server.port}")
        mailer.do(f"carry {server.port} later")
    got = [to for recipients in server.recipients for to in recipients]
    (unknown,) = mailer.do("unknown")
    assert len(got) == len(set(got))
    # Those that were claimed when it died, and no others.
    assert unknown == (5 if point == "noted" else 25)
    assert 30 - unknown <= len(got) <= 30


def test_messages_whose_claim_is_over_would_be_sent_twice_if_they_waited_again(mailer):
    mailer.do("draw 30")
    with inbox() as server:
        mailer.ask(f"carry {server.port} die-noting")
        wait_for_the_end_of(mailer.heard("began")[0])
        mailer.do(f"carry {server.port} without-unknown")
    got = [to for recipients in server.recipients for to in recipients]
    assert len(got) > len(set(got)) == 30


@pytest.mark.fault("F23")
def test_without_a_database_nothing_leaves_unclaimed(mailer):
    mailer.do("draw 30")
    with inbox() as server:
        (left,) = mailer.do(f"carry {server.port} without-database")
    # The round that was claimed before the database went.
    assert (left, len(server.raw)) == (-1, 25)


def wait_for_the_end_of(process_id):
    until = time.monotonic() + 30
    while time.monotonic() < until and not is_over(process_id):
        time.sleep(0.01)


def is_over(process_id):
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True
