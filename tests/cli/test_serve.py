"""`chaland serve`: ready in time, busy ports, the owner's first link, a clean stop."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from factories.tables import write_tables

PATIENCE = 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(home):
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return inherited | {"CHALAND_HOME": str(home), "LANG": "en_GB.UTF-8"}


def command(*arguments):
    return [sys.executable, "-P", "-m", "chaland.cli", "serve", "--json", *arguments]


def get(address):
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - our own server
        return answer.status


def wait_until_ready(address):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            return get(f"{address}/health/")
        except urllib.error.URLError:
            time.sleep(0.05)
    pytest.fail("the server did not start")


@pytest.fixture
def served(tmp_path):
    """A server on a folder with nothing but tables: the process and the line that it printed."""
    write_tables(tmp_path / "chaland.sqlite3")
    process = subprocess.Popen(
        command("--port", str(free_port())), env=environment(tmp_path), stdout=subprocess.PIPE, text=True
    )
    line = json.loads(process.stdout.readline())
    wait_until_ready(line["address"])
    yield process, line
    # Not killed: the server's own process would stay behind.
    process.terminate()
    process.wait(PATIENCE)
    process.stdout.close()


def test_first_start_prints_a_link_that_leads_to_choosing_a_password(served):
    _process, line = served
    assert line["first_login"].startswith(f"{line['address']}/login/")
    assert get(line["first_login"]) == 200


def test_server_stops_cleanly_when_asked_to(served):
    process, _line = served
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0


def test_busy_port_is_told_with_another_to_take(served, tmp_path):
    _process, line = served
    port = line["address"].rpartition(":")[2]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_tables(elsewhere / "chaland.sqlite3")
    done = subprocess.run(
        command("--port", port), env=environment(elsewhere), capture_output=True, text=True, check=False
    )
    said = f"Port {port} is in use: stop the other program, or choose another with --port {int(port) + 1}."
    assert (done.returncode, json.loads(done.stdout)) == (3, {"error": "busy_port", "message": said})


def test_address_of_another_machine_cannot_be_listened_on(tmp_path):
    write_tables(tmp_path / "chaland.sqlite3")
    arguments = command("--host", "192.0.2.1", "--port", str(free_port()))
    done = subprocess.run(arguments, env=environment(tmp_path), capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["error"]) == (3, "cannot_listen")
