"""Products that a mail shows by their sku: what its author left open comes from the catalogue as it stands."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from chaland.campaigns.content.blocks import Card, Products
from chaland.campaigns.content.body import Body
from chaland.campaigns.content.marks import plain_words
from chaland.kernel.money import Cents, format_euros
from chaland.stores.models import Product

# A name of the catalogue is no author's: a brace in it opens no field.
_NO_FIELDS = str.maketrans("{}", "()")


@dataclass(frozen=True, slots=True)
class Shown:
    """A product as mails show it. picture: the digest of one of ours, or an address. link: where its card leads.

    pk: of a new arrival, by which its link is followed.
    """

    sku: str
    name: str
    price_cents: Cents | None
    picture: str
    link: str
    pk: int = 0


Catalogue: TypeAlias = tuple[Shown, ...]
"""What of the catalogue some messages need."""


def catalogue_for(bodies: Iterable[Body]) -> Catalogue:
    """Return the products that some contents show, by sku; one statement, none where they show none."""
    skus = {card.sku for body in bodies for card in cards_by_sku(body)}
    if not skus:
        return ()
    rows = Product.objects.filter(sku__in=skus).order_by("sku")
    return tuple(Shown(*row) for row in rows.values_list("sku", "name", "price_cents", "picture", "link"))


def cards_by_sku(body: Body) -> Iterator[Card]:
    """Give the cards for which a product was chosen."""
    return (card for one in body.blocks if isinstance(one, Products) for card in one.cards if card.sku)


def with_products(body: Body, catalogue: Sequence[Shown], language: str) -> Body:
    """Return a content with its products in it; what the author wrote stands, a card of which nothing is known goes.

    A card keeps its sku where its link is the catalogue's.
    """
    known = {one.sku: one for one in catalogue}
    blocks = tuple(
        replace(one, cards=tuple(_filled(one.cards, known, language))) if isinstance(one, Products) else one
        for one in body.blocks
    )
    return replace(body, blocks=blocks)


def _filled(cards: Iterable[Card], known: dict[str, Shown], language: str) -> Iterator[Card]:
    for card in cards:
        if one := known.get(card.sku):
            yield filled_card(one, language, card)
        elif card.title or card.text or card.digest:
            yield replace(card, sku="")


def filled_card(one: Shown, language: str, own: Card = Card()) -> Card:  # noqa: B008 - it is frozen
    """Return a product as a card. own: what its author says instead."""
    price = "" if one.price_cents is None else format_euros(one.price_cents, language)
    return Card(
        own.title or plain_words(one.name).translate(_NO_FIELDS),
        own.text or price,
        own.digest or one.picture,
        own.url or one.link,
        "" if own.url else one.sku,
    )


def name_of_link(card: Card) -> str:
    """Return under which name the link of a card is followed: of the catalogue's, its product, wherever it moves."""
    return name_of_product(card.sku) if card.sku else card.url


def name_of_product(sku: str) -> str:
    """Return under which name the link of a product is followed."""
    return f"product:{sku}"
