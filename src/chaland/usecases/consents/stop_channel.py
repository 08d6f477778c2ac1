"""Somebody wants no more of one channel, as told by somebody else: a provider, another mailer, an answer by text."""

from collections.abc import Iterable
from datetime import datetime

from chaland.customers.models import ContactPoint
from chaland.privacy import services
from chaland.privacy.models import CurrentConsent, PurposeChannel
from chaland.privacy.rules import Act, NewConsent, Proof

_KINDS = {"email": ContactPoint.Kind.EMAIL, "sms": ContactPoint.Kind.MOBILE}
_CLOSED = (CurrentConsent.State.WITHDRAWN, CurrentConsent.State.REFUSED)
_OBJECTIONS = {"email": "email", "sms": "phone"}


def stop_channel(addresses: Iterable[str], *, channel: str, proof: Proof, now: datetime) -> int:
    """Close everything that advertises on a channel to everybody who has one of these addresses, as kept.

    An address that nobody has goes on the objection list, so that it is kept out before somebody writes it down.
    Returns how many customers that was. What they had ended already is not written again. In the caller's transaction.
    """
    wanted = set(addresses)
    points = ContactPoint.objects.filter(kind=_KINDS[channel], normalised__in=wanted, copied_from=None)
    owners = sorted(set(points.values_list("customer_id", "normalised")))
    for address in sorted(wanted - {address for _, address in owners}):
        services.object_to(_OBJECTIONS[channel], address, now=now)
    ended = _ended({customer_id for customer_id, _ in owners}, channel)
    used = PurposeChannel.objects.filter(channel=channel, purpose__is_active=True, purpose__is_marketing=True)
    purposes = list(used.order_by("pk").values_list("purpose_id", flat=True))
    services.record_many(
        [
            NewConsent(customer_id, purpose, channel, Act.WITHDRAWN, proof, address=address)
            for customer_id, address in owners
            for purpose in purposes
            if (customer_id, purpose) not in ended
        ],
        now=now,
    )
    return len({customer_id for customer_id, _ in owners})


def _ended(customer_ids: Iterable[int], channel: str) -> set[tuple[int, str]]:
    """Return what is ended already with the network, and open with no merchant."""
    rows = CurrentConsent.objects.filter(customer__in=list(customer_ids), channel=channel)
    closed = rows.filter(merchant=None, state__in=_CLOSED).values_list("customer_id", "purpose")
    return set(closed) - set(rows.exclude(state__in=_CLOSED).values_list("customer_id", "purpose"))
