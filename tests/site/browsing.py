"""How the tests look at the site: served below a sub-path, in a browser that watches each page.

A page is watched from its first byte for what a reader would not want: requests to other hosts,
messages in the console, things stored. This module opens nothing by itself; conftest.py does.
"""

from __future__ import annotations

import http.server
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import built
from playwright.sync_api import BrowserContext, Page

Visit = Callable[..., Page]

# Not at the root of a host: the book must work wherever it is put.
PREFIX = "/some/where/"
# No name but this machine's own resolves, so a request that slips out fails as well as shows.
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
# The theme keeps the reader's choice of light or dark. Nothing else may be stored.
THEME_KEYS = {"mode", "theme"}
TIMEOUT = 10_000  # ms; a slow machine needs more than the usual page, a hang must still end
COUNT_SHIFTS = """
  window.layoutShifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (!entry.hadRecentInput) window.layoutShifts.push({
        value: entry.value,
        what: entry.sources.map(({ node }) => node && `${node.nodeName}.${node.className}`),
      });
    }
  }).observe({ type: "layout-shift", buffered: true });
"""


class Handler(http.server.SimpleHTTPRequestHandler):
    """The built site below PREFIX, and nothing else."""

    protocol_version = "HTTP/1.1"  # keeps connections, as a real host does

    def translate_path(self, path: str) -> str:
        if not path.startswith(PREFIX):
            return str(built.SITE / "outside-the-site")
        return super().translate_path(path.removeprefix(PREFIX.rstrip("/")))

    def log_message(self, format: str, *args: object) -> None:
        pass


@dataclass
class Watch:
    """What a page did that a reader would not want."""

    base: str
    outside: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("request", lambda request: self.asked(request.url))
        page.on("console", lambda message: self.heard(message.type, message.text))
        page.on("pageerror", lambda error: self.logged.append(f"uncaught: {error}"))
        page.on("response", lambda answer: self.answered(answer.status, answer.url))

    def asked(self, address: str) -> None:
        self.requests.append(address)
        if not address.startswith((self.base, "data:", "blob:", "about:")):
            self.outside.append(address)

    def heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.logged.append(f"{kind}: {text}")

    def answered(self, status: int, address: str) -> None:
        if status >= 400:
            self.failed.append(f"{status} {address}")

    def problems(self, context: BrowserContext) -> dict[str, Any]:
        found: dict[str, Any] = {
            "asked another host": self.outside,
            "missing": self.failed,
            "logged": self.logged,
            "cookies": context.cookies(),
        }
        for origin in context.storage_state(indexed_db=True)["origins"]:
            keys = {item["name"] for item in origin.get("localStorage", [])} - THEME_KEYS
            found["stored"] = [*sorted(keys), *origin.get("indexedDB", [])]
        return {what: which for what, which in found.items() if which}


def settle(page: Page) -> None:
    """Wait until every widget of the page stands and every figure in sight is drawn."""
    page.wait_for_function(
        """() => [...document.querySelectorAll(".kk-widget[data-widget]")]
             .every((box) => box.classList.contains("kk-mounted"))"""
    )
    page.wait_for_function(
        """() => [...document.querySelectorAll("figure.kk-figure")].every((figure) => {
             const { top, bottom, height } = figure.getBoundingClientRect();
             const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
             // A tenth of a figure has to show before the page draws it.
             return seen <= height / 10 || figure.classList.contains("kk-drawn");
           })"""
    )


def scroll_through(page: Page) -> None:
    """Go down the page a screen at a time, as a reader does, until every figure is drawn."""
    for figure in page.locator("figure.kk-figure").all():
        figure.scroll_into_view_if_needed()
        settle(page)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    settle(page)
