"""Blocks laid out as HTML for mail programs, by MRML; the places to be filled stay open."""

from collections.abc import Sequence
from html import escape

from mjml import mjml2html

from chaland.campaigns.content.blocks import (
    Block,
    Button,
    Card,
    Columns,
    Divider,
    Heading,
    Picture,
    Products,
    Renewal,
    Text,
    Voucher,
)
from chaland.campaigns.content.fields import Pieces
from chaland.campaigns.content.marks import BOLD, FOOT, Frame, Marks, links_in, paragraphs

BARCODE = "voucher"
"""The Content-ID of the picture of a voucher's barcode."""
_FONT = "Verdana, 'Segoe UI', Helvetica, Arial, sans-serif"
_TITLES = "Georgia, 'Times New Roman', serif"
_INK, _SOFT, _GREEN, _GOLD, _PAPER, _LINE = "#1b2621", "#5f6c65", "#14614d", "#805300", "#f8f4ec", "#e3dccd"
_WIDTH = 600
_SIDE_BY_SIDE = 3


def html_of(blocks: Sequence[Block], preheader: str, frame: Frame) -> Pieces:
    """Return the HTML part, cut where a person's values go. preheader: what a mailbox shows beside the subject."""
    return _Writer(frame).page(blocks, preheader)


class _Writer(Marks):
    """Writes blocks as MJML."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame, escape)

    def page(self, blocks: Sequence[Block], preheader: str) -> Pieces:
        """Return the whole page, cut at its marks."""
        sections = "".join(self._section(one) for one in blocks)
        preview = f"<mj-preview>{self.words(preheader)}</mj-preview>" if preheader else ""
        source = (
            f'<mjml lang="{self.frame.language}" dir="ltr"><mj-head><mj-title>{escape(self.frame.shop)}</mj-title>'
            f'{preview}<mj-attributes><mj-all font-family="{_FONT}" /><mj-text font-size="16px" line-height="1.55" '
            f'color="{_INK}" padding="8px 28px" /><mj-section background-color="#ffffff" padding="0" />'
            f'</mj-attributes></mj-head><mj-body background-color="{_PAPER}" width="{_WIDTH}px">'
            f"{self._head()}{sections}{self._foot()}</mj-body></mjml>"
        )
        return self.cut(mjml2html(source, fonts={}))

    def _head(self) -> str:
        shop = escape(self.frame.shop)
        return (
            f'<mj-section background-color="#0d3a2f" padding="14px 0"><mj-column><mj-text color="#f3d48e" '
            f'font-family="{_TITLES}" font-size="20px" align="center">{shop}</mj-text></mj-column></mj-section>'
            '<mj-section padding="8px 0 0"><mj-column></mj-column></mj-section>'
        )

    def _foot(self) -> str:
        ways = " · ".join(
            f'<a href="{self.gap(code)}" style="color:{_GREEN}">{escape(self.frame.words[code])}</a>'
            for code in FOOT[1:]
        )
        return (
            '<mj-section padding="0 0 20px"><mj-column></mj-column></mj-section>'
            f'<mj-section background-color="{_PAPER}" padding="16px 0"><mj-column><mj-text font-size="13px" '
            f'color="{_SOFT}" align="center">{escape(self.frame.identity)}<br />{self.gap(FOOT[0])}{ways}'
            "</mj-text></mj-column></mj-section>"
        )

    def _section(self, block: Block) -> str:
        if isinstance(block, Products | Columns):
            return self._cards(block)
        if isinstance(block, Voucher):
            return self._voucher(block.note)
        return f"<mj-section><mj-column>{self._single(block)}</mj-column></mj-section>"

    def _single(self, block: Block) -> str:
        match block:
            case Heading(text):
                return (
                    f'<mj-text font-family="{_TITLES}" line-height="1.25" padding-top="16px">'
                    f'<h1 style="margin:0;font-size:26px;font-weight:bold">{self.words(text)}</h1></mj-text>'
                )
            case Text(text):
                return f"<mj-text>{self.rich(text)}</mj-text>"
            case Picture(digest, alt, url):
                return self._picture(digest, alt, url, "8px 28px")
            case Button() | Renewal():
                return self._button(block)
            case Divider():
                return f'<mj-divider border-width="1px" border-color="{_LINE}" padding="14px 28px" />'
        return ""

    def _button(self, block: Button | Renewal) -> str:
        if isinstance(block, Button):
            address, words = self.link(block.url), self.words(block.label)
        else:
            address, words = self.gap("renewal"), self.words(block.label or self.frame.words["renewal"])
        return (
            f'<mj-button href="{address}" background-color="{_GREEN}" color="#ffffff" font-size="16px" '
            f'font-weight="bold" border-radius="8px" inner-padding="13px 24px" padding="12px 28px">{words}</mj-button>'
        )

    def _picture(self, digest: str, alt: str, url: str, padding: str) -> str:
        if not digest:
            return ""
        href = f' href="{self.link(url)}"' if url else ""
        source = escape(self.frame.picture(digest))
        return f'<mj-image src="{source}" alt="{escape(alt)}"{href} fluid-on-mobile="true" padding="{padding}" />'

    def _cards(self, block: Products | Columns) -> str:
        wide = _SIDE_BY_SIDE if isinstance(block, Products) else 2
        rows = [block.cards[start : start + wide] for start in range(0, len(block.cards), wide)]
        return "".join(
            f'<mj-section padding="6px 14px">{"".join(self._card(one, wide) for one in row)}</mj-section>'
            for row in rows
        )

    def _card(self, card: Card, wide: int) -> str:
        align = "center" if wide == _SIDE_BY_SIDE else "left"
        picture = self._picture(card.digest, card.title, card.url, "6px 12px")
        title = f"<strong>{self.words(card.title)}</strong>" if card.title else ""
        if card.title and card.url:
            title = f'<a href="{self.link(card.url)}" style="color:{_GREEN}">{title}</a>'
        said = "<br />".join(filter(None, [title, self.rich(card.text, lead="") if card.text else ""]))
        text = f'<mj-text align="{align}" padding="6px 12px" font-size="15px">{said}</mj-text>' if said else ""
        return f'<mj-column width="{100 / wide:.4g}%">{picture}{text}</mj-column>'

    def _voucher(self, note: str) -> str:
        words = self.frame.words
        told = f'<br /><span style="font-size:14px;color:{_SOFT}">{self.rich(note, lead="")}</span>' if note else ""
        return (
            '<mj-section padding="10px 28px"><mj-column border="2px dashed #c89a3c" border-radius="12px" '
            'padding="12px 0" background-color="#fdf7e7">'
            f'<mj-text align="center"><strong style="font-size:20px;color:{_GOLD}">{self.gap("voucher")}</strong>{told}'
            "</mj-text>"
            f'<mj-image src="cid:{BARCODE}" alt="{escape(words["barcode"])}" width="374px" padding="4px 20px" />'
            '<mj-text align="center" padding="0 20px 6px"><span style="font-family:Consolas,Menlo,monospace;'
            f'font-size:18px;letter-spacing:2px">{self.gap("voucher_code")}</span><br />'
            f'<span style="font-size:14px;color:{_SOFT}">{escape(words["until"])} {self.gap("voucher_until")}</span>'
            "</mj-text></mj-column></mj-section>"
        )

    def rich(self, text: str, lead: str = "margin:0 0 12px") -> str:
        """Return an author's paragraphs as HTML."""
        parts = [self._paragraph(one, lead) for one in paragraphs(text)]
        return "".join(parts) if lead else "<br />".join(parts)

    def _paragraph(self, lines: list[str], style: str) -> str:
        if all(line.startswith("- ") for line in lines):
            items = "".join(f"<li>{self._marked(line[2:])}</li>" for line in lines)
            return f'<ul style="margin:0 0 12px;padding-left:22px">{items}</ul>'
        said = "<br />".join(self._marked(line) for line in lines)
        return f'<p style="{style}">{said}</p>' if style else said

    def _marked(self, line: str) -> str:
        said, done = [], 0
        for label, url, (start, end) in links_in(line):
            link = self.link(url)
            said += [self._bold(line[done:start]), f'<a href="{link}" style="color:{_GREEN}">{self.words(label)}</a>']
            done = end
        return "".join([*said, self._bold(line[done:])])

    def _bold(self, text: str) -> str:
        # What stands between two marks is bold: every second part.
        parts = BOLD.split(text)
        return "".join(
            f"<strong>{self.words(part)}</strong>" if place % 2 else self.words(part)
            for place, part in enumerate(parts)
        )
