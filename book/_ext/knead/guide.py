"""The `field-guide` directive: one section for each row of widgets/data/modalities.csv.

It lays the table out as a person reads it, marks what no source confirmed, and says "no data" where
the table is empty. It knows no type of massage by name and states nothing of its own.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from widgets import tables

from .sources import cite

FIELDS = {
    "What happens": ("what_happens",),
    "Pressure": ("pressure_min", "pressure_max"),
    "Clothing": ("clothing",),
    "Position": ("position",),
    "Length": ("session_length",),
    "Aim": ("aims",),
    "Evidence for the back": ("back_evidence",),
    "Certainty": ("certainty",),
    "Take care": ("cautions",),
}
UNVERIFIED = "usual practice, not checked against a source"


class FieldGuide(SphinxDirective):
    """Show every modality of the table, in its order."""

    def run(self) -> list[nodes.Node]:
        return [self.entry(row) for row in tables.load("modalities")]

    def entry(self, row: Any) -> nodes.section:
        """One modality: its name, its facts as a definition list, its sources."""
        slug = row.id.replace("_", "-")
        section = nodes.section(ids=[slug], names=[row.name.lower()], classes=["kk-modality"])
        section += nodes.title("", row.name)
        facts = nodes.definition_list()
        for label, columns in FIELDS.items():
            facts += self.fact(row, label, columns)
        facts += definition("Sources", self.sources(row))
        if not row.offered:
            facts += definition("In the selector", [nodes.Text(f"No: {row.not_offered_because}")])
        section += facts
        return section

    def fact(self, row: Any, label: str, columns: tuple[str, ...]) -> nodes.definition_list_item:
        """One line of the list, with its mark when the table says that it was not checked."""
        values = list(dict.fromkeys(v for v in (getattr(row, c) for c in columns) if v))
        text = " to ".join(values) or "no data"
        content: list[nodes.Node] = [nodes.Text(text[:1].upper() + text[1:])]
        unsure = set(columns) & set(row.unverified) or (
            label == "What happens" and row.verified == "no"
        )
        if values and unsure:
            content += [nodes.Text(" "), nodes.inline("", UNVERIFIED, classes=["kk-unverified"])]
        return definition(label, content)

    def sources(self, row: Any) -> list[nodes.Node]:
        """A citation for each source behind the row, or a plain word that there is none."""
        evidence = {each.id: each for each in tables.load("evidence")}
        by_source: dict[str, list[Any]] = {}
        for name in row.evidence:
            if evidence[name].verified != "no":
                by_source.setdefault(evidence[name].bib_key, []).append(evidence[name])
        content: list[nodes.Node] = []
        for found in by_source.values():
            label = found[0].source + (
                " (partly verified)" if all(e.verified == "partly" for e in found) else ""
            )
            content += [nodes.Text("; ")] if content else []
            content.append(cite(self.env.app, [e.id for e in found], [nodes.Text(label)]))
        return content or [nodes.Text("none found")]


def definition(term: str, content: list[nodes.Node]) -> nodes.definition_list_item:
    """A term and its one-paragraph definition."""
    return nodes.definition_list_item(
        "", nodes.term("", term), nodes.definition("", nodes.paragraph("", "", *content))
    )


def setup(app: Sphinx) -> None:
    app.add_directive("field-guide", FieldGuide)
