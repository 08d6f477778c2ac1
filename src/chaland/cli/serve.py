"""`chaland serve`: opens the shop's first account if there is none, and serves."""

import argparse
import errno
import os
import socket
import sys

from django.utils import timezone
from django.utils.translation import gettext as _

from chaland.cli import console
from chaland.cli.console import Failure
from chaland.cli.failures import BUSY_PORT
from chaland.database.statistics import refresh_statistics
from chaland.usecases.network.open_first_account import open_first_account

# SQLite has one writer at a time and Python runs one thread at a time: more threads only wait for each other.
THREADS = 4
HIGHEST_PORT = 65_535
OWNER = "proprietaire@chaland.example"
APPLICATION = "chaland.config.server:application"


def configure(parser: argparse.ArgumentParser) -> None:
    """Take where to listen and how wide."""
    add_address(parser)
    owner_help = _("e-mail address of the first account (first start only)")
    parser.add_argument("--owner", metavar="EMAIL", default=OWNER, help=owner_help)


def add_address(parser: argparse.ArgumentParser) -> None:
    """Take where to listen; `chaland demo` has the same options."""
    parser.add_argument("--host", default="127.0.0.1", help=_("address to listen on (127.0.0.1)"))
    parser.add_argument("--port", type=port_number, default=8000, help=_("port to listen on (8000)"))
    parser.add_argument("--workers", type=int, default=1, help=_("server processes; 1 is right for SQLite (1)"))


def port_number(text: str) -> int:
    """Read a port; the 0 that lets the machine choose is refused with what is no port at all."""
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(_("a port is a number from 1 to 65535"))
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Prepare everything, then become the server: this only returns by an exception."""
    refuse_busy_port(options.host, options.port)
    address = f"http://{shown_host(options.host)}:{options.port}"
    link = tell_first_account(address, options.owner, options.language)
    refresh_statistics()
    console.result({"address": address, "first_login": link}, address)
    become_server(options.host, options.port, options.workers)
    return 0


def refuse_busy_port(host: str, port: int) -> None:
    """Raise Failure if the server could not listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise _cannot_listen(host, port, error) from error


def _cannot_listen(host: str, port: int, error: OSError) -> Failure:
    if error.errno == errno.EADDRINUSE:
        sentence = _("Port {port} is in use: stop the other program, or choose another with --port {other}.")
        return Failure(sentence.format(port=port, other=port + 1), code="busy_port", exit_code=BUSY_PORT)
    sentence = _("Cannot listen on {host}, port {port}: {reason}.")
    reason = error.strerror or str(error)
    return Failure(sentence.format(host=host, port=port, reason=reason), code="cannot_listen", exit_code=BUSY_PORT)


def tell_first_account(address: str, email: str, language: str) -> str | None:
    """Open the owner's account at the first start and say how to get in; returns the link, else None."""
    account = open_first_account(email=email, name=_("Owner"), language=language, now=timezone.now())
    if account is None:
        return None
    # Written out: looking it up would load every screen, which the server is about to load anyway.
    link = f"{address}/login/{account.token}/"
    sentence = _("You are {email}. Choose your password here, once, within a day: {link}")
    console.note(sentence.format(email=account.email, link=link))
    return link


def shown_host(host: str) -> str:
    """Return the host as a browser on this machine would write it."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - what was asked for, shown as a name
        return "localhost"
    return f"[{host}]" if ":" in host else host


def become_server(host: str, port: int, workers: int) -> None:
    """Replace this process by the server, which so gets the signals and starts small. Does not return."""
    from django.db import connections

    connections.close_all()
    # Links in mails lead here unless the shop has a public address.
    os.environ.setdefault("CHALAND_URL", f"http://{shown_host(host)}:{port}")
    address = ("--host", host, "--port", str(port))
    width = ("--workers", str(workers), "--blocking-threads", str(THREADS))
    # Granian warns of more threads than cores; ours wait for the disk.
    manner = ("--interface", "wsgi", "--log-level", "error", "--no-ws", "--respawn-failed-workers")
    os.execv(sys.executable, [sys.executable, "-P", "-m", "granian", *manner, *address, *width, APPLICATION])
