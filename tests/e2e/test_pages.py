"""Every page, in both languages: nothing refused by the browser, nothing wider than the screen, nothing unreadable."""

import pytest

from browsing import LANGUAGES, WIDTHS, settle, show, sign_in
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
WIDER = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const clips = (one) => one && (getComputedStyle(one).overflowX !== "visible" || clips(one.parentElement));
  const sticksOut = (one) => one.getBoundingClientRect().right > width + 1 && !clips(one.parentElement);
  const wide = [...document.querySelectorAll("body *")].filter(sticksOut);
  return ["wider than the screen", ...wide.slice(0, 4).map((one) => one.outerHTML.slice(0, 80))];
}"""
SHOPS = [("site", "fr"), ("site", "en"), ("empty_site", "fr")]


@pytest.fixture(params=SHOPS, ids=" ".join)
def shop(request):
    """A shop with data or without, and the language to read it in."""
    kind, language = request.param
    return request.getfixturevalue(kind), language


def wrong_pages(context, site, find):
    """Return what `find(page, path)` finds wrong on each page, one line each."""
    page = context.new_page()
    lines = [f"{name}: {line}" for name, path in site.pages.items() for line in find(page, path)]
    context.close()
    return lines


def faults(page, path):
    """What the browser complains of, and what sticks out at each width."""
    heard = []
    page.on("console", hear := lambda said: heard.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", hear_error := lambda error: heard.append(str(error)))
    show(page, path, WIDTHS[-1])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        heard += [f"{width}: {found}" for found in page.evaluate(WIDER)]
    heard += page.evaluate("window.refused")
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", hear_error)
    return [line for line in heard if REPLACED not in line]


def barriers(page, path):
    """What keeps somebody from using the page, as axe finds it."""
    show(page, path, WIDTHS[-1])
    page.add_script_tag(path=AXE)
    found = page.evaluate("(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", RULES)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found["violations"]
        for node in rule["nodes"][:3]
    ]


def test_pages_fit_the_screen_and_say_nothing_in_the_console(browser, shop):
    site, language = shop
    context = sign_in(browser, site, language)
    context.add_init_script(LISTEN)
    assert "\n".join(wrong_pages(context, site, faults)) == ""


def test_pages_have_no_barrier(browser, shop):
    site, language = shop
    # axe is a script of ours, which the policy of the pages rightly refuses.
    context = sign_in(browser, site, language, bypass_csp=True)
    assert "\n".join(wrong_pages(context, site, barriers)) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_who_is_signed_out_have_no_barrier(browser, site, language):
    context = browser.new_context(base_url=site.address, bypass_csp=True)
    context.add_cookies([{"name": "chaland-language", "value": language, "url": site.address}])
    page = context.new_page()
    for path in ("/login/", "/login/no-such-link/", "/no-such-page/"):
        assert barriers(page, path) == []
    context.close()


def test_pages_visited_are_those_of_the_product(site):
    expected = {"about", "agenda", "customer", "customer-new", "customers", "dashboard", "imports", "settings"}
    assert expected - site.pages.keys() == set()
