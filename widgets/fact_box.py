"""Fact boxes: benefits and harms of massage with and without it, how sure we are, and the sources.

This module lays out the rows of `fact_boxes` and `fact_box_rows` as HTML, as text, and as plain
data for a front end. A number that is not known is printed as not known. It computes nothing, and
refuses a box that rests on a statement that was not verified.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from . import evidence, tables
from .tables import FactBoxLineRow, FactBoxRow

NOT_KNOWN = "not known"
HARMS = "harms"  # the box whose harms stand in every box
KINDS = {"benefit": "Benefits", "harm": "Harms"}


@dataclass(frozen=True)
class Source:
    """What stands behind a line: a source, ids of evidence.csv, and where the source was read."""

    label: str
    ids: tuple[str, ...]
    address: str | None


def boxes() -> tuple[str, ...]:
    """The names of the fact boxes, in the order of the table."""
    return tuple(row.id for row in tables.load("fact_boxes"))


class FactBox:
    """One fact box, by name: "acute", "subacute", "chronic" (low back pain) or "harms".

    In a notebook it shows as a table. `box` is its row of fact_boxes.csv, `lines` are its rows of
    fact_box_rows.csv; the harms of the box "harms" stand in every box. Numbers are people in 100 or
    points of a scale, as each line says. Raises ValueError naming the boxes for another name.
    """

    def __init__(self, name: str) -> None:
        found: dict[str, FactBoxRow] = {row.id: row for row in tables.load("fact_boxes")}
        if name not in found:
            raise ValueError(f"no fact box {name!r}; choose one of {', '.join(map(repr, found))}")
        self.name = name
        self.box = found[name]
        self.lines: tuple[FactBoxLineRow, ...] = tuple(
            row
            for row in tables.load("fact_box_rows")
            if row.box == name or (row.box == HARMS and row.kind == "harm")
        )

    def parts(self) -> Iterator[str | Source]:
        """The box as pieces of HTML, in order, with each source in its place between them."""
        box = self.box
        yield f'<div class="kk-fact-box" data-box="{box.id}">\n'
        yield f'<p class="kk-fact-who"><strong>Who:</strong> {escape(_sentence(box.people))} '
        yield f"<strong>When:</strong> {escape(_sentence(box.span))} "
        yield from _cited(box.evidence)
        yield '</p>\n<table class="kk-fact-table">\n'
        yield f"<caption>{escape(box.question)}</caption>\n"
        yield (
            '<thead><tr><th scope="col">What happens</th>'
            f'<th scope="col">Without massage <span>{escape(box.without_label)}</span></th>'
            f'<th scope="col">With massage <span>{escape(box.with_label)}</span></th>'
            "</tr></thead>\n"
        )
        for kind, title in KINDS.items():
            yield f'<tbody>\n<tr class="kk-fact-kind"><th colspan="3" scope="rowgroup">{title}</th>'
            yield "</tr>\n"
            for line in self.lines:
                if line.kind == kind:
                    yield from _line(line)
            yield "</tbody>\n"
        yield "</table>\n"
        if box.by_itself:
            yield f"<p><strong>By itself:</strong> {escape(box.by_itself)} "
            yield from _cited(box.by_itself_evidence)
            yield "</p>\n"
        elif box.durations:
            yield f"<p><strong>By itself:</strong> how such pain goes is {NOT_KNOWN}.</p>\n"
        yield f"<p><strong>Mind this:</strong> {escape(box.caution)} "
        yield from _cited(box.caution_evidence)
        yield "</p>\n</div>"

    def to_html(self) -> str:
        """The box as HTML, each source linked to where it was read."""
        return "".join(part if isinstance(part, str) else _link(part) for part in self.parts())

    def to_dict(self) -> dict[str, Any]:
        """The box as a front end reads it: every text ready to show, sources as plain data."""
        box = self.box
        return {
            "id": box.id,
            "question": box.question,
            "durations": list(box.durations),
            "people": _sentence(box.people),
            "span": _sentence(box.span),
            "without_label": box.without_label,
            "with_label": box.with_label,
            "sources": _plain(box.evidence),
            "kinds": [
                {"title": title, "lines": [_shown(x) for x in self.lines if x.kind == kind]}
                for kind, title in KINDS.items()
            ],
            "by_itself": box.by_itself or f"how such pain goes is {NOT_KNOWN}.",
            "by_itself_sources": _plain(box.by_itself_evidence),
            "caution": box.caution,
            "caution_sources": _plain(box.caution_evidence),
        }

    def __repr__(self) -> str:
        lines = [self.box.question, _sentence(self.box.people) + " " + _sentence(self.box.span)]
        for line in self.lines:
            shown = _shown(line)
            lines.append(
                f"{line.kind}: {line.outcome}: without massage {shown['without']}, "
                f"with massage {shown['with_massage']}. {shown['more']}"
            )
        return "\n".join(lines)

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None, **kwargs: Any
    ) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": repr(self)}


def plain() -> list[dict[str, Any]]:
    """Every box that an answer on duration leads to, as a front end reads it."""
    return [FactBox(row.id).to_dict() for row in tables.load("fact_boxes") if row.durations]


def sources(ids: Iterable[str]) -> list[Source]:
    """The sources of these statements, each once, in their order.

    Raises ValueError, as `evidence.statement` does, for one that was not verified.
    """
    found: dict[str, list[evidence.Statement]] = {}
    for name in ids:
        said = evidence.statement(name)
        found.setdefault(said.source, []).append(said)
    return [
        Source(label, tuple(each.id for each in said), _address(said[0].where_seen))
        for label, said in found.items()
    ]


def _address(where: str | None) -> str | None:
    """The first address of a cell that may hold several."""
    first = (where or "").split(" ; ")[0]
    return first if first.startswith(("https://", "http://")) else None


def _line(line: FactBoxLineRow) -> Iterator[str | Source]:
    shown = _shown(line)
    yield f'<tr><th scope="row">{escape(line.outcome)}</th>'
    yield f"<td>{escape(shown['without'])}</td><td>{escape(shown['with_massage'])}</td></tr>\n"
    yield f'<tr class="kk-fact-more"><td colspan="3">{escape(shown["more"])} '
    yield from _cited(line.evidence)
    yield "</td></tr>\n"


def _shown(line: FactBoxLineRow) -> dict[str, Any]:
    """The texts of a line."""
    return {
        "outcome": line.outcome,
        "without": _number(line.without, line.unit),
        "with_massage": _number(line.with_massage, line.unit),
        "more": " ".join(filter(None, (
            f"Difference: {_sentence(line.difference, capital=False)}" if line.difference else "",
            line.note,
            f"Certainty: {line.certainty}.",
        ))),
        "sources": _plain(line.evidence),
    }  # fmt: skip


def _number(value: str | None, unit: str | None) -> str:
    if value is None:
        return NOT_KNOWN
    return f"{value} in 100" if unit == "people in 100" else f"{value} {unit}"


def _cited(ids: Iterable[str]) -> Iterator[str | Source]:
    found = sources(ids)
    if found:
        yield "Source: " if len(found) == 1 else "Sources: "
    for place, source in enumerate(found):
        yield ", " if place else ""
        yield source
    yield "." if found else ""


def _link(source: Source) -> str:
    label, title = escape(source.label), " ".join(source.ids)
    if source.address is None:
        return f"{label} ({title})"
    return f'<a href="{escape(source.address)}" title="{title}">{label}</a>'


def _plain(ids: Iterable[str]) -> list[dict[str, Any]]:
    return [
        {"label": each.label, "ids": list(each.ids), "address": each.address}
        for each in sources(ids)
    ]


def _sentence(text: str, capital: bool = True) -> str:
    first = text[:1].upper() if capital else text[:1]
    return f"{first}{text[1:]}" + ("" if text.endswith(".") else ".")
