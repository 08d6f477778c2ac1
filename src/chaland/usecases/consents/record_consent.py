"""Somebody agrees, refuses or changes their mind, at the counter or through software."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.customers.models import ContactPoint
from chaland.database.locks import one_writer
from chaland.kernel.email import normalise_email
from chaland.kernel.errors import NotFound, Refusal
from chaland.messages.models import Confirmation
from chaland.privacy import services
from chaland.privacy.gate import KINDS, is_child
from chaland.privacy.models import ConsentText
from chaland.privacy.queries import Box
from chaland.privacy.rules import Act, NewConsent, Proof
from chaland.privacy.rules.acts import PARENT, parent_named
from chaland.stores.models import Merchant
from chaland.usecases.consents.ask_opt_in import ask_opt_in
from chaland.usecases.customers.open_customer import open_customer

SAID = (Act.GRANTED, Act.REFUSED, Act.WITHDRAWN, Act.INFORMED)
"""What a person may be said to have done; the rest comes from a link they follow."""
_LONGEST_ADDRESS = 100
"""Of a parent, beside their name in the proof."""


def record_consent(
    customer_id: int,
    *,
    purpose: str,
    channel: str,
    act: str,
    proof: Proof,
    scope: Scope,
    now: datetime,
    merchant_id: int | None = None,
    given_at: datetime | None = None,
    parent_email: str = "",
) -> str:
    """Write down what a customer said, and return the act written.

    A yes to e-mails that was only said waits until the owner of the address confirms it by mail; a signed paper is
    proof by itself. A parent says yes for who is under 15: named in the reference of the proof, and asked at
    `parent_email` to confirm it. Raises NotFound `customer_unknown`, and as `privacy.services.record`; Refusal
    `consent_act_unknown`, `consent_text_unknown`, `consent_in_future`, `parent_not_named`, `parent_for_adult`, those
    of an address that cannot be one (`kernel.email`).
    """
    if act not in SAID:
        raise Refusal("consent_act_unknown", field="act", text=act)
    if given_at and given_at > now:
        raise Refusal("consent_in_future", field="given_at")
    with one_writer(), transaction.atomic():
        open_customer(customer_id, scope)
        _refuse_other_text(proof.text_id, purpose, channel)
        address = main_address(customer_id, channel)
        asked_at = ""
        if proof.method == PARENT and act == Act.GRANTED:
            proof, asked_at = _parent(customer_id, proof, parent_email, now)
        elif act == Act.GRANTED and channel == "email" and proof.method == "oral":
            asked_at = address
        written = Act.ASKED if asked_at else Act(act)
        services.record(
            customer_id,
            purpose=purpose,
            channel=channel,
            act=written,
            proof=proof,
            now=now,
            merchant_id=merchant_id,
            address=address,
            given_at=given_at,
        )
        if asked_at:
            kind = Confirmation.Kind.PARENT if proof.method == PARENT else Confirmation.Kind.OPT_IN
            ask_opt_in(customer_id, address=asked_at, asked=[(purpose, channel)], kind=kind, now=now)
        return written.value


@dataclass(frozen=True, slots=True)
class Answers:
    """What a form showed and which of its boxes, by their texts, were ticked."""

    shown: Sequence[Box]
    ticked: Collection[int]
    proof: Proof


def record_answers(customer_id: int, said: Answers, *, now: datetime) -> None:
    """Write down what was ticked when a file was opened. A box left empty is no answer, and no reason to wait.

    One that would have said no, left empty, says that the person was told. The caller holds the transaction.
    """
    rows = []
    for box in said.shown:
        is_ticked = box.text_id in said.ticked
        act = (Act.REFUSED if is_ticked else Act.INFORMED) if box.refuses else Act.GRANTED
        if not (is_ticked or box.refuses):
            continue
        address = main_address(customer_id, box.channel)
        waits = act is Act.GRANTED and box.channel == "email" and bool(address)
        rows.append(
            NewConsent(
                customer_id,
                box.purpose,
                box.channel,
                Act.ASKED if waits else act,
                replace(said.proof, text_id=box.text_id),
                address=address,
            )
        )
    services.record_many(rows, now=now)
    asked = [(row.purpose, row.channel) for row in rows if row.act is Act.ASKED]
    if asked:
        ask_opt_in(customer_id, address=main_address(customer_id, "email"), asked=asked, now=now)


def main_address(customer_id: int, channel: str) -> str:
    """Return the contact point, as kept, that a consent on a channel is given for; none for letters."""
    if channel == "post":
        return ""
    points = ContactPoint.objects.filter(customer=customer_id, kind__in=KINDS[channel], status="valid")
    found: str | None = points.order_by("kind", "-is_main", "pk").values_list("normalised", flat=True).first()
    return found or ""


def merchant_named(name: str | None, scope: Scope) -> int | None:
    """Return the merchant of this name, in one store its own alone. Raises NotFound `merchant_unknown`."""
    if name is None:
        return None
    known = Merchant.objects.filter(name=name)
    if scope.store_id is not None:
        known = known.filter(stores=scope.store_id)
    found = known.values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("merchant_unknown", field="merchant", text=name)
    return found


def _parent(customer_id: int, proof: Proof, email: str, now: datetime) -> tuple[Proof, str]:
    """Return the proof that names the parent, and their address."""
    if not (proof.reference.strip() and email.strip()):
        raise Refusal("parent_not_named", field="reference" if email.strip() else "parent_email")
    if not is_child(customer_id, now=now):
        raise Refusal("parent_for_adult")
    address = normalise_email(email)
    if len(address) > _LONGEST_ADDRESS:
        raise Refusal("email_not_understood", field="parent_email", text=address[:60])
    return replace(proof, reference=parent_named(proof.reference, address)), address


def _refuse_other_text(text_id: int | None, purpose: str, channel: str) -> None:
    if text_id and not ConsentText.objects.filter(pk=text_id, purpose=purpose, channel=channel).exists():
        raise Refusal("consent_text_unknown", field="text_id")
