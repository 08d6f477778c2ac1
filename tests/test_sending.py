"""Everything that sends to a person asks the gate, or is on the list of kinds that leave by another right.

Each rule gives the places that break it. Its twin is a line that goes around the gate: the rule must see it.
"""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from chaland.config.mail_server import mail_settings
from chaland.gateways.smtp.transport import Smtp
from chaland.messages import services
from chaland.messages.models import OutgoingMail
from chaland.messages.rules import BASES, GATE, TRANSACTIONAL
from chaland.usecases.upkeep import deliver_mail
from factories.mail_servers import HOST, inbox
from factories.opt_in import CLAIRE, act, enter
from factories.sales import open_shops

SOURCE = Path(__file__).resolve().parents[1] / "src" / "chaland"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WIRES = {
    "smtplib": {"gateways"},
    "django.core.mail": {"gateways"},
    "urllib.request": {"gateways"},
    "http.client": {"gateways"},
    "requests": {"gateways"},
    "httpx": set(),
    "urllib3": {"gateways"},
    "apprise": {"gateways"},
    "anymail": {"gateways"},
    "imaplib": {"gateways"},
    "aiohttp": set(),
    # The server looks whether its port is free.
    "socket": {"gateways", "cli"},
}
"""What speaks to the world outside, and the only packages that may."""
MAKERS = {"messages/services.py"}
"""Where a mail is written down to leave: `services.queue`, which gives each its right."""
SENDERS = {
    "usecases/upkeep/deliver_mail.py",
    # Carriers: `send_campaign` hands them what the gate let pass.
    "usecases/campaigns/mail_campaign.py",
    "usecases/campaigns/send_texts.py",
    # To who prepares it, at their own address.
    "usecases/campaigns/try_campaign.py",
}
"""What hands mails and texts over, after the gate."""
HANDED = ("transport.send", "Smtp().send", "gateway.send")


def sources():
    files = (path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
    return {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in sorted(files)}


def wires(files):
    """Imports of what speaks to the world outside, from where it may not."""
    return [
        f"{name}: {module}"
        for name, text in files.items()
        for module in imported(text)
        for wire, allowed in WIRES.items()
        if (module == wire or module.startswith(f"{wire}.")) and name.partition("/")[0] not in allowed
    ]


def imported(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))


def makers(files):
    """Places that write a mail down themselves, or make it ready to leave."""
    return [
        name
        for name, text in files.items()
        if name not in MAKERS and any(_makes(node) for node in ast.walk(ast.parse(text)))
    ]


def _makes(node):
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    return called == "OutgoingMail" or (
        called.startswith("OutgoingMail.") and called.rpartition(".")[2] in ("create", "bulk_create", "update")
    )


def senders(files):
    """Places that take a transport in hand; the gateway is one, the command and the server hand it on."""
    return [
        name
        for name, text in files.items()
        if name not in SENDERS
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(HANDED)
    ]


@pytest.mark.rule("gate")
@pytest.mark.parametrize("rule", [wires, makers, senders])
def test_nothing_leaves_but_through_the_gate(rule):
    assert rule(sources()) == []


@pytest.mark.parametrize(
    ("rule", "around"),
    [
        (wires, "import smtplib\nsmtplib.SMTP('mail').sendmail('a', ['b'], 'c')"),
        (wires, "from django.core.mail import send_mail\nsend_mail('a', 'b', 'c', ['d'])"),
        (wires, "import urllib.request\nurllib.request.urlopen('https://sms.example')"),
        (makers, "OutgoingMail.objects.create(kind='offer')"),
        (makers, "OutgoingMail.objects.filter(pk=1).update(state='queued')"),
        (senders, "transport.send(letter)"),
        (senders, "self._gateway.send(to, text, key)"),
    ],
)
def test_a_way_around_the_gate_is_seen(rule, around):
    assert len(rule({**sources(), "usecases/send_offers.py": around})) >= 1


def test_each_kind_that_leaves_without_the_gate_has_its_lawful_basis():
    assert set(TRANSACTIONAL.values()) <= set(BASES)


@pytest.mark.parametrize(("kind", "purpose"), [("offer", ""), ("opt_in_too", ""), ("offer", "newsletter")])
def test_a_mail_of_no_kind_and_nobody_cannot_be_queued(db, kind, purpose):
    with pytest.raises(ValueError, match="no right to send"):
        services.queue(kind=kind, to=CLAIRE, subject="s", text="t", purpose=purpose, now=NOW)


@pytest.mark.parametrize(("basis", "purpose"), [("", ""), ("gate", ""), ("gate", "newsletter"), ("contract", "offers")])
def test_the_database_refuses_a_mail_without_a_right(db, basis, purpose):
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.create(
            kind="booking", to=CLAIRE, subject="s", text="t", basis=basis, purpose=purpose, next_try_at=NOW,
            created_at=NOW,
        )  # fmt: skip


@pytest.fixture
def letter(db):
    """A newsletter that waits for somebody who agreed, then took it back."""
    open_shops("lyon")
    customer_id = enter()
    act(customer_id, "granted")
    mail = services.queue(
        kind="newsletter", to=CLAIRE, subject="s", text="t", purpose="newsletter", customer_id=customer_id, now=NOW
    )
    act(customer_id, "withdrawn")
    return mail


def delivered():
    with inbox() as server, override_settings(**mail_settings(f"smtp://{HOST}:{server.port}")):
        deliver_mail.deliver_waiting(clock=lambda: NOW, transport=Smtp())
        return len(server.messages)


@pytest.mark.rule("gate")
def test_what_is_taken_back_between_queue_and_send_does_not_leave(letter):
    assert (letter.basis, delivered()) == (GATE, 0)
    assert list(OutgoingMail.objects.values_list("state", "error")) == [("failed", "withdrawn")]


def test_without_the_gate_it_leaves(letter, monkeypatch):
    monkeypatch.setattr(deliver_mail, "_closed", lambda _mail, _now: "")
    assert delivered() == 1


@pytest.mark.rule("gate")
def test_a_mail_to_an_address_they_have_no_longer_does_not_leave(letter):
    act(letter.customer_id, "granted")
    OutgoingMail.objects.update(to="somebody.else@example.com")
    assert delivered() == 0
    assert list(OutgoingMail.objects.values_list("error", flat=True)) == ["address_changed"]
