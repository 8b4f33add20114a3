"""Recognises the blocks of a lesson in its plain Markdown and gives them their dress and its dates.

The words stay where the author wrote them, so that a lesson reads the same in every notebook front
end; this module adds classes, and the review line at the end. It writes no sentence of a lesson.
"""

from __future__ import annotations

import datetime
import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)

SECTIONS = {
    "One thing to do": "kk-one-thing",
    "Check yourself": "kk-check",
    "Key points": "kk-key-points",
    "What's next": "kk-next",
    "What’s next": "kk-next",
    "My plan to print": "kk-checklist",
}
PARAGRAPHS = {"Time:": "kk-lesson-meta", "Main message:": "kk-main-message"}
OBJECTIVES = re.compile(r"After this (lesson|part) you can:?$")


def lead(paragraph: nodes.Node) -> str:
    """The bold words that a paragraph begins with, or nothing."""
    first = next((child for child in paragraph.children if child.astext()), None)
    return first.astext().strip() if isinstance(first, nodes.strong) else ""


def dress_blocks(app: Sphinx, doctree: nodes.document) -> None:
    """Add the class of each recognised block."""
    for section in doctree.findall(nodes.section):
        title = section.next_node(nodes.title)
        style = SECTIONS.get(title.astext()) if title else None
        if style:
            section["classes"].append(style)
    for paragraph in list(doctree.findall(nodes.paragraph)):
        words = lead(paragraph)
        if words in PARAGRAPHS:
            paragraph["classes"].append(PARAGRAPHS[words])
        elif OBJECTIVES.match(words):
            wrap_objectives(paragraph)


def wrap_objectives(paragraph: nodes.paragraph) -> None:
    """Put the objectives' heading words and their list into one box."""
    parent = paragraph.parent
    place = parent.index(paragraph)
    following = parent[place + 1] if place + 1 < len(parent) else None
    if isinstance(following, nodes.bullet_list):
        box = nodes.container("", classes=["kk-objectives"])
        parent.insert(place, box)
        parent.remove(paragraph)
        parent.remove(following)
        box.extend([paragraph, following])


def date(value: object, what: str, doctree: nodes.document) -> datetime.date | None:
    """The date that a page's metadata gives, or a warning that says what is wrong."""
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        logger.warning(
            f"{what} is {value!r}; every page needs a date like 2026-11-22 there",
            location=doctree,
            type="knead",
            subtype="dates",
        )
        return None


def in_words(day: datetime.date) -> str:
    """A date as it is read aloud: 22 November 2026."""
    return f"{day.day} {day:%B} {day.year}"


def add_review_line(app: Sphinx, doctree: nodes.document) -> None:
    """End each page with its review dates and, for a notebook, the way to get it."""
    data = app.env.metadata[app.env.docname]
    reviewed = date(data.get("reviewed"), "reviewed", doctree)
    review_by = date(data.get("review_by"), "review_by", doctree)
    if reviewed is None or review_by is None:
        return
    line = nodes.paragraph(classes=["kk-review"])
    line += nodes.Text(f"Reviewed {in_words(reviewed)}. Next review by {in_words(review_by)}.")
    if str(app.env.doc2path(app.env.docname)).endswith(".ipynb"):
        name = app.env.docname.rsplit("/", 1)[-1] + ".ipynb"
        up = "../" * app.env.docname.count("/")
        line += nodes.Text(" ")
        line += nodes.raw(
            "",
            f'<a href="{up}_sources/{app.env.docname}.ipynb" download="{name}">'
            "Download this page as a notebook</a>",
            format="html",
        )
    (doctree.next_node(nodes.section) or doctree).append(line)


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", dress_blocks)
    app.connect("doctree-read", add_review_line)
