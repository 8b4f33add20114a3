"""The license look-up in the published page: each state as `look_up` has it, gaps as gaps."""

from __future__ import annotations

from typing import Any

import pytest
from axe import violations
from browsing import Visit
from driving import Keyboard
from playwright.sync_api import Page

from widgets import licensing
from widgets.license_lookup import LABELS

LOOKING = "book/credentials/where-you-live.html"
TOOL = ".kk-license"
WORDS = licensing.rules()["words"]
FACTS = ("schooling", "exam", "continuing_education")


def choose(page: Page, state: str) -> None:
    page.locator(f"{TOOL} select").select_option(state)


def shown(page: Page) -> dict[str, Any]:
    """The state on show: each rule's label, status, lines of text and mark."""
    found: dict[str, Any] = page.evaluate(
        """(tool) => {
             const root = document.querySelector(tool);
             const text = (node) => node?.textContent ?? null;
             return {
               name: text(root.querySelector(".kk-state")),
               rule: text(root.querySelector(".kk-verdict .kk-lead")),
               caution: text(root.querySelector(".kk-caution")),
               seen: [...root.querySelectorAll(".kk-sources li")].map(text),
               rules: Object.fromEntries([...root.querySelectorAll(".kk-fact")].map((fact) => [
                 text(fact.querySelector("dt")), [
                   fact.dataset.status,
                   text(fact.querySelector("dd p")),
                   fact.querySelector(".kk-mark")?.dataset.verified ?? null,
                   text(fact.querySelector(".kk-address")),
                   fact.querySelector(".kk-address a")?.getAttribute("href") ?? null,
                 ]])),
             };
           }""",
        TOOL,
    )
    return found


def expected(row: licensing.License) -> dict[str, Any]:
    """The same from Python."""
    none = row.regulated == "none"
    gap = "no_rule" if none else "not_found"
    rules: dict[str, list[str | None]] = {
        LABELS["title"]: ["found" if row.title else gap, row.title or WORDS[gap], None, None, None]
    }
    for name in FACTS:
        fact = getattr(row, name)
        open_ = fact.status in ("not_found", "no_rule")
        rules[LABELS[name]] = [fact.status, fact.text, None if open_ else fact.verified, None, None]
    no_board = LABELS["no_board"] if none else WORDS["not_found"]
    link = row.board_url if (row.board_url or "").startswith("https://") else None
    rules[LABELS["board"]] = [
        "found" if row.board else gap,
        row.board or no_board,
        None,
        (row.board_url or LABELS["no_address"]) if row.board else None,
        link if row.board else None,
    ]
    as_of = row.as_of or WORDS["not_found"]
    status = "found" if row.as_of else "not_found"
    rules[LABELS["as_of"]] = [status, as_of[:1].upper() + as_of[1:], row.verified, None, None]
    return {
        "name": row.name,
        "rule": row.regulated_text,
        "caution": f"{LABELS['caution']}: {row.caution}" if row.caution else None,
        "seen": list(row.where_seen),
        "rules": rules,
    }


def test_every_state_shows_what_python_has_and_its_gaps_as_gaps(visit: Visit) -> None:
    page = visit(LOOKING)
    asked = len(page.watch.requests)  # type: ignore[attr-defined]
    address = page.url
    seen = set()
    for row in licensing.rows():
        choose(page, row.state)
        assert shown(page) == expected(row), row.state
        seen |= {getattr(row, name).status for name in FACTS}
    assert seen == {"found", "conflict", "none_needed", "not_found", "no_rule"}
    assert page.url == address
    assert page.watch.requests[asked:] == []  # type: ignore[attr-defined]
    listed = page.locator(f"{TOOL} option").evaluate_all("all => all.map((one) => one.value)")
    assert listed == ["", *(row.state for row in licensing.rows())]


def test_conflict_not_found_and_no_rule_differ_in_words_and_looks(visit: Visit) -> None:
    page = visit(LOOKING)
    looks: dict[str, tuple[str, str]] = {}
    for status in ("found", "conflict", "not_found", "no_rule", "none_needed"):
        row = next(
            (row, name)
            for row in licensing.rows()
            for name in FACTS
            if getattr(row, name).status == status
        )
        choose(page, row[0].state)
        fact = page.locator(f'{TOOL} .kk-fact[data-status="{status}"] dd').first
        look = fact.evaluate(
            """dd => { const box = dd.parentElement; const style = getComputedStyle(box);
                 return [style.background, style.border, getComputedStyle(dd).fontStyle,
                   getComputedStyle(dd).color, Boolean(dd.querySelector("strong"))].join("|"); }"""
        )
        looks[status] = (fact.inner_text(), look)
    assert len({words for words, _ in looks.values()}) == len(looks)
    assert len({looks[name][1] for name in ("found", "conflict", "not_found")}) == 3
    conflict = next(row for row in licensing.rows() if row.schooling.status == "conflict")
    choose(page, conflict.state)
    words = page.locator(TOOL).inner_text()
    for hours in conflict.hours:
        assert f"{hours:,}" in words or str(hours) in words


def test_a_state_is_chosen_by_keyboard_and_told_once(visit: Visit) -> None:
    page = visit(LOOKING)
    status = page.locator(f"{TOOL} [role=status]")
    assert status.count() == 1 and status.text_content() == ""
    page.evaluate("(s) => { window.region = document.querySelector(s); }", f"{TOOL} [role=status]")
    hand = Keyboard(page)
    hand.tab_to(f"{TOOL} select")
    page.keyboard.type("Nebraska")
    row = licensing.look_up("Nebraska")
    page.wait_for_function("(text) => region.textContent.includes(text)", arg=row.schooling.text)
    assert shown(page) == expected(row)
    assert hand.focused(f"{TOOL} select")
    assert page.evaluate("region.isConnected") and status.count() == 1
    hand.tab_to(f"{TOOL} .kk-address a")
    page.locator(f"{TOOL} select").select_option("")
    assert page.locator(f"{TOOL} .kk-prompt").inner_text() == LABELS["prompt"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_any_kind_of_answer(visit: Visit, theme: str) -> None:
    page = visit(LOOKING, theme=theme)
    kinds = {row.schooling.status: row.state for row in licensing.rows()}
    found = []
    for state in sorted(set(kinds.values())):
        choose(page, state)
        for details in page.locator(f"{TOOL} details").all():
            details.evaluate("details => { details.open = true; }")
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            found += violations(page, f"{state}, {theme}, {width} px", within=TOOL)
    assert not found, "\n".join(found)


def test_it_fits_a_small_screen_and_large_text(visit: Visit) -> None:
    page = visit(LOOKING, width=320)
    for row in licensing.rows():
        choose(page, row.state)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, row.state
    page.set_viewport_size({"width": 640, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_while_it_loads(visit: Visit, width: int) -> None:
    page = visit(LOOKING, width=width)
    page.wait_for_timeout(300)
    shifts = page.evaluate("layoutShifts")
    assert sum(shift["value"] for shift in shifts) < 0.01, shifts


def test_without_javascript_one_table_holds_every_state(visit: Visit) -> None:
    page = visit(LOOKING, scripts=False)
    table = page.locator('[data-widget="license_lookup"] table')
    assert table.count() == 1 and table.is_visible()
    assert table.locator("caption").inner_text()
    assert table.locator("thead th:not([scope=col])").count() == 0
    names = table.locator("tbody th[scope=row]").all_inner_texts()
    assert names == [row.name for row in licensing.rows()]
    cells = table.locator("tbody tr").evaluate_all("rows => rows.map((row) => row.textContent)")
    for row, text in zip(licensing.rows(), cells, strict=True):
        for name in FACTS:
            assert getattr(row, name).text in text, (row.state, name)
