"""Lists what can be cited, and where it is: the `evidence-table` directive and the bibliography.

Each row of the tables becomes a row of a page, with its id as anchor, so that a card can lead to
it and it can lead back to every place that uses it; each entry of the bibliography gets the same
list. The wording comes from `widgets.sources`, the places from `sources`; nothing is stated here.
"""

from __future__ import annotations

import html
from collections.abc import Iterable

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinxcontrib.bibtex.domain import get_docnames

from widgets.sources import TOPICS, Entry, entries

from . import sources

Place = tuple[str, str]


class listing(nodes.General, nodes.Element):
    """Stands for the table of the entries of one `topic` among these `kinds`."""


class EvidenceTable(SphinxDirective):
    """A table for each topic of the kinds named, separated by commas."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        kinds = tuple(kind.strip() for kind in self.arguments[0].split(","))
        found = entries(*kinds)  # type: ignore[arg-type]  # refuses a wrong kind, naming the right
        for key in dict.fromkeys(each.bib_key for each in found if each.bib_key):
            sources.refer(self.env.app, key)
        lists_of(self.env).add(self.env.docname)
        topics = sorted({each.topic for each in found}, key=list(TOPICS.values()).index)
        # Where the script puts its search box; it has room, so that nothing moves.
        place = nodes.raw("", '<div class="kk-find-place"></div>', format="html")
        return [place, *(self.section(topic, kinds) for topic in topics)]

    def section(self, topic: str, kinds: tuple[str, ...]) -> nodes.section:
        section = nodes.section(
            ids=[nodes.make_id(topic)], names=[topic.lower()], classes=["kk-topic"]
        )
        section += [nodes.title("", topic), listing(topic=topic, kinds=kinds)]
        return section


def lists_of(env: BuildEnvironment) -> set[str]:
    """The pages that hold such tables."""
    found: set[str] = vars(env).setdefault("knead_lists", set())
    return found


def fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write the tables and the bibliography's lists of places, now that every page is known."""
    stands_in = list(doctree.findall(listing))
    citations = list(doctree.findall(nodes.citation))
    if not stands_in and not citations:
        return
    places = Places(app, docname)
    for node in stands_in:
        rows = [each for each in entries(*node["kinds"]) if each.topic == node["topic"]]
        node.replace_self(nodes.raw("", table(node["topic"], rows, places), format="html"))
    keys = {
        citation.citation_id: citation.key
        for citation in app.env.get_domain("cite").citations  # type: ignore[attr-defined]
        if citation.bibliography_key.docname == docname
    }
    for citation in citations:
        key = next((keys[name] for name in citation["ids"] if name in keys), None)
        if key:
            citation += nodes.raw("", used(key, places), format="html")


class Places:
    """Where rows are used and listed, as addresses seen from one page."""

    def __init__(self, app: Sphinx, docname: str) -> None:
        self.app, self.docname, self.env = app, docname, app.env
        pages = get_docnames(app.env)  # type: ignore[no-untyped-call]
        self.order = {name: number for number, name in enumerate(pages)}
        self.by_key: dict[str, list[Entry]] = {}
        for each in entries():
            self.by_key.setdefault(each.bib_key or "", []).append(each)

    def links(self, names: Iterable[str]) -> list[str]:
        """For each page that uses any of these rows, in the order of the book, its links."""
        uses, headings = sources.uses_of(self.env), sources.sections_of(self.env)
        places = {place for name in names for place in uses.get(name, ())}
        pages: dict[str, dict[str, str]] = {}
        for page, anchor in sorted(places, key=self.position):
            pages.setdefault(page, {}).setdefault(headings.get((page, anchor), ""), anchor)
        return [self.page(page, list(anchors.values())) for page, anchors in pages.items()]

    def position(self, place: Place) -> tuple[int, int]:
        return self.order.get(place[0], len(self.order)), int(place[1].rsplit("-", 1)[1])

    def page(self, page: str, anchors: list[str]) -> str:
        """The title of a page, leading to the first of these places; a number for each other."""
        title = html.escape(self.env.titles[page].astext())
        address = self.app.builder.get_relative_uri(self.docname, page)
        links = [f'<a href="{address}#{anchors[0]}">{title}</a>']
        for number, anchor in enumerate(anchors[1:], start=2):
            name = f'class="kk-again" aria-label="{title}, place {number}"'
            links.append(f'<a {name} href="{address}#{anchor}">{number}</a>')
        return " ".join(links)

    def source(self, entry: Entry) -> str:
        """The source, leading to the bibliography."""
        address = sources.reference_of(self.app, self.docname, entry.bib_key)
        words = html.escape(entry.source)
        return f'<a href="{address}">{words}</a>' if address else words

    def listed(self, key: str) -> list[str]:
        """A link to each row that rests on a source."""
        ways = [
            (each.id, sources.address_of(self.app, self.docname, each.id, each.kind))
            for each in self.by_key.get(key, ())
        ]
        return [f'<a href="{address}">{name}</a>' for name, address in ways if address]


def table(topic: str, rows: list[Entry], places: Places) -> str:
    """The entries of one topic. The roles keep it a table where narrow screens stack its cells."""
    rated = any(each.rating for each in rows)
    columns = ["Id", "Statement", *(["Certainty"] if rated else []), "Source", "Used in"]
    head = "".join(f'<th role="columnheader" scope="col">{name}</th>' for name in columns)
    return (
        f'<table class="kk-statements" role="table"><caption>{html.escape(topic)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">'
        + "".join(row(each, rated, places) for each in rows)
        + "</tbody></table>"
    )


def row(entry: Entry, rated: bool, places: Places) -> str:
    level = (entry.certainty or "none").replace(" ", "-")
    source = f"{places.source(entry)}. {html.escape(f'{entry.dated} {entry.checked}')}"
    rating = f'<span class="kk-sign" data-level="{level}"></span> {entry.rating}'
    used_in = items(places.links([entry.id])) or "No lesson yet"
    cells = [("Statement", html.escape(entry.statement)), ("Certainty", rating)][: 1 + rated]
    cells += [("Source", source), ("Used in", used_in)]
    return (
        f'<tr role="row" id="{entry.id}" data-level="{level}">'
        f'<th role="rowheader" scope="row">{entry.id}</th>'
        + "".join(f'<td role="cell" data-label="{name}">{text}</td>' for name, text in cells)
        + "</tr>"
    )


def items(links: list[str]) -> str:
    """Links as a list; nothing for none."""
    return f"<ul>{''.join(f'<li>{link}</li>' for link in links)}</ul>" if links else ""


def used(key: str, places: Places) -> str:
    """The places that use a source, and the rows that rest on it."""
    links = places.links(each.id for each in places.by_key.get(key, ()))
    lines = [("Used in", "; ".join(links)), ("What it says", ", ".join(places.listed(key)))]
    return "".join(f'<p class="kk-used">{name}: {text}.</p>' for name, text in lines if text)


def renew(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The lists are written again whenever a page was: any may have gained or lost a use."""
    bibliographies = env.get_domain("cite").bibliographies  # type: ignore[attr-defined]
    pages = lists_of(env) | {key.docname for key in bibliographies}
    return sorted(pages & env.found_docs)


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    lists_of(env).discard(docname)


def merge(
    app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment
) -> None:
    lists_of(env).update(lists_of(other) & set(docnames))


def setup(app: Sphinx) -> None:
    app.add_directive("evidence-table", EvidenceTable)
    app.add_node(listing)
    app.connect("doctree-resolved", fill)
    app.connect("env-updated", renew)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
