"""A made-up shop served on this machine, and a browser to visit it. Without a Chromium these tests are skipped."""

import fcntl
import os
import shutil

import pytest

from browsing import fill, open_browser, serving, sign_in
from factories.tables import FOLDER, write_tables


@pytest.fixture(scope="session")
def browser():
    executable = os.environ.get("CHALAND_TEST_BROWSER") or shutil.which("chromium")
    if not executable:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import expect, sync_playwright

    # Three browsers and as many servers share two cores: an answer may take its time, what it says may not change.
    expect.set_options(timeout=30_000)

    # Playwright keeps an event loop running in this thread, and Django then refuses to use its database here: tests of
    # the same run that come after these would fail.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = open_browser(playwright, executable)
        yield browser
        browser.close()


def pytest_collection_modifyitems(items):
    """The walk of every page begins: its parts are long, and a short test is better to end with."""
    items.sort(key=lambda item: item.path.name != "test_pages.py")


def made_up_shop(kind):
    """The folder of a made-up shop. Filling it takes seconds, so that is done once in a run, and copied."""
    shop = FOLDER / "shops" / kind
    shop.parent.mkdir(exist_ok=True)
    new = shop.with_name(f"{kind}.new")
    with shop.with_name(f"{kind}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shop.exists():
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir()
            write_tables(new / "chaland.sqlite3")
            fill(new, empty=kind == "empty")
            new.rename(shop)
    return shop


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    with serving(shutil.copytree(made_up_shop("full"), tmp_path_factory.mktemp("shops") / "full")) as site:
        yield site


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory):
    with serving(shutil.copytree(made_up_shop("empty"), tmp_path_factory.mktemp("shops") / "empty")) as site:
        yield site


@pytest.fixture
def own_shop(tmp_path):
    """The folder of a made-up shop of the test's own, to be served and killed."""
    return shutil.copytree(made_up_shop("full"), tmp_path / "shop")


@pytest.fixture(scope="session")
def owner_session(browser, site):
    """The cookies of the owner who reads French, signed in through the form."""
    context = sign_in(browser, site, "fr")
    session = context.storage_state()
    context.close()
    return session


@pytest.fixture
def page(browser, site, owner_session):
    context = browser.new_context(base_url=site.address, storage_state=owner_session)
    context.set_default_timeout(30_000)
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
