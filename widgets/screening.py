"""Safety answers in, a disposition with its reasons out.

This module evaluates the safety rules of widgets/data: it knows how urgent an answer is, why, what
to do, and how far a massage may go. It holds no rule of its own, and it never recommends a type of
massage: that is for `widgets.selection`. Not sure counts as yes, which the rules spell out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from . import questionnaire, tables
from .questionnaire import Answers
from .tables import Condition, DispositionRow, SafetyRuleRow

# An open safety question may hide a reason to wait, so anything milder than this stays open too.
_STANDS_WITHOUT_ALL_ANSWERS = "clinician_first"
_PRESSURE_RANKS: dict[str, int] = {level: at for at, level in enumerate(tables.PRESSURE_LEVELS)}


@dataclass(frozen=True)
class Reason:
    """A safety rule that fired: `text` says why it matters, `because` names the answers."""

    rule: str
    disposition: str
    because: str
    text: str
    action: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Limits:
    """How far a massage may go. `max_pressure` None: no limit. `avoid`: tags of options."""

    max_pressure: str | None
    avoid: tuple[str, ...]


@dataclass(frozen=True)
class Screening:
    """The disposition of a person's answers; `missing` names open safety questions.

    Reasons with the disposition `fine` are notes: good to know, not a warning.
    """

    disposition: str
    headline: str
    action: str
    reasons: tuple[Reason, ...]
    limits: Limits
    ask: tuple[str, ...]
    missing: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The screening as plain JSON, equal to what the front end's `screen` returns."""
        return questionnaire.plain(self)


def screen(answers: Any) -> Screening:
    """Screen answers by the safety rules; see `questionnaire.check` for their shape and errors."""
    return screen_checked(questionnaire.check(answers))


def screen_checked(answers: Answers) -> Screening:
    """Screen answers that `questionnaire.check` has returned."""
    fired = [rule for rule in _rules() if fires(rule.when, answers)]
    reasons = sorted((_reason(rule, answers) for rule in fired), key=_calmest_last)
    missing = tuple(name for name in _required() if not questionnaire.chosen(answers, name))
    disposition = _dispositions()[reasons[0].disposition if reasons else "fine"]
    if missing and _urgency(disposition.id) < _urgency(_STANDS_WITHOUT_ALL_ANSWERS):
        disposition = _dispositions()["incomplete"]
    return Screening(
        disposition=disposition.id,
        headline=disposition.headline,
        action=disposition.action,
        reasons=tuple(reasons),
        limits=Limits(
            _lightest(fired), tuple(sorted({tag for rule in fired for tag in rule.avoid}))
        ),
        ask=tuple(dict.fromkeys(rule.ask for rule in fired if rule.ask)),
        missing=missing,
    )


def fires(when: Sequence[Condition], answers: Answers) -> bool:
    """True when every condition is met by one of its choices."""
    return not any(
        set(part.any_of).isdisjoint(questionnaire.chosen(answers, part.question)) for part in when
    )


def because(when: Sequence[Condition], answers: Answers) -> str:
    """ "because you said ...", naming the choices that met the conditions."""
    said: list[str] = []
    for part in when:
        met = set(part.any_of).intersection(questionnaire.chosen(answers, part.question))
        said += [row.said for row in questionnaire.choices(part.question) if row.id in met]
    return f"{questionnaire.words('because')} {'; '.join(said)}"


def pressure_rank(level: str | None) -> int:
    """How firm a pressure is, counted from 0 (none, or no pressure given)."""
    return 0 if level is None else _PRESSURE_RANKS[level]


def _reason(rule: SafetyRuleRow, answers: Answers) -> Reason:
    return Reason(
        rule=rule.id,
        disposition=rule.disposition,
        because=because(rule.when, answers),
        text=rule.reason,
        action=rule.action,
        evidence=rule.evidence,
    )


def _lightest(rules: Sequence[SafetyRuleRow]) -> str | None:
    limits = [rule.max_pressure for rule in rules if rule.max_pressure]
    return min(limits, key=pressure_rank, default=None)


def _calmest_last(reason: Reason) -> int:
    return -_urgency(reason.disposition)


def _urgency(disposition: str) -> int:
    return _dispositions()[disposition].urgency or 0


def _rules() -> tuple[SafetyRuleRow, ...]:
    return tables.load("safety_rules")


@cache
def _required() -> tuple[str, ...]:
    return tuple(row.id for row in tables.load("questions") if row.safety)


@cache
def _dispositions() -> dict[str, DispositionRow]:
    return {row.id: row for row in tables.load("dispositions")}
