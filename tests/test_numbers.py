"""A number needs a source: every figure in the prose of a lesson stands beside an evidence marker.

A figure is a percentage, a count in 100, points, people, money or time, in digits or in words from
two up. Its marker stands in the same paragraph, in the same row of a table, or in the sentence
before a list or a table. A key point may instead repeat a number that is cited on the same page.
What asks for no source (a made-up example, the length of an exercise, a plan of the reader's own)
is named by hand in numbers_without_source.csv, with the reason.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import built
import pytest
from bs4 import BeautifulSoup, Tag

EXCEPTIONS = Path(__file__).with_name("numbers_without_source.csv")
# Lists of what can be cited, and pages that state no finding of a study.
NOT_LESSONS = ("book/about/", "book/limitations/claims.html")
PAGES = [page for page in built.pages() if not page.startswith(NOT_LESSONS)]
NOT_PROSE = (
    "figure, pre, script, style, noscript, svg, .kk-card, .kk-check, .kk-review, .kk-lesson-meta, "
    ".kk-objectives, .kk-widget, .kk-fact-box, .cell_input, .cell_output, .headerlink"
)
WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty"
    "|sixty|seventy|eighty|ninety|hundred|thousand"
)
NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|\b(?:{WORDS})\b)"
UNIT = (
    "points?|people|adults|men|women|patients|veterans|students|clients|users|therapists|dollars?|"
    "cents|pounds|hours?|minutes?|days?|weeks?|months?|years?"
)
FIGURE = re.compile(
    rf"{NUMBER}\s?%|{NUMBER} percent|\${NUMBER}|{NUMBER} (?:in|of) (?:every )?{NUMBER}\b"
    rf"|{NUMBER}(?:[ -](?:to|or|and|more|other|healthy|young|US|million|billion|thousand))*"
    rf"(?: {NUMBER})?[ -](?:(?!more\b|of\b|a\b)[a-z]+ )?(?:{UNIT})\b",
    re.I,
)


@cache
def article(page: str) -> Tag:
    """The lesson without what is not its prose."""
    found = BeautifulSoup(str(built.article(page)), "html.parser")
    for node in found.select(NOT_PROSE):
        node.decompose()
    return found


def blocks(page: str) -> Iterator[tuple[Tag, str]]:
    """Each paragraph, list item and table row with its own text, without the lists within."""
    for node in article(page).select("p, li, tr, dd, caption"):
        if node.name == "p" and node.find_parent(["li", "tr", "dd"]):
            continue
        own = BeautifulSoup(str(node), "html.parser")
        for inner in own.select("ul, ol"):
            inner.decompose()
        yield node, " ".join(own.get_text(" ").split())


def cited(node: Tag) -> bool:
    """True where a marker stands in the block, or in the one that it leans on."""
    if node.select_one(".kk-cite"):
        return True
    if node.name == "dd":
        return bool(node.parent and node.parent.select_one(".kk-cite"))
    outer = node.find_parent(["ul", "ol", "table"])
    if outer is None:
        return False
    if (caption := outer.find("caption")) and caption.select_one(".kk-cite"):
        return True
    item = outer.find_parent("li")
    if item is not None:
        return bool(item.select_one(".kk-cite"))
    before = outer.find_previous(["p", "h2", "h3"])
    return bool(before and before.name == "p" and before.select_one(".kk-cite"))


@cache
def numbers_cited(page: str) -> frozenset[str]:
    """Every number that stands in a block with a marker."""
    return frozenset(
        number for node, text in blocks(page) if cited(node) for number in values(text)
    )


def values(text: str) -> list[str]:
    """The numbers of a text, words as words: 1,200 is 1200."""
    found = re.findall(rf"{NUMBER}", text, re.I)
    return [each.replace(",", "").lower() for each in found]


def without_source(page: str) -> list[tuple[str, str]]:
    """The figures of a page that stand with no marker, each with the text of its block."""
    found = []
    for node, text in blocks(page):
        if cited(node):
            continue
        repeats = node.find_parent(class_="kk-key-points") is not None
        for hit in FIGURE.finditer(text):
            if not repeats or not set(values(hit[0])) <= numbers_cited(page):
                found.append((hit[0], text))
    return found


@cache
def exceptions() -> tuple[dict[str, str], ...]:
    with EXCEPTIONS.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def allowed(page: str) -> list[str]:
    """The words by which the list of exceptions knows its blocks of a page."""
    return [row["text"] for row in exceptions() if f"book/{row['page']}.html" == page]


@pytest.mark.parametrize("page", PAGES)
def test_a_figure_has_its_source_beside_it(page: str) -> None:
    bare = [
        f"{figure!r} in: {text[:300]}"
        for figure, text in without_source(page)
        if not any(words in text for words in allowed(page))
    ]
    assert not bare, "\n".join(bare)


def test_each_exception_still_occurs_and_gives_its_reason() -> None:
    stale = [
        (row["page"], row["text"])
        for row in exceptions()
        if not row["reason"]
        or not any(row["text"] in text for _, text in without_source(f"book/{row['page']}.html"))
    ]
    assert not stale


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("It fell by 2.9 points.", ["2.9 points"]),
        ("About 67 in 100 felt better, or 40%.", ["67 in 100", "40%"]),
        ("In 13 healthy men it rose.", ["13 healthy men"]),
        (
            "It takes ten weeks and costs 1,200 dollars or $60.",
            ["ten weeks", "1,200 dollars", "$60"],
        ),
        ("One week, one person, one point.", []),
        ("Ask two questions of each of the three guides.", []),
    ],
)
def test_what_counts_as_a_figure(text: str, figures: list[str]) -> None:
    assert [hit[0] for hit in FIGURE.finditer(text)] == figures
