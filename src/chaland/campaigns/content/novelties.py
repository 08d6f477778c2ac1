"""New arrivals: of the products entered last in the catalogue, those that a reader can wear."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter

from chaland.campaigns.content.blocks import Block, Heading, Novelties, Products
from chaland.campaigns.content.body import Body
from chaland.campaigns.content.products import Shown, filled_card
from chaland.kernel.text import fold
from chaland.stores.models import Product

MOST_READ = 1000
"""How many of the products entered last are new arrivals: reading them costs the same in any catalogue."""
MOST_SHOWN = 6
_COLUMNS = ("sku", "name", "price_cents", "picture", "link", "pk", "colour", "size")


@dataclass(frozen=True, slots=True)
class Suited:
    """New arrivals for the readers of one size, the newest first. in_size: they are in it, not the newest of all."""

    products: tuple[Shown, ...] = ()
    in_size: bool = False


@dataclass(frozen=True, slots=True)
class Latest:
    """New arrivals by size, as `fold` writes it, and of any size."""

    by_size: Mapping[str, Suited]
    newest: Suited

    def suited(self, size: str) -> Suited:
        """Return what readers of a size see, or of none."""
        return self.by_size.get(fold(size), self.newest)


NOTHING = Latest({}, Suited())


def has_novelties(body: Body) -> bool:
    """Tell whether new arrivals stand in it."""
    return any(isinstance(one, Novelties) for one in body.blocks)


def novelties_for(bodies: Iterable[Body]) -> Latest:
    """Return the new arrivals that some contents need; one statement, none where they show none."""
    if not any(map(has_novelties, bodies)):
        return NOTHING
    entered = Product.objects.filter(kind=Product.Kind.ARTICLE, is_stub=False).order_by("-pk")
    rows = list(entered.values_list(*_COLUMNS)[:MOST_READ])
    names = {size: fold(size) for size in {row[-1] for row in rows}}
    sizes: dict[str, list[tuple[object, ...]]] = {}
    for row in rows:
        if size := names[row[-1]]:
            sizes.setdefault(size, []).append(row)
    return Latest({size: Suited(_models(own), in_size=True) for size, own in sizes.items()}, Suited(_models(rows)))


def _models(rows: Iterable[tuple[object, ...]]) -> tuple[Shown, ...]:
    """Return the first products, one for each name and colour: a model in ten sizes is one new arrival."""
    seen: dict[object, Shown] = {}
    for row in rows:
        seen.setdefault(itemgetter(1, 6)(row), Shown(*row[:6]))  # type: ignore[arg-type]
        if len(seen) == MOST_SHOWN:
            break
    return tuple(seen.values())


def with_novelties(body: Body, suited: Suited, language: str) -> Body:
    """Return a content with the new arrivals of one size in it, each block as a heading and products."""
    return replace(body, blocks=tuple(_shown(body.blocks, suited, language)))


def _shown(blocks: Iterable[Block], suited: Suited, language: str) -> Iterator[Block]:
    for one in blocks:
        if not isinstance(one, Novelties):
            yield one
        elif suited.products and (suited.in_size or one.otherwise == "newest"):
            if title := one.title if suited.in_size else one.other_title:
                yield Heading(title)
            yield Products(tuple(filled_card(new, language) for new in suited.products[: int(one.most)]))
