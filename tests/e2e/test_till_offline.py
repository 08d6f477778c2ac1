"""Points and vouchers at tills whose network is cut, whose answers are lost and whose server dies."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from factories.till_screen import SCAN, open_tills

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("till-offline")]
ROOT = Path(__file__).parents[2]
CARDS = {"cut off": "2900000000414", "lost answer": "2900000000421", "voucher": "2900000000438"}
KEPT = """async () => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("chaland-till");
    asked.onsuccess = () => done(asked.result);
  });
  const asked = base.transaction("allowances").objectStore("allowances").getAll();
  const kept = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  base.close();
  return JSON.stringify(kept);
}"""
HAND_FIFTY = """async ([number, card]) => {
  const [till, sold_at] = [Number(document.body.dataset.till), new Date().toISOString()];
  const one = { key: crypto.randomUUID(), till, seller: "", sold_at, number, total_cents: 1990, ref: "", card };
  const headers = { "Content-Type": "application/json" };
  const sent = { method: "POST", headers, body: JSON.stringify({ operations: [one] }) };
  const answers = await Promise.all(Array.from({ length: 50 }, () => fetch("/caisse/operations/", sent)));
  return (await Promise.all(answers.map((one) => one.json()))).map((one) => one.results[0].state);
}"""
STANDS = """
SELECT b.points, b.debt, (SELECT COUNT(*) FROM loyalty_entry e JOIN privacy_subject s ON s.key = e.subject
  WHERE s.customer_id = b.customer_id AND e.kind = 'burnt')
FROM loyalty_balance b JOIN customers_card c ON c.customer_id = b.customer_id WHERE c.number = ?
"""


def ask(site, question, *values):
    with sqlite3.connect(site.home / "chaland.sqlite3") as base:
        return base.execute(question, values).fetchall()


@pytest.fixture(scope="module")
def club(site):
    """A programme in the served shop, and a customer of 120 points and a voucher for each card."""
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    environment = {**os.environ, "CHALAND_HOME": str(site.home), "PYTHONPATH": paths}
    environment |= {"DJANGO_SETTINGS_MODULE": "chaland.config.settings"}
    script = ROOT / "tests" / "factories" / "club_at_till.py"
    subprocess.run([sys.executable, script, "Abgrall", *CARDS.values()], env=environment, check=True)


@pytest.fixture(scope="module")
def tills(browser, site, club):
    pages = open_tills(browser, site, 2)
    yield pages
    for page in pages:
        page.context.close()


def show(page, card):
    page.keyboard.press("Escape")
    page.evaluate(SCAN, card)
    page.locator("#file article[data-word]").wait_for()


def burn(page, points):
    page.keyboard.press("F7")
    page.keyboard.type(points)
    page.keyboard.press("Enter")


@pytest.mark.fault("F15")
def test_points_used_at_two_tills_without_a_network_count_once_and_bind_nobody(tills, site):
    card = CARDS["cut off"]
    for page in tills:
        show(page, card)
    assert [word in tills[0].evaluate(KEPT) for word in ("Abgrall", card)] == [False, False]
    for page in tills:
        page.context.set_offline(offline=True)
        page.reload()
        expect(page.locator("#net")).to_contain_text("Hors ligne")
        page.evaluate(SCAN, card)
        expect(page.locator("#file form.burn")).to_contain_text("120 points (6,00")
        burn(page, "100")
        expect(page.locator("#file .notice-success")).to_contain_text("retirez 5,00")
    burnt = tills[0]
    burnt.keyboard.press("Escape")
    burnt.evaluate(SCAN, card)
    expect(burnt.locator("#file form.burn")).to_contain_text("20 points (1,00")
    burn(burnt, "21")
    expect(burnt.locator("#file .notice-error")).to_contain_text("20 points au plus")
    for page in tills:
        page.context.set_offline(offline=False)
        expect(page.locator("#net")).to_contain_text("En ligne", timeout=30_000)
        expect(page.locator("#done li", has_text="100 points")).not_to_contain_text("Gardé", timeout=30_000)
    assert ask(site, STANDS, card) == [(0, 0, 2)]
    wrong = [page.locator("#done li.wrong", has_text="client ne doit rien") for page in tills]
    [told] = [one for one in wrong if one.count()]
    told.locator("button").click()
    expect(told).to_have_count(0)


def test_points_are_reached_from_the_history_and_told_to_the_customer(tills):
    page = tills[0]
    customer = page.context.new_page()
    customer.goto("/caisse/display/")
    show(page, CARDS["voucher"])
    expect(customer.locator("#hello")).to_contain_text("120 points")
    # One that is opened after the scan greets at once.
    customer.reload()
    expect(customer.locator("#hello")).to_contain_text("120 points")
    page.keyboard.press("F8")
    page.locator("#file [data-back]").wait_for()
    page.keyboard.press("F7")
    expect(page.locator("#burn")).to_be_focused()
    page.keyboard.press("Escape")
    expect(customer.locator("#hello")).to_be_hidden()
    customer.close()


@pytest.mark.fault("F02")
def test_points_whose_answer_was_lost_are_used_once(tills, site):
    """The server did it and its answer never came: the till keeps it under the key it was asked with.

    Used by mistake, they are given back from the history.
    """
    page, card, lost = tills[0], CARDS["lost answer"], []

    def lose(route):
        lost.append(route.fetch().status)
        route.abort()

    show(page, card)
    page.context.route("**/caisse/points/", lose)
    burn(page, "40")
    expect(page.locator("#file .notice-success")).to_contain_text("retirez 2,00")
    expect(page.locator("#file .points p").first).to_contain_text("80 points = 4,00")
    page.context.unroute("**/caisse/points/")
    expect(page.locator("#done li", has_text="40 points")).not_to_contain_text("Gardé", timeout=30_000)
    assert (lost, ask(site, STANDS, card)) == ([200], [(80, 0, 1)])
    page.keyboard.press("F8")
    page.locator("form[data-loyalty=points-back] button").click()
    expect(page.locator("#file .notice-success")).to_contain_text("40 points rendus")
    expect(page.locator("#file .points p").first).to_contain_text("120 points = 6,00")
    assert ask(site, STANDS, card) == [(120, 0, 1)]


@pytest.mark.fault("F13")
@pytest.mark.fault("F14")
@pytest.mark.fault("F16")
def test_one_voucher_at_two_tills_pressed_twice_and_given_back(tills, site):
    card = CARDS["voucher"]
    uses = "SELECT u.act FROM loyalty_voucheruse u JOIN loyalty_voucher v ON v.id = u.voucher_id WHERE v.key = ?"
    for page in tills:
        show(page, card)
    first, second = tills
    first.locator("[data-voucher]").dblclick()
    expect(first.locator("#file form.used")).to_be_visible()
    second.locator("[data-voucher]").click()
    expect(second.locator("#file [data-said]")).to_contain_text("déjà servi")
    assert ask(site, uses, f"made-up-{card}") == [("redeemed",)]
    first.locator("#file form.used button").click()
    expect(first.locator("[data-voucher]")).to_be_visible()
    assert ask(site, uses, f"made-up-{card}") == [("redeemed",), ("released",)]


@pytest.mark.fault("F07")
def test_same_sale_handed_in_fifty_times_at_once_is_one_receipt(tills, site):
    states = tills[0].evaluate(HAND_FIFTY, ["9301", CARDS["cut off"]])
    assert (states.count("done"), states.count("replayed")) == (1, 49)
    assert ask(site, "SELECT COUNT(*), SUM(total_cents) FROM sales_receipt WHERE number = '9301'") == [(1, 1990)]
