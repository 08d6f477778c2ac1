"""The owner of an address says yes to what a mail asked: to confirm what waits, or to go on with what they had."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from chaland.customers.merging import head_of
from chaland.database.locks import lock_words, one_writer
from chaland.messages import confirmations
from chaland.messages.models import Confirmation
from chaland.messages.rules import Item, digest, read
from chaland.privacy import services as consents
from chaland.privacy.gate import is_child
from chaland.privacy.queries import consents_of, is_own_address
from chaland.privacy.rules import Act, Consent, NewConsent, Proof
from chaland.privacy.rules.acts import PARENT
from chaland.usecases.collection.confirm_sign_up import confirm_sign_up
from chaland.usecases.consents.ask_opt_in import is_asked_of
from chaland.usecases.customers.speak_to import Wording, wordings

_KIND = Confirmation.Kind
_USER_AGENT = 300
_STATES = {_KIND.OPT_IN: ("pending",), _KIND.PARENT: ("pending",), _KIND.RENEWAL: ("granted", "lapsed")}


@dataclass(frozen=True, slots=True)
class Question:
    """What a link asks. digest: given back with the yes. child: the first name of whom a parent is asked for."""

    kind: str
    language: str
    wordings: tuple[Wording, ...]
    digest: str
    child: str = ""


@dataclass(frozen=True, slots=True)
class Answerer:
    """From where somebody answers, for the proof."""

    language: str
    ip: str = ""
    user_agent: str = ""

    def act(self, customer_id: int, item: Item, act: Act, address: str = "", reference: str = "") -> NewConsent:
        """Return the line of the ledger that says so."""
        proof = Proof(
            "link",
            "link",
            language=self.language,
            text_id=item.text_id,
            reference=reference,
            ip=self.ip,
            user_agent=self.user_agent[:_USER_AGENT],
        )
        return NewConsent(customer_id, item.purpose, item.channel, act, proof, item.merchant_id, address)


def look_at_question(token: str, *, now: datetime) -> Question | None:
    """Return what a link asks, or None when there is nothing to answer: unknown, spent, out of date or void.

    Changes nothing.
    """
    found = confirmations.good(token, now=now)
    _customer_id, items = _standing(found, now) if found else (0, [])
    return _question(found, items) if found and items else None


def confirm_opt_in(token: str, *, shown: str, by: Answerer, now: datetime) -> Question | None:
    """Write down the yes of who holds the secret, once, and return what it was to; None when nothing can be answered.

    shown: the digest of what the page showed. Where more was asked meanwhile, nothing is written and the question as
    it now stands has another digest: show it.
    """
    with one_writer(), transaction.atomic():
        found = confirmations.good(token, now=now)
        if found is None:
            return None
        lock_words([f"opt-in:{found.address}"])
        customer_id, items = _standing(found, now)
        if not items or digest(items) != shown:
            return _question(found, items) if items else None
        if not confirmations.use(found, now=now):
            return None
        if found.kind == _KIND.OPT_IN:
            confirm_sign_up(customer_id, address=found.address, now=now)
        _record(found, customer_id, items, replace(by, language=found.language), now)
        return _question(found, items)


def _standing(found: Confirmation, now: datetime) -> tuple[int, list[Item]]:
    """Return whose file it is, and the items that may still be said yes to; none once the address is not theirs."""
    customer_id = head_of(found.customer_id)
    if customer_id is None or not _may_answer(found, customer_id, now):
        return 0, []
    asked = set(read(found.items))
    states = _STATES[_KIND(found.kind)]
    return customer_id, [
        item
        for one in consents_of(customer_id, now=now)
        if one.state in states
        and (item := Item(one.purpose, one.channel, one.merchant_id, one.text_id)) in asked
        and is_asked_of(one, found.address, is_parent=found.kind == _KIND.PARENT)
    ]


def _may_answer(found: Confirmation, customer_id: int, now: datetime) -> bool:
    """Tell whether it still is for the reader to say: of their own address, or of a child for a parent."""
    if found.kind == _KIND.PARENT:
        return is_child(customer_id, now=now)
    return is_own_address(customer_id, found.address)


def _question(found: Confirmation, items: Sequence[Item]) -> Question:
    child = found.customer.first_name if found.kind == _KIND.PARENT else ""
    return Question(found.kind, found.language, wordings(items, found.language), digest(items), child)


def _record(found: Confirmation, customer_id: int, items: Sequence[Item], by: Answerer, now: datetime) -> None:
    act = Act.RENEWED if found.kind == _KIND.RENEWAL else Act.CONFIRMED
    held = {(one.purpose, one.channel, one.merchant_id): one for one in consents_of(customer_id, now=now)}
    acts = [_line(found, by, act, held[item.purpose, item.channel, item.merchant_id], item) for item in items]
    consents.record_many(acts, now=now)


def _line(found: Confirmation, by: Answerer, act: Act, held: Consent, item: Item) -> NewConsent:
    """Return the line of one yes. A parent's is by their name, for the child's own address."""
    reference = f"confirmation:{found.pk}"
    if held.parent is not None:
        said = by.act(held.customer_id, item, act, held.address, f"{held.parent} · {reference}")
        return replace(said, proof=replace(said.proof, method=PARENT))
    address = found.address if item.channel == "email" else ""
    return by.act(held.customer_id, item, act, address, reference)
