"""A customer enrols on their own phone by the code beside the till; a till that takes the card alone."""

from base64 import b64decode

import pytest
from playwright.sync_api import expect

from chaland.web.desk.collection.qr import qr_svg
from factories.till_screen import SCAN, open_tills

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("till-enrol")]


@pytest.fixture(scope="module")
def owner(browser, site, owner_session):
    context = browser.new_context(base_url=site.address, storage_state=owner_session)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def till(browser, site, owner):
    """The till of a store that takes the card alone and shows a form of every store; its screen is put back after."""
    set_screen(owner, form="Jeu de printemps", mode="till")
    [opened] = open_tills(browser, site, 1)
    yield opened
    opened.context.close()
    set_screen(owner, form="Aucun", mode="customer")


def set_screen(page, *, form, mode):
    """Say how the till screen of the first store works."""
    page.goto("/settings/till-screens/")
    screen = page.locator("form:has([name=form_code])").first
    screen.locator("[name=form_code]").select_option(label=form)
    screen.locator(f"[name=mode][value={mode}]").check()
    screen.locator("button").click()
    page.locator(".notice-success").wait_for()


def test_customer_who_enrols_by_the_code_beside_the_till_is_found_there(till, browser, site, owner):
    display = till.context.new_page()
    display.goto("/caisse/display/")
    picture = b64decode(display.locator("#join img").get_attribute("src").partition(",")[2])
    owner.goto("/settings/till-screens/")
    code = owner.locator("[name=form_code]").first.input_value()
    path = f"/p/f/{code}/?at=comedie"
    assert picture == qr_svg(f"{site.address}{path}")
    phone = browser.new_context(base_url=site.address, viewport={"width": 390, "height": 844}, locale="fr")
    form = phone.new_page()
    form.goto(path)
    form.locator("[name=last_name]").fill("Tréguier")
    form.locator("[name=email]").fill("treguier@example.com")
    # Who fills it in faster than people do is asked to read it again.
    form.wait_for_timeout(2100)
    form.locator("form.signup button[type=submit]").click()
    form.wait_for_url("**/thanks/**")
    phone.close()
    till.locator("#scan").fill("tréguier")
    till.keyboard.press("Enter")
    expect(till.locator("#file h2")).to_have_text("Tréguier")


def test_till_that_comes_first_takes_a_card_and_asks_for_nothing(till):
    till.keyboard.press("Escape")
    till.evaluate(SCAN, "2900000000025")
    expect(till.locator("#of")).to_contain_text("2900000000025")
    till.keyboard.press("F9")
    till.keyboard.type("9501")
    till.keyboard.press("Enter")
    till.keyboard.type("7,50")
    till.keyboard.press("Enter")
    expect(till.locator("#done li").first).to_contain_text("9501")
    till.goto("/caisse/welcome/")
    expect(till.locator("#cards-waiting")).to_contain_text("2900000000025")
