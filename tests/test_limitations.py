"""The lessons on limits keep their promises, as a reader sees them.

Every guideline stands with its date, exercises tell right from wrong, and what the lessons say of
safety is held to the questions of the safety check: a sign added there has to be taught here.
"""

from __future__ import annotations

import json
import re

import built
import pytest
from bs4 import Tag

from widgets import evidence, questionnaire, quiz, tables

GUIDELINES = "book/limitations/guidelines-disagree.html"
EXERCISES = {
    "by-itself": ("my_noise = 15", "my_noise = 0"),
    "what-trials-show": ("my_answer = None", "my_answer = 3"),
    "when-not": ("my_answer = 0", "my_answer = 931"),
    "temporary-relief": ("my_answer = 0", "my_answer = 3.04"),
    "check-a-claim": ('my_verdict = "?"', 'my_verdict = "unsupported"'),
}
WHEN_NOT = "book/limitations/when-not.html"
RELIEF = "book/limitations/temporary-relief.html"
CLAIM = "book/limitations/check-a-claim.html"
# Words of the lesson that a reader would know the sign by.
EMERGENCY = {
    "both_legs": "both legs",
    "saddle_numb": "between",
    "bladder_bowel": "bladder, bowels",
    "sexual_change": "sexual feeling",
    "chest_pain": "chest pain",
    "serious_injury": "crash",
    "breathless": "sudden trouble breathing",
    "hot_calf": "calf",
    "belly_lump": "lump in",
}
CLINICIAN_FIRST = {
    "fever": "fever",
    "weight_loss": "weight loss",
    "night_pain": "night pain",
    "leg_weakness": "a weak leg",
    "back_injury": "a hard blow to your back",
    "fall": "a fall, if you are 70 or older",
    "injected_drugs": "injected drugs",
}


def table_of_guidelines() -> list[list[str]]:
    table = built.article(GUIDELINES).find("table")
    assert table is not None
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in table.select("tbody tr")
    ]


def test_the_table_of_guidelines_gives_each_body_its_date_and_its_words() -> None:
    shown = table_of_guidelines()
    rows = evidence.guidelines()
    assert len(shown) == len(rows)
    for cells, row in zip(shown, rows, strict=True):
        assert f"{row.guideline}, {row.year or 'no date'}" in cells[0]
        assert cells[2].casefold() == row.says.casefold()
        assert cells[3].casefold() == (row.strength or "not said").casefold()


def test_the_table_of_guidelines_leaves_out_what_nobody_read() -> None:
    unread = [row.guideline for row in tables.load("guidelines") if row.verified == "no"]
    assert unread, "no row is unread any more: this test has nothing to hold"
    assert not [name for name in unread if any(name in row[0] for row in table_of_guidelines())]


def test_six_bodies_stand_side_by_side() -> None:
    first = " ".join(row[0] for row in table_of_guidelines())
    assert all(name in first for name in ("ACP", "NICE", "WHO", "KNGF", "NCCIH", "AHRQ"))


@pytest.mark.parametrize("lesson", sorted(EXERCISES))
def test_the_exercise_of_a_notebook_knows_the_right_answer_from_the_printed_one(
    lesson: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source = (built.ROOT / "book" / "limitations" / f"{lesson}.ipynb").read_text(encoding="utf-8")
    codes = ["".join(c["source"]) for c in json.loads(source)["cells"] if c["cell_type"] == "code"]
    printed, right = EXERCISES[lesson]
    (exercise,) = (code for code in codes if printed in code)
    names: dict[str, object] = {}
    exec("from widgets import evidence, simulation", names)
    for code, said in ((exercise, "Not yet"), (exercise.replace(printed, right), "Right")):
        exec(code, names)
        assert capsys.readouterr().out.startswith(said)


def section(page: str, title: str) -> Tag:
    """The section of a page under a heading that begins with `title`."""
    for found in built.article(page).find_all("section"):
        heading = found.find(["h1", "h2", "h3"])
        if heading is not None and said(heading).startswith(title.lower()):
            return found
    raise AssertionError(f"{page} has no section {title!r}")


def said(node: Tag) -> str:
    return " ".join(node.get_text(" ").replace("’", "'").split()).lower()


def signs(question: str) -> set[str]:
    asked = {each["id"]: each for each in questionnaire.rules()["questions"]}[question]
    return {choice["id"] for choice in asked["choices"]} - {"none", "unsure"}


def test_each_emergency_sign_of_the_safety_check_is_in_the_first_list() -> None:
    assert set(EMERGENCY) == signs("emergency_signs")
    listed = said(section(WHEN_NOT, "Emergency: call now"))
    assert not {sign for sign, words in EMERGENCY.items() if words not in listed}
    assert "do not book a massage" in listed


def test_each_warning_sign_of_the_safety_check_is_in_the_second_list() -> None:
    assert set(CLINICIAN_FIRST) == signs("warning_signs")
    listed = said(section(WHEN_NOT, "See a clinician first"))
    assert not {sign for sign, words in CLINICIAN_FIRST.items() if words not in listed}
    assert not {words for words in EMERGENCY.values() if words in listed}


def test_the_plan_to_print_names_each_emergency_sign() -> None:
    plan = said(section(RELIEF, "My plan to print"))
    assert not {sign for sign, words in EMERGENCY.items() if words not in plan}
    assert "911" in plan


@pytest.mark.parametrize("page", built.pages())
def test_the_base_rate_never_stands_without_the_advice_to_be_checked(page: str) -> None:
    for found in built.article(page).find_all("section"):
        own = [each for each in found.find_all(["p", "li"]) if each.find_parent("section") is found]
        text = " ".join(map(said, own))
        if re.search(r"0\.9 (?:in|of|people in) 100|0\.9%", text):
            assert re.search(r"\bcheck|\bclinician\b|medical care", text), text[:80]


def test_most_flags_are_false_alarms_but_an_emergency_is_not_weighed() -> None:
    told = said(section(WHEN_NOT, "What these numbers tell you"))
    assert "not a reason to skip the check" in told
    assert "an emergency sign is an emergency, whatever the numbers say" in told


def test_serious_harm_without_a_count_is_printed_as_not_known() -> None:
    told = said(section(WHEN_NOT, "How often? Not known"))
    assert '"not known" is not "none"' in told.replace("“", '"').replace("”", '"')


def test_a_verdict_is_about_a_sentence_and_no_medical_advice() -> None:
    told = said(section(CLAIM, "Six words for a verdict"))
    assert "does not say what you should do, and it is not medical advice" in told


def test_the_advert_is_marked_as_made_up_before_it_begins() -> None:
    advert = built.article(CLAIM).find("blockquote")
    assert advert is not None
    before = advert.find_previous("p")
    assert before is not None and "made up, and so is the clinic" in said(before)
    assert not advert.find("a"), "a made-up clinic leads nowhere"


def test_a_score_is_no_pass_and_no_license_to_treat() -> None:
    assert not [
        words
        for words in quiz.WORDS.values()
        if re.search(r"\b(pass(?:ed)?|certificate|certified|qualified|license)\b", words, re.I)
    ]
    answer = section(CLAIM, "Model answer and rubric")
    assert "does not make anyone fit to treat a back" in said(answer)


@pytest.mark.parametrize("page", built.pages())
def test_every_page_says_that_it_is_no_medical_advice(page: str) -> None:
    footer = built.soup(page).select_one("footer.bd-footer-content")
    assert footer is not None and "not medical advice" in said(footer)
