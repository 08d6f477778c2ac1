"""Times how long `chaland serve` takes to be ready, and its resident memory before and after use; prints one JSON line.

python bench/startup.py [folder]: the data folder to serve, such as one with the demo loaded; an empty one by default.
"""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="chaland-bench-")
STARTS = 3
CLIENTS = 8
ROUNDS = 10
PAGES = ("/", "/customers/", "/agenda/", "/search/?q=mar", "/health/")
MAKE_SESSION = """
import django
django.setup()
from django.conf import settings
from django.test import Client
from chaland.accounts.models import User
client = Client()
client.force_login(User.objects.filter(role="owner").first(), "django.contrib.auth.backends.ModelBackend")
print(settings.SESSION_COOKIE_NAME + "=" + client.cookies[settings.SESSION_COOKIE_NAME].value)
"""


def environment() -> dict[str, str]:
    return os.environ | {"CHALAND_HOME": HOME, "DJANGO_SETTINGS_MODULE": "chaland.config.settings"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(port: int) -> tuple[subprocess.Popen[str], float]:
    """Start the server; returns it and the seconds until it answered."""
    began = time.perf_counter()
    command = [str(ROOT / "chaland"), "serve", "--json", "--port", str(port)]
    server = subprocess.Popen(
        command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
    )
    while not answers(port):
        time.sleep(0.01)
    return server, time.perf_counter() - began


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=30):
            return True
    except OSError:
        return False


def resident_mb(pid: int) -> int:
    """Sum the resident memory of a process and its children, in MB of 2**20 bytes."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    status = Path(f"/proc/{pid}/status").read_text()
    own = int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) // 1024
    return own + sum(resident_mb(int(child)) for child in children)


def processor_seconds(pid: int) -> float:
    """Sum what a process and its children have used of the processors: what ready takes where nothing else runs."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(processor_seconds(int(child)) for child in children)


def visit(port: int, cookie: str) -> set[int]:
    """Open every page a few times over one connection; returns the status codes seen."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    seen = set()
    for page in PAGES * ROUNDS:
        connection.request("GET", page, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        seen.add(answer.status)
    return seen


def main() -> None:
    seconds, processor = [], []
    for number in range(STARTS):
        port = free_port()
        server, taken = start(port)
        seconds.append(round(taken, 2))
        processor.append(round(processor_seconds(server.pid), 2))
        if number < STARTS - 1:
            server.send_signal(signal.SIGTERM)
            server.wait()
    idle = resident_mb(server.pid)
    made = subprocess.run(
        [sys.executable, "-c", MAKE_SESSION], env=environment(), capture_output=True, text=True, check=True
    )
    try:
        with ThreadPoolExecutor(CLIENTS) as clients:
            codes = set().union(*clients.map(lambda _: visit(port, made.stdout.strip()), range(CLIENTS)))
        after = resident_mb(server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
    result = {
        "bench": "startup",
        "ready_s": sorted(seconds),
        "ready_processor_s": sorted(processor),
        "must_be_ready_s": 3,
        "idle_mb": idle,
        "after_pages_mb": after,
        "must_be_mb": 250,
        "pages": CLIENTS * ROUNDS * len(PAGES),
        "status_codes": sorted(codes),
        "exit_code": server.wait(),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
