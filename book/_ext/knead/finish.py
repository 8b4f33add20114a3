"""The last pass over each built page: what leaves it, how it may be read, and what it may load.

It removes the scripts and fonts that the theme brings and the course does not need, mends the
theme's accessibility faults, adds the page's metadata, and closes the page with a
Content-Security-Policy whose hashes fit the scripts that stayed. It changes no word of a lesson.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.display import status_iterator

logger = logging.getLogger(__name__)

# Everything else that the theme or an extension adds is left out.
SCRIPTS = re.compile(
    r"_static/(documentation_options|doctools|scripts/bootstrap|scripts/pydata-sphinx-theme"
    r"|scripts/sphinx-book-theme|site|markers|evidence)\.js"
)
SEARCH = re.compile(r"_static/(language_data|searchtools|sphinx_highlight)\.js|searchindex\.js")
WASTE = re.compile(r"thebe|toggle(Hint|Open)|MathJax")
COPY = re.compile(r"_static/(clipboard\.min|copybutton)\.js")
STYLES = re.compile(r"_static/(styles/(theme|pydata-sphinx-theme|sphinx-book-theme)|pygments"
                    r"|mystnb|copybutton|basic|knead|widgets/)")  # fmt: skip
POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; "
    "manifest-src 'self'; base-uri 'self'; form-action 'self'; object-src 'none'"
)
DATA_TYPES = {"application/json", "application/ld+json"}


def strip(soup: BeautifulSoup) -> None:
    """Drop the scripts, styles and font hints that this page does not need."""
    wanted = [SCRIPTS]
    wanted += [SEARCH] if soup.find(id="search-results") else []
    wanted += [COPY] if soup.select_one(".cell_input, article div.highlight") else []
    for script in soup.find_all("script"):
        src = str(script.get("src") or "")
        needed = any(pattern.search(src) for pattern in wanted) if src else True
        kernel = "jupyter.widget" in str(
            script.get("type")
        )  # state that only a kernel's page reads
        if not needed or kernel or WASTE.search(script.get_text()):
            script.decompose()
    for link in soup.find_all("link", rel=["stylesheet", "preload"]):
        href = str(link.get("href"))
        if not STYLES.search(href) and not SCRIPTS.search(href):
            link.decompose()
    for node in soup.find_all(onclick=True):
        del node["onclick"]


def mend(soup: BeautifulSoup) -> None:
    """Repair what the theme gets wrong for people who listen or use a keyboard."""
    for control in soup.find_all(["button", "summary"]):
        if control.get("aria-label") and control.get_text(strip=True):
            del control["aria-label"]  # the visible words are the name
    for logo in soup.select("img.logo__image"):  # one serves both themes; its place is kept
        if "only-dark" in str(logo.get("class")):
            logo.decompose()
        else:
            logo.attrs.update({"class": "logo__image", "width": "48", "height": "48"})
    sidebar = soup.select_one("div.bd-sidebar-primary")
    if sidebar:
        sidebar.attrs.update({"role": "region", "aria-label": "Course"})
    for entries in soup.select("div.citation-list"):
        entries.name = "ul"
        entries.attrs["class"] = "kk-references"
        entries.attrs.pop("role", None)
        for entry in entries.find_all("div", class_="citation", recursive=False):
            entry.name = "li"
            entry.attrs.pop("role", None)
            for label in entry.find_all("span", class_="label", recursive=False):
                label.decompose()  # the text cites by author and year
    for table in soup.select("article table"):
        wrap(soup, table)


def wrap(soup: BeautifulSoup, table: Tag) -> None:
    """Let a wide table scroll by itself, by touch or keyboard."""
    # A fact box fits every screen.
    if table.find_parent(class_=["kk-scroll", "kk-fact-box"]):
        return
    caption = table.find("caption") or table.find_previous(["h1", "h2", "h3"])
    name = caption.get_text(" ", strip=True).rstrip("#") if caption else "Table"
    box = soup.new_tag("div", attrs={"class": "kk-scroll", "tabindex": "0", "role": "region"})
    box["aria-label"] = f"Table: {name}"
    table.wrap(box)


def describe(soup: BeautifulSoup, data: dict[str, Any], config: Any) -> None:
    """Add the page's description and its schema.org record."""
    head, title = soup.head, soup.find("h1")
    if head is None or title is None:
        return
    if data.get("description"):
        head.append(
            soup.new_tag("meta", attrs={"name": "description", "content": data["description"]})
        )
    minutes = re.search(r"(\d+) minutes", text_of(soup, ".kk-lesson-meta"))
    record = {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "name": title.get_text(strip=True).rstrip("#"),
        "description": data.get("description"),
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isPartOf": {"@type": "Course", "name": config.html_title or config.project},
        "dateModified": data.get("reviewed"),
        "timeRequired": f"PT{minutes[1]}M" if minutes else None,
        "teaches": [li.get_text(" ", strip=True) for li in soup.select(".kk-objectives li")],
    }
    script = soup.new_tag("script", attrs={"type": "application/ld+json"})
    kept = {key: value for key, value in record.items() if value}
    script.string = json.dumps(kept, ensure_ascii=False).replace("</", "<\\/")
    head.append(script)


def text_of(soup: BeautifulSoup, selector: str) -> str:
    found = soup.select_one(selector)
    return found.get_text(" ", strip=True) if found else ""


def close(soup: BeautifulSoup) -> None:
    """Put the policy first in the head, with a hash for each inline script that stayed."""
    if soup.head is None:
        return
    hashes = []
    for script in soup.find_all("script"):
        if not script.get("src") and script.get("type") not in DATA_TYPES:
            digest = hashlib.sha256((script.string or "").encode()).digest()
            hashes.append(f"'sha256-{base64.b64encode(digest).decode()}'")
    policy = POLICY.format(hashes=" ".join(dict.fromkeys(hashes))).replace("  ", " ")
    rules = {"http-equiv": "Content-Security-Policy", "content": policy}
    for charset in soup.head.find_all("meta", charset=True):
        charset.decompose()
    first = [rules, {"charset": "utf-8"}, {"name": "referrer", "content": "no-referrer"}]
    for place, attributes in enumerate(first):
        soup.head.insert(place, soup.new_tag("meta", attrs=attributes))


def finish(app: Sphinx, error: Exception | None) -> None:
    """Work on every page that this build wrote; a finished page is known by its policy."""
    if error or app.builder.format != "html":
        return
    pages = [
        page
        for page in sorted(Path(app.outdir).rglob("*.html"))
        if "_static" not in page.parts
        and '<head><meta content="default-src' not in page.read_text("utf-8")[:500]
    ]
    for page in status_iterator(pages, "finishing pages... ", "green", len(pages)):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        name = page.relative_to(app.outdir).with_suffix("").as_posix()
        strip(soup)
        mend(soup)
        describe(soup, app.env.metadata.get(name, {}), app.config)
        close(soup)
        page.write_text(str(soup), encoding="utf-8")
    prune(Path(app.outdir) / "_static")


def prune(static: Path) -> None:
    """Delete the icon font (our own icons replace it) and the maps that only developers load."""
    shutil.rmtree(static / "vendor" / "fontawesome", ignore_errors=True)
    (static / "scripts" / "fontawesome.js").unlink(missing_ok=True)
    for source_map in static.rglob("*.map"):
        source_map.unlink()
    for sheet in (static / "styles").glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        sheet.write_text(re.sub(r"@font-face\{[^}]*\}", "", text), encoding="utf-8")


def setup(app: Sphinx) -> None:
    app.connect("build-finished", finish, priority=800)
