"""What campaigns do by themselves: their audience is frozen when their moment has come, and their messages leave."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.conf import settings

from chaland.campaigns import queries
from chaland.campaigns.models import Campaign, Message
from chaland.campaigns.ports import sms_gateway
from chaland.messages.transport import configured
from chaland.usecases.campaigns.send_campaign import Carrier, send_campaign


def carry_campaigns(*, clock: Callable[[], datetime], only: Iterable[int] | None = None) -> dict[str, int]:
    """Freeze the audience of campaigns whose moment has come, and send those that leave by themselves.

    Returns how many audiences were frozen, and how many messages were sent, held back, failed, not known. A campaign
    whose channel is not set up waits. only: of these campaigns. Several processes may do it at once.
    """
    from chaland.usecases.campaigns.freeze_audience import freeze_audience

    outcomes: Counter[str] = Counter(frozen=0, sent=0, held_back=0, failed=0, unknown=0)
    wanted = None if only is None else set(only)
    for campaign in queries.due(now=clock()):
        if wanted is not None and campaign.pk not in wanted:
            continue
        if campaign.state == Campaign.State.SCHEDULED:
            outcomes["frozen"] += freeze_audience(campaign, now=clock())
        carrier = carrier_of(campaign)
        if carrier and campaign.state == Campaign.State.SENDING:
            outcomes.update(send_campaign(campaign, carrier, clock=clock))
    return dict(outcomes)


def carrier_of(campaign: Campaign) -> Carrier | None:
    """Return what carries a campaign's messages away; none where its channel is not set up, or leaves otherwise."""
    found = _CARRIERS.get(campaign.channel)
    return found() if found else None


def _mails() -> Carrier | None:
    from chaland.usecases.campaigns.mail_campaign import MailCarrier

    transport = configured()
    return MailCarrier(transport) if transport else None


def _texts() -> Carrier | None:
    from chaland.usecases.campaigns.send_texts import TextCarrier

    gateway = sms_gateway()
    return TextCarrier(gateway) if gateway else None


def _files() -> Carrier | None:
    from chaland.usecases.campaigns.hand_over import FileCarrier

    return FileCarrier()


_CARRIERS: Mapping[str, Callable[[], Carrier | None]] = {"email": _mails, "sms": _texts, "post": _files, "file": _files}


def is_due(*, now: datetime) -> bool:
    """Tell whether a campaign has something to do by itself, and can."""
    return any(_has_work(one, now) for one in queries.due(now=now))


def _has_work(campaign: Campaign, now: datetime) -> bool:
    if campaign.state == Campaign.State.SCHEDULED:
        return True
    if not _is_set_up(campaign.channel):
        return False
    open_ones = Message.objects.filter(campaign=campaign, state__in=(Message.State.WAITING, Message.State.SENDING))
    if open_ones.filter(next_try_at__lte=now).exists():
        return True
    # What is of a journey is never all sent.
    return campaign.journey_id is None and not open_ones.exists()


def _is_set_up(channel: str) -> bool:
    """Tell whether a channel has what carries it. The server asks every other second: nothing is loaded for it."""
    needed = {"email": settings.EMAIL_URL, "sms": settings.SMS_URL}
    return channel in _CARRIERS and bool(needed.get(channel, True))
