"""The modality selector in the published page: every disposition, by mouse and by keyboard.

What the page shows is compared with what Python's `screen` and `rank` give for the same answers.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from axe import violations
from browsing import Visit
from bs4 import BeautifulSoup
from driving import (
    CHOOSING,
    Hand,
    Keyboard,
    Mouse,
    choice_of,
    expected,
    fill,
    place,
    shown,
    step_of,
    walk,
)
from playwright.sync_api import Page
from profiles import SAFE_ADULT, random_answers

from widgets import questionnaire, tables
from widgets.screening import screen
from widgets.selection import rank

LIKES = {
    "where": "low_back",
    "duration": "over_12_weeks",
    "hopes": ["unwind"],
    "matters": ["staying_dressed", "cost"],
    "pressure": "light",
    "clothing": "clothed",
    "oil": "no",
}
CASES: dict[str, dict[str, Any]] = {
    "fine": {**SAFE_ADULT, **LIKES},
    "precautions": {**SAFE_ADULT, **LIKES, "medicines": ["blood_thinners"]},
    "clinician_first": {**SAFE_ADULT, "warning_signs": ["fever", "weight_loss"]},
    "emergency": {**SAFE_ADULT, "emergency_signs": ["saddle_numb"]},
}
HANDS = {"mouse": Mouse, "keyboard": Keyboard}


@pytest.mark.parametrize("how", HANDS)
@pytest.mark.parametrize("disposition", CASES)
def test_each_disposition_is_reached_and_shown_as_python_has_it(
    visit: Visit, disposition: str, how: str
) -> None:
    answers = CASES[disposition]
    assert screen(answers).disposition == disposition
    page = visit(CHOOSING)
    address = page.url
    hand: Hand = HANDS[how](page)
    assert walk(hand, answers) == disposition
    assert shown(page) == expected(given(page, answers))
    assert page.url == address
    assert focus_is_in(page, ".kk-selector")


def given(page: Page, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Of the answers, those that the screens shown so far have asked for.

    A result that must not wait comes before the later screens.
    """
    last = {"emergency": 1, "clinician_first": 2}.get(screen(dict(answers)).disposition, 4)
    steps = {row.id: row.step for row in tables.load("questions")}
    return {name: answer for name, answer in answers.items() if steps[name] <= last}


def focus_is_in(page: Page, selector: str) -> bool:
    """True when the focus lies in something that the selector matches."""
    return bool(page.evaluate("(s) => Boolean(document.activeElement.closest(s))", selector))


@pytest.mark.parametrize("how", HANDS)
def test_an_emergency_shows_one_alert_with_a_heading_and_nothing_to_book(
    visit: Visit, how: str
) -> None:
    page = visit(CHOOSING)
    page.evaluate(
        """() => {
             window.alerts = 0;
             new MutationObserver((records) => {
               for (const { addedNodes } of records) for (const node of addedNodes)
                 if (node.nodeType === 1)
                   alerts += Number(node.matches("[role=alert]"))
                     + node.querySelectorAll("[role=alert]").length;
             }).observe(document.querySelector(".kk-selector"), { childList: true, subtree: true });
           }"""
    )
    hand = HANDS[how](page)
    assert walk(hand, CASES["emergency"]) == "emergency"
    alert = page.locator("[role=alert]")
    assert alert.count() == 1
    assert alert.get_by_role("heading").count() == 1
    assert "911" in page.locator(".kk-selector").inner_text()
    assert page.evaluate("alerts") == 1
    assert page.locator(".kk-selector [role=status]").inner_text() == ""
    assert page.locator(".kk-selector").locator("table, [data-option], .kk-aside").count() == 0
    words = page.locator(".kk-selector").inner_text().lower()
    for row in tables.load("options"):
        assert row.name.lower() not in words
    assert "book" not in words.split()
    actions = page.locator(".kk-selector button").evaluate_all(
        "all => all.map(b => b.dataset.action)"
    )
    assert set(actions) == {"change", "restart"}


def test_the_status_region_is_there_before_it_speaks_and_the_focus_moves_by_buttons_only(
    visit: Visit,
) -> None:
    page = visit(CHOOSING)
    status = page.locator(".kk-selector [role=status]")
    assert status.count() == 1 and status.inner_text() == ""
    page.evaluate("() => { window.region = document.querySelector('.kk-selector [role=status]'); }")
    assert not focus_is_in(page, ".kk-selector")
    hand = Mouse(page)
    for step in range(1, 5):
        for question in tables.load("questions"):
            answer = CASES["fine"].get(question.id)
            if question.step != step or not answer:
                continue
            hand.choose(question.id, answer if isinstance(answer, str) else answer[0])
            assert focus_is_in(page, f'fieldset[data-question="{question.id}"]')
        hand.press("next")
        assert focus_is_in(page, ".kk-selector .kk-heading")
    page.wait_for_function("() => region.textContent.trim() !== ''")
    assert page.evaluate("region.isConnected")
    assert page.locator(".kk-selector [role=status]").count() == 1
    headline = screen(CASES["fine"]).headline
    assert headline in status.text_content()


def test_an_unanswered_safety_question_is_asked_again_beside_it(visit: Visit) -> None:
    page = visit(CHOOSING)
    hand = Mouse(page)
    fill(hand, {**SAFE_ADULT, "conditions": []}, 1)
    hand.press("next")
    assert step_of(page) == 1
    message = page.locator('fieldset[data-question="conditions"] .kk-message')
    assert message.is_visible() and page.locator(".kk-message").count() == 1
    assert focus_is_in(page, 'fieldset[data-question="conditions"]')
    described = page.evaluate(
        """() => document.activeElement.getAttribute("aria-describedby").split(" ")
             .map((id) => document.getElementById(id).textContent).join(" ")"""
    )
    assert message.inner_text() in described
    hand.choose("conditions", "none")
    assert page.locator(".kk-message").count() == 0
    hand.press("next")
    assert step_of(page) == 2


def test_not_sure_stands_alone_and_counts_as_yes(visit: Visit) -> None:
    page = visit(CHOOSING)
    hand = Mouse(page)
    hand.choose("warning_signs", "fever")
    hand.choose("warning_signs", "unsure")
    assert choice_of(page, "warning_signs", "unsure").is_checked()
    assert not choice_of(page, "warning_signs", "fever").is_checked()
    hand.choose("warning_signs", "fall")
    assert not choice_of(page, "warning_signs", "unsure").is_checked()
    hand.choose("warning_signs", "unsure")
    answers = {**SAFE_ADULT, "warning_signs": ["unsure"]}
    fill(hand, {**answers, "warning_signs": []}, 1)
    hand.press("next")
    fill(hand, answers, 2)
    for _ in range(3):
        if not page.locator(".kk-verdict").count():
            hand.press("next")
    assert shown(page) == expected(given(page, answers))
    assert screen(answers).disposition in ("clinician_first", "emergency")


@pytest.mark.parametrize(
    "question", [row.id for row in tables.load("questions") if row.safety and row.id != "age"]
)
def test_every_safety_question_offers_not_sure(visit: Visit, question: str) -> None:
    assert "unsure" in [row.id for row in questionnaire.choices(question)]


def test_one_answer_is_changed_and_what_moved_is_told(visit: Visit) -> None:
    page = visit(CHOOSING)
    hand = Keyboard(page)
    walk(hand, CASES["fine"])
    hand.press("change", "pressure")
    assert step_of(page) == 4
    assert focus_is_in(page, 'fieldset[data-question="pressure"]')
    hand.choose("pressure", "firm")
    hand.press("next")
    after = {**CASES["fine"], "pressure": "firm"}
    assert shown(page) == expected(after)
    assert page.locator(".kk-moved li").all_inner_texts() == moves(CASES["fine"], after)
    page.wait_for_function(
        """() => /moved/i.test(document.querySelector(".kk-selector [role=status]").textContent)"""
    )


def moves(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What the page should say has moved, in the order of the later ranking."""

    def placed(answers: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
        return {
            each.id: (each.facts.name, "set aside" if each.status == "set_aside" else place(each))
            for each in rank(dict(answers))
        }

    old, new = placed(before), placed(after)
    return [
        f"{name}: was {low(old[key][1])}, now {low(where)}."
        for key, (name, where) in new.items()
        if old[key][1] != where
    ]


def low(text: str) -> str:
    return text[:1].lower() + text[1:]


def test_starting_again_clears_every_answer(visit: Visit) -> None:
    page = visit(CHOOSING)
    hand = Mouse(page)
    walk(hand, CASES["fine"])
    hand.press("restart")
    assert step_of(page) == 1
    assert page.locator(".kk-selector input:checked").count() == 0
    assert focus_is_in(page, ".kk-selector .kk-heading")
    hand.press("next")
    assert step_of(page) == 1 and page.locator(".kk-message").count() >= 1


@pytest.mark.parametrize("disposition", ["precautions", "clinician_first"])
def test_the_saved_sheet_holds_the_result_and_what_to_ask(
    visit: Visit, tmp_path: Path, disposition: str
) -> None:
    page = visit(CHOOSING)
    hand = Mouse(page)
    walk(hand, CASES[disposition])
    with page.expect_download() as download:
        hand.press("save")
    assert download.value.suggested_filename == "massage-sheet.html"
    path = tmp_path / "sheet.html"
    download.value.save_as(path)
    check_sheet(path.read_text(encoding="utf-8"), given(page, CASES[disposition]))


def test_the_printed_sheet_is_the_saved_one(visit: Visit) -> None:
    page = visit(CHOOSING)
    # A browser without a screen has no print dialog; note what would have been printed.
    page.context.add_init_script("window.print = () => { top.printed = document; }")
    page.reload()
    page.wait_for_selector(".kk-selector")
    hand = Keyboard(page)
    walk(hand, CASES["precautions"])
    hand.press("print")
    page.wait_for_selector("iframe.kk-print-frame", state="attached")
    frame = page.locator("iframe.kk-print-frame")
    check_sheet(
        frame.evaluate("frame => frame.contentDocument.documentElement.outerHTML"),
        CASES["precautions"],
    )


def check_sheet(html: str, answers: Mapping[str, Any]) -> None:
    """The sheet says what Python says, keeps no name and no date, and loads nothing."""
    sheet = BeautifulSoup(html, "html.parser")
    words = " ".join(sheet.get_text(" ").split())
    wanted = expected(answers)
    assert wanted["headline"] in words and wanted["action"] in words
    for line in screen(dict(answers)).ask:
        assert line in words
    front = [each for each in wanted["options"] if not each["folded"]]
    names = {row.id: row.name for row in tables.load("options")}
    for option in front:
        assert names[option["id"]] in words
    assert not sheet.find_all(["script", "img", "link", "iframe"])
    assert sheet.title and sheet.html and sheet.html.get("lang") == "en"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen_or_result(visit: Visit, theme: str, width: int) -> None:
    page = visit(CHOOSING, theme=theme, width=width)
    hand = Mouse(page)
    where = f"{theme}, {width} px"
    found: list[str] = []

    def look(name: str) -> None:
        found.extend(violations(page, f"{name}, {where}", within=".kk-selector"))

    for disposition, answers in CASES.items():
        for step in range(1, 5):
            if disposition == "fine":
                if step == 1:
                    hand.press("next")
                    look("a question asked again")
                look(f"screen {step}")
            fill(hand, answers, step)
            hand.press("next")
            if page.locator(".kk-verdict").count():
                break
        for details in page.locator(".kk-selector details").all():
            details.evaluate("details => { details.open = true; }")
        look(disposition)
        if disposition == "fine":
            hand.press("change", "pressure")
            hand.choose("pressure", "firm")
            hand.press("next")
            look("what moved")
        hand.press("restart")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_tool_fits_the_screen_and_its_targets_are_large_enough(
    visit: Visit, width: int
) -> None:
    page = visit(CHOOSING, width=width)
    hand = Mouse(page)
    small: list[str] = []
    for step in range(1, 5):
        small += too_small(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        fill(hand, CASES["precautions"], step)
        hand.press("next")
    small += too_small(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not small


def too_small(page: Page) -> list[str]:
    """The targets of the tool that are smaller than 24 by 24 CSS pixels.

    A choice is pressed by its whole label. WCAG lets links inside a sentence be as high as it is.
    """
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(
               ".kk-selector :is(input, button, summary, a)")]
             .filter((node) => node.checkVisibility() && !node.closest("p, li:has(a)"))
             .map((node) => node.closest("label") ?? node)
             .filter((node) => {
               const { width, height } = node.getBoundingClientRect();
               return Math.min(width, height) < 24;
             }).map((node) => node.textContent.trim() || node.outerHTML)"""
    )
    return found


@pytest.mark.parametrize("seed", range(8))
def test_random_people_see_on_the_page_what_python_says(visit: Visit, seed: int) -> None:
    rng = random.Random(seed)
    answers: dict[str, Any] = {"age": "x"}
    # Most random people have a red flag; let every second one come to see a ranking.
    while not complete(answers):
        answers = random_answers(rng)
        if seed % 2:
            answers = {**answers, **SAFE_ADULT, "leg_pain": "one_leg"}
    page = visit(CHOOSING, width=390 if seed % 4 == 1 else 1280)
    walk(Mouse(page), answers)
    assert shown(page) == expected(given(page, answers))


def complete(answers: Mapping[str, Any]) -> bool:
    """True when every safety question has an answer."""
    return "x" not in answers.values() and not screen(dict(answers)).missing
