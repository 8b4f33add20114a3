"""The fact box in the selector's result and in lessons: the same words, for the same people."""

from __future__ import annotations

import re
from typing import Any

import built
import pytest
from axe import violations
from browsing import Visit
from driving import CHOOSING, Mouse, walk
from playwright.sync_api import Page
from profiles import SAFE_ADULT

from widgets import FactBox, fact_box

LESSONS = built.pages_with('class="kk-fact-box"')
RESULTS: dict[str, tuple[dict[str, Any], str | None]] = {
    "new pain": ({"duration": "under_6_weeks"}, "acute"),
    "some weeks": ({"duration": "from_6_to_12_weeks"}, "subacute"),
    "lasting pain": ({"duration": "over_12_weeks"}, "chronic"),
    "not said": ({}, "chronic"),
    "precautions": ({"duration": "under_6_weeks", "medicines": ["blood_thinners"]}, "acute"),
    "clinician first": ({"warning_signs": ["fever"]}, "chronic"),
    "emergency": ({"emergency_signs": ["saddle_numb"]}, None),
}


@pytest.mark.parametrize("name", RESULTS)
def test_the_result_shows_the_box_that_fits_the_duration(visit: Visit, name: str) -> None:
    answers, box = RESULTS[name]
    page = visit(CHOOSING)
    walk(Mouse(page), {**SAFE_ADULT, **answers})
    shown = page.locator(".kk-selector .kk-fact-box")
    if box is None:
        assert shown.count() == 0
        return
    assert shown.get_attribute("data-box") == box
    assert lines_of(page, ".kk-selector") == expected(box)


def test_nothing_is_shown_while_a_safety_question_is_open(visit: Visit) -> None:
    page = visit(CHOOSING)
    assert page.locator(".kk-selector .kk-fact-box").count() == 0


def test_changing_the_duration_changes_the_box(visit: Visit) -> None:
    page = visit(CHOOSING)
    hand = Mouse(page)
    walk(hand, {**SAFE_ADULT, "duration": "over_12_weeks"})
    hand.press("change", "duration")
    hand.choose("duration", "under_6_weeks")
    hand.press("next")
    while not page.locator(".kk-verdict").count():
        hand.press("next")
    assert page.locator(".kk-selector .kk-fact-box").get_attribute("data-box") == "acute"


def test_its_sources_lead_to_entries_of_the_evidence_page(visit: Visit) -> None:
    page = visit(CHOOSING)
    walk(Mouse(page), SAFE_ADULT)
    links = page.locator(".kk-selector .kk-fact-box a")
    addresses = links.evaluate_all("(all) => all.map((a) => a.href)")
    assert len(addresses) >= 6
    page.goto(addresses[0])
    for address in addresses:
        anchor = address.partition("#")[2]
        assert re.fullmatch(r"E\d{3}", anchor)
        assert page.locator(f"#{anchor}").count() == 1, address


def test_the_saved_sheet_holds_it(visit: Visit, tmp_path: Any) -> None:
    page = visit(CHOOSING)
    hand = Mouse(page)
    walk(hand, {**SAFE_ADULT, "duration": "over_12_weeks"})
    with page.expect_download() as saved:
        hand.press("save")
    saved.value.save_as(tmp_path / "sheet.html")
    text = (tmp_path / "sheet.html").read_text("utf-8")
    assert "without massage 4 in 100, with massage more than 33 in 100" in text
    assert "without massage not known, with massage 10 in 100" in text


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_box(visit: Visit, theme: str, width: int) -> None:
    page = visit(CHOOSING, theme=theme, width=width)
    walk(Mouse(page), {**SAFE_ADULT, "duration": "over_12_weeks"})
    page.locator(".kk-fact-box").scroll_into_view_if_needed()
    assert violations(page, f"fact box, {theme}, {width}", ".kk-fact-box") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_two_lessons_or_more_hold_a_box() -> None:
    assert len(LESSONS) >= 2


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_shows_the_box_with_its_sources_as_markers(visit: Visit, lesson: str) -> None:
    page = visit(lesson)
    for box in page.locator("article .kk-fact-box").all():
        name = box.get_attribute("data-box")
        assert name in fact_box.boxes()
        assert lines_of(page, "article") == expected(str(name))
        markers = box.locator(".kk-marker")
        assert markers.count() >= len(FactBox(str(name)).lines)
        markers.first.click()
        assert box.locator(".kk-card:popover-open").inner_text().strip()


def lines_of(page: Page, root: str) -> list[list[str]]:
    """Outcome, without and with massage of each line on show."""
    found: list[list[str]] = page.locator(
        f"{root} .kk-fact-box tr:has(> th[scope=row])"
    ).evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim()))"
    )
    return found


def expected(name: str) -> list[list[str]]:
    return [
        [line["outcome"], line["without"], line["with_massage"]]
        for kind in FactBox(name).to_dict()["kinds"]
        for line in kind["lines"]
    ]
