"""A catchment map in a browser, on a page of its own under the policy of the product; its figures are made up."""

import json
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from stamps import BUILD, SOURCE

pytestmark = pytest.mark.e2e

POLICY = "default-src 'self'; img-src 'self' data:"
FILES = {
    "/echarts.js": BUILD / "static" / "vendor" / "echarts.min.js",
    "/map.js": SOURCE / "web" / "desk" / "static" / "desk" / "map.js",
    "/map.css": SOURCE / "web" / "desk" / "static" / "desk" / "map.css",
    "/tokens.css": SOURCE / "web" / "common" / "static" / "common" / "tokens.css",
}


def square(code, name, west, codes=()):
    """A made-up commune of a tenth of a degree, beside the one before."""
    ring = [[west, 43.5], [west + 0.1, 43.5], [west + 0.1, 43.6], [west, 43.6], [west, 43.5]]
    properties = {"code": code, "name": name, "codes": [code, *codes], "cp": [west + 0.05, 43.55]}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


AREAS = {
    "type": "FeatureCollection",
    "features": [square("34001", "Ouest", 3.7), square("34002", "Milieu", 3.8, ["34009"]), square("34003", "Est", 3.9)],
}
DATA = {
    "areas": {"34001": {"value": 1, "text": "Ouest\n12 clients"}, "34002": {"value": 6, "text": "Milieu\n90 clients"}},
    "steps": [{"from": 0, "label": "moins de 5"}, {"from": 5, "label": "5 et plus"}],
    "stores": [{"name": "La boutique", "lat": 43.55, "lon": 3.85}],
    "rings": [2, 5],
    "named": ["34002"],
    "words": {"km": "{km} km", "picked": "{count} communes choisies", "drawing": "Cliquez les coins"},
}
PAGE = """<!doctype html><html lang="fr"><title>Carte</title><link rel="stylesheet" href="/tokens.css">
<link rel="stylesheet" href="/map.css"><main data-catchment><h1>Carte</h1>
<script type="application/json" data-map-data>%s</script>
<div data-map role="img" aria-label="Communes"></div><ul data-map-legend></ul><p data-map-status aria-live="polite"></p>
<button data-map-do="draw">Dessiner</button><button data-map-do="undo">Reculer</button>
<button data-map-do="clear">Effacer</button><button data-map-do="in">Plus</button>
<button data-map-do="out">Moins</button>
<label><input type="checkbox" data-commune value="34001">Ouest</label>
<label><input type="checkbox" data-commune value="34002">Milieu</label>
<label><input type="checkbox" data-commune value="34009">Petit-Milieu</label>
<label><input type="checkbox" data-commune value="34003">Est</label>
</main><script src="/echarts.js"></script><script type="module" src="/map.js"></script></html>"""
LISTEN = """
window.heard = []; window.refused = [];
document.addEventListener("chaland:zone", (event) => window.heard.push(event.detail));
document.addEventListener("securitypolicyviolation", (event) => window.refused.push(event.violatedDirective));
"""


class Handler(SimpleHTTPRequestHandler):
    def __init__(self, *args, data, **named):
        self.pages = {"/": PAGE % json.dumps(data), "/areas.json": json.dumps(AREAS), "/favicon.ico": ""}
        super().__init__(*args, **named)

    def do_GET(self):
        font = BUILD / "static" / "vendor" / self.path.removeprefix("/vendor/")
        file = FILES.get(self.path, font)
        body = self.pages[self.path].encode() if self.path in self.pages else file.read_bytes()
        kinds = {"js": "text/javascript", "css": "text/css", "json": "application/json"}
        self.send_response(200)
        self.send_header("Content-Type", kinds.get(self.path.rpartition(".")[2], "text/html; charset=utf-8"))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def opened(browser, data, ready="0 communes choisies"):
    """Serve the page and open it; the server ends with the test run."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, data=data))
    Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_context(viewport={"width": 900, "height": 900}).new_page()
    page.faults = []
    page.on("console", lambda said: page.faults.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.add_init_script(LISTEN)
    page.goto(f"http://127.0.0.1:{server.server_port}/")
    page.get_by_text(ready).wait_for()
    return page


@pytest.fixture(scope="module")
def page(browser):
    page = opened(browser, {**DATA, "map": AREAS})
    yield page
    page.context.close()


@pytest.fixture(autouse=True)
def fresh(page):
    page.get_by_role("button", name="Effacer").click()
    page.evaluate("window.heard.length = 0")
    page.mouse.move(0, 0)


def on_map(page, longitude, latitude):
    """Where a place is on the screen."""
    box = page.locator("[data-map]").bounding_box()
    x, y = page.evaluate(
        "(place) => document.querySelector('[data-catchment]').catchmentMap.chart.convertToPixel({geoIndex: 0}, place)",
        [longitude, latitude],
    )
    return box["x"] + x, box["y"] + y


def ticked(page):
    return [box.get_attribute("value") for box in page.locator("input:checked").all()]


def heard(page):
    return page.evaluate("window.heard")


def test_map_click_picks_all_the_communes_of_an_area_and_a_second_one_lets_go(page):
    page.mouse.click(*on_map(page, 3.83, 43.52))
    assert ticked(page) == ["34002", "34009"]
    page.mouse.click(*on_map(page, 3.83, 43.52))
    assert ticked(page) == []
    assert heard(page) == [{"codes": ["34002", "34009"], "polygon": None}, {"codes": [], "polygon": None}]


def test_map_follows_the_boxes_of_the_table(page):
    page.get_by_label("Est", exact=True).focus()
    page.keyboard.press("Space")
    assert heard(page) == [{"codes": ["34003"], "polygon": None}]
    assert page.locator("[data-map-status]").text_content() == "1 communes choisies"
    assert page.locator("[data-map] path[stroke='#a8361d']").count() == 1


def test_map_zone_drawn_around_two_centres_picks_their_communes(page):
    draw = page.get_by_role("button", name="Dessiner")
    draw.click()
    assert draw.get_attribute("aria-pressed") == "true"
    for corner in [(3.72, 43.51), (3.88, 43.51), (3.88, 43.59), (3.72, 43.59)]:
        page.mouse.click(*on_map(page, *corner))
    page.mouse.click(*on_map(page, 3.72, 43.51))
    zone = heard(page)[-1]
    assert (zone["codes"], ticked(page)) == (["34001", "34002", "34009"], ["34001", "34002", "34009"])
    assert [[round(x, 2), round(y, 2)] for x, y in zone["polygon"]] == [
        [3.72, 43.51],
        [3.88, 43.51],
        [3.88, 43.59],
        [3.72, 43.59],
        [3.72, 43.51],
    ]
    assert draw.get_attribute("aria-pressed") == "false"


def test_map_drawing_is_closed_by_its_button_and_left_by_escape(page):
    draw = page.get_by_role("button", name="Dessiner")
    draw.click()
    for corner in [(3.91, 43.51), (3.98, 43.51), (3.96, 43.59), (3.8, 43.58)]:
        page.mouse.click(*on_map(page, *corner))
    page.get_by_role("button", name="Reculer").click()
    draw.click()
    assert heard(page)[-1]["codes"] == ["34003"]
    draw.click()
    page.mouse.click(*on_map(page, 3.72, 43.51))
    draw.press("Escape")
    assert draw.get_attribute("aria-pressed") == "false"
    assert ticked(page) == []


def test_map_tells_about_an_area_under_the_mouse(page):
    page.mouse.move(*on_map(page, 3.73, 43.52))
    page.locator("[data-map] text", has_text="12 clients").wait_for()


def test_map_zooms_by_its_buttons(page):
    def width():
        return on_map(page, 4.0, 43.5)[0] - on_map(page, 3.7, 43.5)[0]

    before = width()
    page.get_by_role("button", name="Plus").click()
    assert round(width() / before, 2) == 1.5
    page.get_by_role("button", name="Moins").click()
    assert round(width() / before, 2) == 1


def test_map_keeps_the_shape_of_the_land(page):
    west, south = on_map(page, 3.7, 43.5)
    east, north = on_map(page, 3.8, 43.6)
    assert round((east - west) / (south - north), 2) == 0.72


def test_map_legend_goes_from_the_most_to_the_least(page):
    assert page.locator("[data-map-legend] li").all_inner_texts() == [" 5 et plus", " moins de 5"]


def test_map_can_be_fetched(browser):
    page = opened(browser, {**DATA, "url": "/areas.json"})
    assert page.evaluate("document.querySelector('[data-catchment]').catchmentMap.features.length") == 3
    page.context.close()


def test_map_of_nothing_stays_empty(browser):
    page = opened(browser, {**DATA, "map": {**AREAS, "features": []}}, ready="5 et plus")
    assert (page.locator("[data-map] svg").count(), page.faults) == (0, [])
    page.context.close()


def test_map_breaks_no_rule_of_the_policy_and_says_nothing_in_the_console(page):
    assert (page.evaluate("window.refused"), page.faults) == ([], [])
