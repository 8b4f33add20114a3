"""The order follows preference, keeps to the safety limits, shares ties, and is never alone."""

from __future__ import annotations

import itertools
import random

import pytest
from profiles import (
    QUESTIONS,
    SAFE_ADULT,
    answers_with,
    flags,
    random_answers,
    random_safe_answers,
)

from widgets import questionnaire, tables
from widgets.screening import pressure_rank, screen
from widgets.selection import rank

RULES = tables.load("selection_rules")
OPTIONS = questionnaire.options()
MASSAGE = [row.id for row in OPTIONS if row.kind == "massage"]
ALTERNATIVES = ["see_clinician", "keep_active", "exercise"]
NO_PREFERENCE = {"none", "unsure"}
PREFERENCES = [
    (row.question, row.id)
    for row in tables.load("choices")
    if not QUESTIONS[row.question].safety and row.id not in NO_PREFERENCE
]


def ids(options, status):
    return [option.id for option in options if option.status == status]


def answered(question: str, choice: str):
    return {**SAFE_ADULT, question: [choice] if QUESTIONS[question].kind == "many" else choice}


def test_without_preferences_all_types_tie():
    options = rank(SAFE_ADULT)
    assert ids(options, "ranked") == MASSAGE
    assert {(option.rank, option.tied, option.score) for option in options[:12]} == {(1, True, 0)}
    assert ids(options, "always") == ALTERNATIVES
    assert ids(options, "set_aside") == []


def test_the_page_says_that_no_type_is_better():
    assert questionnaire.words("no_type_better") == (
        "No type of massage has been shown clearly better than the others for back pain, so this "
        "order follows your comfort and preferences."
    )


def test_a_preference_moves_a_type_up_and_says_why():
    options = rank({**SAFE_ADULT, "heat": "yes"})
    assert options[0].id == "hot_stone"
    assert (options[0].rank, options[0].tied) == (1, False)
    assert [reason.text for reason in options[0].reasons] == [
        "It uses heat, because you said you like heat"
    ]
    assert {(option.rank, option.tied) for option in options[1:12]} == {(2, True)}


def test_ranks_are_shared_and_the_next_rank_counts_the_tied():
    rng = random.Random(5)
    for _ in range(300):
        ranked = [option for option in rank(random_safe_answers(rng)) if option.rank is not None]
        assert ranked
        scores = [option.score for option in ranked]
        assert scores == sorted(scores, reverse=True)
        for option in ranked:
            assert option.rank == 1 + sum(score > option.score for score in scores)
            assert option.tied == (scores.count(option.score) > 1)
            assert option.score == sum(reason.points for reason in option.reasons)
        for one, next_one in itertools.pairwise(ranked):
            if one.score == next_one.score:
                assert MASSAGE.index(one.id) < MASSAGE.index(next_one.id)


@pytest.mark.parametrize("flag", flags(), ids=str)
def test_what_is_offered_follows_the_disposition(flag):
    answers = answers_with((flag,))
    options = rank(answers)
    disposition = screen(answers).disposition
    if disposition == "emergency":
        assert options == ()
    elif disposition == "clinician_first":
        assert [option.id for option in options] == ALTERNATIVES
        assert {option.status for option in options} == {"always"}
    else:
        assert ids(options, "always") == ALTERNATIVES
        assert sorted(ids(options, "ranked") + ids(options, "set_aside")) == sorted(MASSAGE)
        assert ids(options, "ranked")


def test_nothing_is_offered_before_every_safety_question_is_answered():
    assert rank({}) == ()
    assert rank({"pressure": "light"}) == ()


def test_no_option_on_offer_breaks_a_limit():
    rng = random.Random(6)
    facts = {row.id: row for row in OPTIONS}
    mild = [flag for flag in flags() if screen(answers_with((flag,))).disposition == "precautions"]
    for _ in range(500):
        answers = {**random_safe_answers(rng)}
        for question, choice in rng.sample(mild, 4):
            many = QUESTIONS[question].kind == "many"
            before = [each for each in questionnaire.chosen(answers, question) if each != "none"]
            answers[question] = list(dict.fromkeys([*before, choice])) if many else choice
        limits = screen(answers).limits
        for option in rank(answers):
            row = facts[option.id]
            too_firm = limits.max_pressure is not None and pressure_rank(
                row.pressure_min
            ) > pressure_rank(limits.max_pressure)
            breaks = too_firm or bool(set(row.tags) & set(limits.avoid))
            assert (option.status == "set_aside") == breaks
            assert bool(option.set_aside_because) == breaks
            assert option.rank is None or not breaks


def test_what_is_set_aside_says_why():
    options = {option.id: option for option in rank({**SAFE_ADULT, "clinician_said": "disc"})}
    assert options["tui_na"].status == "set_aside"
    assert options["tui_na"].set_aside_because == (
        "It may add quick thrusts to the spine, "
        "because you said a clinician said it is a disc problem or sciatica."
    )
    thinners = {**SAFE_ADULT, "medicines": ["blood_thinners"], "where": "low_back"}
    deep = next(option for option in rank(thinners) if option.id == "deep_tissue")
    assert deep.set_aside_because == (
        "It needs more than light pressure, because you said you take blood thinners."
    )


def test_cautions_hold_the_types_own_the_persons_and_the_limit_once_each():
    answers = {**SAFE_ADULT, "medicines": ["blood_thinners"], "conditions": ["bleeding"],
               "duration": "under_6_weeks"}  # fmt: skip
    swedish = next(option for option in rank(answers) if option.id == "swedish")
    assert swedish.cautions[0] == swedish.facts.cautions
    assert swedish.cautions[-1] == "Ask for no more than light pressure."
    assert len(set(swedish.cautions)) == len(swedish.cautions) == 4
    exercise = next(option for option in rank(answers) if option.id == "exercise")
    assert exercise.cautions == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_can_fire_and_tells_types_apart(rule):
    assert len(rule.when) == 1
    options = rank(answered(rule.when[0].question, rule.when[0].any_of[0]))
    moved = [option for option in options if rule.id in [each.rule for each in option.reasons]]
    assert 0 < len(moved) < len(MASSAGE)


def test_every_value_in_a_rule_is_met_by_an_option():
    for rule in RULES:
        for value in rule.any_of:
            assert any(value in row.attributes.get(rule.attribute, ()) for row in OPTIONS), rule.id


def test_every_value_of_an_attribute_is_in_a_rule():
    used = {(rule.attribute, value) for rule in RULES for value in rule.any_of}
    for row in OPTIONS:
        for attribute, values in row.attributes.items():
            for value in values:
                assert (attribute, value) in used | {("clothing", "partly")}, row.id


@pytest.mark.parametrize(("question", "choice"), PREFERENCES, ids=str)
def test_every_preference_changes_the_order_or_what_to_tell(question, choice):
    answers = answered(question, choice)
    scores = [option.score for option in rank(answers)]
    notes = {each.rule for each in screen(answers).reasons}
    assert any(scores) or notes > {each.rule for each in screen(SAFE_ADULT).reasons}


def test_no_preference_changes_nothing():
    for question in (row.id for row in QUESTIONS.values() if not row.safety):
        assert rank(answered(question, "unsure")) == rank(SAFE_ADULT)


def test_every_tag_can_set_its_option_aside():
    avoided = {tag for rule in tables.load("safety_rules") for tag in rule.avoid}
    tags = {tag for row in OPTIONS for tag in row.tags}
    assert tags == avoided
    assert all(questionnaire.words(f"set_aside_{tag}") for tag in tags)


def test_every_type_comes_first_for_someone():
    rng = random.Random(7)
    first: set[str] = set()
    for _ in range(2000):
        first |= {option.id for option in rank(random_safe_answers(rng)) if option.rank == 1}
    assert first == set(MASSAGE)


def test_points_are_small():
    assert {rule.points for rule in RULES} <= {1, 2, 3}


def test_the_order_does_not_hang_on_the_order_of_ticks():
    rng = random.Random(8)
    for _ in range(200):
        answers = random_answers(rng)
        turned = {
            name: answers[name] if isinstance(answers[name], str) else answers[name][::-1]
            for name in reversed(answers)
        }
        assert rank(turned) == rank(answers)


def test_an_option_is_plain_json():
    option = rank({**SAFE_ADULT, "heat": "yes"})[0].to_dict()
    assert set(option) == {
        "id", "kind", "status", "rank", "tied", "score", "reasons", "cautions",
        "set_aside_because",
    }  # fmt: skip
    assert option["reasons"] == [{
        "rule": "likes_heat", "points": 2, "text": "It uses heat, because you said you like heat",
    }]  # fmt: skip


def test_malformed_answers_are_refused():
    with pytest.raises(ValueError, match="pressure"):
        rank({"pressure": "soft"})
