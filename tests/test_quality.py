"""The page about quality says of each page what the tests measure, and where one falls short.

Measures are tried on bad text, and on a small book that is built, changed and built again.
"""

from __future__ import annotations

import datetime
import os
import posixpath
from collections.abc import Callable, Iterator
from pathlib import Path

import built
import measured
import pytest
import small_book
from bs4 import BeautifulSoup, Tag
from knead import quality
from measured import measure

QUALITY = "book/about/quality.html"
TODAY = datetime.date.today()
Rows = dict[str, list[str]]


def rows(root: Tag, page: str) -> Rows:
    """The table on a page: the cells of each row, by the page that its link leads to."""
    found = {}
    for line in root.select(".kk-quality tbody tr"):
        link = line.select_one("th[scope=row] a")
        if link:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), str(link["href"])))
            name = page if link["href"] == "#" else target
            found[name] = [link.get_text(), *(cell.get_text() for cell in line.find_all("td"))]
    return found


def test_the_table_says_of_each_page_what_the_tests_measure() -> None:
    shown = rows(built.article(QUALITY), QUALITY)
    assert list(shown) == built.pages()
    for page in built.pages():
        found = measured.of(page)
        title, *cells = shown[page]
        assert title == found.title
        assert cells == list(quality.cells(found, quality.assessed(found.page), TODAY)), page
        if found.page not in measure.LISTS:
            assert cells[0] == f"{found.grade:.1f}"
        if found.lesson:
            terms = len(found.terms)
            assert cells[2:6] == [
                "8 of 8",
                f"{len(found.objectives)} of {len(found.objectives)}",
                str(len(built.article(page).select(".kk-check noscript > div"))),
                f"{terms} of {terms}",
            ]


def test_nothing_on_the_page_falls_short() -> None:
    text = built.article(QUALITY).select_one(".kk-quality table")
    assert text is not None
    for words in ("too hard", "too long", "overdue"):
        assert words not in text.get_text(" ")


GOOD = """
# A lesson

**After this lesson you can**

- name a sham.

## A part

Some got a [sham](glossary.md#sham), and some did not.
"""
GLOSSARY = "# Glossary\n\nWords.\n\n## Sham\n\nA pretend treatment.\n"
PAGES = {
    "index": "# Book\n\nText.\n\n```{toctree}\n:caption: Part\nlesson\nglossary\nquality\n```\n\n"
    "```{bibliography}\n```\n",
    "lesson": GOOD,
    "glossary": GLOSSARY,
    "quality": "# Quality\n\n```{quality-table}\n```\n",
}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Callable[..., Rows]]:
    """A function that builds a small book, with the lesson and its date given, and its table."""
    before = os.getcwd()
    small_book.furnish(tmp_path)

    def build(lesson: str = GOOD, review_by: str = "2999-12-31") -> Rows:
        for name, text in {**PAGES, "lesson": lesson}.items():
            due = review_by if name == "lesson" else "2999-12-31"
            page = f"---\nreviewed: 2026-11-22\nreview_by: {due}\n---\n{text}"
            path = tmp_path / f"{name}.md"
            if not path.exists() or path.read_text(encoding="utf-8") != page:
                path.write_text(page, encoding="utf-8")
        theme = {"html_theme": "sphinx_book_theme", "myst_heading_anchors": 3}
        small_book.build(tmp_path, "html", **theme)
        html = (tmp_path / "out" / "html" / "quality.html").read_text(encoding="utf-8")
        return rows(BeautifulSoup(html, "html.parser"), "quality.html")

    os.chdir(tmp_path)
    yield build
    os.chdir(before)


LONG = "An institutional reconsideration of multidimensional rehabilitation methodology. " * 30


def test_the_table_changes_when_a_page_does_and_names_what_it_misses(
    book: Callable[..., Rows],
) -> None:
    first = book()
    assert list(first) == [f"{name}.html" for name in PAGES]
    second = book(f"{GOOD}\n{LONG}", "2026-11-22")
    assert first["lesson.html"][-1] == "31 Dec 2999"
    title, grade, longest, *_, due = second.pop("lesson.html")
    assert title == "A lesson" and grade.endswith(" (too hard)") and longest == "218 (too long)"
    assert due == f"22 Nov 2026{' (overdue)' if datetime.date(2026, 11, 22) < TODAY else ''}"
    assert second == {name: row for name, row in first.items() if name != "lesson.html"}


def page(text: str) -> BeautifulSoup:
    return BeautifulSoup(f'<article class="bd-article">{text}</article>', "html.parser")


def dated(reviewed: str, review_by: str) -> measure.Measures:
    """The measures of a page with this review line."""
    line = f'<p class="kk-review">Reviewed {reviewed}. Next review by {review_by}.</p>'
    return measure.measure("book/types/choosing", page(f"<h1>A page</h1><p>Text.</p>{line}"), {})


@pytest.mark.parametrize(
    ("reviewed", "review_by", "parts"),
    [
        ("22 November 2026", "22 November 2027", None),
        (
            "22 November 2026", "22 May 2027",
            ("book/types/choosing", "`review_by` was 2027-05-22", "read the page", "move"),
        ),
        ("1 July 2027", "1 July 2028", ("`reviewed` is 2027-07-01", "give the day it was done")),
        ("soon", "later", ("book/types/choosing", "give `reviewed` and `review_by` as dates")),
    ],
    ids=["in time", "overdue", "to come", "no dates"],
)  # fmt: skip
def test_a_passed_review_names_the_page_the_line_and_what_to_do(
    reviewed: str, review_by: str, parts: tuple[str, ...] | None
) -> None:
    message = measure.overdue(dated(reviewed, review_by), datetime.date(2027, 6, 1))
    assert (message is None) == (parts is None)
    assert not [part for part in parts or () if part not in str(message)]


@pytest.mark.parametrize(
    ("objective", "wrong"),
    [
        ("explain why a wage is not a price.", None),
        ("understand wages.", "'understand'"),
        ("Know what a sham is.", "'know'"),
        ("find the rule, and say how sure it is.", "say"),
        ("describe the exam and the classes that states ask for.", None),
    ],
)
def test_an_objective_that_cannot_be_measured_is_told_with_the_verbs_that_can(
    objective: str, wrong: str | None
) -> None:
    message = measure.fault(objective)
    assert (message is None) == (wrong is None)
    assert wrong is None or (objective in str(message) and wrong in str(message))


ENTRIES = {"sham": "Sham", "grade": "GRADE", "therapy": "Manual therapy", "disc": "Disc"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>A sham. A <a href='glossary.html#sham'>sham</a>.</p>", {"Sham": False}),
        ("<p>A <a href='glossary.html#sham'>sham</a>. A sham.</p>", {"Sham": True}),
        ("<p>Two slipped discs and Shams</p>", {"Disc": False, "Sham": False}),
        ("<p>Manual therapies by grade; discuss.</p>", {"Manual therapy": False}),
        ("<p>The GRADE system.</p>", {"GRADE": False}),
        ("<h2>Sham</h2><p><a href='https://a.example'>A sham trial</a> did.</p>", {}),
        ("<p>A <a href='glossary.html#sham'>fake</a> came, then the sham.</p>", {"Sham": True}),
    ],
    ids=["late", "first", "many", "y and capitals", "acronym", "heading and source", "other word"],
)
def test_a_term_is_found_as_a_word_and_must_be_linked_where_it_first_stands(
    text: str, found: dict[str, bool]
) -> None:
    root = measure.article(page(text))
    assert {term.name: term.linked for term in measure.terms(root, ENTRIES)} == found


def test_each_word_that_needs_no_link_is_an_entry() -> None:
    assert set(measure.EVERYDAY) <= set(measured.entries().values())
