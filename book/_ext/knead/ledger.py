"""The claims ledger: directives that lay out claims.csv, and the tie of each claim to its lesson.

`claims-articles` and `claims-verdicts` are the tables above the ledger; `claims-ledger` gives each
claim an entry whose anchor is its id. An entry leads to the place in the lesson that marks the
claim, which the markers have noted (see `sources`). It states nothing of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from widgets import evidence, sources, tables
from widgets.claim_explorer import SIGNS

from . import islands
from .sources import BOOK, LEDGER, PAGES, cite, uses_of

logger = logging.getLogger(__name__)


class answered(nodes.inline):
    """Stands for the link from a claim (`claim`, in `lesson`) to the place that answers it."""


class Articles(SphinxDirective):
    """A table of the articles, with how many claims we took from each."""

    def run(self) -> list[nodes.Node]:
        rows = [
            (row.title, row.kind, str(len(evidence.claims(article=row.id))))
            for row in tables.load("articles")
        ]
        return [table(("What it is about", "What kind of page", "Claims"), rows)]


class Verdicts(SphinxDirective):
    """A table of the verdicts: what each says, and how many claims have it."""

    def run(self) -> list[nodes.Node]:
        rows = [
            (f"{SIGNS[verdict]} {sentence(verdict)}", meaning, str(len(evidence.claims(verdict))))
            for verdict, meaning in evidence.MEANINGS.items()
        ]
        rows.append(("All", "any of the above", str(len(evidence.claims()))))
        return [table(("Verdict", "What it says", "Claims"), rows)]


class Ledger(SphinxDirective):
    """Every claim, one entry each, under a heading for each topic."""

    def run(self) -> list[nodes.Node]:
        return [self.topic(name) for name in tables.TOPICS]

    def topic(self, name: str) -> nodes.section:
        section = nodes.section(ids=[nodes.make_id(f"claims-{name}")], names=[f"claims: {name}"])
        section += nodes.title("", sentence(name))
        section += [self.entry(row) for row in evidence.claims(topic=name)]
        return section

    def entry(self, row: tables.ClaimRow) -> nodes.container:
        """One claim: who says it, our verdict with its reason, and the ways on."""
        verdict = nodes.strong("", sentence(row.verdict) + ".")
        sign = nodes.inline("", SIGNS[row.verdict], classes=["kk-verdict-sign"])
        kind = "kk-" + row.verdict.replace(" ", "-")
        entry = nodes.container("", ids=[row.id], classes=["kk-claim", kind])
        anchor = nodes.reference("", row.id, refuri=f"#{row.id}", classes=["kk-claim-id"])
        entry += nodes.paragraph(
            "", "", nodes.Text(f"{row.claim} "), anchor, classes=["kk-claim-words"]
        )
        entry += nodes.paragraph(
            "",
            "",
            sign,
            nodes.Text(" "),
            verdict,
            nodes.Text(f" {row.reason}"),
            classes=["kk-claim-verdict"],
        )
        entry += nodes.paragraph(
            "",
            "",
            nodes.Text(f"Said in {said(row)}. Answered in "),
            answered("", claim=row.id, lesson=row.lesson),
            nodes.Text(". Sources: "),
            *self.sources(row),
            classes=["kk-claim-ways"],
        )
        return entry

    def sources(self, row: tables.ClaimRow) -> list[nodes.Node]:
        """The sources behind a verdict, or a plain word that it rests on none."""
        by_source: dict[str, list[str]] = {}
        for name in row.facts:
            by_source.setdefault(sources.entry(name).source, []).append(name)
        content: list[nodes.Node] = []
        for label, ids in by_source.items():
            content += [nodes.Text("; ")] if content else []
            content.append(cite(self.env.app, ids, [nodes.Text(label)]))
        return content or [nodes.Text("none, this is our own view")]


def said(row: tables.ClaimRow) -> str:
    """The articles that make a claim, by their titles."""
    titles = {each.id: each.title for each in tables.load("articles")}
    return "; ".join(f"“{titles[name]}”" for name in row.articles)


def sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> nodes.table:
    """A plain table; the first cell of each row is its header."""
    group = nodes.tgroup("", cols=len(head))
    group += [nodes.colspec(colwidth=1) for _ in head]
    group += nodes.thead("", cells(head))
    group += nodes.tbody("", *(cells(row) for row in rows))
    return nodes.table("", group, classes=["kk-claims"])


def cells(texts: tuple[str, ...]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in texts))


def lead_to_lessons(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put links in the place of `answered`, now that every page is known."""
    for node in list(doctree.findall(answered)):
        title, address = place_of(app, docname, node["claim"], node["lesson"])
        node.replace_self(nodes.reference("", title, refuri=address, classes=["kk-answered"]))


def place_of(app: Sphinx, docname: str, claim: str, lesson: str) -> tuple[str, str]:
    """The lesson that answers a claim, and the address of the place, as seen from a page."""
    page = BOOK + lesson
    anchors = [f"#{anchor}" for where, anchor in uses_of(app.env).get(claim, ()) if where == page]
    address = app.builder.get_relative_uri(docname, page) + "".join(anchors[:1])
    title = app.env.titles.get(page)
    return title.astext() if title else lesson, address


def with_links(app: Sphinx, docname: str, state: dict[str, Any]) -> dict[str, Any]:
    """What the claim explorer shows on a page of the book: its links lead to the others."""
    links = {
        kind: {"title": "", "address": app.builder.get_relative_uri(docname, BOOK + page)}
        for kind, page in PAGES.items()
        if BOOK + page in app.env.found_docs
    }
    for row in evidence.claims():
        title, address = place_of(app, docname, row.id, row.lesson)
        links[row.id] = {"title": title, "address": address}
    return state | {"links": links}


def check_lessons(app: Sphinx, env: BuildEnvironment) -> None:
    """Refuse a claim that says it is answered on a page that the book lacks."""
    if BOOK + LEDGER in env.found_docs:
        for problem in lost(tables.load("claims"), env.found_docs):
            logger.warning(problem, type="knead", subtype="claims")


def lost(rows: Sequence[tables.ClaimRow], pages: Collection[str]) -> list[str]:
    """What is wrong with claims whose lesson is none of these pages, and what would be right."""
    return [
        f"claims.csv, line {line} ({row.id}), column lesson: {row.lesson!r} is no page of "
        "_toc.yml; name the lesson that answers the claim, or add the page"
        for line, row in enumerate(rows, start=2)
        if BOOK + row.lesson not in pages
    ]


def renew(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The ledger is written again whenever a lesson was: its links lead into the lessons."""
    return [BOOK + LEDGER] if BOOK + LEDGER in env.found_docs else []


def setup(app: Sphinx) -> None:
    app.add_directive("claims-articles", Articles)
    app.add_directive("claims-verdicts", Verdicts)
    app.add_directive("claims-ledger", Ledger)
    app.add_node(answered)
    app.connect("doctree-resolved", lead_to_lessons)
    app.connect("env-updated", renew)
    app.connect("env-check-consistency", check_lessons)
    islands.EXPAND["claim_explorer"] = with_links
