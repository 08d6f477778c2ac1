"""One person after the purchase: a quote, a survey by mail, what they receive, their own details. All made up."""

import re

import pytest
from playwright.sync_api import expect

from e2e.test_consent import link_in, send_mails

pytestmark = pytest.mark.e2e


@pytest.fixture
def person(browser, site):
    context = browser.new_context(base_url=site.address, locale="fr-FR")
    context.set_default_timeout(30_000)
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def test_customer_is_quoted_asked_and_corrects_and_stops_by_the_links_of_one_mail(page, person, site):
    customer = open_file(page, "Quentin", "odile@example.com")
    write_quote(page, customer)
    sign_paper(page, "Enquêtes de satisfaction, E-mail")
    page.goto("/surveys/")
    page.locator("a[href$='/share/']").first.click()
    page.locator("#q").fill("Quentin")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("button", name=re.compile("Envoyer par e-mail")).click()
    expect(page.get_by_text("L’enquête part par e-mail")).to_be_visible()

    survey = send_mails(site)
    assert survey["To"] == "odile@example.com"
    person.goto(link_in(survey, "s"))
    person.get_by_role("radio", name="9").check()
    person.wait_for_timeout(2_100)
    person.get_by_role("button", name="Envoyer ma réponse").click()
    expect(person.locator("h1")).to_have_text("Merci")

    choices = link_in(survey, "preferences")
    person.goto(choices)
    receives = person.get_by_role("checkbox", checked=True)
    expect(receives).to_have_count(1)
    person.get_by_role("button", name="Corriger mes coordonnées").click()
    person.goto(link_in(send_mails(site), "details"))
    person.locator("[name=first_name]").fill("Odile")
    person.get_by_role("button", name="Enregistrer mes coordonnées").click()
    expect(person.get_by_role("status")).to_have_text("Vos coordonnées sont corrigées.")

    person.goto(link_in(survey, "u"))
    person.get_by_role("button", name="Me désinscrire").click()
    expect(person.get_by_role("status")).to_have_text("Vous êtes désinscrit.")
    person.goto(choices)
    expect(receives).to_have_count(0)
    page.goto(customer)
    expect(page.locator("h1")).to_contain_text("Odile Quentin")
    expect(page.locator("#customer-consents")).to_contain_text("Retiré")


def open_file(page, name, address):
    page.goto("/customers/new/")
    page.locator("[name=last_name]").fill(name)
    page.locator("[name=email]").fill(address)
    page.get_by_role("button", name="Créer la fiche").click()
    page.wait_for_url(re.compile(r"/customers/\d+/$"))
    return page.url


def write_quote(page, customer):
    page.goto(f"/quotes/new/{customer.split('/')[-2]}/")
    page.locator("[name$=what]").first.fill("Une paire inventée")
    page.locator("[name$=price]").first.fill("80,50")
    page.get_by_role("button", name="Enregistrer le devis").click()
    page.wait_for_url(re.compile(r"/quotes/\d+/$"))
    sheet = page.request.get(page.get_by_role("link", name="Ouvrir le PDF").get_attribute("href"))
    assert (sheet.status, sheet.body()[:5]) == (200, b"%PDF-")
    page.goto(customer)


def sign_paper(page, what):
    page.get_by_role("button", name=re.compile(what)).click()
    with page.expect_response(re.compile("/consents/say/")):
        page.get_by_role("button", name="A signé un papier").and_(page.locator(":visible")).click()


def test_somebody_books_an_appointment_without_a_mouse_and_the_shop_sees_it(page, person, site):
    person.goto(site.pages["public-booking"])
    person.locator(".booking-day a").first.press("Enter")
    person.locator("[name=last_name]").fill("Rendez-vous Inventé")
    person.locator("[name=contact]").fill("06 39 98 77 66")
    person.wait_for_timeout(2_100)
    person.locator("[name=contact]").press("Enter")
    expect(person.get_by_role("status")).to_be_visible()
    page.goto("/agenda/")
    expect(page.locator("#main")).to_contain_text("Rendez-vous Inventé")
