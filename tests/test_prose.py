"""Every built page read as text: reading grade, headings, the blocks of a lesson, dates, links.

Reading grade is Flesch-Kincaid as textstat 0.7.4 computes it (later versions download data and
score otherwise), over the sentences of a page: tables, code, figures, the selector, the reference
list and the review line are left out, a link counts as its words and not its address, and a
heading or a list item without a full stop ends a sentence, as it does for a reader.
"""

from __future__ import annotations

import copy
import datetime
import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote, urldefrag, urlsplit

import built
import pytest
import textstat
from bs4 import BeautifulSoup, Tag

from widgets import questionnaire

PAGES = built.pages()
# Pages that a person may read in worry.
EASY = ("book/types/choosing.html", "book/limitations/when-not.html")
GRADE, EASY_GRADE = 8.0, 6.0
WORDS_BETWEEN_HEADINGS = 150
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
NOT_PROSE = (
    "table, pre, figure, script, style, noscript, .kk-widget, .cell_input, .cell_output, "
    ".kk-references, .kk-review, .headerlink, .kk-source, .kk-card, svg"
)
LAST_BLOCKS = ["One thing to do", "Check yourself", "Key points", "What's next"]


@cache
def prose(page: str, more: str = "") -> Tag:
    """The article without what is not read as sentences; `more` names further parts to drop."""
    article = copy.copy(built.article(page))
    for node in article.select(f"{NOT_PROSE}, {more}" if more else NOT_PROSE):
        node.decompose()
    return article


def blocks(root: Tag) -> Iterator[tuple[str, str]]:
    """(tag, text) of each heading, paragraph, list item and term, in order; none twice."""
    for node in root.find_all([*HEADINGS, "p", "li", "dt", "dd", "summary", "blockquote"]):
        if node.name in ("li", "dd", "blockquote") and node.find(["p", "ul", "ol"]):
            node = BeautifulSoup(str(node), "html.parser").find(node.name)
            for inner in node.find_all(["p", "ul", "ol", "li"]):
                inner.decompose()
        text = " ".join(node.get_text("", strip=False).split())
        if text:
            yield node.name, text


def sentences(texts: Iterator[str] | list[str]) -> str:
    """Texts as one, each ending a sentence."""
    return " ".join(text if text[-1] in ".?!" else f"{text.rstrip(',;:')}." for text in texts)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text."""
    return float(textstat.flesch_kincaid_grade(text))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_read_at_grade_8_and_safety_at_grade_6(page: str) -> None:
    if page.endswith("references.html"):
        pytest.skip("a list of sources, no prose")
    found = grade(sentences(text for _, text in blocks(prose(page))))
    assert found <= (EASY_GRADE if page in EASY else GRADE)


def test_the_selector_and_the_safety_texts_can_be_read_at_grade_6() -> None:
    rules = questionnaire.rules()
    parts = {
        "questions": [
            text
            for question in rules["questions"]
            for text in (question["text"], question["help"], *labels(question))
        ],
        "screens": [text for step in rules["steps"] for text in (step["title"], step["intro"])],
        "dispositions": [
            text for row in rules["dispositions"] for text in (row["headline"], row["action"])
        ],
        "safety rules": [
            text
            for rule in rules["safety_rules"]
            for text in (rule["reason"], rule["action"], rule["ask"])
        ],
        "order": [rule["reason"] for rule in rules["selection_rules"]],
        "options": [
            row[field]
            for row in rules["options"]
            for field in ("feels_like", "benefits", "harms", "certainty_statement", "ask")
        ],
    }
    grades = {
        name: grade(sentences([text for text in texts if text])) for name, texts in parts.items()
    }
    assert not {name: found for name, found in grades.items() if found > EASY_GRADE}


def labels(question: dict[str, object]) -> list[str]:
    return [choice["label"] for choice in question["choices"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", PAGES)
def test_no_stretch_of_text_is_longer_than_150_words(page: str) -> None:
    long: dict[str, int] = {}
    heading, words = page, 0
    for tag, text in blocks(prose(page, "details, .kk-modality dl")):
        if tag in HEADINGS:
            heading, words = text, 0
        else:
            words += len(text.split())
            if words > WORDS_BETWEEN_HEADINGS:
                long[heading] = words
    if page.endswith(("glossary.html", "references.html")):
        long = {}  # an entry of a list is found by its term, which stands out as a heading does
    assert not long


def is_lesson(page: str) -> bool:
    """A lesson says how long it takes; so does the overview of a part, which tests nobody."""
    return not page.endswith("/index.html") and bool(
        built.article(page).find("strong", string="Time:")
    )


def lessons() -> list[str]:
    return [page for page in PAGES if (built.SITE / page).exists() and is_lesson(page)]


def test_the_part_on_types_has_its_lessons() -> None:
    assert len(lessons()) >= 7


@pytest.mark.parametrize("page", lessons())
def test_a_lesson_has_its_blocks_in_order(page: str) -> None:
    text = built.article(page).get_text(" ")
    opening = [r"Time:", r"You need:", r"After this (?:lesson|part) you can", r"Main message:"]
    found = {words: re.search(words, text) for words in opening}
    assert all(found.values()), found
    places = [hit.start() for hit in found.values() if hit]
    assert places == sorted(places)
    headings = [clean(node.get_text()) for node in built.article(page).find_all("h2")]
    assert [each for each in headings if each in LAST_BLOCKS] == LAST_BLOCKS
    assert headings[-1] == LAST_BLOCKS[-1]
    assert re.search(r"Time:\s*\d+ minutes", text)
    objectives = built.article(page).select(".kk-objectives li")
    assert 1 <= len(objectives) <= 6
    why = built.article(page).select_one("h1 ~ p")
    assert why is not None and len(why.get_text().split()) >= 8


@pytest.mark.parametrize("page", lessons())
def test_check_yourself_gives_feedback_on_every_answer(page: str) -> None:
    section = built.article(page).select_one("section.kk-check")
    assert section is not None, "no section Check yourself"
    assert section.select_one('[data-widget="quiz"]'), "no quiz"
    questions = section.select("noscript > div")  # what a reader without JavaScript has
    assert len(questions) >= 2
    for question in questions:
        answers = question.find("details")
        assert answers is not None and answers.find("summary")
        told = [line.get_text(" ", strip=True) for line in answers.find_all("li")]
        lines = [line.get_text(" ", strip=True) for line in question.select(":scope > ul > li")]
        letters = [line[:3] for line in lines if re.match(r"[A-E]\. ", line)]
        assert [line[:3] for line in told if re.match(r"[A-E]\. ", line)] == letters
        assert len(told) >= 2
        assert all(len(line.split()) > 4 for line in told), told


def clean(text: str) -> str:
    """A heading without the theme's link sign, with a plain apostrophe."""
    return text.replace("’", "'").rstrip("#").strip()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_when_it_was_reviewed_and_that_is_not_overdue(page: str) -> None:
    line = built.article(page).select_one("p.kk-review")
    assert line is not None
    found = re.findall(r"\d{1,2} [A-Z][a-z]+ \d{4}", line.get_text())
    reviewed, due = (datetime.datetime.strptime(day, "%d %B %Y").date() for day in found)
    today = datetime.date.today()
    assert reviewed <= today, "a review can't lie in the future"
    assert today <= due, f"the review was due on {due}: read the page again, then move its dates"


BARE = {
    "x in 100, never 1 in x": r"\b(?:1|one) in (?!100\b)(?:\d|two\b|three\b|four\b|five\b|ten\b)",
    "give the number instead of rare": r"\brare(?:ly|r|st)?\b",
    "give the number instead of common": (
        r"\b(?:un)?commonly\b|\b(?:are|is|very|most|more|quite|a) (?:un)?common\b"
    ),
    "no verdict of proof": r"\bscientifically proven\b|\bclinically proven\b",
}


@pytest.mark.parametrize("page", PAGES)
def test_no_bare_rare_or_common_and_no_one_in_x(page: str) -> None:
    found = [
        f"{rule}: ... {text[max(0, hit.start() - 40) : hit.end() + 40]} ..."
        for _, text in blocks(prose(page, ".kk-quote, blockquote"))
        for rule, pattern in BARE.items()
        for hit in re.finditer(pattern, text, re.I)
        if not re.search(r"\d", text[hit.start() : hit.end() + 60]) or rule.startswith("x in")
    ]
    assert not found


@cache
def ids(page: str) -> frozenset[str]:
    """Every place in a page that a link can name."""
    soup = built.soup(page)
    return frozenset(str(node["id"]) for node in soup.find_all(id=True)) | {"", "top"}


@pytest.mark.parametrize("page", [*PAGES, *built.extra_pages()])
def test_every_link_inside_the_book_leads_somewhere(page: str) -> None:
    here = built.SITE / page
    broken = []
    for link in built.soup(page).find_all("a", href=True):
        address, fragment = urldefrag(str(link["href"]))
        if urlsplit(address).scheme or address.startswith("//"):
            continue
        target = (here.parent / unquote(address)).resolve() if address else here
        if not target.exists():
            broken.append(f"{link['href']}: no such file")
        elif target.suffix == ".html":
            name = target.relative_to(built.SITE).as_posix()
            if unquote(fragment) not in ids(name):
                broken.append(f"{link['href']}: no such place in the page")
    assert not broken


@pytest.mark.parametrize("page", PAGES)
def test_every_other_link_is_secure_or_a_source_of_the_bibliography(page: str) -> None:
    sources = (built.ROOT / "book" / "references.bib").read_text(encoding="utf-8").replace("\\", "")
    outside = [
        str(link["href"])
        for link in built.soup(page).find_all("a", href=True)
        if urlsplit(str(link["href"])).scheme
    ]
    assert not [
        address
        for address in outside
        if not address.startswith("https://") and address not in sources
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_image_has_a_text_and_every_table_a_name(page: str) -> None:
    assert not [
        str(image) for image in built.soup(page).find_all("img") if image.get("alt") is None
    ]
    for table in built.article(page).find_all("table"):
        assert table.find("th"), f"a table without headers: {table.get_text(' ', strip=True)[:60]}"


def test_no_page_is_unfinished() -> None:
    left = re.compile(r"\b(TODO|FIXME|TBD|lorem ipsum|coming soon)\b", re.I)
    assert not [page for page in PAGES if left.search(built.article(page).get_text(" "))]
