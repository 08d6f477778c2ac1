"""A mail laid out once for each content; what is then filled in for a person is a text at each place, no more."""

from collections.abc import Iterator
from dataclasses import dataclass

from chaland.campaigns.content.as_html import html_of
from chaland.campaigns.content.as_text import text_of
from chaland.campaigns.content.blocks import (
    Block,
    Button,
    Columns,
    Heading,
    Novelties,
    Picture,
    Products,
    Renewal,
    Text,
    Voucher,
)
from chaland.campaigns.content.body import Body
from chaland.campaigns.content.fields import Gap, Pieces, cut, gaps
from chaland.campaigns.content.marks import Frame, links_in
from chaland.campaigns.content.products import name_of_link


@dataclass(frozen=True, slots=True)
class Layout:
    """A mail laid out: its two parts, each cut where a person's values go."""

    html: Pieces
    text: Pieces


def lay_out(body: Body, frame: Frame, *, with_voucher: bool, with_renewal: bool = False) -> Layout:
    """Lay a mail out. with_voucher, with_renewal: for who has one; for the others its block is not there."""
    left_out = tuple(kind for kind, has in ((Voucher, with_voucher), (Renewal, with_renewal)) if not has)
    blocks = [one for one in body.blocks if not isinstance(one, left_out)]
    return Layout(html_of(blocks, body.preheader, frame), text_of(blocks, frame))


def links_of(body: Body) -> list[str]:
    """Return where the links of a mail lead, each once, in order."""
    return list(named_links(body))


def named_links(body: Body) -> dict[str, str]:
    """Return where the links of a mail lead, each once, in order, with the name under which each is followed."""
    named: dict[str, str] = {}
    for block in body.blocks:
        for url, name in _links(block):
            if url:
                named.setdefault(url, name)
    return named


def _links(block: Block) -> Iterator[tuple[str, str]]:
    match block:
        case Button(_, url) | Picture(_, _, url):
            yield url, url
        case Products(cards) | Columns(cards):
            for card in cards:
                yield card.url, name_of_link(card)
                yield from ((url, url) for _, url, _ in links_in(card.text))
        case Text(text) | Voucher(text):
            yield from ((url, url) for _, url, _ in links_in(text))


def gaps_of(body: Body, subject: str = "") -> list[Gap]:
    """Return the fields that an author uses."""
    said = [subject, body.preheader, body.text, *(text for one in body.blocks for text in _texts(one))]
    return [gap for text in said for gap in gaps(cut(text))]


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Heading(text) | Text(text) | Voucher(text):
            yield text
        case Button(label, _) | Renewal(label):
            yield label
        case Picture(_, alt, _):
            yield alt
        case Novelties():
            yield from (block.title, block.other_title)
        case Products(cards) | Columns(cards):
            for card in cards:
                yield from (card.title, card.text)


def digests_of(body: Body) -> set[str]:
    """Return the pictures that are shown."""
    found = {one.digest for one in body.blocks if isinstance(one, Picture)}
    cards = [card for one in body.blocks if isinstance(one, Products | Columns) for card in one.cards]
    return (found | {card.digest for card in cards}) - {""}


def asks_to_renew(body: Body) -> bool:
    """Tell whether the button stands in it by which one goes on with an agreement that is about to end."""
    return any(isinstance(one, Renewal) for one in body.blocks)
