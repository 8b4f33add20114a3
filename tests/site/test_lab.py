"""The selector with a real kernel: in JupyterLab, an answer given by hand reaches Python at once.

Needs what `make lab` installs, and is skipped without it.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import built
import pytest
from playwright.sync_api import Browser, Page

pytest.importorskip("jupyterlab", reason="`make lab` installs JupyterLab")
LESSON = built.ROOT / "book" / "types" / "choosing.ipynb"
SLOW = 60_000  # ms; a kernel and a whole desk have to start
ASK = "print('so it is', Out[1].disposition)"  # Out[1]: what the first cell shows


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab that shows a folder with the lesson, with settings of its own."""
    shutil.copy(LESSON, tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = {
        name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTERLAB_SETTINGS_DIR")
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
         f"--notebook-dir={tmp_path}", "--IdentityProvider.token=", "--LabApp.news_url=None"],
        env={**os.environ, **home, "PYTHONPATH": str(built.ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}/"
    wait_for(address + "api")
    yield address
    process.terminate()
    process.wait(timeout=20)


def wait_for(address: str) -> None:
    """Return once a server answers there."""
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError(f"JupyterLab never answered at {address}")


def test_an_answer_given_in_jupyterlab_reaches_python(browser: Browser, lab: str) -> None:
    # So tall that JupyterLab draws every cell: it takes those that are out of sight off the page.
    page = browser.new_page(viewport={"width": 1280, "height": 16_000})
    page.set_default_timeout(SLOW)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{lab}lab/tree/choosing.ipynb")
    page.locator(".jp-NotebookPanel .jp-Notebook .jp-CodeCell").first.wait_for(state="attached")
    run_all(page)
    tool = page.locator(".kk-selector").first
    tool.locator("fieldset").first.wait_for()
    tool.locator('input[value="saddle_numb"]').locator("xpath=..").click()
    tool.locator('[data-action="next"]').click()
    tool.locator('.kk-verdict[data-disposition="emergency"]').wait_for()
    assert "so it is emergency" in asked(page)
    assert not errors


def run_all(page: Page) -> None:
    """Run every cell, by the menu."""
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
    page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()


def asked(page: Page) -> str:
    """What a new cell at the end prints about the selector."""
    page.locator(".jp-Notebook-footer").click()
    page.keyboard.type(ASK)
    page.keyboard.press("Shift+Enter")
    answer = page.locator(".jp-OutputArea-output", has_text="so it is").last
    answer.wait_for()
    return answer.inner_text()
