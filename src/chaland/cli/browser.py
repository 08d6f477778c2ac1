"""Finds the Chromium that the browser tests drive, and installs it where that can be done."""

import os
import shutil
import subprocess
import sys

from chaland.cli import console

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str:
    """Return the path of a Chromium, installing one if need be; empty when there is none to be had.

    The machine's own first; else Debian's package when root; else the one Playwright downloads.
    """
    return installed() or from_debian() or from_playwright() or _none()


def installed() -> str:
    """Return the path of the machine's own Chromium, or nothing."""
    return next(filter(None, (shutil.which(name) for name in NAMES)), "")


def from_debian() -> str:
    """Install Debian's package when that is possible; returns its path, or nothing."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return ""
    console.note("Installing Chromium from the machine's packages...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *arguments], env=environment, check=False, stdout=subprocess.DEVNULL)  # noqa: S607
    return installed()


def from_playwright() -> str:
    """Have Playwright download its own Chromium; returns its path, or nothing."""
    console.note("Downloading Playwright's own Chromium...")
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode != 0:
        return ""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _none() -> str:
    console.note("No Chromium could be installed: the tests that drive a browser are skipped.")
    return ""
