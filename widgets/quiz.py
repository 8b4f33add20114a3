"""The quiz as a widget: questions of the bank, the answers given and the score, on either side.

Knows which traits the front end shares with Python, and how a quiz looks where no front end runs (a
marker that names lessons for the built page, every question with its answers folded for a page
without JavaScript). Never marks by itself: that is for `widgets.bank`. Writes no question.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

import traitlets

from . import bank, frontend, sources, without_kernel
from .tool import Tool

_ONE_SENTENCE = "Check yourself: questions on this lesson and the two before it, with feedback."
# What the quiz says of itself, here and in the front end; {braces} hold what is filled in.
WORDS = {
    "own": "On this lesson",
    "from": "From “{title}”",
    "start": "{of} questions. Nothing that you answer is kept or sent.",
    "start_one": "1 question. Nothing that you answer is kept or sent.",
    "score": "{right} of {of} right, {left} to go.",
    "score_done": "{right} of {of} right.",
    "none": "No questions here. Name a part or a lesson of the book.",
    "many": "Choose all that apply.",
    "pairs": "Choose one for each.",
    "your_number": "Your number",
    "choose": "Choose",
    "check": "Check",
    "again": "Try again",
    "choose_first": "Choose an answer first.",
    "choose_each": "Choose one for each line first.",
    "write_first": "Write a number first.",
    "no_number": "That is no number. Write digits, such as 23, 1,200 or −2.9.",
    "right": "Right.",
    "wrong": "Not right.",
    "chosen_right": "Your answer, right",
    "chosen_wrong": "Your answer, not right",
    "left_right": "Right",
    "left_wrong": "Not right",
    "missed": "Missed, this is right too",
    "rightly_left": "Rightly left out",
    "pair_right": "Right",
    "pair_wrong": "Not right. It goes with: {right}",
    "idea": "The idea to let go of:",
    "source": "Source:",
    "sources": "Sources:",
    "said": "Question {number}: {outcome} {score}",
    "answers": "Answers",
    "show": "Show the answer",
}


class QuizError(traitlets.TraitError, bank.AnswerError):
    """An answer that the quiz cannot take; the message lists what it can.

    A TraitError too: only then does traitlets restore the answers there were before.
    """


@dataclass(frozen=True)
class Score:
    """How many of the questions are answered, and how many of those are right."""

    right: int
    answered: int
    of: int

    def __str__(self) -> str:
        return f"{self.right} of {self.of} right"


class Quiz(Tool):
    """Questions with feedback on every option, and a score that nobody else sees.

    Give parts of the book, Quiz("types"), for all their questions; or a lesson with the lesson
    before it and the one before that, Quiz("types/choosing", after=("types/map-of-types",
    "types/field-guide")), for two questions on each. Unknown names raise ValueError with a list.

    `answers` maps ids of questions to answers: a letter ("B"), a list of letters (["A", "C"]), a
    number or what a person types for one ("1,200"), or for pairs what goes with each on the left.
    Set it as a whole. An id or answer that cannot be raises QuizError (a ValueError) that lists
    those that can; the old answers stay. `score` follows at once, whoever answered: a `Score`.
    """

    _esm = frontend.bundle("quiz.js")
    _css = frontend.styles("theme.css", "base.css", "quiz.css")

    items = traitlets.List(
        traitlets.Dict(), read_only=True, help="the questions, read by the front end"
    ).tag(sync=True)
    words = traitlets.Dict(WORDS, read_only=True, help="what the quiz says of itself").tag(
        sync=True
    )
    answers = traitlets.Dict(help="the answers that were checked, by id").tag(sync=True)
    score: traitlets.Instance[Score] = traitlets.Instance(
        Score, read_only=True, help="how many are right"
    )

    def __init__(
        self,
        *what: str,
        after: Sequence[str] = (),
        answers: Mapping[str, Any] | None = None,
        **traits: Any,
    ) -> None:
        self._what, self._after = what, tuple(after)
        self._bank = {item.id: item for item in _chosen(what, after)}
        super().__init__(**traits)
        self.set_trait("items", page_items(what, after))
        self.answers = dict(answers or {})
        self._follow()

    @traitlets.validate("answers")
    def _check(self, proposal: Mapping[str, Any]) -> dict[str, Any]:
        given = proposal["value"]
        if unknown := [name for name in given if name not in self._bank]:
            there = ", ".join(map(repr, self._bank))
            raise QuizError(f"no question {unknown[0]!r} in this quiz; it asks {there}")
        try:
            return {name: bank.check(self._bank[name], given[name]) for name in given}
        except bank.AnswerError as error:
            raise QuizError(str(error)) from error

    @traitlets.observe("answers")
    def _answers_changed(self, _change: object) -> None:
        self._follow()

    def _follow(self) -> None:
        marks = [bank.mark(self._bank[name], answer) for name, answer in self.answers.items()]
        right = sum(mark.points for mark in marks)
        self.set_trait("score", Score(right, len(marks), len(self._bank)))

    def __repr__(self) -> str:
        after = f", after={self._after!r}" if self._after else ""
        return f"Quiz({', '.join(map(repr, self._what))}{after})"

    def marker(self) -> str:
        return marker_html(*self._what, after=self._after)


def marker_html(*what: str, after: Sequence[str] = ()) -> str:
    """Return the box in which a page without a kernel shows this quiz. It holds names only."""
    state = {"what": list(what), "after": list(after)}
    return without_kernel.marker("quiz", state, _ONE_SENTENCE)


def page_items(what: Iterable[str], after: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The questions as the front end reads them, each with its heading and its sources."""
    what = tuple(what)
    return [_to_dict(item, own=item.lesson in what) for item in _chosen(what, after)]


def fallback_html(state: Mapping[str, Any]) -> str:
    """Return every question of a quiz with its answer folded, for a page without JavaScript.

    `state` names `what` and `after`, or holds the `items` themselves. Deterministic; every text is
    escaped.
    """
    items = state.get("items")
    if items is None:
        items = page_items(state.get("what", ()), state.get("after", ()))
    html, number = "", 0
    for heading, group in groupby(items, key=lambda item: item["heading"]):
        html += f"<h3>{escape(heading)}</h3>"
        for item in group:
            number += 1
            html += _question(item, number)
    return html or f"<p>{WORDS['none']}</p>"


def _chosen(what: Sequence[str], after: Sequence[str]) -> tuple[bank.Item, ...]:
    """The items of whole parts, and for a lesson those that its end asks."""
    if after and (len(what) != 1 or what[0] in bank.parts()):
        raise ValueError(f"after needs one lesson, such as 'types/choosing', not {list(what)}")
    found: list[bank.Item] = []
    for name in what:
        if not isinstance(name, str):
            raise ValueError(f"{name!r} is no name; write parts or a lesson, such as Quiz('types')")
        found += bank.items(part=name) if name in bank.parts() else bank.asked(name, after)
    return tuple(dict.fromkeys(found))


def _to_dict(item: bank.Item, *, own: bool) -> dict[str, Any]:
    title = item.lesson.rsplit("/", 1)[-1].replace("-", " ").capitalize()
    about = {
        "heading": WORDS["own"] if own else WORDS["from"].replace("{title}", title),
        "own": own,
        "sources": [_source(name) for name in item.evidence],
    }
    if isinstance(item, bank.Match):
        about["choices"] = list(item.choices)
    # A round trip through JSON: tuples become lists, as the front end has them.
    given: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(item)))
    return {name: given[name] for name in given if name not in ("evidence", "objective")} | about


def _source(name: str) -> dict[str, Any]:
    """A source as a label and the address where it was read; None where it has no web address."""
    entry = sources.entry(name)
    addresses = (entry.where_seen or "").split()
    url = next((each for each in addresses if each.startswith("https://")), None)
    return {"id": name, "label": entry.source, "url": url}


def _question(item: Mapping[str, Any], number: int) -> str:
    """One question and its folded answer."""
    return (
        f"<div><p><strong>{number}. {escape(item['question'])}</strong></p>"
        f"{_asked(item)}<details><summary>{WORDS['show']}</summary>"
        f"{_answered(item)}{_links(item['sources'])}</details></div>"
    )


def _asked(item: Mapping[str, Any]) -> str:
    if "options" in item:
        hint = f"<p>{WORDS['many']}</p>" if item["kind"] == "multiple" else ""
        return hint + _list(f"{at}. {o['text']}" for at, o in _lettered(item))
    if "pairs" in item:
        lines = (pair["left"] for pair in item["pairs"])
        return f"<p>{WORDS['pairs']}</p>" + _list(lines) + _list(item["choices"])
    return ""


def _answered(item: Mapping[str, Any]) -> str:
    if "options" in item:
        return _list(
            f"{letter}. {WORDS['right' if option['right'] else 'wrong']} {option['feedback']}"
            for letter, option in _lettered(item)
        )
    if "pairs" in item:
        return _list(f"{p['left']}: {p['right']}. {p['feedback']}" for p in item["pairs"])
    unit = f" {item['unit']}" if item["unit"] else ""
    return _list(
        [
            f"{item['answer']:g}{unit}. {item['right']}",
            *(f"{trap['value']:g}: {WORDS['wrong']} {trap['feedback']}" for trap in item["traps"]),
        ]
    )


def _lettered(item: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    return zip(bank.LETTERS, item["options"], strict=False)


def _links(given: Sequence[Mapping[str, Any]]) -> str:
    """The sources of a question, or nothing where it has none."""
    if not given:
        return ""
    links = (
        f'<a href="{escape(each["url"])}">{escape(each["label"])}</a>'
        if each["url"]
        else escape(each["label"])
        for each in given
    )
    lead = WORDS["source"] if len(given) == 1 else WORDS["sources"]
    return f"<p>{lead} {'; '.join(links)}</p>"


def _list(texts: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"
