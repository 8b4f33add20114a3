"""The `fact-box` directive, and fact boxes in notebooks: their sources become evidence markers.

`widgets.fact_box` gives the box as pieces of HTML with the sources between them. Here each source
is put in as a citation, in a page by the directive, in a notebook in place of the stored output. No
number and no word of a box is written here.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from widgets import fact_box

from .sources import cite

STORED = re.compile(r'<div class="kk-fact-box" data-box="([a-z]+)">')


class FactBoxDirective(SphinxDirective):
    """One fact box, by its name."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        try:
            return laid_out(self.env.app, self.arguments[0])
        except ValueError as error:
            raise self.error(str(error)) from error


def laid_out(app: Sphinx, name: str) -> list[nodes.Node]:
    """The box as HTML and citations, one after the other."""
    found: list[nodes.Node] = []
    for part in fact_box.FactBox(name).parts():
        if isinstance(part, str):
            found.append(nodes.raw("", part, format="html"))
        else:
            found.append(cite(app, list(part.ids), [nodes.Text(part.label)]))
    return found


def renew_stored(app: Sphinx, doctree: nodes.document) -> None:
    """Replace each fact box that a notebook's output holds: only here can its sources be cited."""
    for raw in list(doctree.findall(nodes.raw)):
        box = STORED.search(raw.astext())
        if box and raw.get("format") == "html" and "</table>" in raw.astext():
            raw.parent.replace(raw, laid_out(app, box[1]))


def setup(app: Sphinx) -> None:
    app.add_directive("fact-box", FactBoxDirective)
    app.connect("doctree-read", renew_stored, priority=400)
