"""The questions of the modality selector, and what counts as an answer to them.

This module knows the questions, their choices and the rule tables as one object that a front end
can carry, and it tells good answers from malformed ones. It never judges an answer: what it means
for safety is for `widgets.screening`, what it means for the order is for `widgets.selection`.
"""

from __future__ import annotations

import dataclasses
import reprlib
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from . import fact_box, tables
from .tables import ChoiceRow, ModalityRow, OptionRow, QuestionRow

Answer: TypeAlias = str | list[str]
Answers: TypeAlias = dict[str, Answer]

# Minutes: the bands that the question on length offers.
SHORT_UP_TO, HOUR, LONG_FROM = 45, 60, 90

# Columns of modalities.csv that reach an option under another name.
_RENAMED = {"pressure_min": "pressure", "pressure_max": "pressure", "session_length": "length"}


@dataclass(frozen=True)
class OptionFacts:
    """What the selector knows of an option: its row of options.csv joined with its modality.

    `attributes` holds what the selection rules look at. `unverified` names the fields and
    attributes that rest on a description of general practice.
    """

    id: str
    kind: str
    name: str
    page: str | None
    what_happens: str
    feels_like: str
    benefits: str
    harms: str
    certainty: str
    certainty_statement: str
    ask: str
    tags: tuple[str, ...]
    evidence: tuple[str, ...]
    pressure_min: str | None
    pressure_max: str | None
    cautions: str
    attributes: dict[str, tuple[str, ...]]
    unverified: tuple[str, ...]


def check(answers: Any) -> Answers:
    """The answers, with every list copied, or an error that says what would be right.

    `answers` maps question ids to a choice id (kind one) or a list of choice ids (kind many).
    Questions may be missing; an empty list is no answer. Raises TypeError when `answers` is no
    dict, ValueError naming the question, the value and the choices otherwise.
    """
    if not isinstance(answers, dict):
        raise TypeError(
            f"answers are {reprlib.repr(answers)}; give a dict of question ids and choices, "
            "such as {'pressure': 'light'}"
        )
    return {_question(key).id: _answer(_question(key), value) for key, value in answers.items()}


def chosen(answers: Answers, question: str) -> Sequence[str]:
    """The ids of the chosen choices of a question; empty when there is no answer."""
    answer = answers.get(question, ())
    return (answer,) if isinstance(answer, str) else answer


def choices(question: str) -> tuple[ChoiceRow, ...]:
    """The choices of a question, in the order of the table."""
    return _choices()[question]


def options() -> tuple[OptionFacts, ...]:
    """Every option, types of massage and alternatives, in the order of the table."""
    return _options()


def words(name: str, pressure: str = "") -> str:
    """A fixed sentence that the evaluators compose with; `pressure` fills its gap, if any."""
    return _words()[name].replace("{pressure}", pressure)


def rules() -> dict[str, Any]:
    """All that the front end needs, as plain JSON: questions, rules, options, words, fact boxes."""
    return deepcopy(_rules())


@cache
def _rules() -> dict[str, Any]:
    shown = {
        "steps": [plain(row) for row in tables.load("steps")],
        "pressure_levels": list(tables.PRESSURE_LEVELS),
        "questions": [_question_json(row) for row in tables.load("questions")],
    }
    for table, left_out in (
        ("dispositions", ()),
        ("safety_rules", ("safety", "verified")),
        ("selection_rules", ()),
    ):
        shown[table] = [plain(row, left_out) for row in tables.load(table)]
    return {
        **shown,
        "options": [plain(row) for row in _options()],
        "words": _words(),
        "fact_boxes": fact_box.plain(),
    }


def _question_json(row: QuestionRow) -> dict[str, Any]:
    listed = [plain(choice, ("question", "order")) for choice in choices(row.id)]
    return {**plain(row, ("order",)), "choices": listed}


def plain(row: Any, left_out: Sequence[str] = ()) -> dict[str, Any]:
    """A dataclass as JSON knows it, without the fields `left_out`: dicts, and lists for tuples."""
    return {
        name: _listed(value)
        for name, value in dataclasses.asdict(row).items()
        if name not in left_out
    }


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(each) for key, each in value.items()}
    return [_listed(each) for each in value] if isinstance(value, tuple | list) else value


@cache
def _words() -> dict[str, str]:
    return {row.id: row.text for row in tables.load("words")}


@cache
def _questions() -> dict[str, QuestionRow]:
    return {row.id: row for row in tables.load("questions")}


@cache
def _choices() -> dict[str, tuple[ChoiceRow, ...]]:
    rows: tuple[ChoiceRow, ...] = tables.load("choices")
    return {key: tuple(row for row in rows if row.question == key) for key in _questions()}


def _question(key: Any) -> QuestionRow:
    if isinstance(key, str) and key in _questions():
        return _questions()[key]
    raise ValueError(
        f"no question {reprlib.repr(key)}; the questions are {', '.join(_questions())}"
    )


def _answer(question: QuestionRow, value: Any) -> Answer:
    if question.kind == "one":
        return _choice(question, value)
    if not isinstance(value, list | tuple):
        raise _error(question, value, "give a list of choices from")
    picked = [_choice(question, each) for each in value]
    if len(set(picked)) < len(picked):
        raise _error(question, value, "name each choice once; the choices are")
    alone = [row.id for row in choices(question.id) if row.exclusive and row.id in picked]
    if alone and len(picked) > 1:
        raise _error(question, value, f"{alone[0]!r} stands alone; the choices are")
    return picked


def _choice(question: QuestionRow, value: Any) -> str:
    if isinstance(value, str):
        for row in choices(question.id):
            if row.id == value:
                return row.id
    raise _error(question, value, "choose from")


def _error(question: QuestionRow, value: Any, right: str) -> ValueError:
    listed = ", ".join(row.id for row in choices(question.id))
    return ValueError(f"answer to {question.id!r} is {reprlib.repr(value)}; {right} {listed}")


@cache
def _options() -> tuple[OptionFacts, ...]:
    modalities: dict[str, ModalityRow] = {row.id: row for row in tables.load("modalities")}
    rows: tuple[OptionRow, ...] = tables.load("options")
    return tuple(_facts(row, modalities.get(row.modality or "")) for row in rows)


def _facts(row: OptionRow, modality: ModalityRow | None) -> OptionFacts:
    unsure = [_RENAMED.get(name, name) for name in modality.unverified] if modality else []
    return OptionFacts(
        id=row.id,
        kind=row.kind,
        name=row.name,
        page=row.page,
        what_happens=row.what_happens or (modality.what_happens if modality else ""),
        feels_like=row.feels_like,
        benefits=row.benefits,
        harms=row.harms,
        certainty=row.certainty or (modality.certainty if modality else ""),
        certainty_statement=row.certainty_statement,
        ask=row.ask or "",
        tags=row.tags,
        evidence=row.evidence,
        pressure_min=modality.pressure_min if modality else None,
        pressure_max=modality.pressure_max if modality else None,
        cautions=modality.cautions if modality else "",
        attributes={**row.attributes, **(_attributes(modality) if modality else {})},
        unverified=tuple(dict.fromkeys([*unsure, *row.unverified])),
    )


def _attributes(modality: ModalityRow) -> dict[str, tuple[str, ...]]:
    """What modalities.csv says of an option, in the words of the selection rules."""
    found = {"pressure": _pressures(modality), "length": _lengths(modality)}
    # A type that is described without heat counts as one without it.
    found["heat"] = ("yes",) if modality.heat else ("no",)
    if modality.position is not None:
        found["position"] = (modality.position,)
    if modality.oil is not None:
        found["oil"] = ("yes",) if modality.oil else ("no",)
    return found


def _pressures(modality: ModalityRow) -> tuple[str, ...]:
    if modality.pressure_min is None or modality.pressure_max is None:
        return ()
    levels = tables.PRESSURE_LEVELS
    first, last = levels.index(modality.pressure_min), levels.index(modality.pressure_max)
    return levels[first : last + 1]


def _lengths(modality: ModalityRow) -> tuple[str, ...]:
    low, high = modality.minutes_min, modality.minutes_max
    if low is None or high is None:
        return ()
    bands = {"short": low <= SHORT_UP_TO, "hour": low <= HOUR <= high, "long": high >= LONG_FROM}
    return tuple(name for name, fits in bands.items() if fits)
