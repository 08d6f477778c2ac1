"""What happens on a customer's page and its forms without leaving them."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


@pytest.fixture
def customer(page, site):
    page.goto(site.pages["customer"])
    return page


def test_receipt_opens_its_lines_in_place(customer):
    customer.locator(".receipts summary").first.click()
    expect(customer.locator(".receipts li").first.locator(".lines-table tbody tr").first).to_be_visible()


def test_another_kind_changes_the_form_and_keeps_the_note_and_the_focus(customer):
    form = customer.locator("#interaction-form")
    form.locator("[name=text]").fill("À rappeler")
    form.locator("[name=kind]").first.focus()
    customer.keyboard.press("ArrowRight")
    expect(form.locator("[name=kind]:checked")).to_have_value("appointment")
    expect(form.locator("[name=due]")).to_have_attribute("required", "")
    expect(form.locator("[name=text]")).to_have_value("À rappeler")
    expect(form.locator("[name=kind]:checked")).to_be_focused()


def test_timeline_is_narrowed_in_place(customer):
    family = customer.locator("#family")
    family.focus()
    family.select_option("personal")
    expect(customer.locator(".timeline .event:not(.personal)")).to_have_count(0)
    expect(customer.locator(".timeline .event.personal").first).to_be_visible()
    expect(family).to_be_focused()


def test_postcode_fills_in_its_only_town_and_offers_several(page):
    page.goto("/customers/new/")
    town = page.locator("[name=city]")
    page.locator("[name=postcode]").press_sequentially("34170")
    expect(town).to_have_value("Castelnau-le-Lez")
    page.locator("[name=postcode]").fill("34980")
    expect(town).to_have_value("")
    expect(page.locator("#communes option")).to_have_count(5)


def test_digits_group_themselves_while_they_are_typed(page):
    page.goto("/customers/new/")
    page.locator("[name=birthday]").press_sequentially("24111984")
    page.locator("[name=mobile]").press_sequentially("0639980123")
    expect(page.locator("[name=birthday]")).to_have_value("24/11/1984")
    expect(page.locator("[name=mobile]")).to_have_value("06 39 98 01 23")


def test_appointment_is_added_from_the_agenda_without_a_mouse(page):
    page.goto("/agenda/?day=2030-07-01")
    page.get_by_role("link", name="Ajouter un rendez-vous").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_be_focused()
    page.locator("#q").press_sequentially("a")
    page.locator("#found a").first.focus()
    page.keyboard.press("Enter")
    form = page.locator("#interaction-form")
    expect(form.locator("[name=kind]:checked")).to_have_value("appointment")
    expect(form.locator("[name=due]")).to_have_value("2030-07-01T10:00")
    form.locator("[type=submit]").click()
    page.wait_for_url("**/agenda/?day=2030-07-01")
    expect(page.locator(".slot")).to_have_count(1)
