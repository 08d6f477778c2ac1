"""A message is looked at before it leaves, as a few real people would get it, or somebody made up."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from chaland.accounts.rules import Scope
from chaland.campaigns.content.as_html import BARCODE
from chaland.campaigns.content.barcode import SAMPLE
from chaland.campaigns.content.compiled import compiled
from chaland.campaigns.content.novelties import novelties_for
from chaland.campaigns.content.products import catalogue_for
from chaland.campaigns.models import Campaign, Content, Message
from chaland.customers.models import Customer
from chaland.customers.queries import visible
from chaland.loyalty.models.vouchers import VoucherKind
from chaland.usecases.campaigns.know_recipients import Recipient, recipients, referral_page
from chaland.usecases.campaigns.speak_for import sender_of
from chaland.usecases.campaigns.write_content import read_content
from chaland.usecases.campaigns.write_messages import Written, written
from chaland.usecases.consents.unsubscribe_links import Way, ways_out
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.sales.record_receipts import today_of_network

MOST_SHOWN = 5
_CARD = "2900000000001"


def preview_message(
    campaign: Campaign,
    *,
    variant: str,
    language: str,
    subject: str,
    body: Mapping[str, Any],
    customer_id: int | None = None,
    scope: Scope,
    now: datetime,
) -> Written:
    """Write a message as it is typed; nothing is kept and nothing leaves. Its links lead straight where they lead.

    Raises as `read_content`; NotFound `customer_unknown` for somebody beyond the scope.
    """
    read = read_content(campaign, variant=variant, language=language, subject=subject, body=body)[1]
    sender = sender_of(campaign)
    typed = Content(campaign=campaign, variant=variant, language=language, subject=subject, body=dict(body))
    products = catalogue_for([read])
    ready = compiled(typed, campaign.channel, sender, products)
    page = referral_page(now=now) if "referral_link" in ready.fields else ""
    person = _real(campaign, open_customer(customer_id, scope).pk, sender.shop, page) if customer_id else None
    someone = _with_voucher(campaign, person or _made_up(sender.shop, language, page), now)
    if ready.shows_novelties:
        ready = compiled(typed, campaign.channel, sender, products, novelties_for([read]).suited(someone.told["size"]))
    way, nowhere = None, f"{settings.PUBLIC_URL}/p/u/-/"
    if campaign.channel == "email":
        real = [(someone.customer_id, someone.to, language)] if person else []
        found = ways_out(real, purpose=campaign.purpose, now=now)
        way = replace(found.get(someone.customer_id, Way(nowhere, nowhere, "")), end=nowhere, choose=nowhere)
    return written(ready, someone, way, renewal=nowhere)


def some_people(campaign: Campaign, scope: Scope, *, now: datetime, also: int | None = None) -> list[Customer]:
    """Return a few people whom a campaign is meant for, and one more, to look at it as theirs.

    Raises what reading a rule raises.
    """
    from chaland.usecases.segments.look_at_segment import members_after

    everybody = visible(scope).filter(merged_into=None)
    if campaign.segment is None:
        ids = list(everybody.order_by("pk").values_list("pk", flat=True)[:MOST_SHOWN])
    else:
        ids = members_after(campaign.segment.rule, scope, after=0, limit=MOST_SHOWN, now=now)
    return list(everybody.filter(pk__in=[*ids, also]).order_by("pk"))


def in_one_page(said: Written) -> str:
    """Return the HTML with its pictures in it, as a browser shows it without the mail around."""
    page = said.html
    for one in said.attachments:
        page = page.replace(
            f"cid:{one.content_id}", f"data:{one.content_type};base64,{b64encode(one.content).decode()}"
        )
    page = page.replace(f"cid:{BARCODE}", "")
    # Pictures come from where the reader is now; the shop's address may lead elsewhere from here.
    return re.sub(rf'"{re.escape(settings.PUBLIC_URL)}/p/pictures/', '"/p/pictures/', page)


def _real(campaign: Campaign, customer_id: int, shop: str, page: str) -> Recipient | None:
    message = Message(pk=0, campaign=campaign, customer_id=customer_id)
    fields = ("points", "card", "size", "referral_link")
    found = recipients(campaign, [message], shop=shop, fields=fields, page=page, needs_address=False)
    return found.get(0)


def _made_up(shop: str, language: str, page: str) -> Recipient:
    with translation.override(language):
        told = {"first_name": "Camille", "last_name": "Exemple", "store": shop, "store_city": "Lille", "seller": "Noé",
                "shop": shop, "card": _CARD, "size": "38",
                "referral_link": f"{page}{_CARD}" if page else "", "voucher": _("Your voucher")}  # fmt: skip
    return Recipient(0, language, "camille@exemple.fr", told, "mme", 340)


def _with_voucher(campaign: Campaign, person: Recipient, now: datetime) -> Recipient:
    """Give the person a voucher of no value to look at, of the first kind that the campaign offers."""
    kinds = [case["kind_id"] for case in campaign.cases if case.get("kind_id")]
    kind = VoucherKind.objects.filter(pk__in=kinds[:1]).first()
    if kind is None:
        return person
    until = today_of_network(now + timedelta(days=kind.valid_days))
    return replace(
        person,
        told={**person.told, "voucher": kind.name},
        english_voucher=kind.english_name,
        voucher_code=SAMPLE,
        voucher_until=until,
    )
