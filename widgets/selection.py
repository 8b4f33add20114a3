"""Answers in, the options in order out, with no massage always among them.

This module evaluates the selection rules of widgets/data: small whole points for each preference
that an option meets. It never ranks by promised effect, since no type of massage has been shown
clearly better for back pain, and it offers massage only where `widgets.screening` allows it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from . import questionnaire, tables
from .questionnaire import OptionFacts
from .screening import Screening, because, fires, pressure_rank, screen_checked
from .tables import SelectionRuleRow

Status = Literal["ranked", "always", "set_aside"]
# The selection rules that fired, each with the answers behind it.
Fired: TypeAlias = list[tuple[SelectionRuleRow, str]]


@dataclass(frozen=True)
class OptionReason:
    """A selection rule that spoke for an option, its points, and the answers behind it."""

    rule: str
    points: int
    text: str


@dataclass(frozen=True)
class Option:
    """An option for one person. `rank` counts from 1 and is shared in a tie; None: not ranked.

    `score` is the sum of the points of `reasons`. `set_aside_because` is None unless the status
    is set_aside.
    """

    id: str
    kind: str
    status: Status
    rank: int | None
    tied: bool
    score: int
    reasons: tuple[OptionReason, ...]
    cautions: tuple[str, ...]
    set_aside_because: str | None

    @property
    def facts(self) -> OptionFacts:
        """What is known of the option whoever asks: name, benefits, harms, certainty ..."""
        return next(row for row in questionnaire.options() if row.id == self.id)

    def to_dict(self) -> dict[str, Any]:
        """The option as plain JSON, equal to what the front end's `rank` returns."""
        return questionnaire.plain(self)


def rank(answers: Any) -> tuple[Option, ...]:
    """The options in order: ranked ones, those always open, those set aside for safety.

    Nothing is offered in an emergency or before every safety question is answered; only the
    alternatives to massage when a clinician comes first. See `questionnaire.check` for the shape
    of the answers and the errors.
    """
    checked = questionnaire.check(answers)
    screening = screen_checked(checked)
    if screening.disposition in ("emergency", "incomplete"):
        return ()
    always = tuple(_always(row) for row in questionnaire.options() if row.kind == "alternative")
    if screening.disposition == "clinician_first":
        return always
    fired = [
        (rule, because(rule.when, checked))
        for rule in tables.load("selection_rules")
        if fires(rule.when, checked)
    ]
    massage = [
        _judged(row, fired, screening) for row in questionnaire.options() if row.kind == "massage"
    ]
    aside = tuple(option for option in massage if option.status == "set_aside")
    return (*_placed([each for each in massage if each.status == "ranked"]), *always, *aside)


def _placed(options: list[Option]) -> Iterator[Option]:
    scores = [option.score for option in options]
    for option in sorted(options, key=lambda each: -each.score):
        yield dataclasses.replace(
            option,
            rank=1 + sum(score > option.score for score in scores),
            tied=scores.count(option.score) > 1,
        )


def _judged(row: OptionFacts, fired: Fired, screening: Screening) -> Option:
    barred = _set_aside_because(row, screening)
    reasons = () if barred else tuple(_reasons(row, fired))
    return Option(
        id=row.id,
        kind=row.kind,
        status="set_aside" if barred else "ranked",
        rank=None,
        tied=False,
        score=sum(reason.points for reason in reasons),
        reasons=reasons,
        cautions=_cautions(row, screening),
        set_aside_because=barred,
    )


def _always(row: OptionFacts) -> Option:
    cautions = (row.cautions,) if row.cautions else ()
    return Option(row.id, row.kind, "always", None, False, 0, (), cautions, None)


def _reasons(row: OptionFacts, fired: Fired) -> Iterator[OptionReason]:
    for rule, said in fired:
        if set(rule.any_of) & set(row.attributes.get(rule.attribute, ())):
            yield OptionReason(rule.id, rule.points, f"{rule.reason}, {said}")


def _set_aside_because(row: OptionFacts, screening: Screening) -> str | None:
    """A sentence for each limit that the option breaks, with the answers behind it, or None."""
    because_of = {reason.rule: reason.because for reason in screening.reasons}
    sentences = []
    for rule in tables.load("safety_rules"):
        if rule.id not in because_of:
            continue
        broken = [questionnaire.words(f"set_aside_{tag}") for tag in rule.avoid if tag in row.tags]
        if rule.max_pressure and pressure_rank(row.pressure_min) > pressure_rank(rule.max_pressure):
            broken.insert(0, questionnaire.words("set_aside_pressure", rule.max_pressure))
        sentences += [f"{each}, {because_of[rule.id]}." for each in broken]
    return " ".join(sentences) or None


def _cautions(row: OptionFacts, screening: Screening) -> tuple[str, ...]:
    found = [row.cautions]
    found += [each.action for each in screening.reasons if each.disposition == "precautions"]
    limit = screening.limits.max_pressure
    if limit and pressure_rank(row.pressure_max) > pressure_rank(limit):
        found.append(questionnaire.words("ask_light", limit))
    return tuple(dict.fromkeys(text for text in found if text))
