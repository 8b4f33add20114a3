"""Every built page read as text: reading grade, headings, the blocks of a lesson, dates, links.

The numbers are those of `knead.measure`, which the page about quality shows; here they are held to
their limits.
"""

from __future__ import annotations

import datetime
import re
from functools import cache
from urllib.parse import unquote, urldefrag, urlsplit

import built
import measured
import pytest
from measured import measure

from widgets import questionnaire

PAGES = built.pages()
LESSONS = measured.lessons()
# Pages that a person may read in worry.
EASY = ("book/types/choosing.html", "book/limitations/when-not.html")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_read_at_grade_8_and_safety_at_grade_6(page: str) -> None:
    found = measured.of(page)
    if found.page in measure.LISTS:
        pytest.skip(measure.LISTS[found.page])
    assert found.grade <= measure.limit(found.page)
    assert measure.limit(found.page) == (6 if page in EASY else 8)


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
        name: measure.grade(measure.sentences([text for text in texts if text]))
        for name, texts in parts.items()
    }
    assert not {name: found for name, found in grades.items() if found > measure.EASY_GRADE}


def labels(question: dict[str, object]) -> list[str]:
    return [choice["label"] for choice in question["choices"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", PAGES)
def test_no_stretch_of_text_is_longer_than_150_words(page: str) -> None:
    found = measured.of(page)
    if found.page in measure.ENTRIES:
        pytest.skip(measure.ENTRIES[found.page])
    assert measure.WORDS_BETWEEN_HEADINGS == 150
    long = measure.stretches(built.article(page))
    assert not [each for each in long if each.words > measure.WORDS_BETWEEN_HEADINGS]


def test_every_part_has_its_lessons() -> None:
    assert len(LESSONS) >= 24


@pytest.mark.parametrize("page", LESSONS)
def test_a_lesson_has_its_blocks_in_order(page: str) -> None:
    found, article = measured.of(page), built.article(page)
    assert found.blocks == measure.BLOCKS
    assert measure.clean(article.find_all("h2")[-1].get_text()) == measure.BLOCKS[-1]
    assert 1 <= len(found.objectives) <= 6
    why = article.select_one("h1 ~ p")
    assert why is not None and len(why.get_text().split()) >= 8


@pytest.mark.parametrize("page", measured.timed())
def test_each_objective_begins_with_one_verb_that_can_be_measured(page: str) -> None:
    found = measured.of(page).objectives
    assert found
    assert not [fault for fault in map(measure.fault, found) if fault]


@pytest.mark.parametrize("page", LESSONS)
def test_a_glossary_term_is_linked_where_a_lesson_first_uses_it(page: str) -> None:
    assert not [
        f"link {term.name} to ../about/glossary.md: ... {term.place} ..."
        for term in measured.of(page).terms
        if not term.linked
    ]


@pytest.mark.parametrize("page", LESSONS)
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


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_when_it_was_reviewed_and_that_is_not_overdue(page: str) -> None:
    assert measure.overdue(measured.of(page), datetime.date.today()) is None


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
        for _, text in measure.texts(
            measure.prose(built.article(page), ".kk-quote, blockquote, .kk-claim-words")
        )
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
