"""Serves a made-up shop on a free port of this machine and drives a real browser through it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from stamps import ROOT, SOURCE

# Nothing in the background: no updates, no extensions, no process kept ready for another site, none that draws apart.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--disable-features=SpareRendererForSitePerProcess",
    "--mute-audio",
    "--no-first-run",
    "--num-raster-threads=1",
)
WIDTHS = (390, 1024, 1440)
LANGUAGES = ("fr", "en")
HEIGHT = 900
PATIENCE_SECONDS = 60
SIGNED_OUT = {"login": "/login/", "login-link-spent": "/login/no-such-link/", "api-docs": "/api/v1/docs"}
# Forms that refuse to be sent empty.
FORMS = (
    "card-new",
    "contact-new",
    "customer-new",
    "imports",
    "password-change",
    "settings-category-new",
    "settings-field-new",
    "settings-product-new",
    "settings-seller-new",
    "settings-store-new",
    "settings-user-new",
    "wish-new",
)
SAID = "said.json"
MADE_UP_SHOP = ROOT / "tools" / "made_up_shop.py"
# In one question, for each answer costs its way there and back: the fonts, what htmx asked for, the next two frames.
SETTLED = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await document.fonts.ready;
  while (document.querySelector("body .htmx-request")) await frame();
  await frame();
  await frame();
}"""


@dataclass(frozen=True, slots=True)
class Site:
    """A served shop. said: what `made_up_shop.py` printed: pages by name, owners by language, password."""

    address: str
    home: Path
    said: dict[str, Any]

    @property
    def pages(self) -> dict[str, str]:
        pages: dict[str, str] = self.said["pages"]
        return pages


@contextmanager
def served(home: Path, *, empty: bool = False) -> Iterator[Site]:
    """Fill the data folder, serve it, and stop the server at the end."""
    fill(home, empty=empty)
    with serving(home) as site:
        yield site


def fill(home: Path, *, empty: bool = False) -> None:
    """Fill the data folder with a made-up shop, and keep there what was said of it: the folder may be copied.

    Raises RuntimeError with the end of what the filling told, when it failed.
    """
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(MADE_UP_SHOP), *(["--empty"] if empty else [])]
    with (home / "filling.log").open("wb") as log, (home / SAID).open("wb") as said:
        filled = subprocess.run(command, env=_environment(home), check=False, stdout=said, stderr=log)
    if filled.returncode:
        raise RuntimeError((home / "filling.log").read_text()[-2000:])


@contextmanager
def serving(home: Path) -> Iterator[Site]:
    """Serve a data folder that `fill` filled, and stop the server at the end."""
    site = site_of(home)
    server = launch(site)
    try:
        yield site
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)


def site_of(home: Path) -> Site:
    """Return where a data folder that `fill` filled will be served: on a free port of this machine."""
    return Site(f"http://127.0.0.1:{free_port()}", home, json.loads((home / SAID).read_bytes()))


def launch(site: Site) -> "subprocess.Popen[bytes]":
    """Start the server of a site, a group of processes of its own, and wait until it answers."""
    serve = [sys.executable, "-P", "-m", "chaland.cli", "serve", "--port", site.address.rpartition(":")[2]]
    with (site.home / "server.log").open("ab") as log:
        server = subprocess.Popen(serve, env=_environment(site.home), stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(f"{site.address}/health/", server)
    except RuntimeError:
        kill(server)
        raise
    return server


def kill(server: "subprocess.Popen[bytes]") -> None:
    """End every process of a server at once, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait(PATIENCE_SECONDS)


def _environment(home: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    return {**kept, "CHALAND_HOME": str(home), "PYTHONPATH": str(SOURCE.parent)}


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    """Wait until the server answers. Raises RuntimeError if it died or keeps silent."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - our own server
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
    raise RuntimeError("The server does not answer.")


def open_browser(playwright: Playwright, executable: str) -> Browser:
    """Open the Chromium at this path, without a window."""
    return playwright.chromium.launch(executable_path=executable, args=list(FLAGS))


def sign_in(browser: Browser, site: Site, language: str, **options: Any) -> BrowserContext:
    """Return a browser session of the owner who reads this language."""
    email, _name = site.said["owners"][language]
    return sign_in_as(browser, site, email, **options)


def sign_in_as(browser: Browser, site: Site, email: str, **options: Any) -> BrowserContext:
    """Return a browser session of this user, signed in through the form."""
    context = browser.new_context(base_url=site.address, **options)
    page = context.new_page()
    page.goto("/login/")
    page.locator("[name=username]").fill(email)
    page.locator("[name=password]").fill(site.said["password"])
    page.keyboard.press("Enter")
    page.wait_for_selector("#main")
    page.close()
    return context


def signed_out(browser: Browser, site: Site, language: str, **options: Any) -> BrowserContext:
    """Return a browser session of nobody, who reads this language."""
    context = browser.new_context(base_url=site.address, **options)
    context.add_cookies([{"name": "chaland-language", "value": language, "url": site.address}])
    return context


def show(page: Page, path: str, width: int) -> None:
    """Open an address at this width and let it settle."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.goto(path)
    settle(page)


def settle(page: Page) -> None:
    """Wait for the fonts, for what htmx asked for, and for the next two frames."""
    page.wait_for_load_state("load")
    page.evaluate(SETTLED)


def send_empty(page: Page) -> None:
    """Send the form of the page as it is, and let the answer settle."""
    page.locator("main form").evaluate_all("forms => forms.forEach((form) => { form.noValidate = true })")
    page.locator("main form .btn-primary").first.click()
    settle(page)
