"""Somebody follows a link of a message: it leads to the link's own address, and the click is noted."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from chaland.campaigns.clicks import count_link, note_click, other_click, take_back
from chaland.campaigns.content.body import parse
from chaland.campaigns.content.layout import links_of
from chaland.campaigns.content.links import NOBODYS, Followed, mark, product_of, read_link
from chaland.campaigns.content.novelties import has_novelties
from chaland.campaigns.content.products import cards_by_sku, name_of_link
from chaland.campaigns.models import Content, Message
from chaland.campaigns.rules.clicks import is_machine, is_too_quick
from chaland.database.locks import one_writer
from chaland.kernel.errors import Refusal
from chaland.stores.models import Product


def follow_link(token: str, *, method: str, agent: str, now: datetime) -> str:
    """Return where a link leads, and note that it was followed; nothing where the token is not ours.

    It leads to an address that stands in the campaign's own content and to no other: it cannot be made to lead
    elsewhere. Of the reader it keeps the moment; neither their address on the network nor their program.
    """
    link = read_link(token)
    url = _address(link) if link else ""
    if link and url:
        _note(link, method=method, agent=agent, now=now)
    return url


def _address(link: Followed) -> str:
    written = Content.objects.filter(pk=link.content_id).annotate(text=Cast("body", TextField()))
    found = written.values_list("campaign__channel", "text").first()
    if not found:
        return ""
    links, skus, shows_novelties = _links(*found)
    if link.mark in links:
        return links[link.mark]
    if link.mark in skus:
        return _page_of(sku=skus[link.mark])
    return _page_of(pk=product_of(link.mark)) if shows_novelties else ""


@lru_cache(maxsize=64)
def _links(channel: str, text: str) -> tuple[Mapping[bytes, str], Mapping[bytes, str], bool]:
    """Return the addresses that a content leads to, and the products, by mark; whether new arrivals stand in it.

    Kept: one campaign's are followed thousands of times.
    """
    try:
        body = parse(channel, json.loads(text))
    except Refusal:
        return {}, {}, False
    skus = {mark(name_of_link(card)): card.sku for card in cards_by_sku(body)}
    return {mark(url): url for url in reversed(links_of(body))}, skus, has_novelties(body)


def _page_of(**which: str | int | None) -> str:
    """Return where a product has its page now, though it moved since the mail left."""
    return Product.objects.filter(**which).values_list("link", flat=True).first() or ""


def _note(link: Followed, *, method: str, agent: str, now: datetime) -> None:
    name, by_machine = link.mark.hex(), is_machine(method, agent)
    with one_writer(), transaction.atomic():
        if link.message_id == NOBODYS:
            count_link(link.content_id, name, by_machine=by_machine)
            return
        sent = Message.objects.filter(pk=link.message_id, campaign__contents=link.content_id)
        message = sent.values_list("sent_at").first()
        if message is None:
            return
        other_at = other_click(link.message_id, name, before=now)
        by_machine = by_machine or is_too_quick(now, sent_at=message[0], other_at=other_at)
        note_click(link.message_id, name, by_machine=by_machine, now=now)
        if by_machine and method == "GET":
            take_back(link.message_id, now=now)
