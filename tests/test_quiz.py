"""The quiz as a widget: traits, what it shows without a kernel, its front end.

How answers are marked is tested in test_bank.py; what a person sees and does is tested in a
browser, in tests/site.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import traitlets
from bs4 import BeautifulSoup

from widgets import Quiz, bank, frontend
from widgets.quiz import WORDS, fallback_html, marker_html, page_items

LESSON, AFTER = "types/choosing", ("types/map-of-types", "types/field-guide")


@pytest.fixture
def quiz() -> Quiz:
    return Quiz(LESSON, after=AFTER)


def right_answer(item: bank.Item) -> Any:
    if isinstance(item, bank.Choice):
        letters = [at for at, each in zip(item.letters, item.options, strict=True) if each.right]
        return letters[0] if item.kind == "single" else letters
    if isinstance(item, bank.Match):
        return {pair.left: pair.right for pair in item.pairs}
    assert isinstance(item, bank.Numeric)
    return item.answer


class TestTraits:
    def test_a_lesson_asks_two_items_on_itself_and_on_each_before(self, quiz: Quiz) -> None:
        assert [item["id"] for item in quiz.items] == [
            item.id for item in bank.asked(LESSON, AFTER)
        ]
        assert [item["own"] for item in quiz.items] == [True, True, False, False, False, False]

    def test_a_part_asks_all_its_items(self) -> None:
        assert len(Quiz("types").items) == len(bank.items(part="types"))
        assert len(Quiz("start", "costs").items) == len(bank.items(part="start")) + len(
            bank.items(part="costs")
        )

    def test_the_score_follows_the_answers(self) -> None:
        quiz = Quiz("types")
        assert (quiz.score.right, quiz.score.answered) == (0, 0)
        every = bank.items(part="types")
        quiz.answers = {item.id: right_answer(item) for item in every}
        assert quiz.score.right == quiz.score.answered == quiz.score.of == len(every)
        assert str(quiz.score) == f"{len(every)} of {len(every)} right"
        quiz.answers = {}
        assert quiz.score.answered == 0

    def test_a_wrong_answer_counts_as_answered_only(self, quiz: Quiz) -> None:
        first = bank.asked(LESSON, AFTER)[0]
        assert isinstance(first, bank.Choice)
        wrong = next(at for at in first.letters if at not in right_answer(first))
        quiz.answers = {first.id: wrong if first.kind == "single" else [wrong]}
        assert (quiz.score.right, quiz.score.answered, quiz.score.of) == (0, 1, 6)

    def test_it_follows_answers_from_the_screen(self, quiz: Quiz) -> None:
        item = bank.asked(LESSON, AFTER)[0]
        quiz.set_state({"answers": {item.id: right_answer(item)}})
        assert quiz.score.right == 1

    def test_who_watches_the_answers_finds_the_score_up_to_date(self, quiz: Quiz) -> None:
        seen: list[int] = []
        quiz.observe(lambda _: seen.append(quiz.score.answered), "answers")
        item = bank.asked(LESSON, AFTER)[0]
        quiz.answers = {item.id: right_answer(item)}
        assert seen == [1]

    def test_an_unknown_id_is_refused_with_a_list_and_the_old_answers_stay(
        self, quiz: Quiz
    ) -> None:
        item = bank.asked(LESSON, AFTER)[0]
        kept = {item.id: right_answer(item)}
        quiz.answers = kept
        with pytest.raises(
            ValueError, match=r"no question 'types-choosing-99'.*'types-choosing-1'"
        ):
            quiz.answers = {"types-choosing-99": "A"}
        assert quiz.answers == kept and quiz.score.right == 1

    def test_an_answer_that_cannot_be_is_refused_with_those_that_can(self, quiz: Quiz) -> None:
        item = next(each for each in bank.asked(LESSON, AFTER) if each.kind == "single")
        with pytest.raises(traitlets.TraitError, match="give one letter of 'A', 'B', 'C'"):
            quiz.answers = {item.id: "Z"}
        assert quiz.answers == {}

    def test_the_score_and_the_items_are_not_to_be_set(self, quiz: Quiz) -> None:
        for name in ("score", "items", "words"):
            with pytest.raises(traitlets.TraitError):
                setattr(quiz, name, [])

    def test_unknown_names_list_the_right_ones(self) -> None:
        with pytest.raises(
            ValueError, match=r"'tpyes'; parts are 'costs', .*'types'; .*'types/choosing'"
        ):
            Quiz("tpyes")
        with pytest.raises(ValueError, match="lessons of its part are 'types/what-massage-is'"):
            Quiz("types/choosin")
        with pytest.raises(ValueError, match="is no name; write parts or a lesson"):
            Quiz(["types"])  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="after needs one lesson"):
            Quiz("types", after=("types/choosing",))
        with pytest.raises(ValueError, match="the lesson before and the one before that"):
            Quiz(LESSON, after=(*AFTER, "types/two-styles"))

    def test_a_quiz_of_nothing_says_so(self) -> None:
        quiz = Quiz()
        assert quiz.items == [] and quiz.score.of == 0
        assert WORDS["none"] in fallback_html({"items": []})


class TestWithoutKernel:
    def test_the_marker_holds_names_only_and_is_the_same_in_every_run(self, quiz: Quiz) -> None:
        bundle = quiz._repr_mimebundle_()
        assert bundle is not None
        html = bundle[0]["text/html"]
        assert html == marker_html(LESSON, after=AFTER) == marker_html(LESSON, after=list(AFTER))
        box = BeautifulSoup(html, "html.parser").select_one('.kk-widget[data-widget="quiz"]')
        assert box is not None
        state = json.loads(str(box["data-state"]))
        assert state == {"what": [LESSON], "after": list(AFTER)}
        assert bundle[0]["text/plain"] == repr(quiz) == f"Quiz({LESSON!r}, after={AFTER!r})"

    @pytest.mark.parametrize("part", bank.parts())
    def test_every_question_is_there_with_its_answer_folded(self, part: str) -> None:
        soup = BeautifulSoup(fallback_html({"what": [part]}), "html.parser")
        items = bank.items(part=part)
        asked = [each.get_text() for each in soup.select("p > strong")]
        assert asked == [f"{n}. {item.question}" for n, item in enumerate(items, start=1)]
        folded = soup.select("details")
        assert len(folded) == len(items) and not soup.select("details[open]")
        for item, details in zip(items, folded, strict=True):
            text = details.get_text(" ")
            for said in feedback(item):
                assert said in text, item.id
            details.decompose()
        for word in (WORDS["right"], WORDS["wrong"]):
            assert not soup.find(string=re.compile(re.escape(f" {word} ")))

    def test_what_a_question_says_is_text_and_never_markup(self) -> None:
        item = page_items(["start"])[0]
        html = fallback_html({"items": [{**item, "question": "<b>a & b</b>", "heading": "<i>"}]})
        assert "&lt;b&gt;a &amp; b&lt;/b&gt;" in html and "<i>" not in html

    @pytest.mark.parametrize("part", bank.parts())
    def test_each_source_has_a_label_and_a_secure_address_or_none(self, part: str) -> None:
        for item in page_items([part]):
            for source in item["sources"]:
                assert source["label"]
                assert source["url"] is None or source["url"].startswith("https://")


class TestFrontEnd:
    def test_it_is_one_module_that_knows_every_word_it_is_given(self) -> None:
        text = frontend.bundle("quiz.js")
        assert text.count("export default") == 1
        assert set(re.findall(r"\bwords\.(\w+)", text)) <= set(WORDS)
        assert not re.search(r"innerHTML|localStorage|sessionStorage|indexedDB|fetch\(", text)


def feedback(item: bank.Item) -> list[str]:
    if isinstance(item, bank.Choice):
        return [option.feedback for option in item.options]
    if isinstance(item, bank.Match):
        return [pair.feedback for pair in item.pairs]
    assert isinstance(item, bank.Numeric)
    return [item.right, *(trap.feedback for trap in item.traps)]
