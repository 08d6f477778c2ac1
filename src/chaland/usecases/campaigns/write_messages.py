"""What a campaign says to each person is written, for many people at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from html import escape

from django.conf import settings

from chaland.campaigns.content.as_html import BARCODE
from chaland.campaigns.content.barcode import barcode_png
from chaland.campaigns.content.blocks import Block
from chaland.campaigns.content.body import parse
from chaland.campaigns.content.compiled import Compiled, compiled
from chaland.campaigns.content.fields import fill
from chaland.campaigns.content.links import NOBODYS, link_token
from chaland.campaigns.content.novelties import novelties_for
from chaland.campaigns.content.on_paper import filled
from chaland.campaigns.content.products import catalogue_for
from chaland.campaigns.content.texting import with_way_out
from chaland.campaigns.models import Campaign, Message
from chaland.campaigns.queries import may_ask_to_renew
from chaland.messages.links import address_of
from chaland.messages.rules import one_line
from chaland.messages.transport import Attachment
from chaland.usecases.campaigns.know_recipients import Recipient, recipients, referral_page
from chaland.usecases.campaigns.let_follow import let_follow
from chaland.usecases.campaigns.speak_for import sender_of
from chaland.usecases.consents.renewal_links import renewal_links
from chaland.usecases.consents.unsubscribe_links import Way, ways_out

LONGEST_SUBJECT = 300
_PLACE = "-token-"


@dataclass(frozen=True, slots=True)
class Written:
    """What one person is told. to: the address of the channel, empty by post, where it is many lines.

    text: of SMS, calls and the text part of mails. blocks: of letters, with the person's words in them.
    voucher_code: to be printed as a barcode where a voucher block stands; voucher, voucher_until: the words beside.
    """

    to: str
    language: str
    subject: str = ""
    text: str = ""
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    blocks: tuple[Block, ...] = ()
    voucher_code: str = ""
    voucher: str = ""
    voucher_until: str = ""


def write_messages(campaign: Campaign, messages: Sequence[Message], *, now: datetime) -> dict[int, Written]:
    """Write messages of one campaign, by id, in a dozen statements however many they are.

    Left out is who has no address for its channel, and everybody where nothing was written yet.
    """
    contents = list(campaign.contents.all())
    sender = sender_of(campaign)
    if not contents:
        return {}
    bodies = [parse(campaign.channel, one.body) for one in contents]
    products, latest = catalogue_for(bodies), novelties_for(bodies)
    ready = {(one.variant, one.language): compiled(one, campaign.channel, sender, products) for one in contents}
    by_id = {one.pk: one for one in contents}

    @cache
    def in_size(content_id: int, size: str) -> Compiled:
        return compiled(by_id[content_id], campaign.channel, sender, products, latest.suited(size))

    def for_person(person: Recipient, variant: str) -> Compiled:
        chosen = _chosen(ready, person.language, variant)
        return in_size(chosen.content_id, person.told["size"]) if chosen.shows_novelties else chosen

    fields = frozenset().union(*(one.fields for one in ready.values()))
    page = referral_page(now=now) if "referral_link" in fields else ""
    people = recipients(campaign, messages, shop=sender.shop, fields=fields, page=page)
    said = [(one, people[one.pk], for_person(people[one.pk], one.variant)) for one in messages if one.pk in people]
    ways: Mapping[int, Way] = {}
    if campaign.channel == "email":
        to = [(person.customer_id, person.to, content.language) for _, person, content in said]
        ways = ways_out(to, purpose=campaign.purpose, now=now)
    # Looked up once: it is the same for everybody but for the token.
    followed = address_of("public-link", _PLACE)
    known = let_follow(list(ways), merchant_id=campaign.merchant_id, now=now)
    renewals = _renewals(campaign, [(one.customer_id, one.to, content.language) for _, one, content in said
                                    if content.asks_to_renew], now)  # fmt: skip
    return {
        message.pk: written(
            content, person, ways.get(person.customer_id),
            follow=(message.pk if person.customer_id in known else NOBODYS, followed),
            renewal=renewals.get(person.customer_id, ""),
        )
        for message, person, content in said
    }  # fmt: skip


def _renewals(campaign: Campaign, people: Sequence[tuple[int, str, str]], now: datetime) -> Mapping[int, str]:
    """Return the page at which each goes on with what ends as soon as the journey looks ahead."""
    if campaign.journey is None or not people or not may_ask_to_renew(campaign):
        return {}
    # A day more: what ends within a day of the network does so at its last hour too.
    within = timedelta(days=campaign.journey.options["days"] + 1)
    return renewal_links(people, within=within, now=now)


def _chosen(ready: Mapping[tuple[str, str], Compiled], language: str, variant: str) -> Compiled:
    """Return what is said in a person's language, else in French, else in whatever was written."""
    for key in ((variant, language), (variant, settings.LANGUAGE_CODE), ("a", language)):
        if key in ready:
            return ready[key]
    return ready.get(("a", settings.LANGUAGE_CODE)) or next(iter(ready.values()))


def written(
    ready: Compiled, person: Recipient, way: Way | None, *, follow: tuple[int, str] | None = None, renewal: str = ""
) -> Written:
    """Write one message.

    follow: its id, or `NOBODYS` where it is not noted who follows a link, and the address by which links are followed
    through us with `_PLACE` for the token; none for a preview, whose links lead straight where they lead.
    renewal: the page at which the person goes on with what is about to end; empty where nothing is.
    """
    values = {**person.values(ready.language), "renewal": renewal}
    said = _mail(ready, values, way, follow) if way is not None else _plain(ready, values)
    codes = ("voucher_code", "voucher", "voucher_until")
    code, voucher, until = (values[one] for one in codes)
    return replace(said, to=person.to, voucher_code=code, voucher=voucher, voucher_until=until)


def _plain(ready: Compiled, values: Mapping[str, str]) -> Written:
    if ready.body.channel == "post":
        return Written("", ready.language, blocks=tuple(filled(ready.body, values)))
    text = fill(ready.text, values)
    said = with_way_out(text, ready.language) if ready.body.channel == "sms" else text
    return Written("", ready.language, text=said)


def _mail(ready: Compiled, values: Mapping[str, str], way: Way, follow: tuple[int, str] | None) -> Written:
    code = values["voucher_code"]
    layout = ready.layouts[bool(code), bool(values["renewal"]) and ready.asks_to_renew]
    said = {**values, "foot_unsubscribe": way.end, "foot_preferences": way.choose, **_links(ready, follow)}
    in_html = {name: escape(value) for name, value in said.items()}
    if link := in_html["referral_link"]:
        in_html["referral_link"] = f'<a href="{link}" style="color:#14614d">{link}</a>'
    barcode = Attachment("bon.png", "image/png", barcode_png(code), BARCODE) if code and ready.shows_voucher else None
    return Written(
        to="",
        language=ready.language,
        subject=one_line(fill(ready.subject, values), LONGEST_SUBJECT),
        text=fill(layout.text, {**said, "foot_origin_text": f"{way.origin}\n" if way.origin else ""}),
        html=fill(layout.html, {**in_html, "foot_origin": f"{escape(way.origin)}<br />" if way.origin else ""}),
        headers=way.headers,
        attachments=(barcode,) if barcode else (),
    )


def _links(ready: Compiled, follow: tuple[int, str] | None) -> dict[str, str]:
    if follow is None:
        return {f"link_{place}": url for place, (url, _mark) in enumerate(ready.links)}
    message_id, followed = follow
    return {
        f"link_{place}": followed.replace(_PLACE, link_token(message_id, ready.content_id, mark))
        for place, (_url, mark) in enumerate(ready.links)
    }
