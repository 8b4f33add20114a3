"""Answers for tests: random ones, and every combination of a few warning signs.

A flag is a choice of a safety question that can fire a rule more urgent than `fine`, alone or
together with others. Everything here is built from the tables, so a new choice is covered at once.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

from widgets import questionnaire, tables
from widgets.questionnaire import Answers

Flag = tuple[str, str]

QUESTIONS = {row.id: row for row in tables.load("questions")}
SAFETY_QUESTIONS = [row for row in QUESTIONS.values() if row.safety]
SAFE_ADULT: Answers = {
    "age": "from_18_to_49",
    **{row.id: ["none"] for row in SAFETY_QUESTIONS if row.kind == "many"},
    **{row.id: "none" for row in SAFETY_QUESTIONS if row.kind == "one" and row.id != "age"},
}
EXCLUSIVE = {(row.question, row.id) for row in tables.load("choices") if row.exclusive}


def flags() -> list[Flag]:
    """Every warning sign as (question, choice), in the order of the tables."""
    named = {
        (part.question, choice)
        for rule in tables.load("safety_rules")
        if rule.disposition != "fine"
        for part in rule.when
        for choice in part.any_of
    }
    listed = [(row.question, row.id) for row in tables.load("choices")]
    return [flag for flag in listed if flag in named and QUESTIONS[flag[0]].safety]


def compatible(combination: tuple[Flag, ...]) -> bool:
    """True when one person can give all these answers at once."""
    for question, group in itertools.groupby(sorted(combination), key=lambda flag: flag[0]):
        chosen = list(group)
        alone = QUESTIONS[question].kind == "one" or any(flag in EXCLUSIVE for flag in chosen)
        if alone and len(chosen) > 1:
            return False
    return True


def answers_with(combination: tuple[Flag, ...]) -> Answers:
    """The answers of a healthy adult, but for these flags."""
    answers: Answers = dict(SAFE_ADULT)
    for question in dict.fromkeys(question for question, _ in combination):
        listed = [choice for asked, choice in combination if asked == question]
        answers[question] = listed if QUESTIONS[question].kind == "many" else listed[0]
    return answers


def safety_combinations(size: int) -> Iterator[Answers]:
    """Every combination of up to `size` flags that one person can have, other answers safe."""
    for count in range(size + 1):
        for combination in itertools.combinations(flags(), count):
            if compatible(combination):
                yield answers_with(combination)


def random_answers(rng: random.Random) -> Answers:
    """Valid answers, each question with equal odds for each choice, list length and no answer.

    No answer to a safety question is one case in 20, since it hides all that the others show.
    """
    drawn = {row.id: _random_answer(row, rng) for row in QUESTIONS.values()}
    return {question: answer for question, answer in drawn.items() if answer is not None}


def random_safe_answers(rng: random.Random) -> Answers:
    """As `random_answers`, with every safety question answered as by a healthy adult."""
    return {**random_answers(rng), **SAFE_ADULT}


def _random_answer(question: tables.QuestionRow, rng: random.Random) -> str | list[str] | None:
    rows = questionnaire.choices(question.id)
    if rng.random() < (0.05 if question.safety else 1 / (len(rows) + 1)):
        return rng.choice([None, []]) if question.kind == "many" else None
    picked = rng.choice(rows).id
    if question.kind == "one" or (question.id, picked) in EXCLUSIVE:
        return picked if question.kind == "one" else [picked]
    free = [row.id for row in rows if not row.exclusive]
    return rng.sample(free, rng.randint(1, len(free)))
