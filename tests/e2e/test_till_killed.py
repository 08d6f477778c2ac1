"""The server is killed while the till sends a sale: the till keeps it, sends it again, and it counts once."""

import sqlite3
from contextlib import closing
from functools import partial

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from browsing import kill, launch, site_of
from factories.till_screen import SCAN, open_tills

pytestmark = pytest.mark.e2e
CARD = "2900000000018"
HELD_MS = 1000
STORED = """
SELECT number, total_cents, (SELECT count(*) FROM sales_receiptline WHERE receipt_id = r.id) FROM sales_receipt r
WHERE number IN ('9601', '9602', '9603') ORDER BY number
"""


def before_it_is_stored(route, _request, site, server):
    with closing(sqlite3.connect(site.home / "chaland.sqlite3", isolation_level=None)) as base:
        # The server cannot write, so that it holds the sale when it is killed, and has not answered.
        base.execute("BEGIN IMMEDIATE")
        with pytest.raises(PlaywrightTimeout):
            route.fetch(timeout=HELD_MS)
        kill(server)
    route.abort()


def once_it_is_stored(route, _request, site, server):
    assert route.fetch().status == 200
    kill(server)
    route.abort()


@pytest.mark.fault("F01")
@pytest.mark.fault("F02")
def test_sales_of_a_server_killed_under_the_till_are_sent_again_and_count_once(browser, own_shop):
    site = site_of(own_shop)
    server = launch(site)
    try:
        [page] = open_tills(browser, site, 1)
        for number, dies in (("9601", before_it_is_stored), ("9602", once_it_is_stored)):
            page.context.route("**/caisse/operations/", partial(dies, site=site, server=server), times=1)
            sell(page, number)
            expect(page.locator("#net")).to_contain_text("Hors ligne")
            expect(page.locator("#net")).to_have_attribute("data-count", "1")
            server = launch(site)
            # As when the network is back; else the till tries every few seconds.
            page.evaluate("window.dispatchEvent(new Event('online'))")
            expect(page.locator("#net")).to_have_attribute("data-count", "0")
        sell(page, "9603")
        expect(page.locator("#done li", has_text="9603")).to_be_visible()
        expect(page.locator("#net")).to_have_attribute("data-count", "0")
        page.context.close()
    finally:
        kill(server)
    with sqlite3.connect(own_shop / "chaland.sqlite3") as base:
        assert base.execute(STORED).fetchall() == [("9601", 500, 1), ("9602", 500, 1), ("9603", 500, 1)]


def sell(page, number):
    page.evaluate(SCAN, CARD)
    page.keyboard.press("F9")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
