"""Campaigns of made-up people: by their place, each received, followed and used something else."""

from datetime import datetime, timedelta
from uuid import uuid4

from chaland.campaigns.models import Campaign, Message, MoreVoucher
from chaland.loyalty.models.vouchers import Voucher
from chaland.warehouse import outbox

STATES = ("sent", "sent", "alone", "sent", "failed", "held_back")
DAYS_AGO = (0, 1, 29, 30, 364, 400)


def a_campaign(name="Hiver", *, now, **more) -> Campaign:
    """Return a made-up campaign."""
    given = {"channel": "email", "purpose": "newsletter", "seed": name, "state": "sent", **more}
    return Campaign.objects.create(name=name, created_at=now, changed_at=now, **given)


def a_message(campaign, customer_id, *, state="sent", sent_at=None, **more) -> Message:
    """Write down one person of the audience, and tell the lake."""
    made = Message.objects.create(
        campaign=campaign, customer_id=customer_id, key=uuid4(), state=state, sent_at=sent_at, **more
    )
    outbox.changed("message", [made.pk])
    return made


def campaign_for(ids: list[int], stores: list, now: datetime) -> None:
    """Write down a campaign of the network and one of the first store, to all of them."""
    for turn, store in enumerate((None, stores[0])):
        campaign = a_campaign(f"Campagne {turn}", now=now, store=store)
        for place, one in enumerate(ids):
            _send(campaign, one, place + 2 * turn, now)


def _send(campaign: Campaign, customer_id: int, place: int, now: datetime) -> None:
    state = STATES[place % len(STATES)]
    sent_at = now - timedelta(days=DAYS_AGO[place % len(DAYS_AGO)]) if state == "sent" else None
    vouchers = list(Voucher.objects.filter(customer=customer_id, further_campaign_message=None, campaign_message=None))
    made = a_message(
        campaign,
        customer_id,
        state=state,
        sent_at=sent_at,
        voucher=vouchers[0] if vouchers and place % 2 else None,
        clicked_at=sent_at and (sent_at if place % 3 == 0 else None),
        bounced_at=sent_at and (sent_at if place % 5 == 3 else None),
    )
    for voucher in vouchers[1:2] if state == "sent" else ():
        MoreVoucher.objects.create(message=made, voucher=voucher)
