"""Letters and files of a campaign: who is in them is settled once, and the file can be made again for them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from chaland.campaigns import audience
from chaland.campaigns.models import Campaign, Message
from chaland.campaigns.rules.postal import Lines, postal_lines
from chaland.customers.models import ContactPoint, Customer
from chaland.usecases.campaigns.write_messages import Written, write_messages

POST, FILE = Campaign.Channel.POST, Campaign.Channel.FILE
_AT_ONCE = 500


class FileCarrier:
    """Hands messages over to a file that somebody takes: each is in it once, from then on."""

    at_once, leaves = _AT_ONCE, False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None: ...

    def ready(self, campaign: Campaign, messages: Sequence[Message], *, now: datetime) -> Mapping[int, str]:  # noqa: ARG002 - the protocol's
        """Return where each goes; by post, those whose address no letter reaches go nowhere."""
        people = audience.people_of(messages)
        if campaign.channel == FILE:
            to = emails_of(people)
        else:
            to = {one: lines.lines[-1] for one, lines in postal_of(people).items() if lines.is_postable}
        return {one.pk: to[one.customer_id] for one in messages if one.customer_id in to}

    def carry(self, message: Message, to: str, *, now: datetime) -> str:  # noqa: ARG002 - the protocol's
        """Return the day on which it was handed over."""
        return now.date().isoformat()


@dataclass(frozen=True, slots=True)
class Addressee:
    """One person in a letter or a file. written: what they are told, none in a file that says nothing."""

    customer_id: int
    message: Message
    lines: Lines
    written: Written | None


def addressees(campaign: Campaign, *, now: datetime, with_words: bool = True) -> Iterator[Addressee]:
    """Give those who were handed over and whom the gate still lets through, in the order of their postcodes.

    Whoever was erased, or has withdrawn since, is in no file made from now on.
    """
    sent = Message.objects.filter(campaign=campaign, state=Message.State.SENT, customer__isnull=False)
    ids = list(sent.order_by("customer__postcode", "pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _AT_ONCE):
        part = Message.objects.in_bulk(ids[start : start + _AT_ONCE])
        messages = _allowed(campaign, [part[pk] for pk in ids[start : start + _AT_ONCE] if pk in part], now)
        words = write_messages(campaign, messages, now=now) if with_words else {}
        lines = postal_of(audience.people_of(messages))
        for one in messages:
            who = one.customer_id or 0
            if campaign.channel != POST or who in lines:
                yield Addressee(who, one, lines.get(who, Lines(())), words.get(one.pk))


def _allowed(campaign: Campaign, messages: Sequence[Message], now: datetime) -> list[Message]:
    decisions = audience.decided(campaign, audience.people_of(messages), now=now, any_hour=True)
    return [one for one in messages if one.customer_id and decisions[one.customer_id].allowed]


def postal_of(customer_ids: Sequence[int]) -> dict[int, Lines]:
    """Return the address of each as a letter bears it, of those who have one that works."""
    points = ContactPoint.objects.filter(
        customer__in=customer_ids, kind=ContactPoint.Kind.ADDRESS, status=ContactPoint.Status.VALID
    )
    found: dict[int, Lines] = {}
    for one in points.select_related("customer").order_by("-is_main", "pk"):
        if one.customer_id not in found:
            who = postal_name(one.customer)
            found[one.customer_id] = postal_lines(who, one.address1, one.address2, one.postcode, one.city, one.country)
    return found


def postal_name(customer: Customer) -> str:
    """Return how a letter names somebody."""
    title = {"mme": "Mme", "m": "M"}.get(customer.civility, "")
    return " ".join(one for one in (title, customer.first_name, customer.last_name) if one)


def emails_of(customer_ids: Sequence[int]) -> dict[int, str]:
    """Return the main address of each that works."""
    points = ContactPoint.objects.filter(
        customer__in=customer_ids, kind=ContactPoint.Kind.EMAIL, status=ContactPoint.Status.VALID
    )
    found: dict[int, str] = {}
    for one, address in points.order_by("-is_main", "pk").values_list("customer_id", "normalised"):
        found.setdefault(one, address)
    return found
