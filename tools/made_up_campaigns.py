"""Campaigns of the made-up shop: a draft, one of which anything may have become, and three carried by hand.

Most of its people agreed to offers by telephone and by post. Who may be called is told in the hours of calls alone.
"""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.db.models import F, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from chaland.accounts.models import User
from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns import standing
from chaland.campaigns.content.templates import template
from chaland.campaigns.models import Campaign, Content, Message
from chaland.campaigns.standing import Occasion
from chaland.loyalty.models import VoucherKind
from chaland.privacy import services as consents
from chaland.privacy.queries import texts_for
from chaland.privacy.rules import Act, Proof
from chaland.segments.models import Segment
from chaland.stores.models import Product
from chaland.usecases.campaigns.add_picture import add_picture
from chaland.usecases.campaigns.call_people import LEASE
from chaland.usecases.campaigns.edit_campaign import create_campaign
from chaland.usecases.campaigns.edit_lists import add_list
from chaland.usecases.journeys.edit_journey import create_journey, switch_on
from chaland.warehouse import outbox

SENT = "Soldes d’hiver (inventées), clientes et clients de longue date de la rue"
BY_HAND = {"post": "campaign-files", "phone": "campaign-calls", "file": "campaign-files"}
"""Which page each of these channels is carried from."""
STATES = ("sent", "sent", "sent", "alone", "unknown", "failed", "held_back", "waiting")


def open_campaigns(now: datetime, customers: list[int]) -> None:
    """Prepare one campaign and send the others. The draft is the fourth row, which pages of one campaign are about."""
    _price_products(now)
    _agree(customers, now - timedelta(days=20))
    for channel in BY_HAND:
        left = _written(channel, now, channel)
        Campaign.objects.filter(pk=left.pk).update(state="sending", starts_at=now, launched_at=now, frozen_at=now)
        for place, customer_id in enumerate([*customers[:24], customers[-1]]):
            _message(left, customer_id, "waiting" if channel == "phone" else "sent", place, now)
    # One of them is being called.
    opened = Message.objects.filter(campaign__channel="phone", customer=customers[2])
    opened.update(state="sending", next_try_at=now + LEASE, attempts=1)
    _written("Rentrée inventée", now)
    add_list(number=7, name="Clients (liste inventée)", purpose="offers", fields=["first_name", "last_name"])
    sent = _written(SENT, now - timedelta(days=40))
    owner = User.objects.order_by("pk").first()
    Campaign.objects.filter(pk=sent.pk).update(
        state="paused", starts_at=now - timedelta(days=39), launched_at=now - timedelta(days=39), launcher=owner,
        approver=owner, approved_at=now - timedelta(days=40), frozen_at=now - timedelta(days=39), window_days=30,
        left_out={"no_consent": 12, "frequency_cap": 1}, rule=sent.segment.rule if sent.segment else None,
        fixed_cents=2_500, thousand_cents=4_500,
    )  # fmt: skip
    for place, customer_id in enumerate(customers):
        _message(sent, customer_id, STATES[place % len(STATES)], place, now - timedelta(days=39))
    outbox.changed("message", Message.objects.values_list("pk", flat=True))
    open_journeys(now, customers)


def _agree(customers: list[int], now: datetime) -> None:
    """Three in four said yes to offers at the counter; not by mail, which a server with a way out would send."""
    for channel in ("sms", "phone", "post"):
        text = texts_for("offers", channel, "fr", now=timezone.now())
        proof = Proof("desk", "oral", language="fr", text_id=text.pk if text else None)
        for place, customer_id in enumerate(customers):
            if place % 4 != 1:
                consents.record(
                    customer_id, purpose="offers", channel=channel, act=Act("granted"), proof=proof, now=now, address=""
                )


def open_journeys(now: datetime, customers: list[int]) -> None:
    """Prepare one journey that is off, and one on which people are."""
    create_journey(recipe="late", name="Absents (inventé)", scope=EVERYWHERE, now=now)
    one = create_journey(recipe="birthday", name="Anniversaire (inventé)", scope=EVERYWHERE, now=now)
    one.campaigns.update(cases=_for_everybody())
    switch_on(one.pk, user=None, scope=EVERYWHERE, now=now)
    standing.enter(one, [Occasion(each, "2026", now.date()) for each in customers[:3]], now=now)


def _written(name: str, now: datetime, channel: str = "email") -> Campaign:
    """A draft with words of a template in both languages, and a voucher for everybody."""
    one = create_campaign(
        name=name, channel=channel, scope=EVERYWHERE, now=now, segment_id=Segment.objects.order_by("pk")[0].pk
    )
    one.cases = _for_everybody()
    one.save()
    for language in ("fr", "en"):
        subject, body = template(channel, "private_sale", language) or ("", {})
        body = _with_articles(body) if channel == "email" else body
        Content.objects.create(campaign=one, language=language, subject=subject, body=body, changed_at=now)
    return one


def _price_products(now: datetime) -> None:
    """Give made-up articles a price and a page, and some a picture."""
    described = Product.objects.filter(is_stub=False)
    described.update(price_cents=F("id") * 1370 % 9000 + 4990, link=Concat(Value("https://boutique.example/"), "sku"))
    for place, colour in enumerate(("#7a2e35", "#2b3a4a", "#a8763e")):
        file = BytesIO()
        Image.new("RGB", (480, 360), colour).save(file, "PNG")
        shown = add_picture(file.getvalue(), now=now)
        described.filter(pk__in=described.order_by("pk").values("pk")[place * 9 : place * 9 + 9]).update(
            picture=shown.digest
        )


def _with_articles(body: dict[str, Any]) -> dict[str, Any]:
    """Return a template's words with three articles where it shows some; one of them has a name of its own."""
    skus = list(Product.objects.filter(is_stub=False).order_by("pk").values_list("sku", flat=True)[0:27:9])
    cards = [{"sku": sku} for sku in skus]
    cards[-1]["title"] = "Notre coup de cœur"
    return {
        **body,
        "blocks": [{**one, "cards": cards} if one["block"] == "products" else one for one in body.get("blocks", ())],
    }


def _for_everybody() -> list[dict[str, int | None]]:
    kind = VoucherKind.objects.order_by("pk").first()
    return [{"rule": None, "kind_id": kind.pk}] if kind else []


def _message(campaign: Campaign, customer_id: int, state: str, place: int, at: datetime) -> None:
    sent_at = at if state == "sent" else None
    held = ("put_off", "withdrawn")[place // len(STATES) % 2]
    reasons = {"unknown": "lease_over", "failed": "550 5.1.1 no such user", "held_back": held}
    Message.objects.create(
        campaign=campaign, customer_id=customer_id, key=uuid4(), state=state, stratum=place % 6,
        reason=reasons.get(state, ""), sent_at=sent_at, delivered_at=sent_at,
        next_try_at=at if state == "waiting" else None,
        clicked_at=at + timedelta(hours=2) if sent_at and place % 3 == 0 else None,
    )  # fmt: skip


def campaign_pages() -> list[tuple[str, str]]:
    """Give the pages of the campaigns that were sent; those of the draft are found by their addresses."""
    places = dict(Campaign.objects.values_list("name", "pk"))
    sent = [(f"campaign-sent-{page}", reverse(page, args=[places[SENT]])) for page in ("campaign", "campaign-results")]
    opened = Message.objects.get(campaign__channel="phone", state="sending")
    sent.append(("campaign-call-opened", reverse("campaign-call", args=[opened.campaign_id, opened.pk])))
    return [*sent, *((f"{page}-{name}", reverse(page, args=[places[name]])) for name, page in BY_HAND.items())]
