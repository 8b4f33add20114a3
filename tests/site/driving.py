"""Answers the selector as a person would, by mouse or by keyboard, and reads what it then shows.

`Hand` gives answers on the page; `shown` reads the result from the page; `expected` words what
Python's `screen` and `rank` say for the same answers, so that the two can be compared as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from playwright.sync_api import Locator, Page

from widgets import questionnaire, tables
from widgets.screening import screen
from widgets.selection import Option, rank

CHOOSING = "book/types/choosing.html"
SHOWN_RANKS = 3  # what ranks lower is one press away
MOST_TABS = 120


class Hand(Protocol):
    """A way to use the page."""

    page: Page

    def choose(self, question: str, choice: str) -> None:
        """Tick a choice that is not ticked."""

    def press(self, action: str, question: str | None = None) -> None:
        """Press the button that does `action`."""


class Mouse:
    """Clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def choose(self, question: str, choice: str) -> None:
        choice_of(self.page, question, choice).locator("xpath=..").click()

    def press(self, action: str, question: str | None = None) -> None:
        self.page.locator(button(action, question)).click()


class Keyboard:
    """Tab, Space, the arrows and Enter, and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def choose(self, question: str, choice: str) -> None:
        field = f'fieldset[data-question="{question}"]'
        if choice_of(self.page, question, choice).get_attribute("type") == "checkbox":
            self.tab_to(f'{field} input[value="{choice}"]')
            self.page.keyboard.press("Space")
            return
        self.tab_to(f"{field} input")
        if not self.page.locator(f"{field} input:checked").count():
            self.page.keyboard.press("Space")
        for _ in questionnaire.choices(question):
            if self.focused(f'{field} input[value="{choice}"]:checked'):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows never reached {question}: {choice}")

    def press(self, action: str, question: str | None = None) -> None:
        self.tab_to(button(action, question))
        self.page.keyboard.press("Enter")

    def tab_to(self, selector: str) -> None:
        for _ in range(MOST_TABS):
            if self.focused(selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{MOST_TABS} presses of Tab never reached {selector}")

    def focused(self, selector: str) -> bool:
        return bool(self.page.evaluate("(s) => document.activeElement.matches(s)", selector))


def choice_of(page: Page, question: str, choice: str) -> Locator:
    """The native input of a choice."""
    return page.locator(f'fieldset[data-question="{question}"] input[value="{choice}"]')


def button(action: str, question: str | None = None) -> str:
    """The CSS selector of a button of the tool."""
    return f'.kk-selector [data-action="{action}"]' + (
        f'[data-question="{question}"]' if question else ""
    )


def walk(hand: Hand, answers: Mapping[str, Any]) -> str:
    """Give the answers screen by screen until the result shows; returns its disposition."""
    for step in range(1, 5):
        assert step_of(hand.page) == step
        fill(hand, answers, step)
        hand.press("next")
        if verdict := hand.page.locator(".kk-verdict").all():
            return str(verdict[0].get_attribute("data-disposition"))
    raise AssertionError("four screens were answered and no result shows")


def fill(hand: Hand, answers: Mapping[str, Any], step: int) -> None:
    """Tick the answers that belong to one screen, in the order of the questions."""
    for question in tables.load("questions"):
        given = answers.get(question.id) or []
        if question.step == step:
            for choice in [given] if isinstance(given, str) else in_order(question.id, given):
                hand.choose(question.id, choice)


def in_order(question: str, given: list[str]) -> list[str]:
    """Choices in the order in which they stand on the page."""
    return [row.id for row in questionnaire.choices(question) if row.id in given]


def step_of(page: Page) -> int:
    """The number of the screen on show."""
    words = page.locator(".kk-selector .kk-heading .kk-eyebrow").inner_text()
    return int(words.split()[1])


def shown(page: Page) -> dict[str, Any]:
    """The result as the page shows it."""
    found: dict[str, Any] = page.evaluate(
        """() => {
          const text = (node) => node?.textContent.trim() ?? null;
          const all = (selector, read, root = document.querySelector(".kk-selector")) =>
            [...root.querySelectorAll(selector)].map(read);
          const verdict = document.querySelector(".kk-verdict");
          return {
            disposition: verdict.dataset.disposition,
            headline: text(verdict.querySelector("h2, h3, h4, h5")),
            action: text(verdict.querySelector("p")),
            reasons: all(".kk-reasons > li", (li) => [li.dataset.disposition,
              text(li.querySelector("strong")), text(li.querySelector(".kk-because")),
              text(li.querySelector("p"))]),
            options: all("tbody[data-option]", (body) => ({
              id: body.dataset.option,
              place: text(body.querySelector(".kk-place")),
              reasons: all("tr:not(.kk-care) td:first-of-type li", text, body),
              cautions: all(".kk-care li", text, body),
              folded: Boolean(body.closest("details")),
            })),
            aside: all(".kk-aside > li", (li) => [li.dataset.option, text(li)]),
          };
        }"""
    )
    return found


def expected(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The result that Python gives, as the page words it."""
    found = screen(dict(answers))
    reasons = [
        [each.disposition, each.text, sentence(each.because), each.action]
        for each in found.reasons
        if found.disposition != "emergency" or each.disposition == "emergency"
    ]
    options = rank(dict(answers))
    ranked = [each for each in options if each.status == "ranked"]
    front = [each for each in ranked if (each.rank or 0) <= SHOWN_RANKS]
    always = [each for each in options if each.status == "always"]
    folded = [each for each in ranked if each not in front]
    return {
        "disposition": found.disposition,
        "headline": found.headline,
        "action": found.action,
        # Notes that change nothing stand at the end of the page.
        "reasons": [each for each in reasons if each[0] != "fine"]
        + [each for each in reasons if each[0] == "fine"],
        "options": [entry(each, each in folded) for each in (*front, *always, *folded)],
        "aside": [
            [each.id, f"{each.facts.name}: {each.set_aside_because}"]
            for each in options
            if each.status == "set_aside"
        ],
    }


def entry(option: Option, folded: bool) -> dict[str, Any]:
    """An option as the page shows it."""
    return {
        "id": option.id,
        "place": place(option),
        "reasons": [sentence(reason.text) for reason in option.reasons],
        "cautions": list(option.cautions),
        "folded": folded,
    }


def place(option: Option) -> str:
    """Where an option stands: "1st", "Tied 2nd", "Always open"."""
    if option.rank is None:
        return "Always open"
    number = option.rank
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"Tied {number}{ending}" if option.tied else f"{number}{ending}"


def sentence(text: str) -> str:
    """A text with a capital and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")
