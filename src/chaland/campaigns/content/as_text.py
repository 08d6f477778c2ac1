"""Blocks as the text part of a mail; the places to be filled stay open."""

from collections.abc import Sequence

from chaland.campaigns.content.blocks import (
    Block,
    Button,
    Card,
    Columns,
    Divider,
    Heading,
    Novelties,
    Picture,
    Products,
    Renewal,
    Text,
    Voucher,
)
from chaland.campaigns.content.fields import Pieces
from chaland.campaigns.content.marks import BOLD, FOOT, Frame, Marks, links_in


def text_of(blocks: Sequence[Block], frame: Frame) -> Pieces:
    """Return the text part, cut where a person's values go."""
    marks = Marks(frame)
    parts = [said for one in blocks if (said := _block(one, marks))]
    words = frame.words
    ways = "".join(f"{words[code]} {marks.gap(code)}\n" for code in FOOT[1:])
    foot = f"-- \n{frame.identity}\n{marks.gap(f'{FOOT[0]}_text')}{ways}"
    return marks.cut("\n\n".join([*parts, foot]))


def _block(block: Block, marks: Marks) -> str:
    match block:
        case Heading(text) | Text(text):
            return unmarked(text, marks)
        case Picture(_, alt, url):
            return _with_link(f"[{alt}]" if alt else "", url, marks)
        case Button() | Renewal():
            return _button(block, marks)
        case Products(cards) | Columns(cards):
            return "\n\n".join(_card(one, marks) for one in cards)
        case Voucher(note):
            return _voucher(note, marks)
        case Divider() | Novelties():  # New arrivals are products by now.
            return "—" * 20


def _button(block: Button | Renewal, marks: Marks) -> str:
    if isinstance(block, Button):
        return _with_link(marks.words(block.label), block.url, marks)
    return f"{marks.words(block.label or marks.frame.words['renewal'])}\n{marks.gap('renewal')}"


def _card(card: Card, marks: Marks) -> str:
    said = "\n".join(unmarked(one, marks) for one in (card.title, card.text) if one)
    return _with_link(said, card.url, marks)


def _with_link(said: str, url: str, marks: Marks) -> str:
    return "\n".join(filter(None, [said, marks.link(url) if url else ""]))


def _voucher(note: str, marks: Marks) -> str:
    until = f"{marks.frame.words['until']} {marks.gap('voucher_until')}"
    lines = [marks.gap("voucher"), unmarked(note, marks), marks.gap("voucher_code"), until]
    return "\n".join(filter(None, lines))


def unmarked(text: str, marks: Marks) -> str:
    """Return an author's text without its marks for bold and links: a link is its label and its address."""
    plain = BOLD.sub(r"\1", text)
    said, done = [], 0
    for label, url, (start, end) in links_in(plain):
        said += [marks.words(plain[done:start]), f"{marks.words(label)} ({marks.link(url)})"]
        done = end
    return "".join([*said, marks.words(plain[done:])])
