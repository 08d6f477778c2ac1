"""What may stand in a mail, and what an answer of the mail server means: pure decisions."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from chaland.kernel.errors import Refusal

ATTEMPTS = 5
LEASE = timedelta(minutes=5)
"""How long a mail stays with who claimed it: ten times what an exchange with the server may take."""
_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3))
GATE = "gate"
BASES = ("contract", "legal_obligation", "legitimate_interest", "staff")
"""The lawful bases of what is no prospecting (RGPD art. 6(1)); `staff`: who works in the shop is told by it."""
TRANSACTIONAL: Mapping[str, str] = MappingProxyType(
    {
        # Whether the owner of an address agreed is what a shop must be able to prove. Source: RGPD art. 7(1).
        "opt_in": "legal_obligation",
        # Nor is a child's agreement one before a parent gave theirs; RGPD art. 8(2).
        "parent": "legal_obligation",
        # How people put what is kept of them right; RGPD art. 12(2), 16.
        "details": "legal_obligation",
        "address": "legal_obligation",
        # What somebody books, they are told; RGPD art. 6(1)(b).
        "booking": "contract",
        # Figures for who works in the shop.
        "report": "staff",
        # How many notes are to be looked through, and nobody's name.
        "officer": "staff",
    }
)
"""The kinds of mail that leave without a consent, each by its lawful basis; every other one asks the gate."""
RESTORED, GIVEN_UP = "restored", "given_up"
"""Why a mail stays behind: a backup that was put back holds it, so it may have left already; somebody gave it up."""
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_PERMANENT = 500


def right_of(kind: str, *, purpose: str, customer_id: int | None) -> str:
    """Return by what right a mail leaves: GATE, asked once more at the second of sending, or that of its kind.

    Raises ValueError for one that has neither: a way around the gate is a fault of the program.

    >>> right_of("booking", purpose="", customer_id=None)
    'contract'
    """
    if purpose and customer_id is not None:
        return GATE
    if purpose or kind not in TRANSACTIONAL:
        raise ValueError(f"no right to send: {kind} {purpose}")
    return TRANSACTIONAL[kind]


def pause_after(attempts: int) -> timedelta | None:
    """Return how long a mail rests after this many attempts, or None once it has had them all.

    >>> pause_after(1), pause_after(5)
    (datetime.timedelta(seconds=60), None)
    """
    return _PAUSES[attempts - 1] if attempts < ATTEMPTS else None


def check_header(name: str, value: str) -> str:
    """Return a header's value if name and value can stand on one line. Raises Refusal `mail_header_unsafe`."""
    if not _HEADER_NAME.fullmatch(name) or not value.isprintable():
        raise Refusal("mail_header_unsafe", field=name[:60])
    return value


def one_line(text: str, longest: int) -> str:
    r"""Return text on one line without control marks, cut at `longest` characters.

    >>> one_line("Bonjour\r\nBcc: x@y.example", 40)
    'Bonjour Bcc: x@y.example'
    """
    printable = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(printable.split())[:longest]


def is_permanent(code: int) -> bool:
    """Tell whether the server will never take this mail. Source: RFC 5321 §4.2.1.

    >>> is_permanent(451), is_permanent(550)
    (False, True)
    """
    return code >= _PERMANENT


def is_about_the_address(code: int, said: str, *, at_recipient: bool) -> bool:
    """Tell whether a refusal says that nobody has this address, and not that the mail or its sender is unwelcome.

    Classes 5.1 and 5.2 of the enhanced codes are about the mailbox (RFC 3463 §3); without one, a permanent refusal
    of the recipient counts. at_recipient: the server said so when given the address, not the message.

    >>> is_about_the_address(550, "5.7.1 blocked", at_recipient=True)
    False
    >>> is_about_the_address(550, "no such user", at_recipient=True)
    True
    """
    if not is_permanent(code):
        return False
    found = re.search(r"\b5\.(\d{1,3})\.\d{1,3}\b", said)
    return found[1] in ("1", "2") if found else at_recipient


LINK_LASTS = timedelta(days=7)
ONE_MAIL_EVERY = timedelta(days=1)
"""Of what asks to confirm, to one address: whoever types somebody else's address sends them one mail a day at most."""
MOST_MAILS = 2
WAITS = timedelta(days=30)
"""After this, what nobody confirmed is forgotten."""


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One thing that a link says yes to: a purpose on a channel, for a merchant or the network, in a wording."""

    purpose: str
    channel: str
    merchant_id: int | None
    text_id: int | None


def plain(items: Iterable[Item]) -> list[list[Any]]:
    """Return items as they are kept, each once."""
    return [list(astuple(item)) for item in dict.fromkeys(items)]


def read(kept: Iterable[Iterable[Any]]) -> list[Item]:
    """Return items from how they are kept."""
    return [Item(*one) for one in kept]


def digest(items: Iterable[Item]) -> str:
    """Return what a page gives back with its yes, so that the yes is to what it showed and nothing else."""
    return sha256(json.dumps(plain(items)).encode()).hexdigest()[:16]
