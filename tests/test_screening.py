"""Each warning sign leads where it should, and one more sign never makes the advice milder."""

from __future__ import annotations

import itertools
import random

import pytest
from profiles import (
    EXCLUSIVE,
    QUESTIONS,
    SAFE_ADULT,
    SAFETY_QUESTIONS,
    Flag,
    answers_with,
    compatible,
    flags,
    random_answers,
)

from widgets import questionnaire, tables
from widgets.questionnaire import Answers
from widgets.screening import Screening, pressure_rank, screen, screen_checked

# An incomplete check stands between precautions and clinician first.
ORDER = {"fine": 0, "precautions": 1, "incomplete": 2, "clinician_first": 3, "emergency": 4}
RULES = tables.load("safety_rules")
RANDOM_SUPERSETS = 100_000


def with_flags(*combination: Flag) -> Screening:
    return screen(answers_with(combination))


def no_milder(more: Screening, less: Screening) -> bool:
    """True when `more` is at least as urgent and allows no more pressure and no more kinds."""
    levels = [pressure_rank(each.limits.max_pressure or "firm") for each in (more, less)]
    return (
        ORDER[more.disposition] >= ORDER[less.disposition]
        and levels[0] <= levels[1]
        and set(more.limits.avoid) >= set(less.limits.avoid)
        and {each.rule for each in more.reasons if each.disposition != "fine"}
        >= {each.rule for each in less.reasons if each.disposition != "fine"}
    )


def test_a_healthy_adult_is_fine():
    result = screen(SAFE_ADULT)
    assert result.disposition == "fine"
    assert result.missing == ()
    assert result.limits.max_pressure is None
    assert result.limits.avoid == ()


EXPECTED = {
    "emergency": [
        *((("emergency_signs", sign)) for sign in (
            "both_legs", "saddle_numb", "bladder_bowel", "sexual_change", "chest_pain",
            "serious_injury", "breathless", "hot_calf", "belly_lump", "unsure",
        )),
        ("leg_pain", "both_legs"),
        ("leg_pain", "unsure"),
    ],
    "clinician_first": [
        ("age", "under_18"), ("age", "unsure"),
        *(("warning_signs", sign) for sign in (
            "fever", "weight_loss", "night_pain", "leg_weakness", "back_injury", "injected_drugs",
            "unsure",
        )),
        *(("conditions", sign) for sign in (
            "pregnant", "cancer_now", "cancer_past", "clot", "high_blood_pressure", "broken_bone",
            "very_weak_bones", "surgery", "contagious", "told_not_to", "unsure",
        )),
        ("medicines", "steroids_long"), ("medicines", "unsure"),
        ("clinician_said", "inflammatory"), ("clinician_said", "unsure"),
    ],
    "precautions": [
        ("warning_signs", "fall"),
        *(("conditions", sign) for sign in (
            "weak_bones", "skin", "varicose_veins", "bleeding", "numb_feet", "oil_allergy",
        )),
        *(("medicines", name) for name in (
            "blood_thinners", "steroids_short", "painkillers", "muscle_relaxants",
        )),
        ("leg_pain", "one_leg"), ("leg_pain", "one_leg_numb"),
        *(("clinician_said", cause) for cause in ("disc", "stenosis", "other")),
    ],
    "fine": [("age", "from_70")],
}  # fmt: skip
DISPOSITIONS = [(flag, name) for name, signs in EXPECTED.items() for flag in signs]


@pytest.mark.parametrize(("flag", "disposition"), DISPOSITIONS, ids=str)
def test_each_sign_alone(flag, disposition):
    assert with_flags(flag).disposition == disposition


def test_every_sign_is_in_the_list_above():
    assert {flag for flag, _ in DISPOSITIONS} == set(flags())


@pytest.mark.parametrize("age", ["from_18_to_49", "from_50_to_69", "from_70"])
def test_age_alone_does_not_alarm(age):
    result = screen({**SAFE_ADULT, "age": age})
    assert result.disposition == "fine"
    assert all(reason.disposition == "fine" for reason in result.reasons)


@pytest.mark.parametrize(
    "other", [("age", "from_70"), ("age", "unsure"), ("conditions", "weak_bones")]
)
def test_a_fall_counts_more_with_age_or_weak_bones(other):
    assert with_flags(("warning_signs", "fall")).disposition == "precautions"
    assert with_flags(("warning_signs", "fall"), other).disposition == "clinician_first"


@pytest.mark.parametrize("topic", tables.load("safety"), ids=lambda row: row.id)
def test_every_contraindication_precaution_and_red_flag_has_a_rule(topic):
    if topic.category in ("absolute", "local", "medication", "condition", "red flag"):
        assert [rule for rule in RULES if rule.safety == topic.id]


@pytest.mark.parametrize(
    ("flag", "max_pressure", "avoid"),
    [
        (("medicines", "blood_thinners"), "light", ("heat", "thrust")),
        (("conditions", "bleeding"), "light", ("thrust",)),
        (("conditions", "weak_bones"), "light", ("stretch", "thrust")),
        (("conditions", "numb_feet"), "moderate", ("heat",)),
        (("medicines", "painkillers"), "moderate", ()),
        (("leg_pain", "one_leg"), None, ("thrust",)),
    ],
    ids=str,
)
def test_precautions_limit_what_a_massage_may_be(flag, max_pressure, avoid):
    limits = with_flags(flag).limits
    assert limits.max_pressure == max_pressure
    assert limits.avoid == avoid


def test_the_lightest_limit_wins():
    result = with_flags(("medicines", "painkillers"), ("medicines", "blood_thinners"))
    assert result.limits.max_pressure == "light"
    assert result.limits.avoid == ("heat", "thrust")


def test_reasons_run_from_urgent_to_calm_and_name_the_answers():
    result = with_flags(
        ("medicines", "painkillers"), ("warning_signs", "fever"), ("emergency_signs", "hot_calf")
    )
    assert [reason.disposition for reason in result.reasons][:3] == [
        "emergency", "clinician_first", "precautions",
    ]  # fmt: skip
    said = "your calf is hot, swollen or red, or sore for no reason"
    assert result.reasons[0].because == f"because you said {said}"


def test_a_rule_on_two_questions_names_both_answers():
    reason = next(
        reason
        for reason in with_flags(("warning_signs", "fall"), ("age", "from_70")).reasons
        if reason.rule == "fall_at_70"
    )
    assert reason.because == (
        "because you said you had a fall in the last weeks; you are 70 or older"
    )


def test_an_emergency_names_the_number_and_asks_to_read_again_when_not_sure():
    result = with_flags(("emergency_signs", "unsure"))
    assert "911 in the US" in result.action
    assert "Do not have a massage" in result.action
    assert "read the list again" in result.reasons[0].text


@pytest.mark.parametrize("left_out", [row.id for row in SAFETY_QUESTIONS])
@pytest.mark.parametrize("empty", [True, False])
def test_an_open_safety_question_is_never_fine(left_out, empty):
    answers = {**SAFE_ADULT}
    del answers[left_out]
    if empty and QUESTIONS[left_out].kind == "many":
        answers[left_out] = []
    result = screen(answers)
    assert result.disposition == "incomplete"
    assert result.missing == (left_out,)


def test_an_open_question_hides_no_emergency():
    assert screen({"emergency_signs": ["chest_pain"]}).disposition == "emergency"
    assert screen({"warning_signs": ["fever"]}).disposition == "clinician_first"
    assert screen({"medicines": ["blood_thinners"]}).disposition == "incomplete"
    assert screen({}).disposition == "incomplete"


@pytest.mark.parametrize("question", [row.id for row in SAFETY_QUESTIONS])
def test_not_sure_counts_as_yes(question):
    unsure = with_flags((question, "unsure"))
    for flag in flags():
        if flag[0] == question:
            single = with_flags(flag)
            assert ORDER[unsure.disposition] >= ORDER[single.disposition], flag
            if unsure.disposition != "emergency":  # which offers nothing to limit
                level = pressure_rank(single.limits.max_pressure or "firm")
                assert pressure_rank(unsure.limits.max_pressure or "firm") <= level, flag
                assert set(unsure.limits.avoid) >= set(single.limits.avoid), flag


@pytest.mark.parametrize("question", [row.id for row in SAFETY_QUESTIONS])
def test_not_sure_is_as_urgent_as_yes_beside_any_other_sign(question):
    for other in (flag for flag in flags() if flag[0] != question):
        unsure = with_flags((question, "unsure"), other)
        for flag in (flag for flag in flags() if flag[0] == question):
            assert ORDER[unsure.disposition] >= ORDER[with_flags(flag, other).disposition]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_can_fire(rule):
    answers: Answers = dict(SAFE_ADULT)
    for part in rule.when:
        many = QUESTIONS[part.question].kind == "many"
        answers[part.question] = [part.any_of[0]] if many else part.any_of[0]
    assert rule.id in [reason.rule for reason in screen(answers).reasons]


@pytest.mark.parametrize("question", [row.id for row in SAFETY_QUESTIONS])
def test_every_safety_choice_has_an_effect(question):
    plain = {("age", "from_18_to_49"), ("age", "from_50_to_69")}
    named = {(part.question, each) for rule in RULES for part in rule.when for each in part.any_of}
    for row in questionnaire.choices(question):
        flag = (question, row.id)
        assert flag in named or row.id == "none" or flag in plain, flag


def test_one_more_sign_is_never_milder_up_to_three_signs(capsys):
    """Exhaustive over a healthy adult with none to three of the flags, in every combination.

    All answers to the safety questions number some 2.5 * 10^13, too many to run through; so this
    takes every single, pair and triple, each against itself without one of its flags, and the test
    below takes random sets of any size.
    """
    seen: dict[frozenset[Flag], Screening] = {}
    compared = 0
    for count in range(4):
        for combination in itertools.combinations(flags(), count):
            if not compatible(combination):
                continue
            more = seen[frozenset(combination)] = screen_checked(answers_with(combination))
            for flag in combination:
                less = seen[frozenset(combination) - {flag}]
                compared += 1
                assert no_milder(more, less), (combination, flag)
    with capsys.disabled():
        print(f" [{len(seen)} sets of up to three of {len(flags())} flags, {compared} steps]")


def test_one_more_sign_is_never_milder_in_random_supersets(capsys):
    """100,000 random steps: a sign is added to answers that hold any number of others.

    Some safety questions are left open, and the preferences are random too. Each walk starts from
    random answers and goes on until nothing can be added.
    """
    rng = random.Random(20261122)
    compared = 0
    while compared < RANDOM_SUPERSETS:
        answers = _start(rng)
        less = screen_checked(answers)
        for flag in rng.sample(flags(), len(flags())):
            if _add(answers, flag):
                more = screen_checked(answers)
                assert no_milder(more, less), (answers, flag)
                less = more
                compared += 1
    with capsys.disabled():
        print(f" [{compared} random supersets]")


def _start(rng: random.Random) -> Answers:
    """Random preferences; each safety question answered as a healthy adult, or left open."""
    answers = {**random_answers(rng), **SAFE_ADULT}
    for row in SAFETY_QUESTIONS:
        if rng.random() < 0.1:
            del answers[row.id]
    return answers


def _add(answers: Answers, flag: Flag) -> bool:
    """Add a flag to answers in place where it adds a sign and takes none back; say if it did."""
    question, choice = flag
    if question not in answers:
        return False
    safe = answers[question] == SAFE_ADULT[question]
    if QUESTIONS[question].kind == "one":
        if safe:
            answers[question] = choice
        return safe
    present = [] if safe else [*questionnaire.chosen(answers, question)]
    if present and (flag in EXCLUSIVE or (question, present[0]) in EXCLUSIVE):
        return False
    answers[question] = [*present, choice]
    return True


def test_a_screening_is_plain_json():
    result = with_flags(("medicines", "blood_thinners")).to_dict()
    assert set(result) == {
        "disposition", "headline", "action", "reasons", "limits", "ask", "missing",
    }  # fmt: skip
    assert result["limits"] == {"max_pressure": "light", "avoid": ["heat", "thrust"]}
    assert set(result["reasons"][0]) == {
        "rule", "disposition", "because", "text", "action", "evidence",
    }  # fmt: skip
    assert isinstance(result["reasons"], list)
