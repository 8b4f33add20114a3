"""What `knead.measure` finds in each page of the built book, taken once for all tests."""

from __future__ import annotations

import sys
from functools import cache

import built

sys.path.insert(0, str(built.ROOT / "book" / "_ext"))
from knead import measure

GLOSSARY = "book/about/glossary.html"


@cache
def entries() -> dict[str, str]:
    """The glossary: the id of each entry, and its term."""
    return measure.glossary(built.article(GLOSSARY))


@cache
def of(page: str) -> measure.Measures:
    """The measures of a page such as "book/types/choosing.html"."""
    return measure.measure(page.removesuffix(".html"), built.soup(page), entries())


def timed() -> list[str]:
    """The built pages that say how long they take: lessons, and the overview of each part."""
    there = (page for page in built.pages() if (built.SITE / page).exists())
    return [page for page in there if "<strong>Time:</strong>" in built.html(page)]


def lessons() -> list[str]:
    """The lessons that are built, in reading order; an overview tests nobody."""
    return [page for page in timed() if not page.endswith("/index.html")]
