"""The quiz in the published page: what a person sees after each answer is what `bank.mark` says.

One page for each kind of question is driven by mouse and by keyboard. Which page asks what is
tested in test_bank_covers_the_book.py.
"""

from __future__ import annotations

import json
from typing import Any

import built
import pytest
from axe import violations
from browsing import Visit
from driving import Keyboard
from playwright.sync_api import Locator, Page

from widgets import bank
from widgets.quiz import WORDS

QUIZ = '.kk-widget[data-widget="quiz"]'
PAGES = built.pages_with('data-widget="quiz"')


def asked(page: str) -> list[bank.Item]:
    """The questions of a page, from the state that the page holds."""
    state = json.loads(str(built.soup(page).select_one(QUIZ)["data-state"]))
    return [bank.item(item["id"]) for item in state["items"]]


def first_of_each_kind() -> dict[str, tuple[str, bank.Item]]:
    """A page and a question for each kind of question, the first in the book."""
    found: dict[str, tuple[str, bank.Item]] = {}
    for page in PAGES:
        for item in asked(page):
            found.setdefault(item.kind, (page, item))
    return found


KINDS = first_of_each_kind()


def answers(item: bank.Item) -> tuple[Any, Any]:
    """A right answer and a wrong one."""
    if isinstance(item, bank.Choice):
        right = [a for a, each in zip(item.letters, item.options, strict=True) if each.right]
        wrong = next(letter for letter in item.letters if letter not in right)
        return (right[0], wrong) if item.kind == "single" else (right, [wrong])
    if isinstance(item, bank.Match):
        given = {pair.left: pair.right for pair in item.pairs}
        first = item.pairs[0]
        other = next(choice for choice in item.choices if choice != first.right)
        return given, {**given, first.left: other}
    assert isinstance(item, bank.Numeric)
    wrong = item.traps[0].value if item.traps else item.answer + 10 * item.tolerance + 1
    return f" {item.answer:,g} ", f"{wrong:g}"


def form(page: Page, item: bank.Item) -> Locator:
    return page.locator(f'.kk-quiz [data-item="{item.id}"]')


def give(page: Page, item: bank.Item, answer: Any) -> None:
    """Answer with the mouse, or by typing a number."""
    if isinstance(item, bank.Choice):
        for letter in item.letters:
            box = form(page, item).locator(f'input[value="{letter}"]')
            if box.is_checked() != (letter in answer) and (
                item.kind != "single" or letter in answer
            ):
                box.locator("xpath=..").click()
    elif isinstance(item, bank.Match):
        for pair in item.pairs:
            form(page, item).get_by_label(pair.left, exact=True).select_option(answer[pair.left])
    else:
        form(page, item).locator("input").fill(answer)


def press(page: Page, item: bank.Item) -> None:
    form(page, item).locator("button").click()


def shown(page: Page, item: bank.Item) -> dict[str, Any] | None:
    """What stands beside the answer to a question; None where nothing does."""
    found: dict[str, Any] | None = form(page, item).evaluate(
        """(form) => {
             const text = (node) => node?.textContent.trim() ?? null;
             const verdict = form.querySelector(".kk-verdict");
             if (!verdict) return null;
             const rows = [...form.querySelectorAll(".kk-row")];
             return {
               right: verdict.dataset.right === "true",
               words: text(verdict).replace(/^[✓✗] /, ""),
               remarks: rows.map((row) => {
                 const remark = row.querySelector(".kk-remark");
                 const lead = remark.querySelector("strong").textContent;
                 return [row.hasAttribute("data-chosen"), row.dataset.right === "true",
                   remark.textContent.slice(2 + lead.length).trim()];
               }),
               ideas: [...form.querySelectorAll(".kk-idea")].map(text),
             };
           }"""
    )
    return found


def expected(item: bank.Item, answer: Any) -> dict[str, Any]:
    """The same from Python."""
    mark = bank.mark(item, answer)
    return {
        "right": mark.right,
        "words": WORDS["right" if mark.right else "wrong"],
        "remarks": [[each.chosen, each.right, each.feedback] for each in mark.remarks],
        "ideas": [f"{WORDS['idea']} “{idea}”" for idea in mark.misconceptions],
    }


@pytest.mark.parametrize("kind", bank.KINDS)
def test_a_right_and_a_wrong_answer_get_their_feedback_by_mouse(visit: Visit, kind: str) -> None:
    address, item = KINDS[kind]
    page = visit(address)
    for answer in answers(item):
        give(page, item, answer)
        assert shown(page, item) is None
        press(page, item)
        assert shown(page, item) == expected(item, answer)
        assert form(page, item).locator("button").inner_text() == WORDS["again"]
        press(page, item)
        assert shown(page, item) is None
        assert form(page, item).locator(":checked:not(option)").count() == 0
    assert page.locator(".kk-quiz").count() == 1


@pytest.mark.parametrize("kind", bank.KINDS)
def test_every_kind_is_answered_by_keyboard_and_the_focus_stays(visit: Visit, kind: str) -> None:
    address, item = KINDS[kind]
    page = visit(address)
    hand, here = Keyboard(page), f'[data-item="{item.id}"]'
    page.locator(".kk-quiz").evaluate(  # a reader has read down to here
        """(quiz) => { quiz.tabIndex = -1; quiz.focus(); quiz.removeAttribute("tabindex"); }"""
    )
    _, wrong = answers(item)
    if isinstance(item, bank.Choice) and item.kind == "single":
        hand.tab_to(f"{here} input")
        page.keyboard.press("Space")
        for _ in range(item.letters.index(wrong)):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert hand.focused(f'{here} input[value="{wrong}"]')
    elif isinstance(item, bank.Choice):
        for letter in wrong:
            hand.tab_to(f'{here} input[value="{letter}"]')
            page.keyboard.press("Space")
        hand.tab_to(f"{here} button")
        page.keyboard.press("Enter")
        assert hand.focused(f"{here} button")
    elif isinstance(item, bank.Match):
        for number, pair in enumerate(item.pairs, start=1):
            hand.tab_to(f"{here} .kk-row:nth-of-type({number}) select")
            for _ in range(item.choices.index(wrong[pair.left]) + 1):
                page.keyboard.press("ArrowDown")
        hand.tab_to(f"{here} button")
        page.keyboard.press("Space")
        assert hand.focused(f"{here} button")
    else:
        hand.tab_to(f"{here} input")
        page.keyboard.type(wrong)
        page.keyboard.press("Enter")
        assert hand.focused(f"{here} input")
    assert shown(page, item) == expected(item, wrong)


@pytest.mark.parametrize("kind", bank.KINDS)
def test_check_without_an_answer_says_what_is_missing(visit: Visit, kind: str) -> None:
    address, item = KINDS[kind]
    page = visit(address)
    press(page, item)
    missing = form(page, item).locator(".kk-missing")
    wanted = {"numeric": "write_first", "match": "choose_each"}.get(kind, "choose_first")
    assert missing.inner_text() == WORDS[wanted]
    assert page.locator(".kk-quiz [role=status]").text_content() == WORDS[wanted]
    if kind == "numeric":
        give(page, item, "twenty")
        press(page, item)
        assert missing.inner_text() == WORDS["no_number"]
    give(page, item, answers(item)[0])
    assert missing.count() == 0
    assert shown(page, item) is None


def test_another_answer_takes_the_feedback_on_the_first_away(visit: Visit) -> None:
    address, item = KINDS["single"]
    page = visit(address)
    right, wrong = answers(item)
    give(page, item, wrong)
    press(page, item)
    give(page, item, right)
    assert shown(page, item) is None
    assert form(page, item).locator(f'input[value="{right}"]').is_checked()
    press(page, item)
    assert shown(page, item) == expected(item, right)


def test_the_score_is_in_words_and_each_mark_is_told_once(visit: Visit) -> None:
    address, _ = KINDS["single"]
    page = visit(address)
    items = asked(address)
    score, status = page.locator(".kk-score"), page.locator(".kk-quiz [role=status]")
    assert score.inner_text() == WORDS["start"].replace("{of}", str(len(items)))
    assert status.count() == 1 and status.text_content() == ""
    status.evaluate(
        """(region) => {
             window.region = region;
             window.told = [];
             new MutationObserver(() => region.textContent && told.push(region.textContent))
               .observe(region, { childList: true, characterData: true, subtree: true });
           }"""
    )
    right = 0
    for number, item in enumerate(items, start=1):
        good, bad = answers(item)
        give(page, item, bad if number == 2 else good)
        press(page, item)
        right += number != 2
        pattern = WORDS["score" if number < len(items) else "score_done"]
        words = pattern.format(right=right, of=len(items), left=len(items) - number)
        assert score.inner_text() == words
        outcome = WORDS["wrong" if number == 2 else "right"]
        assert page.evaluate("told") == [f"Question {number}: {outcome} {words}"]
        page.evaluate("told.length = 0")
    assert page.evaluate("region.isConnected")


def test_nothing_is_asked_of_any_host_and_nothing_survives_a_reload(visit: Visit) -> None:
    address, item = KINDS["single"]
    page = visit(address)
    page.wait_for_load_state("networkidle")
    before, here = len(page.watch.requests), page.url  # type: ignore[attr-defined]
    give(page, item, answers(item)[0])
    press(page, item)
    assert page.watch.requests[before:] == []  # type: ignore[attr-defined]
    assert page.url == here
    page.reload()
    page.locator(".kk-quiz").wait_for()
    assert page.locator(".kk-quiz input:checked").count() == 0
    assert shown(page, item) is None


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", bank.KINDS)
def test_axe_finds_nothing_before_and_after_use(visit: Visit, kind: str, theme: str) -> None:
    address, item = KINDS[kind]
    page = visit(address, theme=theme)
    found = []
    for answer in (None, *answers(item)):
        if answer is None:
            press(page, item)  # what is missing is said
        else:
            give(page, item, answer)
            press(page, item)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            found += violations(page, f"{kind}, {theme}, {width} px, {answer}", within=QUIZ)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", bank.KINDS)
def test_it_fits_a_small_screen_and_targets_are_large_enough(visit: Visit, kind: str) -> None:
    address, item = KINDS[kind]
    page = visit(address, width=320)
    give(page, item, answers(item)[1])
    press(page, item)
    for width, size in ((320, "100%"), (390, "100%"), (640, "200%")):
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.locator(".kk-quiz").evaluate(
            """(quiz) => [...quiz.querySelectorAll("label:has(input), button, select, a,"
                 + " input[type=text]")].flatMap((node) => {
                 const { width, height } = node.getBoundingClientRect();
                 return width < 24 || height < 24 ? [node.textContent] : [];
               })"""
        )
        assert small == []


def test_right_and_wrong_differ_in_words_signs_and_looks(visit: Visit) -> None:
    address, item = KINDS["single"]
    page = visit(address)
    give(page, item, answers(item)[1])
    press(page, item)
    looks = form(page, item).locator(".kk-row").evaluate_all(
        """rows => rows.map((row) => [row.dataset.right, row.hasAttribute("data-chosen"),
             row.querySelector("strong").textContent,
             row.querySelector(".kk-tick").textContent.trim(),
             getComputedStyle(row).backgroundColor])"""
    )  # fmt: skip
    right = next(look for look in looks if look[0] == "true")
    wrong = next(look for look in looks if look[1])
    assert right[2:4] == [f"{WORDS['left_right']}.", "✓"]
    assert wrong[2:4] == [f"{WORDS['chosen_wrong']}.", "✗"]
    assert right[4] != wrong[4]


@pytest.mark.parametrize("kind", bank.KINDS)
def test_paper_has_the_questions_and_then_the_answers(visit: Visit, kind: str) -> None:
    address, item = KINDS[kind]
    page = visit(address)
    give(page, item, answers(item)[1])
    press(page, item)
    assert not page.locator(".kk-printed").is_visible()
    page.emulate_media(media="print")
    assert not form(page, item).locator("button").is_visible()
    assert not form(page, item).locator(".kk-remark").first.is_visible()
    assert form(page, item).locator("legend").is_visible()
    printed = page.locator(".kk-printed li")
    assert printed.count() == len(asked(address))
    answer = printed.nth([each.id for each in asked(address)].index(item.id)).inner_text()
    right = answers(item)[0]
    parts = right.values() if isinstance(right, dict) else [right] if kind == "numeric" else right
    for part in parts:
        assert part.strip().replace(",", "") in answer.replace(",", "")


@pytest.mark.parametrize("page", PAGES)
def test_without_javascript_each_answer_is_folded_and_opens(visit: Visit, page: str) -> None:
    opened = visit(page, scripts=False)
    quiz = opened.locator(QUIZ)
    items = asked(page)
    assert quiz.locator("details").count() == len(items)
    for number, item in enumerate(items, start=1):
        assert quiz.get_by_text(f"{number}. {item.question}", exact=True).is_visible()
        answer = quiz.locator("details").nth(number - 1)
        said = bank.mark(item, answers(item)[0]).remarks[0].feedback
        assert not answer.get_by_text(said).first.is_visible()
        answer.locator("summary").click()
        assert answer.get_by_text(said).first.is_visible()


@pytest.mark.parametrize("page", PAGES)
def test_a_source_leads_to_where_it_stands_in_the_book(page: str) -> None:
    state = json.loads(str(built.soup(page).select_one(QUIZ)["data-state"]))
    for item in state["items"]:
        for source in item["sources"]:
            path, _, anchor = source["url"].partition("#")
            target = (built.SITE / page).parent.joinpath(path).resolve().relative_to(built.SITE)
            assert anchor == source["id"]
            assert built.soup(str(target)).find(id=anchor), source
