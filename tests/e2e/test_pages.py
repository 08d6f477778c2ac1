"""Every page, in both languages: nothing refused by the browser, nothing wider than the screen, nothing unreadable."""

import pytest

from browsing import LANGUAGES, WIDTHS, show, sign_in
from stamps import BUILD

pytestmark = pytest.mark.e2e

AXE = BUILD / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# htmx 4 says so each time a request is replaced by a newer one; nothing is wrong.
REPLACED = "AbortError"
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""
# What sticks out of the page to the right and is not inside a box that scrolls by itself.
WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > width + 1)
    .map((one) => `${one.tagName.toLowerCase()}.${one.className}`).slice(0, 5);
}"""


def visited(context, site, check):
    """Call check(page, name) on each page at its address; returns the answers that are not empty, by name."""
    page = context.new_page()
    found = {}
    for name, path in site.pages.items():
        if answer := check(page, path):
            found[name] = answer
    context.close()
    return found


def complaints(page, path):
    said = []

    def hear(message):
        if message.type in {"error", "warning"}:
            said.append(message.text)

    def hear_error(error):
        said.append(str(error))

    page.on("console", hear)
    page.on("pageerror", hear_error)
    show(page, path, WIDTHS[-1])
    said += page.evaluate("window.refused")
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", hear_error)
    return [line for line in said if REPLACED not in line]


def wider(page, path):
    found = {}
    for width in WIDTHS:
        show(page, path, width)
        if sticking_out := page.evaluate(WIDER):
            found[width] = sticking_out
        elif page.evaluate("document.documentElement.scrollWidth") > width:
            found[width] = ["page"]
    return found


def barriers(page, path):
    show(page, path, WIDTHS[-1])
    page.add_script_tag(content=AXE.read_text())
    found = page.evaluate("(tags) => axe.run({ runOnly: tags })", RULES)
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["site", "empty_site"])
def test_pages_say_nothing_in_the_console(browser, kind, language, request):
    site = request.getfixturevalue(kind)
    context = sign_in(browser, site, language)
    context.add_init_script(LISTEN)
    assert visited(context, site, complaints) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["site", "empty_site"])
def test_pages_fit_three_widths(browser, kind, language, request):
    site = request.getfixturevalue(kind)
    assert visited(sign_in(browser, site, language), site, wider) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["site", "empty_site"])
def test_pages_have_no_barrier(browser, kind, language, request):
    site = request.getfixturevalue(kind)
    # axe is a script of ours that the policy of the pages rightly refuses.
    assert visited(sign_in(browser, site, language, bypass_csp=True), site, barriers) == {}


def test_every_page_is_served(site):
    assert {"about", "agenda", "customer", "customer-new", "customers", "dashboard", "settings"} <= site.pages.keys()


def test_pages_of_the_signed_out_have_no_barrier(browser, site):
    context = browser.new_context(base_url=site.address, bypass_csp=True)
    page = context.new_page()
    assert [barriers(page, path) for path in ("/login/", "/login/no-such-link/", "/no-such-page/")] == [[], [], []]
    context.close()
