"""A live shop on a database of its own: servers that really listen, and can really be killed."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from factories.processes import own_database

HERE = Path(__file__).parent
READY_SECONDS = 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One server process group listening on a port of its own."""

    def __init__(self, port, group):
        self.port, self.group = port, group

    def wait_until_ready(self):
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/api/v1/health")
                if connection.getresponse().status == 200:
                    return self
            time.sleep(0.01)
        raise TimeoutError("the server did not start")

    def kill(self):
        """End every process of it at once, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.group, signal.SIGKILL)


class Shop:
    """The shop: start servers, call them, look at what is stored."""

    def __init__(self, folder):
        self.environment = {
            **os.environ,
            "CHALAND_HOME": str(folder),
            "DATABASE_URL": own_database("chaland_live", folder),
            "PYTHONPATH": os.pathsep.join([str(HERE.parents[1] / "src"), str(HERE.parent)]),
        }
        self.token = self.run("open").strip()
        self._parent = self._start("serve")
        self._servers = []

    def _start(self, what):
        command = [sys.executable, str(HERE / "live_shop.py"), what]
        return subprocess.Popen(command, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, what):
        out, _ = self._start(what).communicate(timeout=120)
        return out

    def run_script(self, name, *arguments):
        """Return the words that a script beside this one prints about the shop."""
        command = [sys.executable, str(HERE / name), *map(str, arguments)]
        told = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, text=True, timeout=120, check=True)
        return told.stdout.split()

    def stored(self):
        return json.loads(self.run("check"))

    def serve(self, how=""):
        """Start a server. how: "dying" for one that ends between storing its first receipt and answering."""
        port = free_port()
        print(port, how, file=self._parent.stdin, flush=True)
        server = Server(port, int(self._parent.stdout.readline()))
        self._servers.append(server)
        return server.wait_until_ready()

    def close(self):
        for server in self._servers:
            server.kill()
        self._parent.communicate(timeout=30)

    def till(self, server):
        return LiveTill(server.port, self.token)


class LiveTill:
    """A client that keeps its connection."""

    def __init__(self, port, token):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def post(self, path, body):
        """Return the status and the body of the answer. Raises OSError or HTTPException when the server is gone."""
        self._connection.request("POST", f"/api/v1{path}", json.dumps(body), self._headers)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())

    def close(self):
        self._connection.close()


@pytest.fixture
def shop(tmp_path):
    opened = Shop(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def kept_shop(tmp_path_factory):
    """A shop that the tests of one file share."""
    opened = Shop(tmp_path_factory.mktemp("shop"))
    yield opened
    opened.close()
