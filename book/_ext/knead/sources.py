"""Turns an ordinary link with row ids in its title into an evidence marker; refuses a wrong one.

A lesson writes `[Cherkin 2011](https://doi.org/... "E003")`, which reads well in every notebook
front end. Here the ids are looked up in the tables, the address is compared with the bibliography,
and the link becomes a button beside which a card lies: what the row says, how sure it is, and the
way to its entry and to the reference list. It opens without a script. What a row says comes from
`widgets.sources`; nothing is written here. Which place uses which row is kept for the pages that
list it (`env.knead_uses`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.roles import CitationRef

from widgets import sources, tables

logger = logging.getLogger(__name__)
ID = r"(?:[A-Z]{1,2}\d{3}|(?:LIC|WS)-[A-Z]{2})"
IDS = re.compile(rf"^{ID}(?: {ID})*$")
CLAIM = re.compile(r"^C\d{3}$")
LEDGER = "limitations/claims"
# The page that holds the entry of each kind of row, below the folder of the book.
PAGES = {
    "evidence": "about/evidence",
    "price": "about/evidence-costs",
    "wage": "about/evidence-costs",
    "wage index": "about/evidence-costs",
    "coverage": "about/evidence-costs",
    "economic evaluation": "about/evidence-costs",
    "credential": "about/evidence-credentials",
    "licensing": "about/evidence-credentials",
    "claim": LEDGER,
}
BOOK = "book/"
LONGEST_LABEL = 20  # characters that a button holds on one line of a narrow screen
WORST_FIRST = ("very low", "low", "moderate", "high")


class marker(nodes.inline):
    """A label with its card; `rows` are ids, `before` and `after` the punctuation that it holds.

    `said` is the beginning of a long label. A button can't break across lines, words beside it can.
    """


def problem(app: Sphinx, ids: list[str], address: str) -> str | None:
    """What is wrong with a citation and what would be right; None if nothing is wrong."""
    rows = tables.cited()
    entries = app.env.get_domain("cite").bibdata.data.entries  # type: ignore[attr-defined]
    for name in ids:
        if name not in rows:
            return f"the id {name} is in no table of widgets/data that can be cited; correct it"
        row = rows[name]
        if row.verified == "no":
            return f"{name} was never seen in its source (verified is no), so it can't be cited"
        if row.bib_key not in entries:
            return (
                f"row {name} names the source {row.bib_key!r}, which book/references.bib lacks; "
                "add it there, or correct the row's bib_key"
            )
    fields = entries[rows[ids[0]].bib_key].fields
    allowed = [fields["url"]] if "url" in fields else []
    if "doi" in fields:
        allowed.insert(0, f"https://doi.org/{fields['doi']}")
    allowed = [each.replace("\\", "") for each in allowed]  # BibTeX's escapes are no part of it
    if html.unescape(address) not in allowed:
        return f"{ids[0]} is cited with the address {address}; its source is at {allowed[0]}"
    return None


def claim_problem(app: Sphinx, ids: list[str], address: str) -> str | None:
    """What is wrong with a link to claims: their ids, the page it leads to, or where it stands."""
    rows = {row.id: row for row in tables.load("claims")}
    here = app.env.docname.removeprefix(BOOK)
    path = re.sub(r"(\.(md|html))?(#.*)?$", "", address)
    if path.rsplit("/", 1)[-1] != LEDGER.rsplit("/", 1)[1]:
        return f"the claim {ids[0]} is linked to {address}; link to {LEDGER}.md"
    for name in ids:
        if name not in rows:
            return f"the claim {name} is not in widgets/data/claims.csv"
        if rows[name].lesson != here:
            lesson = rows[name].lesson
            return f"{name} is answered in {lesson} (claims.csv); mark it there, not in {here}"
    return None


def cite(app: Sphinx, ids: list[str], content: list[nodes.Node]) -> nodes.Element:
    """A marker for these rows under a label; its sources come into the reference list."""
    for key in dict.fromkeys(sources.entry(name).bib_key for name in ids):
        if key:
            refer(app, key)
    number = app.env.new_serialno("knead-cite") + 1
    said, content = parted(content)
    return marker("", "", *content, rows=ids, number=number, before="", after="", said=said)


def parted(content: list[nodes.Node]) -> tuple[str, list[nodes.Node]]:
    """A long label as its beginning and its last word, which the sign stands beside."""
    text = "".join(node.astext() for node in content)
    shaped = (nodes.emphasis, nodes.strong, nodes.literal)
    plain = not any(isinstance(part, shaped) for node in content for part in node.findall())
    if len(text) <= LONGEST_LABEL or " " not in text or not plain:
        return "", content
    beginning, last = text.rsplit(" ", 1)
    return beginning, [nodes.Text(last)]


def refer(app: Sphinx, key: str) -> None:
    """Have the reference list name a source of this page."""
    name = f"knead-{app.env.new_serialno('knead-refer')}"
    domain = cast(Any, app.env.get_domain("cite"))
    domain.citation_refs.append(
        CitationRef(name, app.env.docname, 0, list(parse_citation_targets(key)))
    )


def dress_links(app: Sphinx, doctree: nodes.document) -> None:
    """Replace each link that carries row ids by a marker."""
    for link in [*doctree.findall(nodes.reference), *doctree.findall(addnodes.pending_xref)]:
        title = link.get("reftitle") or link.get("title") or ""
        if not IDS.match(title):
            continue
        ids = title.split()
        address = link.get("refuri") or link.get("reftarget") or ""
        check = claim_problem if CLAIM.match(ids[0]) else problem
        wrong = check(app, ids, address)
        if isinstance(link.parent, nodes.title):
            wrong = f"{ids[0]} is cited in a heading; cite it in the text below"
        if wrong:
            logger.warning(wrong, location=link, type="knead", subtype="evidence")
            continue
        label = list(link.children)
        link.replace_self(cite(app, ids, label))


def settle(app: Sphinx, doctree: nodes.document) -> None:
    """Hold the punctuation next to each marker by it, and note where each row is used."""
    uses, sections = uses_of(app.env), sections_of(app.env)
    for node in list(doctree.findall(marker)):
        hold_punctuation(node)
        section = next((up for up in ancestors(node) if isinstance(up, nodes.section)), None)
        title = section.next_node(nodes.title) if section is not None else None
        place = (app.env.docname, f"cite-{node['number']}")
        for name in node["rows"]:
            uses.setdefault(name, []).append(place)
        sections[place] = title.astext() if title is not None else ""


def hold_punctuation(node: marker) -> None:
    """A button is a box, next to which a line may break: keep brackets and stops on its side."""
    place = node.parent.index(node)
    around = node.parent.children
    before = around[place - 1] if place else None
    after = around[place + 1] if place + 1 < len(around) else None
    if isinstance(before, nodes.Text) and (found := re.search(r"[(\[“]+$", before)):
        node["before"] = found[0]
        before.parent.replace(before, nodes.Text(before[: found.start()]))
    if isinstance(after, nodes.Text) and (found := re.match(r"[)\].,;:?!”]+", after)):
        node["after"] = found[0]
        after.parent.replace(after, nodes.Text(after[found.end() :]))


def ancestors(node: nodes.Node) -> Iterable[nodes.Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def uses_of(env: BuildEnvironment) -> dict[str, list[tuple[str, str]]]:
    """Row id -> (page, anchor) of each marker that cites it."""
    found: dict[str, list[tuple[str, str]]] = vars(env).setdefault("knead_uses", {})
    return found


def sections_of(env: BuildEnvironment) -> dict[tuple[str, str], str]:
    """(page, anchor) of a marker -> the heading above it."""
    found: dict[tuple[str, str], str] = vars(env).setdefault("knead_sections", {})
    return found


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what was noted of a page that is read again or gone."""
    uses, sections = uses_of(env), sections_of(env)
    for name in list(uses):
        uses[name] = [place for place in uses[name] if place[0] != docname]
        if not uses[name]:
            del uses[name]
    for place in [place for place in sections if place[0] == docname]:
        del sections[place]


def merge(
    app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment
) -> None:
    """Take over what another process noted of these pages."""
    for name, places in uses_of(other).items():
        new = [place for place in places if place[0] in docnames]
        if new:
            uses_of(env).setdefault(name, []).extend(new)
    theirs = sections_of(other)
    sections_of(env).update({place: theirs[place] for place in theirs if place[0] in docnames})


def address_of(app: Sphinx, docname: str, name: str, kind: str) -> str | None:
    """Where the entry of a row is, as seen from a page; None if the book lacks that page."""
    page = BOOK + PAGES[kind]
    if page not in app.env.found_docs:
        return None
    return f"{app.builder.get_relative_uri(docname, page)}#{name}"


def reference_of(app: Sphinx, docname: str, key: str | None) -> str | None:
    """Where a source stands in the bibliography, as seen from a page; None if it does not."""
    for citation in app.env.get_domain("cite").citations:  # type: ignore[attr-defined]
        if citation.key == key:
            page = citation.bibliography_key.docname
            return f"{app.builder.get_relative_uri(docname, page)}#{citation.citation_id}"
    return None


def find_ways(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Note in each marker where its links lead, now that every page is known."""
    for node in doctree.findall(marker):
        found = [sources.entry(name) for name in node["rows"]]
        node["entries"] = [address_of(app, docname, each.id, each.kind) for each in found]
        node["references"] = [reference_of(app, docname, each.bib_key) for each in found]
        for each, reference in zip(found, node["references"], strict=True):
            if each.bib_key and not reference:
                text = f"{each.id}: the reference list lacks its source {each.bib_key!r}"
                logger.warning(text, location=node, type="knead", subtype="evidence")


def visit_marker(self: Any, node: marker) -> None:
    number = node["number"]
    outside, inside, named = "", html.escape(node["before"]), ""
    if node["said"]:
        outside, inside = (
            (
                f'{inside}<label class="kk-said" id="said-{number}" for="mark-{number}">'
                f"{html.escape(node['said'])}</label> "
            ),
            "",
        )
        named = f' id="mark-{number}" aria-labelledby="said-{number} mark-{number}"'
    self.body.append(
        f'{outside}<span class="kk-cite" id="cite-{number}">{inside}'
        f'<button type="button" class="kk-marker"{named} popovertarget="card-{number}">'
    )


def depart_marker(self: Any, node: marker) -> None:
    found = [sources.entry(name) for name in node["rows"]]
    self.body.append(
        f"{sign(found)}</button>{card(node, found)}{html.escape(node['after'])}</span>"
    )


def sign(found: list[sources.Entry]) -> str:
    """The sign beside a label: the lowest certainty of what it stands for."""
    rated = [each.certainty for each in found if each.certainty]
    lowest = next((each for each in WORST_FIRST if each in rated), None)
    if lowest:
        level, words = lowest.replace(" ", "-"), f"{lowest} certainty"
    elif found[0].kind == "claim":
        level, words = "claim", "claim"
    else:
        level, words = "none", "source"
    return f'<span class="kk-sign" role="img" aria-label="{words}" data-level="{level}"></span>'


def card(node: marker, found: list[sources.Entry]) -> str:
    """All that a marker opens, in elements that may stand within a sentence."""
    facts = "".join(
        fact(each, *ways)
        for each, *ways in zip(found, node["entries"], node["references"], strict=True)
    )
    name = f"card-{node['number']}"
    return (
        f'<span class="kk-card" id="{name}" popover="auto" role="group" aria-label="Source">'
        f'{facts}<button type="button" class="kk-close" popovertarget="{name}" '
        'popovertargetaction="hide">Close</button></span>'
    )


def fact(entry: sources.Entry, address: str | None, reference: str | None) -> str:
    """One row in a card: what it says, how sure it is, where it is from, and the ways on."""
    says = f"A claim: {entry.statement}" if entry.verdict else entry.statement
    parts = [f'<span class="kk-says">{html.escape(says)}</span>']
    if entry.rating:
        level = (entry.certainty or "none").replace(" ", "-")
        parts.append(
            f'<span class="kk-rated"><span class="kk-sign" data-level="{level}"></span> '
            f"{entry.rating}.</span>"
        )
    if entry.verdict:
        parts.append(f'<span class="kk-rated">Our verdict: {html.escape(entry.verdict)}.</span>')
        parts.append(f'<span class="kk-from">{html.escape(entry.reason or "")}</span>')
    else:
        words = f"{entry.source.rstrip('.')}. {entry.dated} {entry.checked}"
        parts.append(f'<span class="kk-from">{html.escape(words)}</span>')
    links = [(address, f"{entry.id}: where it is used"), (reference, "Bibliography")]
    ways = " ".join(f'<a href="{html.escape(to)}">{words}</a>' for to, words in links if to)
    parts.append(f'<span class="kk-ways">{ways}</span>' if ways else "")
    return f'<span class="kk-fact">{" ".join(filter(None, parts))}</span>'


def setup(app: Sphinx) -> None:
    app.add_node(marker, html=(visit_marker, depart_marker))
    app.connect("doctree-read", dress_links)
    app.connect("doctree-read", settle, priority=900)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("doctree-resolved", find_ways)
