"""The main job with a keyboard alone: open a file, find it, filter and export, read a customer's page, sign in."""

import json
import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from browsing import settle
from stamps import SOURCE

pytestmark = pytest.mark.e2e
FAR = 150


def tab_to(page, selector):
    """Press Tab until the first such element has the focus; fails if the keyboard never gets there."""
    wanted = page.locator(selector).first
    wanted.wait_for()
    for _ in range(FAR):
        if wanted.evaluate("one => one === document.activeElement"):
            return wanted
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} cannot be reached with the Tab key")


def type_into(page, selector, text):
    tab_to(page, selector)
    page.keyboard.type(text)


def test_customer_is_created_with_the_keyboard(page):
    page.goto("/customers/")
    tab_to(page, "a[href='/customers/new/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/new/")
    type_into(page, "[name=last_name]", "Clavier")
    type_into(page, "[name=first_name]", "Claude")
    type_into(page, "[name=mobile]", "0639980199")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/customers/\d+/$"))
    expect(page.locator("h1")).to_contain_text("Clavier")
    expect(page.locator("#main")).to_contain_text("06 39 98 01 99")


def test_new_customer_form_says_what_is_wrong_and_keeps_what_was_typed(page):
    page.goto("/customers/new/")
    type_into(page, "[name=last_name]", "Clavier")
    type_into(page, "[name=email]", "pas-une-adresse")
    page.keyboard.press("Enter")
    wrong = page.locator("[name=email]")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_value("pas-une-adresse")
    expect(page.locator("[name=last_name]")).to_have_value("Clavier")


def test_customer_is_found_with_the_keyboard(page):
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("jacquet in")
    hit = page.locator("#search-results a.search-hit")
    expect(hit).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/customers/\d+/$"))
    expect(page.locator("h1")).to_contain_text("Jacquet")


def test_search_closes_with_escape(page):
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("bonnet")
    expect(page.locator("#search-results a.search-hit").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#search-results a.search-hit")).to_have_count(0)
    expect(page.locator("#search")).to_be_focused()


def test_scanned_card_opens_its_customer(page):
    page.goto("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("299000000003")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/customers/\d+/$"))
    expect(page.locator("#main")).to_contain_text("299000000003")


def test_list_is_filtered_and_exported_with_the_keyboard(page, tmp_path):
    page.goto("/customers/")
    type_into(page, "#f-city", "Lattes")
    page.wait_for_url(re.compile("city=Lattes"))
    settle(page)
    names = page.locator("table.g tbody a.who").all_inner_texts()
    assert 0 < len(names) < 41
    expect(page.locator("#f-city")).to_be_focused()
    page.goto(page.url)
    tab_to(page, "#export-button")
    page.keyboard.press("Enter")
    page.locator("button[name=format][value=xlsx]").wait_for()
    tab_to(page, "button[name=format][value=xlsx]")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    file = tmp_path / "liste.xlsx"
    download.value.save_as(file)
    sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    assert len(sheet) == len(names) + 1
    assert all("Lattes" in row for row in sheet[1:])


def test_letters_typed_while_an_answer_is_under_way_are_kept(page):
    held = []

    def hold(route):
        held.append(route)

    page.route(re.compile(r"city=Lat(&|$)"), hold)
    page.goto("/customers/")
    with page.expect_request(re.compile(r"city=Lat(&|$)")):
        type_into(page, "#f-city", "Lat")
    page.keyboard.type("te")
    with page.expect_response(re.compile(r"city=Lat(&|$)")):
        held[0].continue_()
    settle(page)
    page.keyboard.type("s")
    page.wait_for_url(re.compile("city=Lattes"))
    expect(page.locator("#f-city")).to_have_value("Lattes")


def test_column_is_sorted_with_the_keyboard(page):
    page.goto("/customers/")
    tab_to(page, "#s-visits")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("sort=-?visits"))
    expect(page.locator("th[aria-sort]")).to_have_count(1)


def test_customer_page_is_read_with_the_keyboard(page):
    page.goto("/customers/?sort=-visits")
    tab_to(page, "table.g tbody a.who")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/customers/\d+/$"))
    tab_to(page, ".col-purchases details[hx-get*='/receipts/'] > summary")
    page.keyboard.press("Enter")
    expect(page.locator(".col-purchases details[open] .lines").first).to_contain_text("Modèle")
    tab_to(page, ".col-timeline a[hx-get], .col-timeline button[hx-get], .col-timeline select")


def test_period_is_chosen_with_the_keyboard_and_stays_in_the_address(page):
    page.goto("/")
    tab_to(page, "a[href='?period=90d']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?period=90d")
    expect(page.locator(".periods [aria-current=true]")).to_have_attribute("href", "?period=90d")
    expect(page.locator("#chart-weeks svg")).to_be_visible()


def test_number_of_the_dashboard_leads_to_its_customers(page):
    page.goto("/")
    active = page.locator(".state-active b").inner_text()
    tab_to(page, ".state-active a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("last_visit="))
    expect(page.locator(".gfoot .sums b").first).to_have_text(active)


def test_link_signs_in_once_and_a_password_is_chosen(browser, site):
    command = [
        sys.executable,
        "-m",
        "chaland.cli",
        "user",
        "add",
        "nina@chaland.example",
        "--role",
        "manager",
        "--json",
    ]
    environment = {**os.environ, "CHALAND_HOME": str(site.home), "PYTHONPATH": str(SOURCE.parent)}
    environment.pop("DATABASE_URL", None)
    said = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout
    link = json.loads(said)["link"]
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    page.goto(link)
    tab_to(page, ".btn-block")
    page.keyboard.press("Enter")
    page.wait_for_url("**/password/")
    type_into(page, "[name=new_password1]", "une phrase inventée")
    type_into(page, "[name=new_password2]", "une phrase inventée")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.address}/")
    context.clear_cookies()
    assert page.goto(link).status == 404
    expect(page.locator("button.btn-block")).to_have_count(0)
    context.close()
