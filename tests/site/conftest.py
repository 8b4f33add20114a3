"""Fixtures of the browser tests: the served site, a browser, and pages that are watched.

Whatever a page opens, logs or stores that it must not fails the test that opened it. No test asks
for these checks, and none can forget them.
"""

from __future__ import annotations

import functools
import http.server
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import built
import pytest
from browsing import COUNT_SHIFTS, OFFLINE, PREFIX, TIMEOUT, Handler, Visit, Watch, settle
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(built.ROOT / "tools"))
import chromium


@pytest.fixture(scope="session")
def base() -> Iterator[str]:
    """The address of the served site, ending in a slash."""
    if not (built.SITE / "index.html").exists():
        pytest.fail(f"{built.SITE} holds no built book; run `make book` first")
    handler = functools.partial(Handler, directory=str(built.SITE))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
    server.shutdown()


# One a module, not one a session: while it is open it keeps an event loop running, which the
# notebooks' kernels, in another module of the same worker, could trip over.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium that can reach this machine only."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.HELP)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage", OFFLINE]
        )
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, base: str) -> Iterator[Visit]:
    """A function that opens a page of the site in a fresh context, and checks it at the end.

    visit("book/index.html", width=390, theme="dark", scripts=False); more keywords go to the
    context. The page carries its `Watch` as `page.watch`.
    """
    opened: list[tuple[BrowserContext, Watch]] = []

    def open_page(
        address: str, *, width: int = 1280, theme: str = "light", scripts: bool = True, **more: Any
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 844},
            color_scheme=theme,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(TIMEOUT)
        page, watch = context.new_page(), Watch(base)
        page.add_init_script(COUNT_SHIFTS)
        watch.follow(page)
        page.watch = watch  # type: ignore[attr-defined]
        opened.append((context, watch))
        page.goto(base + address, wait_until="load")
        if scripts:
            settle(page)
        return page

    yield open_page
    found = [watch.problems(context) for context, watch in opened]
    for context, _ in opened:
        context.close()
    wrong = [each for each in found if each]
    assert not wrong, json.dumps(wrong, indent=2, ensure_ascii=False)


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Where the built page keeps the front ends and their starting state."""
    folders = list((built.SITE / "_static" / "widgets").iterdir())
    assert len(folders) == 1, f"one folder of front ends is published, not {folders}"
    return folders[0]
