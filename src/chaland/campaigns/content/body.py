"""What a campaign says, by channel, read from what is kept or was sent; one reader for screens, API and sending.

E-mail: `{"preheader": text, "blocks": [{"block": "heading", "text": …}, …]}`; post: `{"blocks": […]}`;
SMS and telephone: `{"text": …}`; a file for another mailer says nothing.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.utils.encoding import iri_to_uri

from chaland.campaigns.content.blocks import (
    CHOICES,
    LONGEST_LINE,
    LONGEST_SKU,
    LONGEST_TEXT,
    MOST_BLOCKS,
    MOST_CARDS,
    NAMES,
    ON_PAPER,
    Block,
    Card,
    Columns,
    Products,
    name_of,
)
from chaland.campaigns.content.fields import cut
from chaland.campaigns.content.marks import links_in, plain_words
from chaland.kernel.errors import Refusal
from chaland.kernel.text import clean, clean_lines

LONGEST_SUBJECT = 300
_TAG = re.compile(r"<[a-zA-Z/!?]")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_SCHEMES = ("https", "http", "mailto", "tel")
# The way out of text messages is written beneath every one: an author's own could be wrong.
_STOP = re.compile(r"\bstop\b[^\n]{0,20}\d{5}|\d{5}[^\n]{0,20}\bstop\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """What is said. text: of SMS and calls. blocks: of mails and letters. preheader: what a mailbox shows beside."""

    channel: str
    blocks: tuple[Block, ...] = ()
    text: str = ""
    preheader: str = ""


def parse(channel: str, data: Any) -> Body:
    """Read a body. Raises Refusal whose field names the block and its part, such as `blocks.2.url`."""
    given = data if isinstance(data, Mapping) else {}
    if channel in ("sms", "phone"):
        return Body(channel, text=_spoken(channel, given.get("text", "")))
    if channel == "file":
        return Body(channel)
    told = given.get("blocks", [])
    if not isinstance(told, Sequence) or isinstance(told, str):
        raise Refusal("block_unknown", field="blocks", name="")
    if len(told) > MOST_BLOCKS:
        raise Refusal("blocks_too_many", field="blocks", most=MOST_BLOCKS)
    preheader = _line(given.get("preheader", ""), "preheader")
    return Body(channel, tuple(_block(one, place, channel) for place, one in enumerate(told)), preheader=preheader)


def refusals(channel: str, subject: str, data: Mapping[str, Any]) -> list[Refusal]:
    """Return what `parse` and `parse_subject` refuse, not the first alone: one for each block, at most."""
    blocks = data.get("blocks", ())[:MOST_BLOCKS]
    reading: list[Callable[[], Any]] = [
        *([partial(parse_subject, subject)] if channel == "email" else []),
        partial(parse, channel, {**data, "blocks": ()}),
        *(partial(_block, one, place, channel) for place, one in enumerate(blocks)),
    ]
    return [found for read in reading if (found := _refusal_of(read))]


def _refusal_of(read: Callable[[], Any]) -> Refusal | None:
    try:
        read()
    except Refusal as refusal:
        return refusal
    return None


def plain(body: Body) -> dict[str, Any]:
    """Return a body as it is kept; `parse` reads it back as the same."""
    if body.channel in ("sms", "phone"):
        return {"text": body.text}
    blocks = [{"block": name_of(one), **_said(asdict(one))} for one in body.blocks]
    return {"blocks": blocks, **({"preheader": body.preheader} if body.preheader else {})}


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    cards = values.get("cards")
    given = {**values, "cards": [_said(one) for one in cards]} if cards is not None else values
    return {name: value for name, value in given.items() if value not in ("", None)}


def parse_subject(text: Any) -> str:
    """Read a subject. Raises Refusal `subject_line_break`, `text_too_long`, `merge_field_unknown`."""
    if not isinstance(text, str) or "\n" in text.strip() or "\r" in text.strip():
        raise Refusal("subject_line_break", field="subject")
    return _line(text, "subject")


def has_markup(data: Any) -> bool:
    """Tell whether somewhere in it stands HTML, which is taken out when it is read."""
    if isinstance(data, str):
        return bool(_TAG.search(data))
    values = data.values() if isinstance(data, Mapping) else data if isinstance(data, Sequence) else ()
    return any(map(has_markup, values))


def _block(data: Any, place: int, channel: str) -> Block:
    name = data.get("block") if isinstance(data, Mapping) else None
    if name not in NAMES or (channel == "post" and name not in ON_PAPER):
        raise Refusal("block_unknown", field=f"blocks.{place}", name=str(name)[:40])
    start = f"blocks.{place}"
    if name in MOST_CARDS:
        cards = data.get("cards", [])
        if not isinstance(cards, Sequence) or isinstance(cards, str) or len(cards) > MOST_CARDS[name]:
            raise Refusal("blocks_too_many", field=start, most=MOST_CARDS[name])
        read = tuple(_parts(Card, one, f"{start}.cards.{at}") for at, one in enumerate(cards))
        return Products(read) if name == "products" else Columns(tuple(replace(one, sku="") for one in read))
    block: Block = _parts(NAMES[name], data, start)
    return block


def _parts(kind: type[Any], data: Any, start: str) -> Any:
    given = data if isinstance(data, Mapping) else {}
    return kind(**{one.name: _part(one.name, given.get(one.name, ""), f"{start}.{one.name}") for one in fields(kind)})


def _part(name: str, value: Any, field: str) -> str:
    if name == "url":
        return parse_address(value, field)
    if name == "digest":
        if value and not (isinstance(value, str) and _DIGEST.fullmatch(value)):
            raise Refusal("picture_unknown", field=field)
        return str(value)
    if name in ("text", "note"):
        return _text(value, field)
    if name == "sku":
        return _sku(value, field)
    if name in CHOICES:
        return _chosen(name, value, field)
    return _line(value, field)


def _sku(value: Any, field: str) -> str:
    try:
        return clean(value if isinstance(value, str) else "", LONGEST_SKU)
    except Refusal as refusal:
        raise refusal.about(field) from refusal


def _chosen(name: str, value: Any, field: str) -> str:
    chosen = str(value) if value not in ("", None) else CHOICES[name][0]
    if chosen not in CHOICES[name]:
        raise Refusal("block_choice_unknown", field=field, name=chosen[:40], choices=", ".join(CHOICES[name]))
    return chosen


def parse_address(value: Any, field: str) -> str:
    """Read where a link leads: a page, a mail or a telephone. Raises Refusal `link_unsafe`, `link_with_field`."""
    typed = clean(value, 2000) if isinstance(value, str) else ""
    if not typed:
        return ""
    whole = typed if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", typed) else f"https://{typed}"
    try:
        parts = urlsplit(whole)
        parts.port  # noqa: B018 - refused where it is none
    except ValueError as error:
        raise Refusal("link_unsafe", field=field, url=typed) from error
    is_page = parts.scheme in ("http", "https")
    if parts.scheme not in _SCHEMES or (is_page and ("." not in (parts.hostname or "") or parts.username)):
        raise Refusal("link_unsafe", field=field, url=typed)
    if any(mark in whole for mark in "{}<>\"'\\` "):
        raise Refusal("link_with_field", field=field, url=typed)
    kept = {name: iri_to_uri(getattr(parts, name)) for name in ("path", "query", "fragment")}
    return parts._replace(**kept).geturl()


def _text(value: Any, field: str) -> str:
    said = _readable(clean_lines, value, LONGEST_TEXT, field)
    for label, url, _span in links_in(said):
        said = said.replace(f"[{label}]({url})", f"[{label}]({parse_address(url, field)})")
    return said


def _line(value: Any, field: str) -> str:
    return _readable(clean, value, LONGEST_LINE, field)


def _readable(cleaned: Any, value: Any, longest: int, field: str) -> str:
    try:
        said = plain_words(cleaned(value if isinstance(value, str) else "", longest))
        if _TAG.search(said):
            said = unescape(nh3.clean(said, tags=set(), clean_content_tags={"script", "style", "iframe"})).strip()
        cut(said)
    except Refusal as refusal:
        raise refusal.about(field) from refusal
    return said


def _spoken(channel: str, value: Any) -> str:
    said = _readable(clean_lines, value, LONGEST_TEXT, "text")
    if channel == "sms" and _STOP.search(said):
        raise Refusal("sms_stop_written", field="text")
    return said
