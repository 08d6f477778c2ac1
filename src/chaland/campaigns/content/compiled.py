"""Contents of a campaign made ready once, so that a person's values are all that is left to do."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from chaland.campaigns.content.blocks import Voucher
from chaland.campaigns.content.body import Body, parse
from chaland.campaigns.content.fields import Pieces, cut
from chaland.campaigns.content.layout import Layout, asks_to_renew, gaps_of, lay_out, named_links
from chaland.campaigns.content.links import mark, mark_of_product
from chaland.campaigns.content.marks import Frame
from chaland.campaigns.content.novelties import Suited, has_novelties, with_novelties
from chaland.campaigns.content.products import Catalogue, name_of_product, with_products
from chaland.campaigns.models import Content

_KEPT = 256
"""One for each size of the readers, where new arrivals stand in it."""


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name a campaign speaks. identity: as the foot tells it, such as “Pivoine SARL, 59000 Lille”."""

    shop: str
    identity: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """One content, ready. links: where those lead that are followed through us, with the mark of each.

    See `layout.named_links`. fields: the codes it uses.
    layouts: of a mail, for who has a voucher or not, and has something to renew or not.
    shows_novelties: it differs by the reader's size.
    """

    content_id: int
    language: str
    body: Body
    subject: Pieces
    text: Pieces
    layouts: Mapping[tuple[bool, bool], Layout]
    links: tuple[tuple[str, bytes], ...]
    fields: frozenset[str]
    shows_novelties: bool

    @property
    def asks_to_renew(self) -> bool:
        """Tell whether the button stands in it by which one goes on with an agreement."""
        return asks_to_renew(self.body)

    @property
    def shows_voucher(self) -> bool:
        """Tell whether a voucher stands in it."""
        return any(isinstance(one, Voucher) for one in self.body.blocks)


def compiled(
    content: Content,
    channel: str,
    sender: Sender,
    catalogue: Catalogue = (),
    suited: Suited = Suited(),  # noqa: B008 - it is frozen
) -> Compiled:
    """Make a content ready, or find it as it was made. Raises Refusal as `body.parse`, for one kept by hand.

    catalogue: the products that it shows, as `products.catalogue_for` returns them. suited: the new arrivals for the
    readers it is for.
    """
    body = json.dumps(content.body, sort_keys=True)
    return _compiled((content.pk or 0, content.language, content.subject), body, channel, sender, (catalogue, suited))


@lru_cache(maxsize=_KEPT)
def _compiled(
    which: tuple[int, str, str], body_text: str, channel: str, sender: Sender, products: tuple[Catalogue, Suited]
) -> Compiled:
    (content_id, language, subject), (catalogue, suited) = which, products
    kept = parse(channel, json.loads(body_text))
    body = with_novelties(with_products(kept, catalogue, language), suited, language)
    new = {name_of_product(one.sku): mark_of_product(one.pk) for one in suited.products}
    named = ((url, new.get(name) or mark(name)) for url, name in named_links(body).items())
    links = tuple(one for one in named if one[0].startswith(("https:", "http:")))
    layouts = {}
    if channel == "email":
        places = {url: f"link_{place}" for place, (url, _mark) in enumerate(links)}
        frame = Frame(language, sender.shop, sender.identity, _words(language), picture_address, places)
        layouts = {
            (voucher, renewal): lay_out(body, frame, with_voucher=voucher, with_renewal=renewal)
            for voucher in (True, False)
            for renewal in ((True, False) if asks_to_renew(body) else (False,))
        }
    used = frozenset([*(gap.code for gap in gaps_of(kept, subject)), *(["size"] if has_novelties(kept) else [])])
    return Compiled(content_id, language, body, cut(subject), cut(body.text), layouts, links, used, has_novelties(kept))


def _words(language: str) -> dict[str, str]:
    with translation.override(language):
        return {
            "foot_unsubscribe": _("Unsubscribe"),
            "foot_preferences": _("Choose what you receive"),
            "until": _("Valid until"),
            "barcode": _("Barcode of your voucher"),
            "renewal": _("See and go on"),
        }


def picture_address(digest: str) -> str:
    """Return where a picture is to be had; one of the catalogue may be on the shop's own site."""
    if digest.startswith("https:"):
        return digest
    return f"{settings.PUBLIC_URL}/p/pictures/{digest}"
