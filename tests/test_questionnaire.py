"""Malformed answers are refused by name; the tables' texts are plain, sourced and even-handed."""

from __future__ import annotations

import json
import random
import re

import pytest
import textstat
from hypothesis import given, settings
from hypothesis import strategies as st
from profiles import QUESTIONS, SAFE_ADULT, random_answers

from widgets import questionnaire, screening, tables

HIGHEST_GRADE = 6
QUARTER = 0.25
PREFERENCE = [row.id for row in QUESTIONS.values() if not row.safety]


def a_choice(question: str) -> str:
    return questionnaire.choices(question)[0].id


def test_good_answers_come_back_equal_but_copied():
    rng = random.Random(11)
    for _ in range(300):
        answers = random_answers(rng)
        checked = questionnaire.check(answers)
        assert checked == answers
        assert all(
            checked[name] is not value for name, value in answers.items() if isinstance(value, list)
        )


def test_no_answers_at_all_are_well_formed():
    assert questionnaire.check({}) == {}


def test_a_tuple_serves_as_a_list():
    assert questionnaire.check({"hopes": ("less_pain", "sleep")}) == {
        "hopes": ["less_pain", "sleep"]
    }


@pytest.mark.parametrize("answers", [None, [], "light", 3, {"pressure"}, [("pressure", "light")]])
def test_answers_that_are_no_dict_are_refused(answers):
    with pytest.raises(TypeError, match="give a dict"):
        questionnaire.check(answers)


@pytest.mark.parametrize("key", ["presure", "", None, 7, ("age",), frozenset(), True])
def test_an_unknown_question_is_refused_with_the_questions(key):
    with pytest.raises(ValueError, match="the questions are age, emergency_signs"):
        questionnaire.check({key: "light"})


@pytest.mark.parametrize(
    "value",
    [None, "", "Light", "soft", ["light"], ("light",), 1, True, 0.5, {"light": 1}, b"light"],
)
def test_a_wrong_single_choice_is_refused_with_the_choices(value):
    with pytest.raises(ValueError) as error:
        questionnaire.check({"pressure": value})
    assert "'pressure'" in str(error.value)
    assert "choose from light, moderate, firm, unsure" in str(error.value)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        (None, "give a list"),
        ("fever", "give a list"),
        ({"fever"}, "give a list"),
        ({"fever": True}, "give a list"),
        (4, "give a list"),
        ([None], "choose from"),
        ([["fever"]], "choose from"),
        (["flu"], "choose from"),
        (["fever", "fever"], "name each choice once"),
        (["none", "fever"], "'none' stands alone"),
        (["fever", "unsure"], "'unsure' stands alone"),
        (["none", "unsure"], "stands alone"),
    ],
)
def test_a_wrong_list_of_choices_is_refused_with_the_choices(value, right):
    with pytest.raises(ValueError) as error:
        questionnaire.check({"warning_signs": value})
    assert "'warning_signs'" in str(error.value)
    assert right in str(error.value)
    assert "fever, weight_loss" in str(error.value)


def test_a_value_that_cannot_be_shown_is_still_refused():
    class Sullen:
        def __repr__(self) -> str:
            raise RuntimeError

    with pytest.raises(ValueError, match="'age'"):
        questionnaire.check({"age": Sullen()})


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.binary(max_size=4),
    st.sampled_from([row.id for row in tables.load("choices")]),
)  # fmt: skip
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=4), inner, max_size=3),
        st.sets(st.integers(), max_size=2),
    ),
    max_leaves=8,
)
KEYS = st.one_of(st.sampled_from(list(QUESTIONS)), st.text(max_size=6), st.integers(), st.none())


def well_formed(question: str, value: object) -> bool:
    """What an answer may be, written a second time and in another way than in the package."""
    valid = {row.id for row in questionnaire.choices(question)}
    alone = {row.id for row in questionnaire.choices(question) if row.exclusive}
    if QUESTIONS[question].kind == "one":
        return isinstance(value, str) and value in valid
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        return False
    picked = set(value)
    unique = len(picked) == len(value)
    return unique and picked <= valid and (len(picked) < 2 or not picked & alone)


@settings(max_examples=400, deadline=None)
@given(ANYTHING)
def test_anything_is_taken_or_refused_in_words(answers):
    try:
        questionnaire.check(answers)
    except TypeError as error:
        assert "give a dict" in str(error)
    except ValueError as error:
        assert "the questions are" in str(error) or "answer to" in str(error)


@settings(max_examples=600, deadline=None)
@given(st.dictionaries(KEYS, ANYTHING, max_size=4))
def test_a_wrong_answer_never_passes_for_a_good_one(wrong):
    answers = {**SAFE_ADULT, **wrong}
    good = all(key in QUESTIONS and well_formed(key, value) for key, value in wrong.items())
    if good:
        screening.screen(answers)
        return
    with pytest.raises(ValueError) as error:
        screening.screen(answers)
    bad = [
        key for key, value in wrong.items() if key not in QUESTIONS or not well_formed(key, value)
    ]
    assert any(repr(key)[:10] in str(error.value) for key in bad)


def test_the_rules_survive_json_and_are_a_copy():
    rules = questionnaire.rules()
    assert json.loads(json.dumps(rules)) == rules
    rules["questions"].clear()
    assert questionnaire.rules()["questions"]


def test_the_rules_hold_what_a_front_end_needs():
    rules = questionnaire.rules()
    assert set(rules) == {
        "steps", "pressure_levels", "questions", "dispositions", "safety_rules", "options",
        "selection_rules", "words", "fact_boxes",
    }  # fmt: skip
    assert [step["number"] for step in rules["steps"]] == [1, 2, 3, 4, 5]
    assert set(rules["questions"][0]) == {
        "id", "step", "kind", "safety", "text", "help", "choices",
    }  # fmt: skip
    assert rules["safety_rules"][0]["when"] == [
        {"question": "emergency_signs", "any_of": ["both_legs"]}
    ]
    assert {row["id"]: row["urgency"] for row in rules["dispositions"]} == {
        "fine": 0, "precautions": 1, "clinician_first": 2, "emergency": 3, "incomplete": None,
    }  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_takes_not_sure_and_every_list_says_what_stands_alone(question):
    rows = {row.id: row for row in questionnaire.choices(question)}
    assert "unsure" in rows
    many = QUESTIONS[question].kind == "many"
    assert {row.id for row in rows.values() if row.exclusive} == (
        {"none", "unsure"} & set(rows) if many else set()
    )


def test_questions_and_choices_are_numbered_as_they_stand():
    for step in range(1, 5):
        orders = [row.order for row in QUESTIONS.values() if row.step == step]
        assert orders == list(range(1, len(orders) + 1))
    for question in QUESTIONS:
        orders = [row.order for row in questionnaire.choices(question)]
        assert orders == list(range(1, len(orders) + 1))


@pytest.mark.parametrize("row", tables.load("choices"), ids=lambda row: row.label)
def test_what_was_said_ends_a_sentence(row):
    assert row.said[0].islower()
    assert row.said[-1] not in ".;,"
    assert ";" not in row.said


def sentences(*texts: str | None) -> str:
    return " ".join(text if text[-1] in ".?!" else f"{text}." for text in texts if text)


def readable_texts() -> dict[str, str]:
    rules = questionnaire.rules()
    texts = {f"question {row['id']}": sentences(
        row["text"], row["help"], *(choice["label"] for choice in row["choices"])
    ) for row in rules["questions"]}  # fmt: skip
    texts |= {f"disposition {row['id']}": sentences(row["headline"], row["action"])
              for row in rules["dispositions"]}  # fmt: skip
    texts |= {f"safety rule {row['id']}": sentences(row["reason"], row["action"], row["ask"])
              for row in rules["safety_rules"]}  # fmt: skip
    texts |= {f"option {row['id']}": sentences(
        row["what_happens"], row["feels_like"], row["benefits"], row["harms"],
        row["certainty_statement"], row["ask"],
    ) for row in rules["options"]}  # fmt: skip
    texts |= {f"step {row['number']}": sentences(row["title"], row["intro"])
              for row in rules["steps"]}  # fmt: skip
    texts["answers"] = sentences(
        *(choice["said"] for row in rules["questions"] for choice in row["choices"])
    )
    texts["selection rules"] = sentences(*(row["reason"] for row in rules["selection_rules"]))
    texts["words"] = sentences(*rules["words"].values())
    return texts


@pytest.mark.parametrize(("name", "text"), readable_texts().items(), ids=lambda part: part[:30])
def test_the_texts_are_plain(name, text):
    assert textstat.textstat.flesch_kincaid_grade(text) <= HIGHEST_GRADE, text


def word_count(text: str) -> int:
    return len(text.split())


@pytest.mark.parametrize("row", questionnaire.options(), ids=lambda row: row.id)
def test_benefits_and_harms_get_equal_room(row):
    counts = sorted([word_count(row.benefits), word_count(row.harms)])
    assert counts[0] >= (1 - QUARTER) * counts[1]


def test_every_option_gets_equal_room():
    for field in ("benefits", "harms"):
        counts = [word_count(getattr(row, field)) for row in questionnaire.options()]
        assert min(counts) >= (1 - QUARTER) * max(counts), field


SAYS_CERTAINTY = {
    "high": r"reduces",
    "moderate": r"probably reduces",
    "low": r"may .* certainty is low",
    "very low": r"may .* very uncertain",
    "no data": r"No trial data",
}


@pytest.mark.parametrize("row", questionnaire.options(), ids=lambda row: row.id)
def test_certainty_is_worded_as_grade_words_it(row):
    assert re.search(SAYS_CERTAINTY[row.certainty], row.certainty_statement)


@pytest.mark.parametrize("row", questionnaire.options(), ids=lambda row: row.id)
def test_no_figure_is_written_a_second_time(row):
    for text in (row.feels_like, row.benefits, row.harms, row.certainty_statement):
        assert not re.search(r"\d", text), text


@pytest.mark.parametrize("table", ["safety_rules", "options"])
def test_every_source_exists_and_was_seen(table):
    verified = {row.id: row.verified for row in tables.load("evidence")}
    for row in tables.load(table):
        for source in row.evidence:
            assert verified[source] != "no", f"{row.id} cites {source}"


@pytest.mark.parametrize("row", tables.load("safety_rules"), ids=lambda row: row.id)
def test_a_rule_is_as_sure_as_its_sources(row):
    safety = {each.id: each for each in tables.load("safety")}
    if row.verified == "no":
        assert not row.evidence
    elif row.id != "oil_allergy":  # from modalities.csv, whose sources stand there
        assert row.evidence
    if row.safety and safety[row.safety].verified == "no":
        assert row.verified == "no"


def test_every_type_on_offer_is_an_option_and_no_other():
    offered = [row.id for row in tables.load("modalities") if row.offered]
    massage = [row.modality for row in tables.load("options") if row.kind == "massage"]
    assert sorted(massage) == sorted(offered)
    assert [row.id for row in questionnaire.options() if row.kind == "alternative"] == [
        "see_clinician", "keep_active", "exercise",
    ]  # fmt: skip


@pytest.mark.parametrize("row", tables.load("options"), ids=lambda row: row.id)
def test_an_option_repeats_nothing_that_its_modality_says(row):
    if row.modality:
        assert row.what_happens is None
        assert row.certainty is None
        modality = next(each for each in tables.load("modalities") if each.id == row.modality)
        for name in ("position", "oil"):
            assert getattr(modality, name) is None or not row.attributes[name]
    else:
        assert row.what_happens
        assert row.certainty


def test_unverified_names_are_fields_or_attributes():
    for row in questionnaire.options():
        known = set(row.attributes) | set(vars(row))
        assert set(row.unverified) <= known, row.id


def test_lower_confidence_reaches_the_option():
    structural = next(row for row in questionnaire.options() if row.id == "structural")
    assert {"pressure", "clothing"} <= set(structural.unverified)
