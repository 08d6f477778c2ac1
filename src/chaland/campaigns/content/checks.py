"""What an author should know before a campaign leaves: a short list of honest rules, none of them a score."""

import ipaddress
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from chaland.campaigns.content.blocks import Block, Button, Card, Columns, Picture, Products, Voucher
from chaland.campaigns.content.body import Body, parse
from chaland.campaigns.content.layout import asks_to_renew, gaps_of, links_of
from chaland.campaigns.content.novelties import Latest, has_novelties, novelties_for, with_novelties
from chaland.campaigns.content.products import Catalogue, Shown, cards_by_sku, catalogue_for, with_products
from chaland.campaigns.content.texting import count, plainly, way_out
from chaland.campaigns.models import Campaign, Content
from chaland.campaigns.queries import may_ask_to_renew
from chaland.kernel.errors import Refusal

LONG_SUBJECT = 60
"""Characters after which mailboxes of telephones cut a subject."""
TEMPLATE_HOST = "exemple.fr"
MOST_PARTS = 3
MOST_SIGNS = 3
LOUD = 0.6
STOPS, WARNS, TELLS = "stops", "warns", "tells"
"""How much a remark weighs: the campaign cannot leave, better look again, good to know."""
_MISSABLE = frozenset(
    {"first_name", "civility", "last_name", "store", "store_city", "seller", "card", "points", "size", "referral_link"}
)
_VOUCHER = frozenset({"voucher", "voucher_code", "voucher_until"})
_SIGNS = re.compile(r"[!?€$%]")
_FALSE_REPLY = re.compile(r"^\s*(re|fw|fwd|tr)\s*:", re.IGNORECASE)
_SHORTENERS = frozenset({"bit.ly", "tinyurl.com", "goo.gl", "t.co", "ow.ly", "is.gd", "cutt.ly", "urlz.fr", "lc.cx"})


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to know. code: of its sentence. where: `a-fr`, the variant and language; empty for the whole."""

    code: str
    weight: str
    where: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


def check(campaign: Campaign) -> list[Remark]:
    """Return what there is to know of everything a campaign says, the gravest first; two statements by content."""
    contents = list(campaign.contents.order_by("variant", "language"))
    if campaign.channel == "file":
        return []
    if not contents:
        return [Remark("content_missing", STOPS)]
    found = [remark for one in contents for remark in _of_content(one, campaign)]
    variants, languages = {one.variant for one in contents}, {one.language for one in contents}
    missing = [f"{a}-{b}" for a in sorted(variants) for b in sorted(languages)
               if not any(one.variant == a and one.language == b for one in contents)]  # fmt: skip
    found += [Remark("content_without_language", WARNS, one) for one in missing]
    return sorted(found, key=lambda one: (STOPS, WARNS, TELLS).index(one.weight))


def _of_content(one: Content, campaign: Campaign) -> list[Remark]:
    where, has_offer = f"{one.variant}-{one.language}", any(case.get("kind_id") for case in campaign.cases)
    try:
        body = parse(campaign.channel, one.body)
    except Refusal as refusal:
        return [Remark(refusal.code, STOPS, where, refusal.params)]
    if asks_to_renew(body) and not may_ask_to_renew(campaign):
        return [Remark("renewal_elsewhere", STOPS, where)]
    products, latest = catalogue_for([body]), novelties_for([body])
    # As those read it of whom no size is known: who has one has more.
    shown = with_novelties(with_products(body, products, one.language), latest.newest, one.language)
    remarks = [*_products(body, products), *(_novelties(latest) if has_novelties(body) else ())]
    return [
        *look_at(shown, one.subject, language=one.language, has_offer=has_offer, where=where),
        *(replace(remark, where=where) for remark in remarks),
    ]


def look_at(body: Body, subject: str, *, language: str, has_offer: bool, where: str = "") -> list[Remark]:
    """Return what there is to know of one content."""
    remarks = [*_empty(body, subject), *_fields(body, subject, has_offer=has_offer)]
    if body.channel == "email":
        remarks += [*_subject(subject), *_links(body), *_pictures(body)]
    if body.channel == "sms" and body.text:
        remarks += _text_message(body.text, language)
    return [Remark(one.code, one.weight, where, one.params) for one in remarks]


def _empty(body: Body, subject: str) -> Iterator[Remark]:
    if not body.text and not body.blocks:
        yield Remark("content_empty", STOPS)
    if body.channel == "email" and not subject:
        yield Remark("subject_missing", STOPS)


def _fields(body: Body, subject: str, *, has_offer: bool) -> Iterator[Remark]:
    gaps = gaps_of(body, subject)
    for code in dict.fromkeys(gap.code for gap in gaps if gap.code in _MISSABLE and not gap.default):
        yield Remark("field_without_default", TELLS, params={"name": code})
    shows = any(isinstance(one, Voucher) for one in body.blocks) or any(gap.code in _VOUCHER for gap in gaps)
    if shows and not has_offer:
        yield Remark("voucher_shown_without_offer", WARNS)
    if has_offer and not shows:
        weight = STOPS if body.channel in ("email", "post") else WARNS
        yield Remark("offer_not_shown", weight, params={"name": "voucher_code"})


def _subject(subject: str) -> Iterator[Remark]:
    if len(subject) > LONG_SUBJECT:
        yield Remark("subject_long", WARNS, params={"length": len(subject), "limit": LONG_SUBJECT})
    letters = [one for one in subject if one.isalpha()]
    if len(letters) > 8 and sum(one.isupper() for one in letters) > LOUD * len(letters):  # noqa: PLR2004 - OK, SMS, 2 €
        yield Remark("subject_loud", WARNS)
    if len(_SIGNS.findall(subject)) > MOST_SIGNS or "!!" in subject:
        yield Remark("subject_signs", WARNS)
    if _FALSE_REPLY.match(subject):
        yield Remark("subject_false_reply", WARNS)
    emoji = [one for one in subject if unicodedata.category(one) == "So"]
    if emoji:
        yield Remark("subject_emoji", TELLS, params={"signs": "".join(emoji[:5])})
    if any(unicodedata.bidirectional(one) in ("R", "AL") for one in subject):
        yield Remark("subject_right_to_left", TELLS)


def _links(body: Body) -> Iterator[Remark]:
    if any(isinstance(one, Button) and not (one.url and one.label) for one in body.blocks):
        yield Remark("button_without_link", STOPS)
    for url in links_of(body):
        yield from (Remark(code, WARNS, params={"url": url}) for code in link_faults(url))


def link_faults(url: str) -> Iterator[str]:
    """Give what speaks against a link by its address alone: no encryption, a bare number, a hidden end.

    >>> list(link_faults("http://192.0.2.1/x")), list(link_faults("https://pivoine.example/"))
    (['link_not_encrypted', 'link_bare_number'], [])
    """
    parts = urlsplit(url)
    if parts.scheme == "http":
        yield "link_not_encrypted"
    host = (parts.hostname or "").removeprefix("www.")
    if _is_number(host):
        yield "link_bare_number"
    if host == TEMPLATE_HOST:
        yield "link_of_template"
    if host in _SHORTENERS:
        yield "link_shortened"
    if host.startswith("xn--") or ".xn--" in host or not host.isascii():
        yield "link_look_alike"


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _pictures(body: Body) -> Iterator[Remark]:
    pictures = [one for one in body.blocks if isinstance(one, Picture)]
    if any(not one.alt for one in pictures) or any(card.digest and not card.title for card in _cards(body.blocks)):
        yield Remark("picture_without_words", WARNS)
    if pictures and len(pictures) == len(body.blocks):
        yield Remark("pictures_alone", WARNS)


def _products(body: Body, catalogue: Catalogue) -> Iterator[Remark]:
    """Tell which products are not in the catalogue, and what it lacks of those whose author says nothing else."""
    if any(isinstance(one, Products) and not one.cards for one in body.blocks):
        yield Remark("products_none", WARNS)
    known, cards = {one.sku: one for one in catalogue}, list(cards_by_sku(body))
    lacking = {
        "product_not_listed": [one.sku for one in cards if one.sku not in known],
        "product_without_price": [one.sku for one in cards if not one.text and _lacks(known, one.sku, "price_cents")],
        "product_without_picture": [one.sku for one in cards if not one.digest and _lacks(known, one.sku, "picture")],
        "product_without_link": [one.sku for one in cards if not one.url and _lacks(known, one.sku, "link")],
    }
    for code, skus in lacking.items():
        weight = STOPS if code == "product_not_listed" else WARNS if code == "product_without_price" else TELLS
        if skus:
            yield Remark(code, weight, params={"names": ", ".join(dict.fromkeys(skus))})


def _novelties(latest: Latest) -> Iterator[Remark]:
    """Tell where no new arrival can be shown, and how many of those that readers may see lack something."""
    every = {one.sku: one for some in (latest.newest, *latest.by_size.values()) for one in some.products}
    if not every:
        yield Remark("novelties_none", WARNS)
    elif not latest.by_size:
        yield Remark("novelties_without_size", WARNS)
    told = {"prices": "price_cents", "pictures": "picture", "links": "link"}
    lacking = {code: sum(_lacks(every, sku, name) for sku in every) for code, name in told.items()}
    if any(lacking.values()):
        yield Remark("novelties_lacking", TELLS, params={"count": len(every), **lacking})


def _lacks(known: Mapping[str, Shown], sku: str, name: str) -> bool:
    return sku in known and getattr(known[sku], name) in (None, "")


def _cards(blocks: tuple[Block, ...]) -> Iterator[Card]:
    for one in blocks:
        if isinstance(one, Products | Columns):
            yield from one.cards


def _text_message(text: str, language: str) -> Iterator[Remark]:
    counted = count(f"{plainly(text)}\n{way_out(language)}")
    if counted.least < counted.parts:
        yield Remark("sms_spoilt", TELLS, params={"signs": " ".join(counted.spoils[:8]), "parts": counted.parts})
    if counted.parts > MOST_PARTS:
        yield Remark("sms_long", WARNS, params={"parts": counted.parts})
