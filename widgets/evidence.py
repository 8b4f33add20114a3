"""What is known about massage for back pain, and how sure it is.

This module looks up trial results, statements with their sources, and verdicts on claims, and
words certainty as GRADE does. It gives nothing that was not verified unless asked to. It computes
no effects and recommends nothing; what it is asked to draw, `widgets.trial_figures` draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, get_args

from widgets.tables import (
    TOPICS,
    VERDICTS,
    Certainty,
    ClaimRow,
    EvidenceRow,
    GuidelineRow,
    TrialRow,
    Verdict,
    Verified,
    load,
)

if TYPE_CHECKING:
    from widgets.figures import Figure

CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
_VERIFIED: tuple[Verified, ...] = get_args(Verified)
# What each verdict on a claim says of it.
MEANINGS: Mapping[Verdict, str] = {
    "supported": "What we found bears it out.",
    "partly supported": "A part of it holds, or it says more than was found.",
    "outdated": "It was so once, or newer figures have taken its place.",
    "unsupported": "We found nothing that shows it. It could still be true.",
    "contradicted": "Someone looked, and found it otherwise.",
    "opinion or advice": "A matter of taste or values, or a tip. Facts alone can't settle it.",
}


@dataclass(frozen=True)
class Statement(EvidenceRow):
    """A row of the evidence table that can speak for itself."""

    @property
    def sentence(self) -> str:
        """The statement, the certainty its source gave, and a warning if it is second-hand."""
        rating = f"Certainty: {self.certainty}." if self.certainty else "The source gave no rating."
        words = {
            "yes": "",
            "partly": " Seen only in part or second-hand.",
            "no": " Not verified: do not state it as fact.",
        }
        return f"{self.statement} {rating}{words[self.verified]}"


def trials(
    outcome: str | None = None,
    study: str | None = None,
    unit: str | None = None,
    verified: Verified | None = "yes",
    *,
    condition: str | None = None,
    treatment: str | None = None,
    against: str | None = None,
    kind: str | None = None,
) -> tuple[TrialRow, ...]:
    """Trial results, in the order of the table `trials`.

    `outcome`, `study`, `unit`, `condition`, `treatment`, `against` and `kind` keep the rows with
    exactly that value; `verified` keeps those checked to that degree (None: all). Rows may lack
    an effect; plot only rows of one unit.

    An effect is in its row's unit, and its `kind` says what it is. A difference is treatment minus
    comparison, a ratio treatment over comparison. `better` is lower where a number below zero (a
    ratio below one) favors the treatment, else higher. Roland disability (RDQ) runs from 0 to 24
    (0 to 23 in Cherkin 2001), higher = worse; 2 points was the smallest difference that matters in
    Cherkin 2011, and 1.5 points for bothersomeness from 0 to 10 (E007). Oswestry (ODI) and pain
    from 0 to 100 are worse when higher. SMD is a difference in standard deviations. A row's
    `evidence` names the source, its `note` the caveats.

    Raises ValueError naming the valid values if an argument is not one of them.
    """
    if verified is not None:
        _one_of("verified", verified, _VERIFIED)
    rows: tuple[TrialRow, ...] = load("trials")
    wanted = {
        "outcome": outcome,
        "study": study,
        "unit": unit,
        "condition": condition,
        "treatment": treatment,
        "against": against,
        "kind": kind,
    }
    for column, value in wanted.items():
        if value is not None:
            _one_of(column, value, sorted({getattr(r, column) for r in rows} - {None}))
    return tuple(
        row
        for row in rows
        if verified in (None, row.verified)
        and all(value in (None, getattr(row, column)) for column, value in wanted.items())
    )


def forest(outcome: str, unit: str | None = None, **keep: Any) -> Figure:
    """A forest plot of the verified results on `outcome`: each with its 95% confidence interval.

    `unit` is needed where the results have more than one; `keep` takes what `trials` takes
    (study, condition, treatment, against). Results without a number can't be drawn and are left
    out. Units, scales and directions are those of `trials`; each row of the figure's table names
    its source.

    Raises ValueError naming the units to choose from if the results have several, and naming what
    there is if no result fits. Needs Plotly.
    """
    from widgets import trial_figures

    rows = trials(outcome, unit=unit, **keep)
    drawable = tuple(row for row in rows if row.against and row.effect is not None)
    if not drawable:
        kinds = ", ".join(sorted({row.kind for row in rows if row.effect is not None}))
        raise ValueError(
            f"nothing to draw for outcome {outcome!r} with these choices: a forest plot needs "
            f"differences or ratios, and the {len(rows)} rows found hold {kinds or 'no number'}; "
            "choose fewer limits, or read the rows with evidence.trials()"
        )
    return trial_figures.forest(drawable)


def over_time(study: str, outcome: str, unit: str | None = None, **keep: Any) -> Figure:
    """How the verified results of one study on one outcome change from week to week.

    Averages of arms become lines, differences and ratios become points with their 95% confidence
    intervals. `unit` and `keep` work as in `forest`. Raises ValueError as `forest` does. Needs
    Plotly.
    """
    from widgets import trial_figures

    rows = trials(outcome, study, unit, **keep)
    drawable = tuple(row for row in rows if row.week is not None and row.effect is not None)
    if not drawable:
        raise ValueError(
            f"nothing to draw: {study} has no number by week for outcome {outcome!r}; "
            f"its outcomes are {_listed(sorted({row.outcome for row in trials(study=study)}))}"
        )
    return trial_figures.over_time(drawable)


def guidelines(
    situation: str | None = None, verified: Verified | None = "yes"
) -> tuple[GuidelineRow, ...]:
    """What guidelines say of massage for back pain, in the order of the table `guidelines`.

    `situation` keeps the rows whose situation holds that word, for example "chronic"; `verified`
    works as in `trials`. Each row's `evidence` names its source. Raises ValueError naming the
    situations if no row holds the word.
    """
    if verified is not None:
        _one_of("verified", verified, _VERIFIED)
    rows: tuple[GuidelineRow, ...] = load("guidelines")
    found = [row for row in rows if situation is None or situation in (row.situation or "")]
    if not found:
        raise ValueError(
            f"situation {situation!r} is unknown; use a word of one of "
            f"{_listed(dict.fromkeys(row.situation for row in rows if row.situation))}"
        )
    return tuple(row for row in found if verified in (None, row.verified))


def statement(evidence: str, allow_unverified: bool = False) -> Statement:
    """The statement with the id `evidence`, for example "E003".

    Its `sentence` says it with its certainty word; `source`, `where_seen` and `as_of` say where it
    was read and when.

    Raises ValueError for an unknown id, and for a statement that was not verified, unless
    `allow_unverified` is true.
    """
    rows: dict[str, EvidenceRow] = {row.id: row for row in load("evidence")}
    if not isinstance(evidence, str) or evidence not in rows:
        first, last = next(iter(rows)), next(reversed(rows))
        meant = f"E{str(evidence).strip().upper().removeprefix('E'):0>3}"
        hint = f"; did you mean {meant!r}?" if meant in rows else ""
        raise ValueError(f"no evidence {evidence!r}; the ids run from {first} to {last}{hint}")
    row = rows[evidence]
    if row.verified == "no" and not allow_unverified:
        raise ValueError(
            f"{evidence} is not verified, so it must not be stated as fact; choose another "
            "statement, or pass allow_unverified=True to read it"
        )
    return Statement(**asdict(row))


def claims(
    verdict: str | None = None,
    article: str | None = None,
    topic: str | None = None,
    lesson: str | None = None,
) -> tuple[ClaimRow, ...]:
    """Claims of popular articles with our verdict and its reason, in the order of the table.

    Each argument keeps the rows with exactly that value: `article` is an id of the table
    `articles` ("a1"), `lesson` the page that answers the claim ("types/in-the-body"). An id in
    `facts` can be looked up in `tables.cited()`.

    Raises ValueError naming the valid values if an argument is not one of them.
    """
    rows: tuple[ClaimRow, ...] = load("claims")
    for name, value, valid in (
        ("verdict", verdict, VERDICTS),
        ("article", article, tuple(row.id for row in load("articles"))),
        ("topic", topic, TOPICS),
        ("lesson", lesson, sorted({row.lesson for row in rows})),
    ):
        if value is not None:
            _one_of(name, value, valid)
    return tuple(
        row
        for row in rows
        if verdict in (None, row.verdict)
        and (article is None or article in row.articles)
        and topic in (None, row.topic)
        and lesson in (None, row.lesson)
    )


def grade(certainty: str, verb: str = "reduce", thing: str = "pain") -> str:
    """An effect in GRADE's words, fitted to its certainty; `verb` is a base form.

    >>> grade("low")
    'may reduce pain'
    >>> grade("very low", "improve", "movement")
    'may improve movement, but the evidence is very uncertain'

    Raises ValueError naming the certainties if `certainty` is not one of them.
    """
    _one_of("certainty", certainty, CERTAINTIES)
    return {
        "high": f"{verb}s {thing}",
        "moderate": f"probably {verb}s {thing}",
        "low": f"may {verb} {thing}",
        "very low": f"may {verb} {thing}, but the evidence is very uncertain",
    }[certainty]


def certainty(row: TrialRow) -> Certainty | None:
    """The lowest rating that a source of the row gave; None: no source rated it."""
    given = [statement(name, allow_unverified=True).certainty for name in row.evidence]
    return max((word for word in given if word), key=CERTAINTIES.index, default=None)


def _one_of(name: str, value: Any, valid: Any) -> None:
    if value not in valid:
        raise ValueError(f"{name} {value!r} is unknown; use one of {_listed(valid)}")


def _listed(values: Any) -> str:
    return ", ".join(map(repr, values))
