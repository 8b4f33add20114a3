"""The built book as files: which pages it has, and how heavy what they load is.

KNEAD_SITE names another built site than `_build/html`. Nothing here starts a browser or builds.
"""

from __future__ import annotations

import gzip
import os
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

ROOT = Path(__file__).resolve().parent.parent
SITE = Path(os.environ.get("KNEAD_SITE") or ROOT / "_build" / "html").resolve()
# Already compressed; gzip would only add to them.
PACKED = {".png", ".jpg", ".jpeg", ".webp", ".woff", ".woff2", ".gz", ".zip"}


def pages() -> list[str]:
    """Every page of the book in reading order, as a path below the site."""
    # Beside another site lies the table of contents that it was built from.
    toc = (SITE.parents[1] / "_toc.yml").read_text(encoding="utf-8")
    names = re.findall(r"^root: (\S+)|^\s*- file: (\S+)", toc, re.M)
    return [f"{root or name}.html" for root, name in names]


def extra_pages() -> list[str]:
    """Pages that the builder adds to those of the book."""
    return [name for name in ("search.html", "genindex.html") if (SITE / name).exists()]


@cache
def html(page: str) -> str:
    """The text of a page; a plain word about what to do when it was not built."""
    path = SITE / page
    if not path.exists():
        raise FileNotFoundError(f"{path} is not built; run `make book` first")
    return path.read_text(encoding="utf-8")


@cache
def soup(page: str) -> BeautifulSoup:
    """A page, parsed. Shared: copy it before changing it."""
    return BeautifulSoup(html(page), "html.parser")


def article(page: str) -> Tag:
    """The lesson itself, without the bars around it."""
    found = soup(page).select_one("article.bd-article")
    assert found is not None, f"{page} has no article"
    return found


def pages_with(mark: str) -> list[str]:
    """The pages whose HTML holds this text, such as `class="kk-figure"`; empty before the build.

    Tests are listed with it, by every worker, so it parses nothing.
    """
    return [page for page in pages() if (SITE / page).exists() and mark in html(page)]


def file_of(address: str, base: str) -> Path:
    """The file behind an address of the served site."""
    return SITE / unquote(urlsplit(address.removeprefix(base)).path)


def gzipped(path: Path) -> int:
    """Bytes of a file on the wire: gzipped, unless its format is compressed already."""
    data = path.read_bytes()
    return len(data) if path.suffix in PACKED else len(gzip.compress(data, 6, mtime=0))
