"""A campaign, from a segment to the till, and a journey, from a recipe: by a real mail server to what the page says."""

import os
import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browsing import serving, sign_in
from chaland.campaigns.models import Message
from factories.mail_servers import HOST, inbox
from factories.till_screen import SCAN, enrol, new_page, set_pin

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[2]
NAME, CARD, ADDRESS = "Cadiou", "2900000000452", "clara.cadiou@example.com"


@pytest.fixture
def shop(own_shop, monkeypatch):
    """A shop of its own whose server sends by a mail server of ours."""
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    environment = {**os.environ, "CHALAND_HOME": str(own_shop), "PYTHONPATH": paths}
    environment |= {"DJANGO_SETTINGS_MODULE": "chaland.config.settings"}
    script = ROOT / "tests" / "factories" / "campaign_in_shop.py"
    subprocess.run([sys.executable, script, NAME, CARD, ADDRESS], env=environment, check=True)
    with inbox() as server:
        monkeypatch.setenv("EMAIL_URL", f"smtp://{HOST}:{server.port}")
        with serving(own_shop) as site:
            yield site, server


def prepare(page):
    """Go through the four steps, from the segment on; returns the address of the campaign."""
    page.goto("/segments/")
    page.get_by_role("link", name="Rentrée inventée", exact=True).click()
    page.get_by_role("link", name="Préparer une campagne").click()
    page.get_by_label("Nom", exact=True).fill("Rentrée")
    page.get_by_role("button", name="Commencer la campagne").click()
    expect(page.locator("#audience .big")).to_have_text("1")
    page.get_by_label("Laissés tranquilles, pour comparer (%)").fill("0")
    page.get_by_role("button", name="Enregistrer, puis écrire le message").click()
    page.get_by_role("link", name="Ventes privées").click()
    page.wait_for_url("**template=private_sale**")
    page.get_by_role("button", name="Enregistrer et continuer").click()
    page.wait_for_url("**/offer/")
    page.locator("[name=case0-who]").select_option("everybody")
    page.locator("[name=case0-kind]").select_option(label="Bon de rentrée inventé")
    page.get_by_role("button", name="Enregistrer l’offre").click()
    where = page.url.rsplit("/", 2)[0]
    page.goto(f"{where}/when/")
    page.get_by_role("button", name="Enregistrer, puis tout vérifier").click()
    page.wait_for_url("**/check/")
    return where


def launch(page, password):
    page.get_by_role("button", name="Je l’ai relue : approuver").click()
    # The page comes first, what was found a moment later.
    page.get_by_label("Votre mot de passe").fill("faux")
    despite = page.locator("[name=despite_sender]")
    if despite.count():
        despite.check()
    page.get_by_role("button", name="Lancer : 1 message").click()
    expect(page.locator(".notice-error")).to_contain_text("mot de passe")
    page.get_by_label("Votre mot de passe").fill(password)
    if despite.count():
        despite.check()
    page.get_by_role("button", name="Lancer : 1 message").click()
    expect(page.locator("#progress .chip")).to_have_text("Envoyée", timeout=60_000)


def shown(browser, mail):
    """Open the mail as a mail program does: its HTML, with the pictures that came with it."""
    html = mail.get_body(("html",)).get_content()
    for part in mail.walk():
        if name := part["Content-ID"]:
            data = b64encode(part.get_content()).decode()
            html = html.replace(f"cid:{name[1:-1]}", f"data:image/png;base64,{data}")
    reader = browser.new_page()
    reader.set_content(html)
    return reader


def test_campaign_goes_from_a_segment_by_a_mail_to_the_till_and_its_result(browser, shop):
    site, server = shop
    page = new_page(sign_in(browser, site, "fr"))
    where = prepare(page)
    launch(page, site.said["password"])

    assert server.recipients == [[ADDRESS]]
    [mail] = server.messages
    reader = shown(browser, mail)
    for width in (600, 375):
        reader.set_viewport_size({"width": width, "height": 800})
        assert reader.evaluate("document.documentElement.scrollWidth") <= width
    expect(reader.get_by_role("heading")).to_contain_text("Clara")
    barcode = reader.locator("img[alt]").first
    assert barcode.evaluate("(image) => image.complete && image.naturalWidth > 0")
    code = re.search(r"\b[0-9A-Z]{4}[ -]?[0-9A-Z]{4}[ -]?[0-9A-Z]{5}\b", reader.locator("body").inner_text())[0]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    till = new_page(sign_in(browser, site, "fr"))
    set_pin(till)
    enrol(till)
    till.evaluate(SCAN, CARD)
    till.locator("#file article[data-word]").wait_for()
    till.locator("[data-voucher]").first.click()
    expect(till.locator("#file form.used")).to_be_visible()

    page.goto(f"{where}/results/")
    expect(page.locator("main")).to_contain_text("Bons utilisés")
    used = page.locator("tr", has=page.get_by_text("Bons utilisés", exact=True)).locator("td").first
    expect(used).to_have_text("1")
    assert code
    reader.close()
    for one in (page, till):
        one.context.close()


def run_journeys(home):
    """Have the server's own command run, which it begins every minute."""
    environment = {**os.environ, "CHALAND_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-P", "-m", "chaland.cli", "journey", "run"]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def test_journey_begun_by_a_recipe_is_simulated_switched_on_and_writes_to_who_enters(browser, shop):
    site, server = shop
    page = new_page(sign_in(browser, site, "fr"))
    page.goto("/journeys/new/")
    page.get_by_label("Nom", exact=True).fill("Fêtes")
    page.get_by_text("Anniversaire", exact=True).click()
    page.get_by_role("button", name="Commencer le scénario").click()
    page.wait_for_url(re.compile(r"/journeys/\d+/$"))
    where = page.url
    expect(page.locator("main")).to_contain_text("montre un bon, et aucun n’est donné")
    expect(page.locator(".audience .big")).to_have_text(re.compile("^[1-9]"))
    page.goto(f"{where}edit/")
    page.get_by_label("Jours avant").fill("20")
    page.get_by_label("Seulement les gens de").select_option(label="Rentrée inventée")
    page.get_by_label("À quelle heure").fill("0")
    page.get_by_label("Laissés tranquilles, pour comparer (%)").fill("0")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_role("link", name="le choisir").click()
    page.locator("[name=case0-who]").select_option("everybody")
    page.locator("[name=case0-kind]").select_option(label="Bon de rentrée inventé")
    page.get_by_role("button", name="Enregistrer l’offre").click()

    page.goto(where)
    page.get_by_label("Votre mot de passe").fill(site.said["password"])
    page.get_by_role("button", name="L’activer").click()
    expect(page.locator("main")).to_contain_text("Le scénario est activé")
    run_journeys(site.home)
    page.get_by_role("link", name="Où elle en est").click()
    sent = page.locator("#progress .tiles div").nth(list(Message.State).index(Message.State.SENT))
    expect(sent.locator("dd")).to_have_text("1", timeout=60_000)
    assert server.recipients == [[ADDRESS]]
    assert "Joyeux anniversaire, Clara" in server.messages[0].get_body(("html",)).get_content()
    page.goto(f"{where}results/")
    expect(page.locator("tr", has=page.get_by_text("Envoyés", exact=True)).locator("td").first).to_have_text("1")
    expect(page.locator(".verdict")).to_contain_text("Trop tôt pour le dire")
    page.context.close()
