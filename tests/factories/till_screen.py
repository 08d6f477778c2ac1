"""A browser that a manager made a till of the first store, with a seller at it, and a scanner beside it."""

from browsing import sign_in

PIN = "4071"
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => window.refused.push(event.violatedDirective));
"""
# As a scanner types: every two milliseconds, and Enter.
SCAN = """(digits) => {
  const field = () => document.activeElement;
  for (const key of [...digits, "Enter"]) {
    const down = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    const goesOn = field().dispatchEvent(down);
    if (goesOn && key.length === 1 && "value" in field()) field().value += key;
  }
}"""


def open_tills(browser, site, count):
    """Return the page of each. Each signs in for itself: who makes a browser a till is signed out there."""
    pages = [new_page(sign_in(browser, site, "fr")) for _ in range(count)]
    set_pin(pages[0])
    for page in pages:
        enrol(page)
    return pages


def new_page(context):
    context.set_default_timeout(30_000)
    context.add_init_script(LISTEN)
    return context.new_page()


def set_pin(page):
    """Give the first seller their PIN."""
    page.goto("/settings/till-screens/")
    form = page.locator("form:has(input.pin)").first
    form.locator("input.pin").fill(PIN)
    form.locator("button").click()
    page.locator(".notice-success").wait_for()


def enrol(page):
    """Make this browser a till, and have the first seller take it over."""
    page.goto("/settings/till-screens/")
    page.locator("form[action$='/enrol/'] button").click()
    page.wait_for_url("**/caisse/")
    page.locator("#sellers label").first.click()
    page.locator("#pin").fill(PIN)
    page.locator("#pin").press("Enter")
    page.locator("#file .empty").wait_for()
    page.locator("body[data-kept=yes]").wait_for(state="attached")
