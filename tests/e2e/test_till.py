"""The till as sellers use it: by keyboard and scanner alone, and with the network cut."""

import json
import sqlite3

import pytest
from playwright.sync_api import expect

from factories.till_screen import SCAN, open_tills

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("till")]
CARD = "2900000000018"
# Everything that the browser kept of the till: its operations, its state, and each page and file it would open again.
KEPT = """async () => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("chaland-till");
    asked.onsuccess = () => done(asked.result);
  });
  const read = (name) => new Promise((done) => {
    const asked = base.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const kept = [await read("operations"), await read("state"), { ...localStorage }, { ...sessionStorage }];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const found = await cache.match(request);
      const type = found.headers.get("Content-Type") || "";
      kept.push(request.url, /html|json/.test(type) ? await found.text() : type);
    }
  }
  return JSON.stringify(kept);
}"""
RECEIPTS = """
SELECT r.number, r.total_cents, c.last_name FROM sales_receipt r LEFT JOIN customers_customer c ON c.id = r.customer_id
WHERE r.number IN ({marks}) ORDER BY r.number
"""


def receipts(site, *numbers):
    """(number, cents, last name) of the receipts of these numbers, in the served shop's database."""
    marks = ",".join("?" * len(numbers))
    with sqlite3.connect(site.home / "chaland.sqlite3") as base:
        return base.execute(RECEIPTS.format(marks=marks), numbers).fetchall()


@pytest.fixture(scope="module")
def opened(browser, site):
    """Two tills of one store. Making a browser a till takes seconds, so that is done once."""
    pages = open_tills(browser, site, 2)
    yield pages
    for page in pages:
        page.context.close()


@pytest.fixture
def tills(opened):
    """Both as they are when their screen is opened: nothing on it, nothing to be sent, a seller at it."""
    for page in opened:
        page.goto("/caisse/")
        page.locator("body[data-kept=yes]").wait_for(state="attached")
        expect(page.locator("#file .empty")).to_be_visible()
        expect(page.locator("#net")).to_have_attribute("data-count", "0")
    return opened


@pytest.fixture
def till(tills):
    return tills[0]


def test_sale_by_keyboard_and_scanner_alone(till, site):
    page = till
    page.keyboard.press("F4")
    expect(page.locator("#new-form [name=last_name]")).to_be_focused()
    expect(page.locator("#new-form [type=checkbox]:checked")).to_have_count(0)
    page.keyboard.type("Kervella")
    page.locator("#new-form [name=mobile]").fill("06 39 98 01 55")
    page.keyboard.press("Enter")
    expect(page.locator("#file h2")).to_have_text("Kervella")
    expect(page.locator("#scan")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.type("0155")
    page.keyboard.press("Enter")
    expect(page.locator("#of")).to_have_text("Kervella")
    page.keyboard.press("F9")
    page.keyboard.type("9001")
    page.keyboard.press("Enter")
    page.keyboard.type("-12,5x")
    page.keyboard.press("Enter")
    expect(page.locator("#sale-said")).not_to_be_empty()
    page.locator("#total").fill("12,50")
    page.keyboard.press("F9")
    expect(page.locator("#done li").first).to_contain_text("9001")
    expect(page.locator("#scan")).to_be_focused()
    expect(page.locator("#file article")).to_have_count(0)
    # Whoever types faster than the shop answers sells to the customer asked for, all the same.
    asked = []

    def hold(route):
        asked.append(route)

    page.route("**/caisse/find/", hold, times=1)
    page.keyboard.type("0155")
    page.keyboard.press("Enter")
    sell(page, "9002", "7")
    expect(page.locator("#total")).to_have_value("7")
    [find] = asked
    assert receipts(site, "9002") == []
    find.continue_()
    expect(page.locator("#done li").first).to_contain_text("9002")
    assert receipts(site, "9001", "9002") == [("9001", 1250, "Kervella"), ("9002", 700, "Kervella")]
    assert page.evaluate("window.refused") == []


def test_scan_is_heard_wherever_the_focus_is(till):
    page = till
    page.keyboard.press("F4")
    page.locator("#new-form [name=last_name]").press_sequentially("Le G")
    page.evaluate(SCAN, CARD)
    expect(page.locator("#file")).to_contain_text(CARD)
    expect(page.locator("#scan")).to_be_focused()
    expect(page.locator("#of")).to_contain_text(CARD)
    # Whoever is looked for next and not found leaves nothing to the card of before.
    page.locator("#scan").fill("zzzz")
    page.keyboard.press("Enter")
    expect(page.locator("#file")).to_contain_text("Aucun client trouvé")
    expect(page.locator("#of")).not_to_contain_text(CARD)
    page.keyboard.press("Escape")
    expect(page.locator("#scan")).to_have_value("")


def meet(page, name, mobile):
    """Write a new customer's file at the till, which stays open there."""
    page.keyboard.press("F4")
    page.locator("#new-form [name=last_name]").fill(name)
    page.locator("#new-form [name=mobile]").fill(mobile)
    page.keyboard.press("Enter")
    expect(page.locator("#file h2")).to_have_text(name)


def sell(page, number, amount):
    page.keyboard.press("F9")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.keyboard.type(amount)
    page.keyboard.press("Enter")


def test_two_tills_cut_off_record_and_all_counts_once(tills, site):
    first, second = tills
    meet(first, "Troadec", "06 39 98 01 56")
    for page in tills:
        page.context.set_offline(offline=True)
    # The open file may still be sold to; nothing of it is kept.
    sell(first, "9101", "10")
    expect(first.locator("#net")).to_have_attribute("data-count", "1")
    for page in tills:
        page.reload()
        expect(page.locator("#net")).to_contain_text("Hors ligne")
    kept = first.evaluate(KEPT)
    assert [word for word in ("Troadec", "0156", "01 56", "39980156", "Samir", "Inès") if word in kept] == []
    assert json.loads(kept)[0][0]["number"] == "9101"
    for page, number in ((first, "9102"), (second, "9102"), (second, "9103")):
        page.evaluate(SCAN, CARD)
        sell(page, number, "20,00")
        expect(page.locator("#done li").first).to_contain_text(number)
    for page in reversed(tills):
        page.context.set_offline(offline=False)
    for page in tills:
        expect(page.locator("#net")).to_have_attribute("data-count", "0", timeout=30_000)
        expect(page.locator("#net")).to_contain_text("En ligne")
    assert receipts(site, "9101", "9102", "9103") == [
        ("9101", 1000, "Troadec"),
        ("9102", 2000, None),
        ("9103", 2000, None),
    ]


def test_answer_that_was_lost_makes_no_second_receipt(till, site):
    page = till
    lost = []

    def lose(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.context.route("**/caisse/operations/", lose)
    page.evaluate(SCAN, CARD)
    sell(page, "9201", "5")
    expect(page.locator("#done li", has_text="9201")).to_be_visible()
    expect(page.locator("#net")).to_have_attribute("data-count", "0", timeout=30_000)
    page.context.unroute("**/caisse/operations/")
    assert (lost, receipts(site, "9201")) == ([200], [("9201", 500, None)])
