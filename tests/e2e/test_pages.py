"""Every page, in both languages, with data and without: nothing refused by the browser, nothing wider than the screen,
nothing that moves while it loads, nothing unreadable.
"""

import pytest

from browsing import (
    FORMS,
    HEIGHT,
    LANGUAGES,
    SIGNED_OUT,
    WIDTHS,
    send_empty,
    settle,
    show,
    sign_in,
    sign_in_as,
    signed_out,
)
from stamps import BUILD

pytestmark = pytest.mark.e2e

AXE = (BUILD / "node_modules" / "axe-core" / "axe.min.js").read_text
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# htmx 4 says so each time a request is replaced by a newer one; nothing is wrong.
REPLACED = "AbortError"
# What a browser says of a page that answers 403, 404 or 422, as a refusal must.
REFUSED = "the server responded with a status of 4"
# Of what the window shows, weighted by how far it went; browsers call anything under 0.1 steady.
STEADY = 0.05
LISTEN = """
window.refused = [];
window.moved = 0;
document.addEventListener("securitypolicyviolation", (event) => {
  window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.moved += one.value;
}).observe({ type: "layout-shift", buffered: true });
"""
WIDER = """() => {
  const width = document.documentElement.clientWidth;
  const clips = (one) => one && (getComputedStyle(one).overflowX !== "visible" || clips(one.parentElement));
  const sticksOut = (one) => one.getBoundingClientRect().right > width + 1 && !clips(one.parentElement);
  const wide = [...document.querySelectorAll("body *")].filter(sticksOut);
  if (document.documentElement.scrollWidth <= width) return [];
  return ["wider than the screen", ...wide.slice(0, 4).map((one) => one.outerHTML.slice(0, 80))];
}"""
OUT_OF_CARD = """() => [...document.querySelectorAll(".cardx")].flatMap((card) => {
  const edge = card.getBoundingClientRect().right + 1;
  const clips = (one) => one !== card && (getComputedStyle(one).overflowX !== "visible" || clips(one.parentElement));
  const floats = (one) => one.closest(".dropdown-menu, .search-results, .vh");
  const out = [...card.querySelectorAll("*")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && box.right > edge && !floats(one) && !clips(one.parentElement);
  });
  return out.slice(0, 2).map((one) => `out of its card: ${one.outerHTML.slice(0, 90)}`);
})"""
# The width at which axe reads a shop: between them each width, each language, and each shop is read. What an empty page
# says in English has the colours, the roles and the order of the same page in French.
SHOPS = [("site", "fr", 1440), ("site", "en", 390), ("empty_site", "fr", 1024), ("empty_site", "en", None)]


@pytest.fixture(params=SHOPS, ids=lambda shop: f"{shop[0]}-{shop[1]}-{shop[2]}")
def shop(request):
    """A shop with data or without, the language to read it in, and the width at which axe reads it."""
    kind, language, width = request.param
    return request.getfixturevalue(kind), language, width


class Visitor:
    """A browser page that keeps what the browser complains of, beside what is `expected`."""

    def __init__(self, context, expected=REPLACED):
        self.expected = expected
        context.add_init_script(LISTEN)
        self.page = context.new_page()
        self.heard = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))

    def _hear(self, said):
        if said.type in {"error", "warning"} and self.expected not in said.text:
            self.heard.append(said.text)

    def faults(self, path, axe_width, then=settle):
        """Open an address, do something there, and return what is wrong with the page, one line each."""
        self.heard.clear()
        show(self.page, path, WIDTHS[-1])
        moved = self.page.evaluate("window.moved")
        then(self.page)
        lines = [f"moved by {moved:.2f} while loading"] if moved > STEADY else []
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            settle(self.page)
            lines += [f"{width}: {line}" for script in (WIDER, OUT_OF_CARD) for line in self.page.evaluate(script)]
        lines += [*self.heard, *self.page.evaluate("window.refused")]
        return lines + (self.barriers(axe_width) if axe_width else [])

    def barriers(self, width):
        """What keeps somebody from using the page, as axe finds it."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        settle(self.page)
        self.page.evaluate(f"{AXE()};0")
        found = self.page.evaluate("tags => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", RULES)
        return [
            f"{rule['id']}: {node['html'][:160]} {node['failureSummary'].splitlines()[-1].strip()}"
            for rule in found["violations"]
            for node in rule["nodes"][:3]
        ]


def wrong(context, pages, axe_width, then=settle, expected=REPLACED):
    """Return what is wrong with these pages, one line each, empty when all is well."""
    visitor = Visitor(context, expected)
    lines = [f"{name}: {line}" for name, path in pages.items() for line in visitor.faults(path, axe_width, then)]
    context.close()
    return "\n".join(lines)


def test_pages_are_sound_at_every_width(browser, shop):
    site, language, width = shop
    assert wrong(sign_in(browser, site, language), site.pages, width) == ""


@pytest.mark.parametrize(("language", "width"), [("fr", 390), ("en", 1440)])
def test_forms_sent_empty_stay_sound_and_say_what_is_wrong(browser, site, language, width):
    def refused(page):
        send_empty(page)
        assert page.locator(".is-invalid, .field-error, .notice-error").count() > 0, page.url

    forms = {name: site.pages[name] for name in FORMS}
    assert wrong(sign_in(browser, site, language), forms, width, refused, REFUSED) == ""


@pytest.mark.parametrize(("language", "width"), [("fr", 390), ("en", 1440)])
def test_pages_of_who_is_signed_out_are_sound(browser, site, language, width):
    pages = {name: SIGNED_OUT[name] for name in ("login", "api-docs")}
    assert wrong(signed_out(browser, site, language), pages, width) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_that_refuse_are_sound(browser, site, language):
    seller = sign_in_as(browser, site, site.said["seller"][0])
    nobody, owner = signed_out(browser, site, language), sign_in(browser, site, language)
    for context, path in ((nobody, "/login/no-such-link/"), (owner, "/no-such-page/"), (seller, "/settings/users/")):
        assert wrong(context, {path: path}, WIDTHS[0], expected=REFUSED) == ""


def test_pages_visited_are_those_of_the_product(site):
    expected = {"about", "agenda", "customer", "customer-new", "customers", "dashboard", "imports", "settings"}
    assert expected - site.pages.keys() == set()
