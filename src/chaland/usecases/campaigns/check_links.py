"""Whether the pages that a campaign links to are there, asked before it leaves."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.parse import urlsplit

from chaland.campaigns.content.body import parse
from chaland.campaigns.content.checks import WARNS, Remark, link_faults
from chaland.campaigns.content.layout import links_of
from chaland.campaigns.content.novelties import novelties_for, with_novelties
from chaland.campaigns.content.products import catalogue_for, with_products
from chaland.campaigns.models import Campaign
from chaland.campaigns.ports import page_finder
from chaland.kernel.errors import Refusal

MOST_LINKS = 20
_PAGES = frozenset({"http", "https"})


def link_remarks(campaign: Campaign) -> list[Remark]:
    """Return a remark for each page that a campaign links to and that is not there; those of templates are known."""
    urls: list[str] = []
    for content in campaign.contents.order_by("pk"):
        with suppress(Refusal):
            body = parse(campaign.channel, content.body)
            shown = with_products(body, catalogue_for([body]), content.language)
            urls += links_of(with_novelties(shown, novelties_for([body]).newest, content.language))
    own = [url for url in dict.fromkeys(urls) if "link_of_template" not in link_faults(url)]
    return [Remark("link_dead", WARNS, params={"url": url}) for url in dead_links(own)]


def dead_links(urls: Sequence[str]) -> list[str]:
    """Return those of the first MOST_LINKS pages that are not there."""
    pages = [url for url in urls if urlsplit(url).scheme in _PAGES][:MOST_LINKS]
    if not pages:
        return []
    with ThreadPoolExecutor(max_workers=len(pages)) as asking:
        found = asking.map(page_finder(), pages)
        return [url for url, is_there in zip(pages, found, strict=True) if not is_there]
