"""Takes a picture of every page: in French and English, at three widths, with data and without.

Usage: `.venv/bin/python tools/screenshots.py FOLDER [--only NAME ...]`. The pictures go to FOLDER/data and
FOLDER/empty.
"""

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from browsing import LANGUAGES, WIDTHS, Site, open_browser, served, show, sign_in
from chaland.cli.browser import find_browser

SIGNED_OUT = {"login": "/login/"}
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
                take(browser, site, options.folder / kind, set(options.only), options.widths)


def take(browser: Browser, site: Site, folder: Path, only: set[str], widths: list[int]) -> None:
    """Take every page of one shop."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {name: path for name, path in site.pages.items() if not only or name in only}
    for language in LANGUAGES:
        context = sign_in(browser, site, language)
        page = context.new_page()
        for name, path in wanted.items():
            for width in widths:
                show(page, path, width)
                page.wait_for_timeout(CHART_SECONDS * 1000 if page.locator(".chart").count() else 0)
                page.screenshot(path=folder / f"{name}_{language}_{width}.png", full_page=True)
        context.close()


if __name__ == "__main__":
    main()
