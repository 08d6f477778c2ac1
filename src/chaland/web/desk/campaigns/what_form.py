"""What a campaign says as it is typed: blocks in the order of their hidden fields, each part under its own name.

`block` comes once for each block, in order, with its number; `b3-kind`, `b3-text` … are its parts, `b3-c1-title` …
those of its second card, `b3-file` a picture to take in. Nothing typed is lost to a mistake elsewhere.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chaland.campaigns.content.blocks import CHOICES, MOST_BLOCKS, MOST_CARDS, NAMES, ON_PAPER

PARTS: Mapping[str, tuple[str, ...]] = {
    "heading": ("text",),
    "text": ("text",),
    "picture": ("digest", "alt", "url"),
    "button": ("label", "url"),
    "voucher": ("note",),
    "products": (),
    "novelties": ("title", "most", "otherwise", "other_title"),
    "columns": (),
    "divider": (),
    "renewal": ("label",),
}
CARD_PARTS: Mapping[str, tuple[str, ...]] = {
    "products": ("sku", "title", "text", "digest", "url"),
    "columns": ("digest", "title", "text", "url"),
}
KINDS: Mapping[str, tuple[str, Promise]] = {
    "heading": ("heading", _("Heading")),
    "text": ("align-left", _("Text")),
    "picture": ("photo", _("Picture")),
    "button": ("click", pgettext_lazy("mail", "Button")),
    "voucher": ("ticket", _("Voucher")),
    "products": ("shopping-bag", _("Products")),
    "novelties": ("sparkles", _("New arrivals in their size")),
    "columns": ("columns-3", _("Two columns")),
    "divider": ("minus", _("Line across")),
    "renewal": ("refresh", _("Renewal button")),
}
LABELS: Mapping[str, Promise] = {
    "text": _("Text"),
    "alt": _("What it shows, in words"),
    "url": _("Leads to"),
    "label": pgettext_lazy("mail", "On the button"),
    "note": _("Beneath what it gives"),
    "title": _("Title"),
    "sku": _("Name or SKU"),
    "most": _("How many"),
    "otherwise": _("Without a known size, or with nothing new in it"),
    "other_title": _("Title above the newest of all"),
}
ASKED: Mapping[str, Promise] = {
    "newest": _("The newest of all"),
    "nothing": _("Nothing"),
}
"""What one chooses from, by value; what is not here is its own name."""
_SHOWN_CARDS = {"products": 3, "columns": 2}
_WRITTEN_LONG = ("text", "note")
_NUMBER = re.compile(r"[0-9]{1,4}")


class Fields(Protocol):
    """What a form sent, as Django gives it."""

    def get(self, key: str, default: Any = None) -> Any: ...

    def getlist(self, key: str) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class BlockDraft:
    """A block as typed. number: its own, for as long as the form is open. cards: of products and columns."""

    number: int
    kind: str
    typed: Mapping[str, str] = field(default_factory=dict)
    cards: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A content as typed. text: of SMS and calls."""

    subject: str = ""
    preheader: str = ""
    text: str = ""
    blocks: tuple[BlockDraft, ...] = ()

    def body(self) -> dict[str, Any]:
        """Return the body as `content.body.parse` reads it; cards with nothing in them are left out."""
        blocks = [
            {
                "block": one.kind,
                **one.typed,
                **({"cards": [card for card in one.cards if any(card.values())]} if one.cards else {}),
            }
            for one in self.blocks
        ]
        return {"preheader": self.preheader, "text": self.text, "blocks": blocks}


def read_draft(data: Fields) -> Draft:
    """Read what a form sent; a block of no kind is left out."""
    numbers = [int(one) for one in data.getlist("block") if _NUMBER.fullmatch(one)]
    blocks = (_block(data, number) for number in list(dict.fromkeys(numbers))[: MOST_BLOCKS + 1])
    text = str(data.get("text", "")).replace("\r\n", "\n")
    return Draft(
        str(data.get("subject", "")), str(data.get("preheader", "")), text, tuple(one for one in blocks if one)
    )


def _block(data: Fields, number: int) -> BlockDraft | None:
    start = f"b{number}-"
    kind = data.get(f"{start}kind", "")
    if kind not in NAMES:
        return None
    typed = {part: _said(data, f"{start}{part}") for part in PARTS[kind]}
    cards = [
        {part: _said(data, f"{start}c{place}-{part}") for part in CARD_PARTS[kind]}
        for place in range(MOST_CARDS.get(kind, 0))
        if f"{start}c{place}-title" in data  # type: ignore[operator]
    ]
    return BlockDraft(number, kind, typed, tuple(cards))


def _said(data: Fields, name: str) -> str:
    return str(data.get(name, "")).replace("\r\n", "\n")


def draft_of(subject: str, body: Mapping[str, Any]) -> Draft:
    """Return what is kept as it is shown to be typed on."""
    blocks = tuple(
        _shown(number, one) for number, one in enumerate(body.get("blocks", ())) if one.get("block") in NAMES
    )
    return Draft(subject, body.get("preheader", ""), body.get("text", ""), blocks)


def _shown(number: int, kept: Mapping[str, Any]) -> BlockDraft:
    kind = kept["block"]
    typed = {part: kept.get(part, "") for part in PARTS[kind]}
    cards = [{part: one.get(part, "") for part in CARD_PARTS[kind]} for one in kept.get("cards", ())]
    return BlockDraft(number, kind, typed, _with_room(kind, cards))


def _with_room(kind: str, cards: Sequence[Mapping[str, str]]) -> tuple[Mapping[str, str], ...]:
    """Return the cards, with empty ones to fill in up to what stands side by side."""
    if kind not in MOST_CARDS:
        return ()
    empty: Mapping[str, str] = dict.fromkeys(CARD_PARTS[kind], "")
    return (*cards, *[empty] * (_SHOWN_CARDS[kind] - len(cards)))


def act(draft: Draft, action: str) -> tuple[Draft, str]:
    """Do what a button asks: `add:text`, `up:3`, `down:3`, `remove:3`, `more:3` (three products more).

    Returns the draft and the id of what is to have the focus; what says nothing changes nothing.
    """
    verb, _colon, what = action.partition(":")
    blocks = list(draft.blocks)
    if verb == "add" and what in NAMES and len(blocks) < MOST_BLOCKS:
        number = max((one.number for one in blocks), default=-1) + 1
        new = BlockDraft(number, what, dict.fromkeys(PARTS[what], ""), _with_room(what, ()))
        return replace(draft, blocks=(*blocks, new)), f"b{number}"
    place = next((place for place, one in enumerate(blocks) if str(one.number) == what), None)
    if place is None or verb not in _VERBS:
        return draft, ""
    _VERBS[verb](blocks, place)
    return replace(draft, blocks=tuple(blocks)), f"b{what}" if verb != "remove" else "add-block"


def _up(blocks: list[BlockDraft], place: int) -> None:
    blocks.insert(max(place - 1, 0), blocks.pop(place))


def _down(blocks: list[BlockDraft], place: int) -> None:
    blocks.insert(place + 1, blocks.pop(place))


def _remove(blocks: list[BlockDraft], place: int) -> None:
    del blocks[place]


def _more(blocks: list[BlockDraft], place: int) -> None:
    one = blocks[place]
    room = MOST_CARDS.get(one.kind, 0) - len(one.cards)
    empty: Mapping[str, str] = dict.fromkeys(CARD_PARTS.get(one.kind, ()), "")
    blocks[place] = replace(one, cards=(*one.cards, *[empty] * min(room, _SHOWN_CARDS["products"])))


_VERBS = {"up": _up, "down": _down, "remove": _remove, "more": _more}


@dataclass(frozen=True, slots=True)
class PartRow:
    """One field of a block, as the page shows it. is_picture: a file to choose, `value` the digest of what is there.

    is_product: products are suggested as one types. hint: which one is chosen. choices: value and name of each.
    """

    name: str
    label: Promise
    value: str
    error: str = ""
    is_long: bool = False
    is_picture: bool = False
    is_product: bool = False
    hint: str = ""
    choices: tuple[tuple[str, Promise | str], ...] = ()


@dataclass(frozen=True, slots=True)
class CardRow:
    """One of several things side by side, as the page shows it. rest: folded away, what else may be said of a product.

    is_open: something of it is written, or wrong.
    """

    prefix: str
    parts: tuple[PartRow, ...]
    rest: tuple[PartRow, ...] = ()

    @property
    def is_open(self) -> bool:
        return any(one.value or one.error for one in self.rest)


@dataclass(frozen=True, slots=True)
class BlockRow:
    """A block, as the page shows it."""

    id: str
    number: int
    kind: str
    icon: str
    label: Promise
    parts: tuple[PartRow, ...]
    cards: tuple[CardRow, ...]
    may_have_more: bool
    error: str = ""


def rows_of(draft: Draft, errors: Mapping[str, str], products: Mapping[str, str]) -> list[BlockRow]:
    """Return the blocks as the page shows them.

    errors: sentences by the field a Refusal names, `blocks.2.url`. products: what those chosen are called, by sku.
    """
    return [_row(one, f"blocks.{place}", errors, products) for place, one in enumerate(draft.blocks)]


def skus_of(draft: Draft) -> set[str]:
    """Return the skus that were typed."""
    return {card.get("sku", "").strip() for one in draft.blocks for card in one.cards} - {""}


def _row(one: BlockDraft, path: str, errors: Mapping[str, str], products: Mapping[str, str]) -> BlockRow:
    icon, label = KINDS[one.kind]
    start = f"b{one.number}"
    # Cards with nothing in them are not read, so a mistake is counted among the others.
    filled = [place for place, card in enumerate(one.cards) if any(card.values())]
    read_as = {place: at for at, place in enumerate(filled)}
    cards = []
    for place, card in enumerate(one.cards):
        parts = tuple(_parts(f"{start}-c{place}", one.kind, card, f"{path}.cards.{read_as.get(place)}", errors))
        cards.append(_card_row(f"{start}-c{place}", parts, products.get(card.get("sku", "").strip(), "")))
    parts = tuple(_parts(start, one.kind, one.typed, path, errors))
    may_have_more = 0 < len(one.cards) < MOST_CARDS.get(one.kind, 0)
    return BlockRow(start, one.number, one.kind, icon, label, parts, tuple(cards), may_have_more, errors.get(path, ""))


def _card_row(prefix: str, parts: tuple[PartRow, ...], product: str) -> CardRow:
    if not parts[0].is_product:
        return CardRow(prefix, parts)
    return CardRow(prefix, (replace(parts[0], hint=product),), parts[1:])


def _parts(start: str, kind: str, typed: Mapping[str, str], path: str, errors: Mapping[str, str]) -> Iterator[PartRow]:
    for part, value in typed.items():
        yield _part(f"{start}-{part}", part, value, kind, errors.get(f"{path}.{part}", ""))


def _part(name: str, part: str, value: str, kind: str, error: str) -> PartRow:
    is_picture = part == "digest"
    label = _("Picture") if is_picture else _("Price") if (kind, part) == ("products", "text") else LABELS[part]
    is_long = part in _WRITTEN_LONG and kind not in ("heading", "products", "voucher")
    return PartRow(
        name.replace("-digest", "-file") if is_picture else name,
        label,
        value,
        error,
        is_long,
        is_picture,
        is_product=part == "sku",
        choices=tuple((one, ASKED.get(one, one)) for one in CHOICES.get(part, ())),
    )


def kinds_for(channel: str, *, may_renew: bool) -> list[tuple[str, str, Promise]]:
    """Return the kinds of blocks a channel may have: code, icon, name. may_renew: see `queries.may_ask_to_renew`."""
    return [
        (code, icon, label)
        for code, (icon, label) in KINDS.items()
        if (channel != "post" or code in ON_PAPER) and (may_renew or code != "renewal")
    ]
