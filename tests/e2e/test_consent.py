"""From a form to the ledger: a real mail server takes the mail, a person follows its link. All made up."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from datetime import date

import pytest
from playwright.sync_api import expect

from e2e.test_collection import fill_in, publish
from factories.mail_servers import HOST, inbox

pytestmark = pytest.mark.e2e
STATE = """
    SELECT c.state FROM privacy_currentconsent c JOIN customers_contactpoint p ON p.customer_id = c.customer_id
    WHERE p.normalised = ? AND c.purpose = 'newsletter' AND c.channel = 'email'
"""


def send_mails(site):
    """Have the shop's mails leave, and return the one message that a mail server got."""
    with inbox() as server:
        environment = {**os.environ, "CHALAND_HOME": str(site.home), "EMAIL_URL": f"smtp://{HOST}:{server.port}"}
        command = [sys.executable, "-P", "-m", "chaland.cli", "mail", "send", "--json"]
        done = subprocess.run(command, env={**environment, "PYTHONPATH": "src"}, check=True, stdout=subprocess.PIPE)
        assert json.loads(done.stdout)["sent"] == len(server.messages)
        return server.messages[-1]


def link_in(message, kind):
    """Return the address of a mail that leads to this kind of page."""
    return re.search(rf"https?://\S+/p/{kind}/\S+", message.get_body(("plain",)).get_content())[0]


def state_of(site, address):
    with sqlite3.connect(site.home / "chaland.sqlite3") as database:
        return database.execute(STATE, [address]).fetchone()[0]


def test_agreement_goes_from_the_form_by_a_mail_and_a_button_to_the_ledger(browser, page, site):
    code = publish(page, "page")
    context = browser.new_context(base_url=site.address, locale="fr-FR")
    context.set_default_timeout(30_000)
    person = context.new_page()
    person.goto(f"/p/f/{code}/")
    fill_in(person, "Confirmee")
    person.locator("[name=box_newsletter_email]").check()
    # A form sent within two seconds was filled in by a program.
    person.wait_for_timeout(2_100)
    person.locator("button[type=submit]").last.click()
    person.wait_for_url("**/thanks/**")
    assert state_of(site, "confirmee@example.com") == "pending"

    message = send_mails(site)
    assert message["To"] == "confirmee@example.com"
    link = confirm(
        browser, site, message, heading="Confirmez-vous", button="Confirmer mon accord", address="confirmee@example.com"
    )
    person.goto(link)
    expect(person.locator("h1")).to_have_text("Ce lien ne fonctionne plus")
    context.close()


def confirm(browser, site, message, *, heading, button, address):
    """Open the link of a mail as a stranger, press its button, and return the link."""
    link = link_in(message, "c")
    fresh = browser.new_context(locale="fr-FR")
    reader = fresh.new_page()
    reader.goto(link)
    expect(reader.locator("h1")).to_have_text(re.compile(heading))
    assert state_of(site, address) == "pending"
    reader.get_by_role("button", name=button).press("Enter")
    expect(reader.get_by_role("status")).to_have_text("C’est confirmé.")
    assert (state_of(site, address), fresh.cookies()) == ("granted", [])
    fresh.close()
    return link


def test_parent_says_yes_for_a_child_by_a_mail_and_a_button(browser, page, site):
    page.goto("/customers/new/")
    for name, text in {"last_name": "Enfant", "first_name": "Zoé", "email": "zoe@example.com"}.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=birthday]").fill(f"03/05/{date.today().year - 9}")  # noqa: DTZ011 - nine or eight, both a child
    page.get_by_role("button", name="Créer la fiche").click()
    page.wait_for_url(re.compile(r"/customers/\d+/"))
    page.get_by_role("button", name=re.compile("Lettre d’information, E-mail")).click()
    page.locator("#parent-newsletter-email").fill("Marie Enfant")
    page.locator("#parent-email-newsletter-email").fill("marie@example.com")
    with page.expect_response(re.compile("/consents/say/")):
        page.get_by_role("button", name="Demander au parent par e-mail").and_(page.locator(":visible")).click()
    assert state_of(site, "zoe@example.com") == "pending"

    message = send_mails(site)
    assert message["To"] == "marie@example.com"
    confirm(
        browser, site, message, heading="Acceptez-vous pour votre enfant",
        button="Je suis son parent et j’accepte", address="zoe@example.com",
    )  # fmt: skip
