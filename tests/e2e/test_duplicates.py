"""Duplicates looked at by keyboard alone, then many at once, and one merge taken back. Made-up people."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from browsing import serving, sign_in

pytestmark = pytest.mark.e2e
ALONE = "SELECT id FROM customers_customer WHERE merged_into_id IS NULL ORDER BY id LIMIT 8"
PAIR = """
INSERT INTO customers_likeness (kind, one_id, other_id, score, reasons, is_plain, found_at, decision)
VALUES ('person', ?, ?, ?, '["last:same"]', ?, '2026-01-01 12:00:00', '')
"""
DECIDED = "SELECT decision FROM customers_likeness WHERE kind = 'person' ORDER BY id"
MERGED = "SELECT count(*) FROM customers_customer WHERE id IN (SELECT value FROM json_each(?)) AND merged_into_id > 0"


@pytest.fixture
def people(own_shop):
    """Four pairs of files that may be alike; of the last alone nothing speaks against it."""
    with sqlite3.connect(own_shop / "chaland.sqlite3") as base:
        base.execute("DELETE FROM customers_likeness")
        ids = [pk for (pk,) in base.execute(ALONE)]
        scores = (0.999, 0.998, 0.997, 0.996)
        base.executemany(PAIR, [(*ids[2 * at : 2 * at + 2], score, at == 3) for at, score in enumerate(scores)])
    base.close()
    return ids


def reach(page, selector):
    """Press Tab until it has the focus."""
    for _ in range(100):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(selector)


def press(page, selector):
    reach(page, selector)
    page.keyboard.press("Enter")


def test_duplicates_are_decided_by_keyboard_alone_and_a_merge_is_taken_back(browser, own_shop, people):
    with serving(own_shop) as site:
        context = sign_in(browser, site, "fr")
        page = context.new_page()
        page.goto("/duplicates/")
        press(page, "a.btn-primary[href^='/duplicates/']")
        for key in "dlm":
            page.wait_for_url(re.compile(r"/duplicates/\d+/"))
            before = page.url
            page.keyboard.press(key)
            page.wait_for_url(lambda url, before=before: url != before)
        press(page, "a.back")
        expect(page.locator(".dup-many")).to_be_visible()
        press(page, ".dup-many button")
        expect(page.locator(".empty h2")).to_be_visible()
        page.goto(f"/customers/{people[4]}/")
        survivor = page.url
        press(page, "form[action^='/merges/'] button")
        page.wait_for_url(lambda url: url != survivor)
        page.goto("/duplicates/?kind=person&decision=different")
        expect(page.locator(".dup-list tbody tr")).to_have_count(1)
        context.close()
    with sqlite3.connect(own_shop / "chaland.sqlite3") as base:
        assert [decision for (decision,) in base.execute(DECIDED)][:2] == ["different", "later"]
        assert base.execute(MERGED, [str(people)]).fetchone() == (1,)
    base.close()
