"""The question bank and the book fit each other: who is asked what, and where.

Lessons are the pages that say how long they take, in the order of _toc.yml, which is the order that
spaces the questions: two on this lesson, two on the one before, two on the one before that.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import built
import pytest

from widgets import bank
from widgets.quiz import WORDS

QUIZ = '.kk-widget[data-widget="quiz"]'
FEWEST = 60
# Where the right answer stands must say nothing: of three options, one letter takes about a third.
MOST_OF_ONE_LETTER = 0.6


def lesson_of(page: str) -> str:
    return page.removeprefix("book/").removesuffix(".html")


def lessons() -> list[str]:
    """The lessons in the order of the book; a part's own page says no time of its own."""
    pages = [
        page
        for page in built.pages_with('class="kk-lesson-meta"')
        if not page.endswith("index.html")
    ]
    return [lesson_of(page) for page in pages]


LESSONS = lessons()


def before(lesson: str) -> list[str]:
    """The lesson before and the one before that, as many as there are."""
    at = LESSONS.index(lesson)
    return LESSONS[max(0, at - 2) : at][::-1]


def page_of(lesson: str) -> str:
    return f"book/{lesson}.html"


def state(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(str(built.soup(page).select_one(QUIZ)["data-state"]))
    return found


def objectives(lesson: str) -> int:
    return len(built.soup(page_of(lesson)).select(".kk-objectives li"))


def title(lesson: str) -> str:
    return built.soup(page_of(lesson)).select_one("article h1").get_text().rstrip("#").strip()


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_ends_with_two_questions_on_it_and_on_each_of_the_two_before(lesson: str) -> None:
    assert len(built.soup(page_of(lesson)).select(QUIZ)) == 1
    found = state(page_of(lesson))["items"]
    asked = bank.asked(lesson, before(lesson))
    assert [item["id"] for item in found] == [item.id for item in asked]
    wanted = [name for name in (lesson, *before(lesson)) for _ in range(2)]
    assert [item["lesson"] for item in found] == wanted


@pytest.mark.parametrize("lesson", LESSONS)
def test_check_yourself_holds_the_quiz_alone_under_the_titles_of_its_lessons(lesson: str) -> None:
    section = built.soup(page_of(lesson)).select_one("section.kk-check")
    outside = [
        node.get_text(strip=True)
        for node in section.find_all(["p", "ul", "ol", "details", "h3"])
        if not node.find_parent(class_="kk-widget")
    ]
    assert outside == []
    headings = list(dict.fromkeys(item["heading"] for item in state(page_of(lesson))["items"]))
    others = [WORDS["from"].replace("{title}", title(name)) for name in before(lesson)]
    assert headings == [WORDS["own"], *others]


def test_no_other_page_asks() -> None:
    assert {lesson_of(page) for page in built.pages_with('data-widget="quiz"')} == set(LESSONS)


def test_the_bank_asks_about_every_lesson_and_about_nothing_else() -> None:
    assert {item.lesson for item in bank.items()} == set(LESSONS)
    assert len(bank.items()) >= FEWEST


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_objective_of_a_lesson_is_assessed(lesson: str) -> None:
    """In the book's pages; for the last two lessons, which fewer follow, in the bank at large."""
    later = LESSONS[LESSONS.index(lesson) :][:3]
    asked = [item for name in later for item in bank.asked(name, before(name))]
    if len(later) < 3:
        asked += bank.items(lesson=lesson)
    there = set(range(1, objectives(lesson) + 1))
    assert there
    assert there - {item.objective for item in asked if item.lesson == lesson} == set()
    assert {item.objective for item in bank.items(lesson=lesson)} <= there


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_questions_for_its_end_and_for_the_two_lessons_after(lesson: str) -> None:
    follow = len(LESSONS) - 1 - LESSONS.index(lesson)
    found = [item.id for item in bank.items(lesson=lesson)]
    assert len(found) >= 2 * min(3, follow + 1)
    stem = lesson.replace("/", "-")
    assert found == [f"{stem}-{n}" for n in range(1, len(found) + 1)]


@pytest.mark.parametrize("part", bank.parts())
def test_a_file_has_its_lessons_in_the_order_of_the_book(part: str) -> None:
    found = list(dict.fromkeys(item.lesson for item in bank.items(part=part)))
    assert found == [name for name in LESSONS if bank.part_of(name) == part]


def test_every_kind_of_question_is_asked_on_some_page() -> None:
    asked = {item["kind"] for lesson in LESSONS for item in state(page_of(lesson))["items"]}
    assert asked == set(bank.KINDS)


def right_letters(part: str) -> list[str]:
    return [
        next(a for a, option in zip(item.letters, item.options, strict=True) if option.right)
        for item in bank.items(part=part)
        if isinstance(item, bank.Choice) and item.kind == "single"
    ]


# A few questions can't have a habit.
@pytest.mark.parametrize("part", [part for part in bank.parts() if len(right_letters(part)) > 10])
def test_the_place_of_the_right_answer_gives_nothing_away(part: str) -> None:
    right = right_letters(part)
    letter, count = Counter(right).most_common(1)[0]
    assert count <= MOST_OF_ONE_LETTER * len(right), f"{letter} is right in {count} of {len(right)}"
    assert {"A", "B", "C"} <= set(right)


def test_no_question_is_asked_twice() -> None:
    for what in ("id", "question"):
        counts = Counter(getattr(item, what) for item in bank.items())
        assert [text for text, count in counts.items() if count > 1] == []
