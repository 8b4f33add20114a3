"""Turns an ordinary link with row ids in its title into a citation, and refuses a wrong one.

A lesson writes `[Cherkin 2011](https://doi.org/... "E003")`, which reads well in every notebook
front end. Here the ids are looked up in the tables, the address is compared with the bibliography,
and the link becomes one to the reference list. What a source says stays in the tables; nothing is
written here.
"""

from __future__ import annotations

import html
import re
from typing import Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.nodes import make_refnode
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.roles import CitationRef

from widgets import tables

logger = logging.getLogger(__name__)
ID = r"(?:[A-Z]{1,2}\d{3}|(?:LIC|WS)-[A-Z]{2})"
IDS = re.compile(rf"^{ID}(?: {ID})*$")


def problem(app: Sphinx, ids: list[str], address: str) -> str | None:
    """What is wrong with a citation and what would be right; None if nothing is wrong."""
    rows = tables.cited()
    entries = app.env.get_domain("cite").bibdata.data.entries  # type: ignore[attr-defined]
    for name in ids:
        if name not in rows:
            return f"the id {name} is in no table of widgets/data that can be cited"
        row = rows[name]
        if row.verified == "no":
            return f"{name} was never seen in its source (verified is no), so it can't be cited"
        if row.bib_key not in entries:
            return f"{name} names the source {row.bib_key!r}, which book/references.bib lacks"
    fields = entries[rows[ids[0]].bib_key].fields
    allowed = [fields["url"]] if "url" in fields else []
    if "doi" in fields:
        allowed.insert(0, f"https://doi.org/{fields['doi']}")
    allowed = [each.replace("\\", "") for each in allowed]  # BibTeX's escapes are no part of it
    if html.unescape(address) not in allowed:
        return f"{ids[0]} is cited with the address {address}; its source is at {allowed[0]}"
    return None


def cite(app: Sphinx, key: str, ids: list[str], content: list[nodes.Node]) -> nodes.Element:
    """A citation of one bibliography entry, to be resolved once the reference list is known."""
    env = app.env
    number = env.new_serialno("knead-cite")
    domain = cast(Any, env.get_domain("cite"))
    domain.citation_refs.append(
        CitationRef(f"cite-{number}", env.docname, 0, list(parse_citation_targets(key)))
    )
    return addnodes.pending_xref(
        "",
        nodes.inline("", "", *content, classes=["kk-evidence"]),
        refdomain="",  # no domain of Sphinx's: `resolve` finds the entry
        reftype="knead-source",
        reftarget=key,
        refdoc=env.docname,
        refwarn=True,
        evidence=" ".join(ids),
    )


def dress_links(app: Sphinx, doctree: nodes.document) -> None:
    """Replace each link that carries evidence ids by a citation."""
    rows = tables.cited()
    for link in list(doctree.findall(nodes.reference)):
        title = link.get("reftitle", "") or link.get("title", "")
        if not IDS.match(title):
            continue
        ids = title.split()
        wrong = problem(app, ids, link.get("refuri", ""))
        if wrong:
            logger.warning(wrong, location=link, type="knead", subtype="evidence")
            continue
        link.replace_self(cite(app, rows[ids[0]].bib_key, ids, link.children))


def resolve(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: nodes.Element
) -> nodes.Element | None:
    """Point a citation at its entry in the reference list."""
    if node["reftype"] != "knead-source":
        return None
    for citation in env.get_domain("cite").citations:  # type: ignore[attr-defined]
        if citation.key == node["reftarget"]:
            place = citation.bibliography_key.docname
            target = make_refnode(app.builder, node["refdoc"], place, citation.citation_id, content)
            target["classes"].append("kk-evidence-link")
            return target
    return None


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", dress_links)
    app.connect("missing-reference", resolve)
