"""The claims ledger: directives that lay out claims.csv, and the tie of each claim to its lesson.

`claims-articles` and `claims-verdicts` are the tables above the ledger; `claims-ledger` gives each
claim an entry whose anchor is its id. An entry leads to the place in the lesson that marks the
claim, which the markers have noted (see `sources`). It states nothing of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from widgets import evidence, tables

PAGE = "book/limitations/claims"
BOOK = "book/"
# Beside each verdict's words, for the eye.
SIGNS = {
    "supported": "✓",
    "partly supported": "◐",
    "outdated": "↻",
    "unsupported": "○",
    "contradicted": "✕",
    "opinion or advice": "◇",
}


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
        rows.append(("All", "", str(len(evidence.claims()))))
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
        entry = nodes.container("", ids=[row.id], classes=["kk-claim"])
        entry += nodes.paragraph("", row.claim, classes=["kk-claim-words"])
        entry += nodes.paragraph(
            "",
            "",
            sign,
            nodes.Text(" "),
            verdict,
            nodes.Text(f" {row.reason}"),
            classes=["kk-claim-verdict", "kk-verdict-" + row.verdict.replace(" ", "-")],
        )
        titles = {each.id: each.title for each in tables.load("articles")}
        said = "; ".join(f"“{titles[name]}”" for name in row.articles)
        entry += line("Said in", nodes.Text(said))
        entry += line("Answered in", answered("", claim=row.id, lesson=row.lesson))
        entry += line("Sources", *self.sources(row))
        return entry

    def sources(self, row: tables.ClaimRow) -> list[nodes.Node]:
        """The sources behind a verdict, or a plain word that it rests on none."""
        rows = tables.cited()
        labels = dict.fromkeys(str(getattr(rows[name], "source", name)) for name in row.facts)
        return [nodes.Text("; ".join(labels) or "none: this is our own view")]


def line(label: str, *content: nodes.Node) -> nodes.paragraph:
    """A line of an entry that begins with what it is about."""
    return nodes.paragraph("", "", nodes.Text(f"{label}: "), *content, classes=["kk-claim-line"])


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
    uses: dict[str, list[tuple[str, str]]] = getattr(app.env, "knead_uses", {})
    for node in list(doctree.findall(answered)):
        page = BOOK + node["lesson"]
        anchors = [anchor for where, anchor in uses.get(node["claim"], ()) if where == page]
        if page not in app.env.found_docs:
            node.replace_self(nodes.Text(node["lesson"]))
            continue
        title = app.env.titles[page].astext()
        anchor = anchors[0] if anchors else ""
        link = make_refnode(app.builder, docname, page, anchor, nodes.Text(title))
        node.replace_self(link)


def renew(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The ledger is written again whenever a lesson was: its links lead into the lessons."""
    return [PAGE] if PAGE in env.found_docs else []


def setup(app: Sphinx) -> None:
    app.add_directive("claims-articles", Articles)
    app.add_directive("claims-verdicts", Verdicts)
    app.add_directive("claims-ledger", Ledger)
    app.add_node(answered)
    app.connect("doctree-resolved", lead_to_lessons)
    app.connect("env-updated", renew)
