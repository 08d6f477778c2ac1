"""The people of a campaign for another mailer, whom it must leave out, and who left it there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chaland.campaigns.audience import GATE_CHANNELS, people_of
from chaland.campaigns.models import Campaign, Message
from chaland.customers.models import ContactPoint, Customer
from chaland.customers.services import set_contact_status
from chaland.database.locks import one_writer
from chaland.kernel.email import normalise_email
from chaland.kernel.errors import Refusal
from chaland.loyalty.models.vouchers import Voucher
from chaland.privacy.gate import may_contact_many
from chaland.privacy.rules import Proof
from chaland.usecases.campaigns.hand_over import addressees, emails_of
from chaland.usecases.consents.stop_channel import stop_channel

_AT_ONCE = 500
_ENDED = frozenset({"withdrawn", "refused", "objected", "restricted"})


@dataclass(frozen=True, slots=True)
class Contact:
    """One person as another mailer needs them, and nothing else of theirs."""

    customer_id: int
    email: str
    civility: str
    last_name: str
    first_name: str
    language: str
    voucher_code: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What a file of another mailer held: addresses, and how many customers they are of."""

    addresses: int
    customers: int
    unreadable: int


def contacts(campaign: Campaign, *, now: datetime) -> Iterator[Contact]:
    """Give those who were handed over and whom the gate still lets through."""
    part: list[Message] = []
    for one in addressees(campaign, now=now, with_words=False):
        part.append(one.message)
        if len(part) == _AT_ONCE:
            yield from _contacts(part)
            part = []
    yield from _contacts(part)


def _contacts(messages: Sequence[Message]) -> Iterator[Contact]:
    people = Customer.objects.in_bulk(people_of(messages))
    codes = dict(
        Voucher.objects.filter(pk__in=[one.voucher_id for one in messages if one.voucher_id]).values_list("pk", "code")
    )
    emails = emails_of(list(people))
    for message in messages:
        one = people.get(message.customer_id or 0)
        if one and one.pk in emails:
            code = codes.get(message.voucher_id or 0, "")
            yield Contact(one.pk, emails[one.pk], one.civility, one.last_name, one.first_name, one.language, code)


def suppressed(*, now: datetime) -> Iterator[tuple[int, str]]:
    """Give those who were handed to another mailer and want no more since, each with their address.

    Of those alone who were: the others are nobody's business there.
    """
    sent = Message.objects.filter(
        campaign__channel=Campaign.Channel.FILE, state=Message.State.SENT, customer__isnull=False
    )
    given: set[int] = set()
    for purpose, merchant_id in sent.values_list("campaign__purpose", "campaign__merchant").distinct().order_by():
        own = sent.filter(campaign__purpose=purpose, campaign__merchant=merchant_id)
        ids = sorted(set(own.values_list("customer_id", flat=True)) - given)
        decisions = may_contact_many(
            ids,
            purpose=purpose,
            channel=GATE_CHANNELS[Campaign.Channel.FILE],
            merchant_id=merchant_id,
            now=now,
            any_hour=True,
        )
        ended = [one for one in ids if decisions[one].reason in _ENDED]
        given |= set(ended)
        for start in range(0, len(ended), _AT_ONCE):
            yield from emails_of(ended[start : start + _AT_ONCE]).items()


def take_returned(cells: Sequence[str], *, mailer: str, are_dead: bool, now: datetime) -> Returned:
    """Take in the addresses that another mailer gives back: who unsubscribed there, or whose address is dead.

    An unsubscription closes every e-mail that advertises; an address nobody has is kept out before somebody writes it
    down. Safe to repeat. Raises Refusal `no_addresses_in_file`.
    """
    addresses, unreadable = _addresses(cells)
    if not addresses:
        raise Refusal("no_addresses_in_file", field="file")
    with one_writer(), transaction.atomic():
        if are_dead:
            customers = _mark_dead(addresses)
        else:
            proof = Proof("mailer", "file", reference=mailer[:60])
            customers = stop_channel(addresses, channel="email", proof=proof, now=now)
    return Returned(len(addresses), customers, unreadable)


def _addresses(cells: Sequence[str]) -> tuple[list[str], int]:
    found: dict[str, None] = {}
    unreadable = 0
    for cell in cells:
        try:
            found[normalise_email(cell)] = None
        except Refusal:
            unreadable += bool(cell.strip())
    return list(found), unreadable


def _mark_dead(addresses: Sequence[str]) -> int:
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, normalised__in=addresses)
    rows = list(points.values_list("pk", "customer_id"))
    for point_id, _ in rows:
        set_contact_status(point_id, ContactPoint.Status.BOUNCED)
    return len({customer_id for _, customer_id in rows})
