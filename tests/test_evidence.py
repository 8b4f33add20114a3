"""Evidence is looked up with its certainty, and nothing unverified comes back unasked."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest

from widgets import evidence, tables


def numbers(text: str) -> set[float]:
    """Every number in a text, without its sign; thousands may have commas."""
    return {float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*\.?\d*", text)}


VERIFIED_TRIALS = [row for row in tables.load("trials") if row.verified == "yes"]
VERIFIED_COURSES = [row for row in tables.load("natural_history") if row.verified == "yes"]


@pytest.mark.parametrize("row", VERIFIED_TRIALS, ids=lambda row: row.id)
def test_a_trial_prints_only_figures_that_its_statement_gives(row: tables.TrialRow) -> None:
    said = set().union(*(numbers(evidence.statement(name).statement) for name in row.evidence))
    printed = {abs(n) for n in (row.effect, row.ci_low, row.ci_high) if n is not None}
    assert printed <= said


@pytest.mark.parametrize("row", VERIFIED_COURSES, ids=lambda row: row.id)
def test_a_course_prints_only_values_that_its_statement_gives(
    row: tables.NaturalHistoryRow,
) -> None:
    said = set().union(*(numbers(evidence.statement(name).statement) for name in row.evidence))
    assert row.value in said


def test_trials_gives_verified_rows_unless_asked() -> None:
    assert {row.verified for row in evidence.trials()} == {"yes"}
    assert {row.verified for row in evidence.trials(verified="no")} == {"no"}
    assert evidence.trials(verified=None) == tables.load("trials")


def test_a_verified_result_rests_on_a_verified_statement() -> None:
    for row in evidence.trials():
        assert all(evidence.statement(name).verified != "no" for name in row.evidence)


def test_trials_keeps_outcome_study_and_unit() -> None:
    rows = evidence.trials("disability", study="Cherkin 2011", unit="RDQ points")
    assert [row.effect for row in rows] == [-2.9, -2.5]
    assert evidence.trials("soreness", study="Cherkin 2011") == ()


def test_a_beginner_asks_for_pain_and_gets_pain_only() -> None:
    rows = evidence.trials(outcome="pain")
    assert len(rows) > 10 and {row.outcome for row in rows} == {"pain"}
    assert len({row.measure for row in rows}) > 3, "the measures keep the sources' own words"


@pytest.mark.parametrize(
    ("argument", "studies"),
    [
        ({"condition": "chronic neck pain"}, {"Sherman 2014", "Cook 2015", "Sherman 2009"}),
        ({"treatment": "surgery"}, {"Fairbank 2005", "Brox 2010", "Froholdt 2012"}),
        ({"against": "usual care"}, {"Cherkin 2011"}),
        ({"kind": "change"}, {"Ajimsha 2014"}),
    ],
    ids=["condition", "treatment", "against", "kind"],
)
def test_trials_keeps_what_was_asked_for(argument: dict[str, str], studies: set[str]) -> None:
    assert {row.study for row in evidence.trials(**argument)} == studies  # type: ignore[arg-type]


def test_an_effect_better_when_higher_says_so() -> None:
    for row in evidence.trials():
        note = row.note or ""
        if row.kind == "difference" and "positive = " in note:
            assert row.better == "higher", row.id
        if row.kind == "difference" and "negative = " in note:
            assert row.better == "lower", row.id
        if row.kind in ("ratio", "share of arm"):
            assert row.better == "higher", row.id


def test_the_rating_of_a_row_is_the_lowest_of_its_sources() -> None:
    rated = {row.id: evidence.certainty(row) for row in evidence.trials()}
    assert (rated["T080"], rated["T084"], rated["T001"]) == ("very low", "moderate", None)


def test_guidelines_are_typed_rows_and_those_not_seen_stay_out() -> None:
    assert {row.verified for row in evidence.guidelines()} == {"yes"}
    assert {row.guideline for row in evidence.guidelines(verified="no")} == {
        "VA/DoD (USA)",
        "Danish national guideline",
    }
    assert {"WHO", "AHRQ (USA, review)"} <= {r.guideline for r in evidence.guidelines("chronic")}
    with pytest.raises(ValueError, match="situation 'cronic' is unknown; use a word of one of"):
        evidence.guidelines("cronic")


def test_the_model_loads_no_plotly_until_it_draws() -> None:
    code = (
        "import sys; from widgets.evidence import trials; trials(); print('plotly' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_one_unit_never_covers_two_scales() -> None:
    for row in evidence.trials(verified=None):
        assert not row.unit or ";" not in row.unit
        assert row.effect is None or row.unit


@pytest.mark.parametrize(
    ("argument", "valid"),
    [
        ({"outcome": "pian"}, "'pain'"),
        ({"study": "Cherkin"}, "'Cherkin 2011'"),
        ({"unit": "points"}, "'RDQ points'"),
        ({"condition": "back pain"}, "'chronic low back pain'"),
        ({"treatment": "rubbing"}, "'massage'"),
        ({"against": "placebo"}, "'sham or placebo'"),
        ({"kind": "mean"}, "'arm mean'"),
        ({"verified": "maybe"}, "'yes', 'partly', 'no'"),
    ],
)
def test_a_wrong_argument_is_refused_with_the_valid_ones(
    argument: dict[str, str], valid: str
) -> None:
    with pytest.raises(ValueError, match=next(iter(argument))) as error:
        evidence.trials(**argument)  # type: ignore[arg-type]
    assert valid in str(error.value)


def test_a_statement_speaks_with_its_certainty() -> None:
    said = evidence.statement("E077")
    assert said.sentence == f"{said.statement} Certainty: very low."
    assert evidence.statement("E003").sentence.endswith(" The source gave no rating.")


def test_a_second_hand_statement_says_so() -> None:
    assert evidence.statement("E153").sentence.endswith("Seen only in part or second-hand.")


def test_an_unverified_statement_is_refused_unless_allowed() -> None:
    with pytest.raises(ValueError, match=r"E081 is not verified.*allow_unverified=True"):
        evidence.statement("E081")
    allowed = evidence.statement("E081", allow_unverified=True)
    assert allowed.sentence.endswith("Not verified: do not state it as fact.")


def test_an_unknown_statement_is_refused_with_the_ids() -> None:
    with pytest.raises(ValueError, match=r"no evidence 'E999'; the ids run from E001 to E200"):
        evidence.statement("E999")


@pytest.mark.parametrize("given", ["e003", "E3", " E003", 3], ids=repr)
def test_an_id_written_otherwise_brings_the_right_one(given: Any) -> None:
    with pytest.raises(ValueError, match=r"E001 to E200; did you mean 'E003'\?$"):
        evidence.statement(given)


@pytest.mark.parametrize(
    ("certainty", "words"),
    [
        ("high", "reduces pain"),
        ("moderate", "probably reduces pain"),
        ("low", "may reduce pain"),
        ("very low", "may reduce pain, but the evidence is very uncertain"),
    ],
)
def test_certainty_is_worded_as_grade_does(certainty: str, words: str) -> None:
    assert evidence.grade(certainty) == words


def test_an_unrated_certainty_has_no_grade_wording() -> None:
    with pytest.raises(ValueError, match="certainty 'not rated' is unknown; use one of 'high'"):
        evidence.grade("not rated")
