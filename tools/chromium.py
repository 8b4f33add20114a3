"""Finds a Chromium for the browser tests, or installs one, or says plainly what to do.

Order: the CHROMIUM variable, a browser of this machine, Playwright's own download, Debian's
package. Run as a script it prints the path; `find()` is what the tests call.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
HELP = """\
The tests drive a real browser, and none could be found or installed. Do one of these, then run
`make test` again:
  Debian or Ubuntu:   sudo apt install chromium
  macOS, Windows:     install Chrome, or run  .venv/bin/playwright install chromium
  any other browser:  CHROMIUM=path/to/chromium make test"""


def find() -> str | None:
    """The path of a Chromium on this machine, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return str(MAC) if MAC.exists() else downloaded()


def downloaded() -> str | None:
    """The browser that Playwright downloaded earlier, or None."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> None:
    """Try Playwright's download, then Debian's package where that needs no password."""
    print("== No Chromium found: trying Playwright's download ...", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if find() or not shutil.which("apt-get"):
        return
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    print("== Trying Debian's package ...", flush=True)
    subprocess.run([*root, "apt-get", "update", "-q"], check=False)
    subprocess.run([*root, "apt-get", "install", "-y", "-q", "chromium"], check=False)


def main() -> None:
    if find() is None:
        install()
    path = find()
    if path is None:
        sys.exit(HELP)
    print(f"Browser: {path}")


if __name__ == "__main__":
    main()
