"""Forms for the public, as people meet them: made by the shop, in a window of another site, on a tablet at a fair."""

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e
KEPT = """async () => {
  const name = (await indexedDB.databases())[0].name;
  const base = await new Promise((done) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => done(asked.result);
  });
  return new Promise((done) => {
    const asked = base.transaction("entries").objectStore("entries").getAll();
    asked.onsuccess = () => done(asked.result);
  });
}"""


def publish(page, kind, **typed):
    """Make a form in the builder and return its code."""
    page.goto(f"/collection/new/{kind}/")
    page.locator("[name=name]").fill(f"Essai inventé {kind}")
    page.locator("[name=title_fr]").fill("Restons en contact")
    for name, value in typed.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=box_newsletter_email]").check()
    page.locator("[name=referral]").check()
    expect(page.locator("#preview")).to_contain_text("Restons en contact")
    expect(page.locator("#preview [type=checkbox]")).to_have_count(1)
    page.locator("button[value=publish]").click()
    page.wait_for_url("**/share/")
    return page.url.split("/")[-3]


def fill_in(form, name):
    form.locator("[name=last_name]").fill(name)
    form.locator("[name=first_name]").fill("Anne")
    form.locator("[name=email]").fill(f"{name.lower()}@example.com")


@pytest.fixture
def stranger(browser, site):
    context = browser.new_context(base_url=site.address, locale="fr-FR")
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def host(site):
    """The made-up web site of a shop, which allows nothing but the script and the frame of the form."""
    policy = f"default-src 'none'; script-src {site.address}; frame-src {site.address}"
    pages = {}

    class Host(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(pages["/"].encode())

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    Thread(target=server.serve_forever, daemon=True).start()
    # By its name, another site than the shop's number for a browser.
    yield f"http://localhost:{server.server_port}", pages
    server.shutdown()


def test_page_collects_without_a_mouse_and_ticks_nothing(page, stranger):
    code = publish(page, "page")
    form = stranger.new_page()
    form.goto(f"/p/f/{code}/")
    expect(form.locator("[type=checkbox]:checked")).to_have_count(0)
    fill_in(form, "Morvan")
    form.wait_for_timeout(2100)
    form.locator("[name=box_newsletter_email]").press("Space")
    form.locator("[name=email]").press("Enter")
    form.wait_for_url("**/thanks/**")
    expect(form.locator("h1")).to_have_text("Merci")
    assert stranger.cookies() == []
    page.goto("/collection/")
    expect(page.locator("tr", has_text="Essai inventé page").locator("td").nth(3)).to_have_text("1")


def test_window_opens_on_another_site_under_its_strict_policy(page, stranger, site, host):
    address, pages = host
    code = publish(page, "popup", sites=address)
    pages["/"] = (
        '<!doctype html><html lang="fr"><title>Boutique inventée</title><a href="#" id="before">Lien</a>'
        f'<script src="{site.address}/p/popup/{code}.js" data-delay="0"></script></html>'
    )
    shop = stranger.new_page()
    refused = []
    shop.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    shop.goto(address)
    dialog, frame = shop.locator("dialog"), shop.frame_locator("dialog iframe")
    expect(frame.locator("h1")).to_have_text("Restons en contact")
    shop.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    shop.reload()
    shop.wait_for_timeout(300)
    expect(dialog).to_have_count(0)
    kept = shop.wait_for_function("JSON.stringify(localStorage)").json_value()
    assert re.fullmatch(rf'{{"chaland-popup-{code}":"\d+"}}', kept)
    shop.wait_for_function("localStorage.clear() || true")
    shop.goto(f"{address}/?utm=a&parrain=2900000000018")
    expect(frame.locator("[name=referred_by]")).to_have_value("2900000000018")
    fill_in(frame, "Guillou")
    shop.wait_for_timeout(2100)
    frame.locator("button[type=submit]").click()
    expect(frame.locator("h1")).to_have_text("Merci")
    frame.locator("h1").click()
    shop.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert refused == []


def test_window_stays_shut_on_a_site_that_is_not_listed(page, stranger, site, host):
    address, pages = host
    code = publish(page, "popup", sites="https://www.boutique-inventee.example")
    pages["/"] = f'<!doctype html><title>Autre</title><script src="{site.address}/p/popup/{code}.js" data-now></script>'
    shop = stranger.new_page()
    refused = []
    shop.on("console", lambda message: refused.append(message.text) if "frame-ancestors" in message.text else None)
    shop.goto(address)
    shop.locator("dialog").wait_for()
    expect(shop.frame_locator("dialog iframe").locator("[name=ticket]")).to_have_count(0)
    assert refused != []


def test_tablet_keeps_what_is_sent_without_a_network_and_forgets_it_afterwards(page, stranger):
    code = publish(page, "tablet")
    tablet = stranger.new_page()
    tablet.goto(f"/p/t/{code}/")
    tablet.locator("body[data-kept=yes]").wait_for()
    fill_in(tablet, "Kermadec")
    tablet.locator("button[type=submit]").click()
    expect(tablet.locator("#thanks")).to_be_visible()
    tablet.locator("#next").click()
    expect(tablet.locator("[name=last_name]")).to_have_value("")
    stranger.set_offline(offline=True)
    tablet.reload()
    for name in ("Prigent", "Tanguy"):
        fill_in(tablet, name)
        tablet.locator("button[type=submit]").click()
        expect(tablet.locator("#thanks")).to_be_visible()
        tablet.locator("#next").click()
    expect(tablet.locator("#tablet-status")).to_have_attribute("data-count", "2")
    keys = {entry["key"] for entry in tablet.evaluate(KEPT)}
    assert len(keys) == 2
    stranger.set_offline(offline=False)
    expect(tablet.locator("#tablet-status")).to_have_attribute("data-count", "0")
    assert tablet.evaluate(KEPT) == []
    page.goto("/collection/")
    expect(page.locator("tr", has_text="Essai inventé tablet").locator("td").nth(3)).to_have_text("3")


def test_tablet_tells_what_cannot_be_read_while_the_person_is_there(page, stranger):
    code = publish(page, "tablet")
    tablet = stranger.new_page()
    tablet.goto(f"/p/t/{code}/")
    fill_in(tablet, "Riou")
    tablet.locator("[name=email]").fill("anne@exemple")
    tablet.locator("button[type=submit]").click()
    expect(tablet.locator(".field-error.told")).to_have_count(1)
    assert tablet.evaluate(KEPT) == []
