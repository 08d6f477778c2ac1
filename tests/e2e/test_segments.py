"""A segment is written, counted, changed, saved, looked at and explained without a mouse."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e


@pytest.fixture
def builder(page):
    page.goto("/segments/new/")
    return page


def press(page, selector, key="Enter"):
    page.locator(selector).focus()
    page.keyboard.press(key)


def count(page):
    return int(re.sub(r"\D", "", page.locator("#count-number").inner_text()))


def write_visits(page, amount):
    page.locator("#c-0-type").select_option("visits")
    page.locator("#c-0-is-amount").fill(amount)


def test_segment_is_made_with_the_keyboard_alone(builder):
    everybody = count(builder)
    builder.locator("#name").fill("Fidèles inventés")
    builder.locator("#c-0-type").focus()
    builder.keyboard.type("Nombre de visites")
    expect(builder.locator("#c-0-is-amount")).to_have_value("1")
    builder.locator("#c-0-is-amount").focus()
    builder.keyboard.press("Control+A")
    builder.keyboard.type("2", delay=50)
    expect(builder.locator("#phrase")).to_contain_text("qui sont venus au moins 2 fois sur les 365 derniers jours")
    expect(builder.locator("#c-0-is-amount")).to_be_focused()
    expect(builder.locator("#panel")).to_contain_text("Panier moyen")
    some = count(builder)
    assert 0 < some < everybody
    press(builder, "#g-group")
    expect(builder.locator("#g-1-kind")).to_be_focused()
    builder.locator("#c-1-0-type").select_option("reachable")
    press(builder, "#c-1-0-by-at-email", "Space")
    expect(builder.locator("#phrase")).to_contain_text("et qui sont joignables par e-mail")
    expect(builder.locator("#c-1-0-by-at-email")).to_be_focused()
    press(builder, "button[value=save]")
    builder.wait_for_url(re.compile(r"/segments/\d+/$"))
    expect(builder.locator("#messages")).to_contain_text("Le segment « Fidèles inventés » est enregistré.")
    chosen = count(builder)
    press(builder, "a[href$='/people/']")
    builder.wait_for_url("**/people/")
    expect(builder.locator(".sums")).to_contain_text(f"{chosen} client")
    press(builder, "a[href$='/why/']")
    builder.wait_for_url("**/why/")
    builder.locator("form[data-htmx-powered] #q").press_sequentially("a")
    press(builder, "#found a >> nth=0")
    expect(builder.locator(".why li").first).to_contain_text("Il faut tout ceci")


def test_what_is_typed_stays_while_a_button_answers(builder):
    write_visits(builder, "")
    builder.locator("#c-0-is-amount").press_sequentially("12", delay=10)
    press(builder, "#g-add")
    expect(builder.locator("#c-1-type")).to_be_focused()
    expect(builder.locator("#c-0-is-amount")).to_have_value("12")


def test_rows_change_places_with_what_was_ticked(builder):
    builder.locator("#c-0-type").select_option("reachable")
    builder.locator("#c-0-by-at-email").check(force=True)
    press(builder, "#g-add")
    builder.locator("#c-1-type").select_option("civility")
    builder.locator("#c-1-is-at-mme").check(force=True)
    expect(builder.locator("#phrase")).to_contain_text("dont la civilité est")
    press(builder, "#c-0-down")
    expect(builder.locator("#c-0-is-at-mme")).to_be_checked()
    expect(builder.locator("#c-1-by-at-email")).to_be_checked()
    expect(builder.locator("#c-1-up")).to_be_focused()
    press(builder, "#c-0-remove")
    expect(builder.locator("#c-0-by-at-email")).to_be_checked()
    expect(builder.locator("#c-1-type")).to_have_count(0)


def test_unfinished_segment_is_told_and_nothing_is_lost(builder):
    write_visits(builder, "2")
    press(builder, "#g-add")
    expect(builder.locator("#c-1-type")).to_be_focused()
    press(builder, "button[value=save]")
    expect(builder.locator("#unfinished")).to_contain_text("Rien n’est encore enregistré")
    expect(builder.locator("#c-1-type-error")).to_be_visible()
    expect(builder.locator("#c-0-is-amount")).to_have_value("2")


def test_texts_are_added_one_by_one_with_enter(builder):
    builder.locator("#c-0-type").select_option("postcode")
    for text in ("34", "30"):
        builder.locator("#c-0-is-add").fill(text)
        builder.keyboard.press("Enter")
        expect(builder.locator("#c-0-is-add")).to_have_value("")
    expect(builder.locator("#phrase")).to_contain_text("« 34 » ou « 30 »")


def test_zone_is_drawn_as_a_circle_with_the_keyboard(builder):
    builder.locator("#c-0-type").select_option("zone")
    press(builder, "#c-0-corners-draw")
    expect(builder.locator("#zone [data-map] svg")).to_be_visible()
    builder.locator("#zone-km").fill("3")
    press(builder, "[data-zone-ring] button")
    press(builder, "[data-zone-use]")
    expect(builder.locator("#c-0-corners-slot svg.outline")).to_be_visible()
    expect(builder.locator("#phrase")).to_contain_text("qui habitent dans la zone tracée")
    expect(builder.locator("#c-0-corners-draw")).to_be_focused()


def test_segment_is_saved_without_scripts(browser, site):
    from browsing import sign_in

    context = sign_in(browser, site, "fr", java_script_enabled=False)
    page = context.new_page()
    page.goto("/segments/new/?template=asleep")
    page.locator("#name").fill("Endormis sans script")
    page.locator("button[value=save]").click()
    expect(page.locator("#messages")).to_contain_text("est enregistré")
    context.close()


def test_list_becomes_a_segment(page):
    page.goto("/customers/?visits=%3E2")
    page.get_by_role("link", name="En faire un segment").click()
    expect(page.locator("#phrase")).to_contain_text("qui sont venus au moins 3 fois")
