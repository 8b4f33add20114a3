"""The lessons on when not, how long and which claim: what they say of safety, as a reader sees it.

The lists of warning signs are held to the questions of the safety check, so that a sign added there
has to be taught here.
"""

from __future__ import annotations

import re

import built
import pytest
from bs4 import Tag

from widgets import questionnaire, quiz

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
    assert not {words for words in EMERGENCY.values() if words in listed} - {"between"}


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
