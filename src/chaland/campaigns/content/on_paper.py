"""A letter's blocks with a person's words in them, for who prints it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from chaland.campaigns.content.blocks import Block, Heading, Picture, Text, Voucher
from chaland.campaigns.content.body import Body
from chaland.campaigns.content.fields import cut, fill
from chaland.campaigns.content.marks import BOLD, links_in


def filled(body: Body, values: Mapping[str, str]) -> Iterator[Block]:
    """Give the blocks with a person's values; a voucher only to who has one (`voucher_code`)."""

    def said(text: str) -> str:
        return fill(cut(_unmarked(text)), values)

    for one in body.blocks:
        match one:
            case Heading(text) | Text(text):
                yield replace(one, text=said(text))
            case Picture():
                yield one
            case Voucher(note):
                if values.get("voucher_code"):
                    yield Voucher(said(note))
            case _:
                yield one


def _unmarked(text: str) -> str:
    """Return a text as paper shows it: a link is its label."""
    plain = BOLD.sub(r"\1", text)
    for label, url, _span in links_in(plain):
        plain = plain.replace(f"[{label}]({url})", label)
    return plain
