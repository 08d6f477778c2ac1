"""Reads of campaigns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Count, Min, Q, QuerySet

from chaland.accounts.rules import Scope
from chaland.campaigns.models import Campaign, Message
from chaland.kernel.errors import NotFound

_BY_ITSELF = (Campaign.Channel.EMAIL, Campaign.Channel.SMS, Campaign.Channel.POST, Campaign.Channel.FILE)


def campaigns(scope: Scope) -> QuerySet[Campaign]:
    """Return the campaigns that one may look at, the latest first: a store's own, the network's for who sees it all."""
    own = Campaign.objects.all() if scope.store_id is None else Campaign.objects.filter(store=scope.store_id)
    return own.select_related("segment", "merchant", "store").order_by("-created_at", "-pk")


def campaign(campaign_id: int, scope: Scope) -> Campaign:
    """Return a campaign that one may look at. Raises NotFound `campaign_unknown`."""
    found = campaigns(scope).filter(pk=campaign_id).first()
    if found is None:
        raise NotFound("campaign_unknown")
    return found


def may_ask_to_renew(campaign: Campaign) -> bool:
    """Tell whether a campaign is what a journey sends to those of whom an agreement is about to end."""
    return campaign.journey is not None and campaign.journey.trigger == "consent_ends"


def due(*, now: datetime) -> list[Campaign]:
    """Return the campaigns that have something to do by themselves: an audience to freeze, messages to send."""
    begun = Q(starts_at=None) | Q(starts_at__lte=now)
    to_freeze = Q(state=Campaign.State.SCHEDULED) & begun
    to_send = Q(state=Campaign.State.SENDING, channel__in=_BY_ITSELF)
    return list(Campaign.objects.filter(to_freeze | to_send).order_by("pk"))


def counts(campaign_id: int) -> dict[str, int]:
    """Return how many messages there are in each state."""
    found = dict(
        Message.objects.filter(campaign=campaign_id).values_list("state").annotate(count=Count("pk")).order_by()
    )
    return {state: found.get(state, 0) for state in Message.State.values}


def reasons(campaign_id: int) -> Mapping[str, int]:
    """Return how many were held back after the audience was frozen, by reason, the most frequent first."""
    held = Message.objects.filter(campaign=campaign_id, state=Message.State.HELD_BACK)
    return dict(held.values_list("reason").annotate(count=Count("pk")).order_by("-count", "reason"))


def lately(customer_ids: Iterable[int], *, since: datetime) -> Iterator[tuple[int, str]]:
    """Give whose message left since a moment and by which channel, of these customers, for each message."""
    sent = Message.objects.filter(customer__in=list(customer_ids), sent_at__gt=since)
    yield from sent.values_list("customer", "campaign__channel")


def claimed_earlier(messages: Sequence[Message]) -> Iterator[tuple[int, str]]:
    """Give the same of what is about to leave for the people of claimed messages, and was claimed before theirs."""
    own = {one.customer_id: (one.next_try_at, one.pk) for one in messages}
    rows = Message.objects.filter(customer__in=own, state=Message.State.SENDING)
    for customer, channel, *claim in rows.values_list("customer", "campaign__channel", "next_try_at", "pk"):
        if tuple(claim) < own[customer]:
            yield customer, channel


def first_entered(campaigns: Iterable[Campaign]) -> date | None:
    """Return the day from which the first person of a journey's messages is measured."""
    found: date | None = Message.objects.filter(campaign__in=campaigns).aggregate(day=Min("entered_on"))["day"]
    return found


def are_all_done(campaign_id: int) -> bool:
    """Tell whether no message waits or is on its way."""
    open_ones = (Message.State.WAITING, Message.State.SENDING)
    return not Message.objects.filter(campaign=campaign_id, state__in=open_ones).exists()


def sent_of(campaign_ids: Sequence[int]) -> dict[int, int]:
    """Return how many messages of each of these campaigns left."""
    sent = Message.objects.filter(campaign__in=campaign_ids, sent_at__isnull=False)
    return dict(sent.values_list("campaign").annotate(count=Count("pk")).order_by())
