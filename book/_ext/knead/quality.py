"""The `quality-table` directive: what was measured of every page, filled in when all are finished.

The numbers come from `measure`, read off the finished files, so that they are those of the tests.
Measures are kept from one build to the next and taken again where a page, the glossary or the
measuring changed. Nothing is typed here but the words of the table.
"""

from __future__ import annotations

import datetime
import hashlib
import html
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from widgets import bank

from . import measure

BOX = '<div class="kk-quality">'
COLUMNS = (
    "Page", "Grade", "Longest section", "Blocks", "Objectives assessed", "Questions",
    "Terms linked", "Reviewed", "Review by",
)  # fmt: skip
NONE = "–"


class QualityTable(SphinxDirective):
    """Mark the place of the table."""

    def run(self) -> list[nodes.Node]:
        return [nodes.raw("", f"{BOX}</div>", format="html")]


def cells(
    found: measure.Measures, assessed: Collection[int], today: datetime.date
) -> tuple[str, ...]:
    """The cells of a page's row after its name; what misses its limit says so in words."""
    page, most = found.page, measure.WORDS_BETWEEN_HEADINGS
    grade, words = found.grade, found.longest.words
    linked = sum(term.linked for term in found.terms)
    tested = len({number for number in assessed if 1 <= number <= len(found.objectives)})
    late = measure.overdue(found, today) is not None
    return (
        NONE if page in measure.LISTS else f"{grade:.1f}" + " (too hard)" * too_hard(found),
        NONE if page in measure.ENTRIES else f"{words}" + " (too long)" * (words > most),
        share(len(found.blocks), len(measure.BLOCKS)) if found.lesson else NONE,
        share(tested, len(found.objectives)) if found.lesson else NONE,
        str(found.questions) if found.lesson else NONE,
        share(linked, len(found.terms)) if found.lesson else NONE,
        day(found.reviewed),
        day(found.review_by) + " (overdue)" * late,
    )


def too_hard(found: measure.Measures) -> bool:
    return found.grade > measure.limit(found.page)


def share(part: int, whole: int) -> str:
    return f"{part} of {whole}"


def day(date: datetime.date | None) -> str:
    """A date short enough for a column: 22 Nov 2026."""
    return f"{date.day} {date:%b} {date.year}" if date else NONE


def parts(env: BuildEnvironment) -> Iterator[tuple[str, list[str]]]:
    """The name of each part of the book and its pages, in reading order."""
    root = env.config.root_doc
    trees = list(env.tocs[root].findall(addnodes.toctree))
    yield "", [root]
    for tree in trees:
        pages = [name for top in tree["includefiles"] for name in below(env, top)]
        yield tree.get("caption") or "", pages


def below(env: BuildEnvironment, page: str) -> Iterator[str]:
    """A page and all that its own tables of contents list."""
    yield page
    for name in env.toctree_includes.get(page, []):
        yield from below(env, name)


def fill(app: Sphinx, error: Exception | None) -> None:
    """Measure every page and write the table into its place."""
    if error or app.builder.format != "html":
        return
    groups = list(parts(app.env))
    files = {page: Path(app.outdir, f"{page}.html") for _, pages in groups for page in pages}
    texts = {page: file.read_text("utf-8") for page, file in files.items() if file.exists()}
    places = [page for page, text in texts.items() if BOX in text]
    if not places:
        return
    found = measured(texts, Path(app.outdir).parent / ".measures.json")
    for place in places:
        links = {page: app.builder.get_relative_uri(place, page) or "#" for page in texts}
        soup = BeautifulSoup(texts[place], "html.parser")
        box = soup.select_one("div.kk-quality")
        if box:
            box.clear()
            box.append(BeautifulSoup(table(groups, found, links), "html.parser"))
        if str(soup) != texts[place]:
            files[place].write_text(str(soup), encoding="utf-8")


def measured(texts: Mapping[str, str], store: Path) -> dict[str, measure.Measures]:
    """The measures of each page, taken again where what they depend on changed."""
    entries = glossary(texts)
    ground = Path(measure.__file__).read_text("utf-8") + json.dumps(entries)
    kept = json.loads(store.read_text("utf-8")) if store.exists() else {}
    found, keep = {}, {}
    for page, text in texts.items():
        key = hashlib.sha256(f"{ground}{page}{text}".encode()).hexdigest()
        if key in kept:
            found[page] = measure.Measures.from_json(kept[key])
        else:
            found[page] = measure.measure(page, BeautifulSoup(text, "html.parser"), entries)
        keep[key] = found[page].to_json()
    store.write_text(json.dumps(keep, ensure_ascii=False), encoding="utf-8")
    return found


def glossary(texts: Mapping[str, str]) -> dict[str, str]:
    """The entries of the built glossary; none in a book without one."""
    for page, text in texts.items():
        if page.rpartition("/")[2] == "glossary":
            return measure.glossary(measure.article(BeautifulSoup(text, "html.parser")))
    return {}


def assessed(page: str) -> Collection[int]:
    """Which objectives of a lesson the question bank tests, counted from 1."""
    lesson = page.partition("/")[2]
    return {item.objective for item in bank.items() if item.lesson == lesson}


def table(
    groups: list[tuple[str, list[str]]],
    found: Mapping[str, measure.Measures],
    links: Mapping[str, str],
) -> str:
    """The table as HTML, one row a page and one group a part, and the words that need no link."""
    today = datetime.date.today()
    bodies = []
    for name, pages in groups:
        rows = [row(found[page], links[page], today) for page in pages if page in found]
        head = f'<tr><th colspan="{len(COLUMNS)}" scope="rowgroup">{html.escape(name)}</th></tr>'
        bodies.append(f"<tbody>{head if name else ''}{''.join(rows)}</tbody>")
    heads = "".join(f'<th scope="col">{column}</th>' for column in COLUMNS)
    lessons = sum(each.lesson for each in found.values())
    caption = f"{len(found)} pages, {lessons} of them lessons, as measured in the finished book"
    exempt = "".join(
        f"<li>{html.escape(term)}: {html.escape(why)}.</li>"
        for term, why in measure.EVERYDAY.items()
    )
    return (
        f'<div aria-label="Table: {caption}" class="kk-scroll" role="region" tabindex="0">'
        f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead>"
        f"{''.join(bodies)}</table></div>"
        "<details><summary>Words of the glossary that need no link</summary>"
        f"<ul>{exempt}</ul></details>"
    )


def row(found: measure.Measures, link: str, today: datetime.date) -> str:
    """One page of the table."""
    name = f'<th scope="row"><a href="{html.escape(link)}">{html.escape(found.title)}</a></th>'
    values = cells(found, assessed(found.page), today)
    return f"<tr>{name}{''.join(f'<td>{html.escape(value)}</td>' for value in values)}</tr>"


def setup(app: Sphinx) -> None:
    app.add_directive("quality-table", QualityTable)
    app.connect("build-finished", fill, priority=900)  # after the last pass over each page
