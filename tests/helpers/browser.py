"""A real browser: Debian's chromium through Playwright, and what it is asked of a page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

DESKTOP: ViewportSize = {"width": 1200, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
CHROMIUM = shutil.which("chromium")
"""Debian's chromium; `.ci/run` installs it."""


@contextmanager
def browser() -> Iterator[Browser]:
    """Run a browser without a window; skip where there is none."""
    if CHROMIUM is None:
        pytest.skip("needs chromium (apt-get install chromium fonts-noto-cjk)")
    from playwright.sync_api import sync_playwright

    options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        try:
            yield found
        finally:
            found.close()


class Watched:
    """A page whose console messages, errors and requests are kept; none is lost when it moves on."""

    def __init__(self, page: Page, origin: str) -> None:
        """Watch a page that may ask nothing but ``origin``."""
        self.page, self.origin = page, origin
        self.said: list[str] = []
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        page.on("request", lambda request: self._asked(request.url))

    def _asked(self, url: str) -> None:
        if not url.startswith((f"{self.origin}/", "data:", "blob:")):
            self.said.append(f"request: {url}")

    def visit(self, address: str, lang: str = "en", *, ready: bool = False) -> Page:
        """Go to an address in a language; with ``ready`` wait until its script is done."""
        self.said.clear()
        self.page.goto(f"{self.origin}{address}{'&' if '?' in address else '?'}lang={lang}")
        if ready:
            self.page.wait_for_selector("html[data-ready]")
        return self.page


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def shortened(page: Page, items: int = 5) -> Page:
    """Take the rest of long tables and lists off a page: it is like their beginning, and axe is slow."""
    rest = f"main :is(tbody tr, li):nth-child(n+{items + 1})"
    page.evaluate(f"document.querySelectorAll('{rest}').forEach((one) => one.remove())")
    return page


def barriers(page: Page) -> list[str]:
    """Return what axe finds on a page that keeps somebody out."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {node['html'][:120]} ({node['failureSummary']})"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def width(page: Page) -> int:
    """Return how wide a page is in pixels, what hangs out on the right included."""
    return int(page.evaluate("document.documentElement.scrollWidth"))
