"""The blocks of which a mail or a letter is made."""

from dataclasses import dataclass
from typing import TypeAlias

MOST_BLOCKS = 40
LONGEST_TEXT = 5000
LONGEST_LINE = 300
LONGEST_SKU = 64


@dataclass(frozen=True, slots=True)
class Heading:
    """A line in large letters."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, apart by an empty line; `**bold**`, `[label](address)`, lines that begin with `- ` are a list."""

    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its digest, with what is read in its place. url: where it leads, or nowhere."""

    digest: str
    alt: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A link that asks to be followed."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Voucher:
    """The voucher of the person: what it gives, its code and barcode, its end; nothing for who has none."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One of several things side by side. text: of a product, its price. digest: of its picture.

    sku: of the product of the catalogue from which comes what is empty here, see `products`.
    """

    title: str = ""
    text: str = ""
    digest: str = ""
    url: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True)
class Products:
    """Up to six products, three side by side."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Novelties:
    """The products entered last that are in the size that the reader buys most often, `title` above them.

    most: how many. otherwise: what is read by who has no known size, or for whom nothing new is in
    it: `newest`, those entered last in any size with `other_title` above them, or `nothing`. See `novelties`.
    """

    most: str = "3"
    title: str = ""
    otherwise: str = "newest"
    other_title: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Divider:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A button to the page at which one goes on with what is about to end; nothing for whom nothing ends.

    Only in what a journey sends that begins as an agreement is about to end.
    """

    label: str = ""


Block: TypeAlias = Heading | Text | Picture | Button | Voucher | Products | Novelties | Columns | Divider | Renewal

NAMES: dict[str, type[Block]] = {
    "heading": Heading,
    "text": Text,
    "picture": Picture,
    "button": Button,
    "voucher": Voucher,
    "products": Products,
    "novelties": Novelties,
    "columns": Columns,
    "divider": Divider,
    "renewal": Renewal,
}
MOST_CARDS = {"products": 6, "columns": 2}
CHOICES = {"most": ("3", "6"), "otherwise": ("newest", "nothing")}
"""The parts of new arrivals that are chosen, the first where nobody did."""
ON_PAPER = ("heading", "text", "picture", "voucher", "divider")
"""What a letter may hold: paper has no links."""


def name_of(block: Block) -> str:
    """Return the name of a block's kind."""
    return next(name for name, kind in NAMES.items() if isinstance(block, kind))
