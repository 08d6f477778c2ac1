"""Every page, in both languages, with data and without: nothing refused by the browser, nothing wider than the screen,
nothing that moves while it loads, nothing unreadable.
"""

import re

import pytest

from browsing import (
    FORMS,
    HEIGHT,
    LANGUAGES,
    SETTLED,
    SIGNED_OUT,
    WIDTHS,
    send_empty,
    show,
    sign_in,
    sign_in_as,
    signed_out,
)
from stamps import BUILD

pytestmark = pytest.mark.e2e

AXE = BUILD / "node_modules" / "axe-core" / "axe.min.js"
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
LOOK = f"async () => {{ await ({SETTLED})(); return [...({WIDER})(), ...({OUT_OF_CARD})()]; }}"
# Half a megabyte, which the browser keeps and each page reads when axe is asked for.
READ_AXE = "window.readAxe = () => {{ {axe} }};"
# The frame in which a mail is shown takes no script, so not the one that stands above either; the browser says so.
OUR_OWN = re.compile(r"Blocked script execution in '[^']+/preview/'")
# What is found in frames, what is well and which selectors lead there is shown to nobody. Nothing is loaded ahead: of
# the two rules that wait for it one is not asked for, and the other never tells a fault.
BARRIERS = r"""async (tags) => {
  window.readAxe();
  const only = { resultTypes: ["violations"], iframes: false, preload: false, selectors: false, elementRef: false };
  const found = await axe.run(document, { runOnly: tags, ...only });
  const last = (text) => text.trim().split("\n").pop().trim();
  const line = (rule) => (node) => `${rule.id}: ${node.html.slice(0, 160)} ${last(node.failureSummary)}`;
  return found.violations.flatMap((rule) => rule.nodes.slice(0, 3).map(line(rule)));
}"""
# Two readers of the full shop and two of the empty one: language, and the width at which axe reads. Each page is seen
# at every width by each of them.
READERS = [("site", "fr", 1440), ("empty_site", "fr", 1024), ("site", "en", 390), ("empty_site", "en", 390)]
# Pages that tell nothing of a shop: the same with data and without, so the walk of the empty shop leaves them out.
ALIKE = (
    "about",
    "appointment-new",
    "cards",
    "duplicates",
    "mails",
    "notes",
    "own-figures",
    "password-change",
    "quote-customer",
    "request-new",
    "search",
    "settings",
    "settings-category-new",
    "settings-field-new",
    "settings-merchant-new",
    "settings-network",
    "settings-product-new",
    "settings-products-import",
    "settings-purposes",
    "settings-receipt-gaps",
    "till",
    "till-display",
    "till-welcome",
)
MAIN = re.compile(r"<main.*</main>", re.DOTALL)
TOKEN = re.compile(r'"csrfmiddlewaretoken" value="\w+"')
# The walk of a shop is cut in so many, for workers to share it out.
PARTS = 6
# Two readers of a shop take every other part each, and what they leave out is walked by --all: the empty shop says in
# English what the full one does, but for what it lacks.
WALKS = [
    pytest.param((part, reader), marks=[] if is_quick else [pytest.mark.long])
    for part in range(PARTS)
    for reader, is_quick in zip(READERS, (part % 2 == 0, True, part % 2 == 1, False), strict=True)
]


@pytest.fixture(params=WALKS, ids=lambda one: "-".join(map(str, (*one[1], one[0] + 1))))
def shop(request, browser):
    """A part of the pages of a shop with data or without, its context in one language, and the width for axe."""
    part, (kind, language, width) = request.param
    site = request.getfixturevalue(kind)
    context = sign_in(browser, site, language)
    pages = [one for one in site.pages.items() if kind == "site" or one[0] not in ALIKE]
    return context, dict(pages[part::PARTS]), width


def test_pages_left_out_of_the_empty_shop_are_those_of_the_full_one(browser, site, empty_site):
    shown = [mains(browser, one) for one in (site, empty_site)]
    assert [name for name in ALIKE if shown[0][name] != shown[1][name]] == []


def mains(browser, site):
    """What each of these pages tells, its token aside."""
    context = sign_in(browser, site, "fr")
    asked = {name: context.request.get(site.pages[name]).text() for name in ALIKE}
    context.close()
    return {name: TOKEN.sub("", MAIN.search(text)[0]) for name, text in asked.items()}


class Visitor:
    """A browser page that keeps what the browser complains of, beside what is `expected`."""

    def __init__(self, context, expected=REPLACED):
        self.expected = expected
        context.add_init_script(LISTEN + READ_AXE.format(axe=AXE.read_text()))
        self.page = context.new_page()
        self.heard = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))

    def _hear(self, said):
        if said.type in {"error", "warning"} and self.expected not in said.text and not OUR_OWN.match(said.text):
            self.heard.append(said.text)

    def faults(self, path, axe_width, then=None):
        """Open an address, do something there, and return what is wrong with the page, one line each."""
        self.heard.clear()
        show(self.page, path, WIDTHS[-1])
        moved = self.page.evaluate("window.moved")
        if then:
            then(self.page)
        lines = [f"moved by {moved:.2f} while loading"] if moved > STEADY else []
        # The widest is that of the page as it came, and axe reads it where it stands: each change of width costs.
        for width in reversed(WIDTHS):
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            lines += [f"{width}: {line}" for line in self.page.evaluate(LOOK)]
            if width == axe_width:
                lines += self.page.evaluate(BARRIERS, RULES)
        return [*lines, *self.heard, *self.page.evaluate("window.refused")]


def wrong(context, pages, axe_width, then=None, expected=REPLACED):
    """Return what is wrong with these pages, one line each, empty when all is well."""
    visitor = Visitor(context, expected)
    lines = [f"{name}: {line}" for name, path in pages.items() for line in visitor.faults(path, axe_width, then)]
    context.close()
    return "\n".join(lines)


def test_pages_are_sound_at_every_width(shop):
    context, pages, width = shop
    assert wrong(context, pages, width) == ""


FAULTY = """<!doctype html><html lang="en"><title>Faulty</title><main><h1>Faulty</h1>
<p style="color:#999;background:#fff">Hardly read</p><div style="width:1500px">Wide</div>
<div class="cardx" style="width:200px"><p style="width:300px">Out</p></div><p style="height:400px">Moves</p></main>
<script>
console.error("said aloud");
setTimeout(() => { throw new Error("thrown"); });
const push = () => { document.querySelector("main").style.marginTop = "300px"; };
requestAnimationFrame(() => requestAnimationFrame(push));
</script><img alt="" src="https://elsewhere.example/picture.png"></html>"""
POLICY = "default-src 'self' 'unsafe-inline'"


@pytest.mark.parametrize("width", WIDTHS)
def test_walk_tells_each_fault_of_a_faulty_page(browser, site, width):
    context = signed_out(browser, site, "en")
    answer = {"body": FAULTY, "content_type": "text/html", "headers": {"Content-Security-Policy": POLICY}}
    context.route("**/faulty/", lambda route: route.fulfill(**answer))
    told = wrong(context, {"faulty": "/faulty/"}, width)
    everywhere = [f"faulty: {one}: {said}" for one in WIDTHS for said in ("wider than the screen", "out of its card: ")]
    others = [
        "faulty: moved by ",
        "faulty: color-contrast: ",
        "faulty: said aloud",
        "faulty: thrown",
        "faulty: img-src",
    ]
    assert [line for line in (*everywhere, *others) if line not in told] == []


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
