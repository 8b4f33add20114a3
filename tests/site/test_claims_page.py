"""The claim explorer in the published page: guess first, then our verdict, by mouse or keyboard."""

from __future__ import annotations

import built
import pytest
from axe import violations
from browsing import Visit
from driving import Keyboard
from playwright.sync_api import Page

from widgets import evidence, tables
from widgets.claim_explorer import SIGNS, WORDS

LEDGER = "book/limitations/claims.html"
TOOL = ".kk-explorer"
CLAIMS = evidence.claims()
PLAIN = str.maketrans("“”’", '""\'')  # the book curls quotation marks


def guess(page: Page, verdict: str) -> None:
    page.locator(f'{TOOL} .kk-verdicts button[value="{verdict}"]').click()


def press(page: Page, word: str) -> None:
    page.get_by_role("button", name=WORDS[word], exact=True).click()


def on_show(page: Page) -> str:
    return page.locator(f"{TOOL} .kk-guess .kk-words").inner_text()


def keep(page: Page, name: str, value: str) -> None:
    page.get_by_label(WORDS[name], exact=True).select_option(value)


def test_a_guess_brings_our_verdict_its_reason_its_facts_and_the_lesson(visit: Visit) -> None:
    page = visit(LEDGER)
    row = CLAIMS[0]
    box = page.locator(f"{TOOL} .kk-guess")
    assert on_show(page) == row.claim
    assert not box.locator(".kk-our").count() and row.reason not in box.inner_text()
    assert page.locator(f"{TOOL} .kk-score").inner_text() == WORDS["no_score"]
    wrong = next(name for name in tables.VERDICTS if name != row.verdict)
    guess(page, wrong)
    answer = box.locator(".kk-our")
    assert answer.locator(".kk-verdict strong").inner_text().lower() == row.verdict
    assert row.reason in answer.inner_text()
    assert answer.locator(".kk-glyph").bounding_box()["width"] > 5  # type: ignore[index]
    assert SIGNS[row.verdict] in answer.locator(".kk-glyph").inner_text()
    assert WORDS["differed"].format(guess=wrong) in box.inner_text()
    assert page.locator(f"{TOOL} .kk-score").inner_text() == "You agreed with us on 0 of 1."
    again = page.locator(f'{TOOL} .kk-verdicts button[value="{row.verdict}"]')
    again.click(force=True)  # it says that it is disabled, but a finger can press it
    assert page.locator(f"{TOOL} .kk-score").inner_text() == "You agreed with us on 0 of 1."
    answer.locator("summary").click()
    facts = answer.locator("li")
    assert facts.count() == len(row.facts)
    for fact, name in zip(facts.all(), row.facts, strict=True):
        page_of, _, anchor = str(fact.locator("a").evaluate("link => link.href")).partition("#")
        assert anchor == name
        assert f'id="{name}"' in built.file_of(page_of, page.watch.base).read_text("utf-8")  # type: ignore[attr-defined]
    press(page, "next")
    guess(page, CLAIMS[1].verdict)
    assert page.locator(f"{TOOL} .kk-score").inner_text() == "You agreed with us on 1 of 2."


def test_the_answer_leads_to_the_words_of_the_lesson(visit: Visit) -> None:
    page = visit(LEDGER)
    keep(page, "topic", "in the body")
    row = evidence.claims(topic="in the body")[0]
    guess(page, "supported")
    link = page.locator(f"{TOOL} .kk-our > p > a")
    address = link.evaluate("link => link.href")
    assert f"{row.lesson}.html#" in address
    link.click()
    page.wait_for_url(address)
    assert page.locator(":target").is_visible()


def test_each_claim_is_met_once_in_either_order(visit: Visit) -> None:
    page = visit(LEDGER)
    for name, value in (("topic", "other care"), ("article", "")):
        keep(page, name, value)
    rows = [row.claim for row in evidence.claims(topic="other care")]
    for word in ("next", "surprise"):
        seen = []
        for _ in rows:
            seen.append(on_show(page))
            press(page, word)
        assert sorted(seen) == sorted(rows), word
        assert on_show(page) == seen[0], "it comes round"
    press(page, "previous")
    assert on_show(page) == rows[-1]


def test_the_filters_keep_what_python_keeps(visit: Visit) -> None:
    page = visit(LEDGER)
    page.get_by_label(WORDS["list"]).check()
    for verdict in ("", *tables.VERDICTS):
        keep(page, "verdict", verdict)
        for article in ("", *(row.id for row in tables.load("articles"))):
            keep(page, "article", article)
            shown = page.locator(f"{TOOL} .kk-list .kk-words").all_inner_texts()
            fitting = evidence.claims(verdict or None, article or None)
            assert shown == [row.claim for row in fitting], (verdict, article)
    page.get_by_label(WORDS["guess"]).check()
    assert not page.get_by_label(WORDS["verdict"], exact=True).is_visible()
    assert page.get_by_text(WORDS["no_verdict"]).is_visible()
    page.get_by_label(WORDS["list"]).check()
    assert page.get_by_label(WORDS["verdict"], exact=True).input_value() == ""


def test_where_no_claim_fits_it_says_so(visit: Visit) -> None:
    page = visit(LEDGER)
    pairs = (
        (article.id, topic)
        for article in tables.load("articles")
        for topic in tables.TOPICS
        if not evidence.claims(article=article.id, topic=topic)
    )
    article, topic = next(pairs)
    keep(page, "article", article)
    keep(page, "topic", topic)
    assert page.locator(f"{TOOL} .kk-guess").get_by_text(WORDS["none"]).is_visible()
    assert not page.locator(f"{TOOL} .kk-verdicts").is_visible()
    page.get_by_label(WORDS["list"]).check()
    assert page.locator(f"{TOOL} .kk-list").get_by_text(WORDS["none"]).is_visible()
    page.get_by_label(WORDS["guess"]).check()
    keep(page, "topic", "")
    assert page.locator(f"{TOOL} .kk-verdicts").is_visible()


def test_a_round_by_keyboard_is_told_once_and_the_focus_stays(visit: Visit) -> None:
    page = visit(LEDGER)
    status = page.locator(f"{TOOL} [role=status]")
    assert page.locator(f"{TOOL} [role=status], {TOOL} [aria-live]").count() == 1
    assert status.text_content() == ""
    hand = Keyboard(page)
    button = f'{TOOL} .kk-verdicts button[value="{CLAIMS[0].verdict}"]'
    hand.tab_to(button)
    page.keyboard.press("Space")
    told = status.text_content() or ""
    assert WORDS["agreed"] in told and CLAIMS[0].reason in told
    assert told.endswith("You agreed with us on 1 of 1.")
    assert hand.focused(button)
    onward = f"{TOOL} .kk-ways button:nth-child(2)"
    hand.tab_to(onward)
    page.keyboard.press("Enter")
    assert CLAIMS[1].claim in (status.text_content() or "") and hand.focused(onward)
    assert on_show(page) == CLAIMS[1].claim


def test_nothing_is_kept_sent_or_put_into_the_address(visit: Visit) -> None:
    page = visit(LEDGER)
    asked, address = len(page.watch.requests), page.url  # type: ignore[attr-defined]
    guess(page, "supported")
    keep(page, "topic", "cost")
    guess(page, "outdated")
    page.get_by_label(WORDS["list"]).check()
    assert page.watch.requests[asked:] == [] and page.url == address  # type: ignore[attr-defined]
    page.reload()
    page.wait_for_selector(f"{TOOL} .kk-score")
    assert page.locator(f"{TOOL} .kk-score").inner_text() == WORDS["no_score"]
    assert page.get_by_label(WORDS["topic"], exact=True).input_value() == ""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_a_guess(visit: Visit, theme: str) -> None:
    page = visit(LEDGER, theme=theme)
    found = []
    for step in ("before", "after", "list"):
        if step == "after":
            guess(page, "supported")
        elif step == "list":
            page.get_by_label(WORDS["list"]).check()
            keep(page, "verdict", "outdated")
        page.locator(TOOL).evaluate(
            "tool => { for (const each of tool.querySelectorAll('details')) each.open = true; }"
        )
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            found += violations(page, f"{step}, {theme}, {width} px", within=TOOL)
    assert not found, "\n".join(found)


def test_it_fits_a_small_screen_and_every_target_a_finger(visit: Visit) -> None:
    page = visit(LEDGER, width=320)
    guess(page, "supported")
    for mode in ("guess", "list"):
        page.get_by_label(WORDS[mode]).check()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, mode
        small = page.evaluate(
            """(tool) => [...document.querySelectorAll(
                 `${tool} :is(button, select, input, summary, a)`)]
                 .filter((each) => each.checkVisibility())
                 .map((each) => [each.textContent, each.getBoundingClientRect()])
                 .filter(([, { width, height }]) => width < 24 || height < 24)
                 .map(([text]) => text)""",
            TOOL,
        )
        assert small == [], mode


def test_what_is_chosen_shows_in_forced_colours(visit: Visit) -> None:
    page = visit(LEDGER, forced_colors="active")
    guess(page, "supported")
    widths = page.locator(f"{TOOL} .kk-verdicts button").evaluate_all(
        "all => all.map((each) => getComputedStyle(each).borderTopWidth)"
    )
    assert widths[0] != widths[1] and len(set(widths[1:])) == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_while_it_loads(visit: Visit, width: int) -> None:
    page = visit(LEDGER, width=width)
    page.locator(TOOL).scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    shifts = page.evaluate("layoutShifts")
    assert sum(shift["value"] for shift in shifts) < 0.01, shifts


def test_without_javascript_the_ledger_holds_every_claim(visit: Visit) -> None:
    page = visit(LEDGER, scripts=False)
    table = page.locator('[data-widget="claim_explorer"] table')
    assert table.count() == 1 and table.is_visible()
    for row in CLAIMS:
        entry = page.locator(f"#{row.id}")
        text = entry.inner_text().translate(PLAIN)
        assert row.claim in text and row.reason in text and row.verdict in text.lower()
