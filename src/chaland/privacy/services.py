"""Writes of consents, objections and stances. Callers hold the transaction, and write consents last in it."""

from collections.abc import Sequence
from datetime import datetime

from chaland.customers.models import ContactPoint
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.kernel.text import clean
from chaland.privacy import ledger
from chaland.privacy.models import (
    ConsentEntry,
    ConsentPrivate,
    ConsentTrace,
    CurrentConsent,
    Objection,
    Purpose,
    PurposeChannel,
    Stance,
    Subject,
)
from chaland.privacy.queries import digest, is_own_address, subject_keys
from chaland.privacy.rules import CHANNELS, Act, NewConsent, Proof
from chaland.privacy.rules.acts import METHODS
from chaland.warehouse import outbox

_NEEDS = {Act.CONFIRMED: ("pending", "granted"), Act.RENEWED: ("granted", "lapsed")}
_KINDS = {"email": (ContactPoint.Kind.EMAIL,), "phone": (ContactPoint.Kind.MOBILE, ContactPoint.Kind.PHONE)}
_SILENCED = {"email": ("email",), "phone": ("sms", "phone")}


def record(
    customer_id: int,
    *,
    purpose: str,
    channel: str,
    act: Act,
    proof: Proof,
    now: datetime,
    merchant_id: int | None = None,
    address: str = "",
) -> ConsentEntry:
    """Write one act of a customer in the ledger and return its line.

    address: the contact point it is about, as kept. Raises NotFound `purpose_unknown`, `channel_unknown`; Refusal
    `channel_not_used`, `consent_method_unknown`; Conflict `consent_not_pending` for a confirmation of nothing asked,
    `consent_address_changed` where the address no longer is theirs, `consent_not_renewable` after a no.
    """
    new = NewConsent(customer_id, purpose, channel, act, proof, merchant_id, address)
    _check([new])
    _check_applies(new)
    (number,) = ledger.append([new], now=now)
    outbox.changed("consent", [customer_id])
    return ConsentEntry.objects.get(pk=number)


def record_many(rows: Sequence[NewConsent], *, now: datetime) -> int:
    """Write many acts, in this order, and return how many. One that changes nothing is written all the same.

    A yes given before a no that is known changes nothing. Raises as `record`, before anything is written.
    """
    _check(rows)
    ledger.append(rows, now=now)
    outbox.changed("consent", {row.customer_id for row in rows})
    return len(rows)


def _check(rows: Sequence[NewConsent]) -> None:
    purposes = set(Purpose.objects.values_list("pk", flat=True))
    used = set(PurposeChannel.objects.values_list("purpose_id", "channel"))
    for purpose, channel, method in {(row.purpose, row.channel, row.proof.method) for row in rows}:
        if purpose not in purposes:
            raise NotFound("purpose_unknown", field="purpose", text=purpose)
        if channel not in CHANNELS:
            raise NotFound("channel_unknown", field="channel", text=channel)
        if (purpose, channel) not in used:
            raise Refusal("channel_not_used", field="channel", text=channel)
        if method not in METHODS:
            raise Refusal("consent_method_unknown", field="method", text=method)


def _check_applies(new: NewConsent) -> None:
    needed = _NEEDS.get(new.act)
    if needed is None:
        return
    held = ledger.current_states([new.customer_id]).get((new.customer_id, new.purpose, new.channel, new.merchant_id))
    if held is None or held.state not in needed:
        raise Conflict("consent_not_pending" if new.act is Act.CONFIRMED else "consent_not_renewable")
    if new.act is Act.CONFIRMED and held.address and not is_own_address(new.customer_id, held.address):
        raise Conflict("consent_address_changed")


def object_to(kind: str, normalised: str, *, now: datetime) -> None:
    """Put an e-mail (`email`) or a number (`phone`), as kept, on the objection list; twice is once.

    Only its hash is kept, so it outlives the person's file and names nobody.
    """
    if kind not in _KINDS:
        raise NotFound("channel_unknown", field="kind", text=kind)
    Objection.objects.bulk_create(
        [Objection(kind=kind, digest=digest(kind, normalised), created_at=now)], ignore_conflicts=True
    )
    theirs = ContactPoint.objects.filter(normalised=normalised, kind__in=_KINDS[kind])
    outbox.changed("consent", theirs.values_list("customer_id", flat=True))


def detach_subject(customer_id: int) -> None:
    """Cut the ledger off from a person who is erased: addresses and the way back to them go, the lines stay."""
    keys = subject_keys(customer_id)
    lines = ConsentEntry.objects.filter(subject__in=keys).values("number")
    ConsentPrivate.objects.filter(entry__in=lines).delete()
    ConsentTrace.objects.filter(entry__in=lines).delete()
    CurrentConsent.objects.filter(customer=customer_id).delete()
    Stance.objects.filter(customer=customer_id).delete()
    Subject.objects.filter(customer=customer_id).delete()
    outbox.changed("consent", [customer_id])


def take_stance(customer_id: int, kind: str, *, reason: str = "", now: datetime) -> None:
    """Note that a customer restricts all use (`restricted`) or refuses profiling (`no_profiling`); twice is once."""
    values = {"since": now, "reason": clean(reason, 200)}
    Stance.objects.get_or_create(customer_id=customer_id, kind=Stance.Kind(kind), defaults=values)
    outbox.changed("consent", [customer_id])


def drop_stance(customer_id: int, kind: str) -> None:
    """Note that it holds no longer."""
    Stance.objects.filter(customer=customer_id, kind=kind).delete()
    outbox.changed("consent", [customer_id])


def drop_traces(*, before: datetime) -> int:
    """Forget IP addresses and browsers of lines written before that moment; returns of how many."""
    dropped, _ = ConsentTrace.objects.filter(recorded_at__lt=before).delete()
    return dropped
