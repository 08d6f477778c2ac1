"""Takes a picture of every page: in French and English, at three widths, with data and without.

Usage: `.venv/bin/python tools/screenshots.py FOLDER [--only NAME ...]`. The pictures go to FOLDER/data and
FOLDER/empty. `NAME-refused` is a form sent empty; `no-such-page` and `forbidden` are what nobody wants to see.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from browsing import (
    FORMS,
    HEIGHT,
    LANGUAGES,
    SIGNED_OUT,
    WIDTHS,
    Site,
    open_browser,
    send_empty,
    served,
    settle,
    show,
    sign_in,
    sign_in_as,
    signed_out,
)
from chaland.cli.browser import find_browser

CHART_SECONDS = 0.6


def main() -> None:
    """Serve both shops one after the other and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="names of pages")
    parser.add_argument("--widths", nargs="+", type=int, default=WIDTHS)
    options = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as home:
        browser = open_browser(playwright, find_browser())
        for kind in ("data", "empty"):
            with served(Path(home) / kind, empty=kind == "empty") as site:
                take_all(browser, site, options.folder / kind, set(options.only), options.widths)


def take_all(browser: Browser, site: Site, folder: Path, only: set[str], widths: list[int]) -> None:
    """Take every page of one shop."""
    folder.mkdir(parents=True, exist_ok=True)

    def visit(page: Page, pages: dict[str, str], language: str, then: Callable[[Page], None] = settle) -> None:
        for name, path in pages.items():
            if not only or name in only:
                show(page, path, widths[-1])
                then(page)
                take(page, folder, f"{name}_{language}", widths)
        page.context.close()

    for language in LANGUAGES:
        visit(sign_in(browser, site, language).new_page(), {**site.pages, "no-such-page": "/no-such-page/"}, language)
        forms = {f"{name}-refused": site.pages[name] for name in FORMS if name in site.pages}
        visit(sign_in(browser, site, language).new_page(), forms, language, send_empty)
        visit(signed_out(browser, site, language).new_page(), SIGNED_OUT, language)
    if "customer" in site.pages:
        seller = sign_in_as(browser, site, site.said["seller"][0])
        visit(seller.new_page(), {"forbidden": "/settings/users/"}, "fr")


def take(page: Page, folder: Path, name: str, widths: list[int]) -> None:
    """Take the page as it stands, at each width."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        settle(page)
        page.wait_for_timeout(CHART_SECONDS * 1000 if page.locator(".chart").count() else 0)
        page.screenshot(path=folder / f"{name}_{width}.png", full_page=True)


if __name__ == "__main__":
    main()
