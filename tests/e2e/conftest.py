"""A made-up shop served on this machine, and a browser to visit it. Without a Chromium these tests are skipped."""

import os
import shutil

import pytest

from browsing import open_browser, served, sign_in
from factories.tables import write_tables


@pytest.fixture(scope="session")
def browser():
    executable = os.environ.get("CHALAND_TEST_BROWSER") or shutil.which("chromium")
    if not executable:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop running in this thread, and Django then refuses to use its database here: tests of
    # the same run that come after these would fail.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = open_browser(playwright, executable)
        yield browser
        browser.close()


def home_with_tables(tmp_path_factory, name):
    home = tmp_path_factory.mktemp(name)
    write_tables(home / "chaland.sqlite3")
    return home


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    with served(home_with_tables(tmp_path_factory, "shop")) as site:
        yield site


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory):
    with served(home_with_tables(tmp_path_factory, "empty-shop"), empty=True) as site:
        yield site


@pytest.fixture
def page(browser, site):
    context = sign_in(browser, site, "fr")
    context.set_default_timeout(10_000)
    yield wait_for_htmx(context.new_page())
    context.close()


def wait_for_htmx(page):
    """Make `goto` last until htmx has taken the page over, a moment after its load: a robot types faster than that."""
    go = page.goto

    def goto(path):
        answer = go(path)
        page.locator("#search[data-htmx-powered], body:not(:has(#search))").first.wait_for(state="attached")
        return answer

    page.goto = goto
    return page
