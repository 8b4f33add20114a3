"""Evidence markers as a reader meets them: by tap, pointer and keyboard, also without scripts."""

from __future__ import annotations

from typing import Any

import built
import pytest
from axe import violations
from browsing import Visit
from playwright.sync_api import Page

PAGE = "book/types/in-the-body.html"
PHRASING = {"button", "span", "a", "em", "strong", "b", "i", "code"}
LEDGER = "book/limitations/claims.html"
WITH_MARKERS = built.pages_with('class="kk-cite"')


def first(page: Page) -> tuple[Any, Any]:
    """The first marker of a page that cites a study, in sight, and its card."""
    cite = page.locator(".kk-cite:has([href*='/evidence.html'])").first
    cite.scroll_into_view_if_needed()
    return cite.locator(".kk-marker"), cite.locator(".kk-card")


def inside(page: Page, card: Any) -> bool:
    """True if the card lies within the window, left to right and top to bottom."""
    box, size = card.bounding_box(), page.viewport_size
    return bool(
        box["x"] >= -1
        and box["y"] >= -1
        and box["x"] + box["width"] <= size["width"] + 1
        and box["y"] + box["height"] <= size["height"] + 1
    )


@pytest.mark.parametrize("page", WITH_MARKERS)
def test_each_marker_has_its_own_card_beside_it_within_the_sentence(page: str) -> None:
    names = [str(node["id"]) for node in built.soup(page).select(".kk-cite, .kk-card")]
    assert len(names) == len(set(names))
    for cite in built.article(page).select(".kk-cite"):
        marker, card = cite.select_one(".kk-marker"), cite.select_one(".kk-card")
        assert marker is not None and card is not None
        assert marker["popovertarget"] == card["id"] and card.has_attr("popover")
        assert marker.find_next_sibling() is card
        assert {node.name for node in cite.find_all(True)} <= {
            "button",
            "span",
            "a",
            "em",
            "strong",
        }
        assert card.select_one(".kk-says").get_text(strip=True)  # type: ignore[union-attr]
        assert len(card.select(".kk-ways a")) >= len(card.select(".kk-fact"))
        assert cite.find_parent("a") is None and cite.find_parent(["h1", "h2", "h3"]) is None


@pytest.mark.parametrize("page", ["book/limitations/temporary-relief.html", LEDGER])
def test_a_long_label_breaks_across_lines_as_words_do(visit: Visit, page: str) -> None:
    opened = visit(page, width=390)
    lines = opened.locator("article :not(td) > p .kk-marker").evaluate_all(
        "all => all.map(each => each.offsetHeight / parseFloat(getComputedStyle(each).lineHeight))"
    )
    assert lines and max(lines) < 1.6, "a button of two lines leaves a gap in the sentence"
    words = opened.locator(".kk-said + .kk-cite").evaluate_all(
        "all => all.map(({ previousSibling }) => previousSibling.textContent)"
    )
    assert words and not any(space.strip() for space in words)
    assert all(words), "the label's words stand apart from its last one"


def test_the_beginning_of_a_long_label_opens_the_card_as_its_sign_does(visit: Visit) -> None:
    page = visit("book/limitations/temporary-relief.html", width=390)
    words = page.locator(".kk-said").first
    words.scroll_into_view_if_needed()
    words.click()
    card = page.locator(".kk-said + .kk-cite > .kk-card").first
    assert card.evaluate("card => card.matches(':popover-open')")
    name = page.get_by_role("button", name=words.inner_text(), exact=False)
    assert name.count() >= 1, "its name holds all of the label"


@pytest.mark.parametrize("width", [320, 390])
def test_a_tap_opens_a_sheet_that_fits_and_a_tap_outside_closes_it(
    visit: Visit, width: int
) -> None:
    page = visit(PAGE, width=width, has_touch=True, is_mobile=True)
    marker, card = first(page)
    assert not card.is_visible()
    marker.tap()
    assert card.is_visible() and inside(page, card)
    assert marker.bounding_box()["height"] >= 24
    page.touchscreen.tap(width / 2, 120)
    card.wait_for(state="hidden")


def test_enter_opens_tab_goes_in_and_escape_closes(visit: Visit) -> None:
    page = visit(PAGE)
    marker, card = first(page)
    marker.focus()
    page.keyboard.press("Enter")
    assert card.evaluate("card => card.matches(':popover-open')") and inside(page, card)
    page.keyboard.press("Tab")
    assert card.evaluate("card => card.contains(document.activeElement)")
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    assert marker.evaluate("marker => marker === document.activeElement")


def test_focus_by_keyboard_shows_the_card_and_escape_hides_it(visit: Visit) -> None:
    page = visit(PAGE)
    marker, card = first(page)
    marker.focus()
    page.keyboard.press("Shift+Tab")
    for _ in range(4):  # the card of the marker before may have links of its own
        if not marker.evaluate("marker => marker === document.activeElement"):
            page.keyboard.press("Tab")
    assert card.is_visible()
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")


def test_a_pointer_shows_the_card_may_move_onto_it_and_escape_hides_it(visit: Visit) -> None:
    page = visit(PAGE)
    marker, card = first(page)
    marker.hover()
    card.wait_for(state="visible")
    assert inside(page, card)
    box = card.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 20, steps=5)
    assert card.is_visible()
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    page.mouse.move(2, 2)
    marker.hover()
    card.wait_for(state="visible")


def test_without_scripts_a_click_opens_the_card_and_its_links_arrive(visit: Visit) -> None:
    page = visit(PAGE, width=390, scripts=False, has_touch=True)
    marker, card = first(page)
    marker.tap()
    assert card.is_visible()
    card.get_by_role("link", name="where it is used").click()
    page.wait_for_url("**/about/evidence.html#E*")
    page.go_back()
    marker, card = first(page)
    marker.tap()
    card.get_by_role("link", name="Bibliography").click()
    page.wait_for_url("**/about/references.html#*")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_with_a_card_open(visit: Visit, width: int, theme: str) -> None:
    page = visit(PAGE, width=width, theme=theme)
    marker, card = first(page)
    marker.click()
    assert card.is_visible()
    assert not violations(page, f"card at {width}, {theme}", "article")


def test_paper_gets_the_label_and_no_card(visit: Visit) -> None:
    page = visit(PAGE)
    marker, card = first(page)
    marker.click()
    page.emulate_media(media="print")
    assert marker.is_visible() and not card.is_visible()
