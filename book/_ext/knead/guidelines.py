"""The `guidelines-table` directive: what each body says of massage, with its date and its source.

It lays out widgets/data/guidelines.csv row by row and leaves out what nobody read (`verified` is
no). It knows no guideline by name, and it neither ranks nor sums them up.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from widgets import tables

from .sources import cite

COLUMNS = ("Who, and when", "Which pain", "What it says of massage", "How firmly")


class GuidelinesTable(SphinxDirective):
    """One row for each statement of the table, in its order."""

    def run(self) -> list[nodes.Node]:
        head, body = nodes.thead(), nodes.tbody()
        head += table_row([[nodes.Text(name)] for name in COLUMNS])
        for row in tables.load("guidelines"):
            if row.verified != "no":
                body += table_row([self.body(row), *map(text, texts(row))])
        group = nodes.tgroup(cols=len(COLUMNS))
        group += [nodes.colspec(colwidth=1) for _ in COLUMNS]
        group += [head, body]
        return [nodes.table("", group)]

    def body(self, row: tables.GuidelineRow) -> list[nodes.Node]:
        """The body and its date as a citation; a missing date is said."""
        label = nodes.Text(f"{row.guideline}, {row.year or 'no date'}")
        return [cite(self.env.app, list(row.evidence), [label])]


def texts(row: tables.GuidelineRow) -> tuple[str, ...]:
    return tuple(each or "not said" for each in (row.situation, row.says, row.strength))


def text(words: str) -> list[nodes.Node]:
    return [nodes.Text(words[:1].upper() + words[1:])]


def table_row(cells: list[list[nodes.Node]]) -> nodes.row:
    """A row of one-paragraph cells."""
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *content)) for content in cells))


def setup(app: Sphinx) -> None:
    app.add_directive("guidelines-table", GuidelinesTable)
