"""The rules on numbers that a script can hold, on the prose and the tables of the built lessons.

A number has at most one decimal. An effect (points better, SMD, a ratio) has its interval, a word
of certainty, or the word that none was given, in its block; a relative figure has the absolute
figures of both sides before it there, or the word that we saw none; a share of the people who had
massage has that of the others, or the word that it is not known. No cell of a table is empty.

What is exempt by its kind is a pattern below, with its reason; what is exempt by itself is a row
of number_rules_exceptions.csv. A block is a paragraph, a list item or a row of a table (see
test_numbers). Whether a number is the right one is not seen here, nor what a figure draws.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import built
import pytest
from bs4 import BeautifulSoup, Tag
from test_numbers import NUMBER, PAGES, blocks

EXCEPTIONS = Path(__file__).with_name("number_rules_exceptions.csv")

# Not a dollar amount, which has cents, and not a part of a version, a date or a telephone number.
LONG_DECIMAL = re.compile(r"(?<![\d.$,-])\d[\d,]*\.\d{2,}(?![\d-]|\.\d)")
FINE_SCALES = {
    r"\bSMD\b|\bshared scale\b": "mostly below 1: rounded, 0.37 and 0.43 would be alike",
    r"\btimes as (?:likely|many)\b": "a ratio near 1: rounded, 1.04 would be no effect",
}
ERASED = re.compile(r"0\.0\d+")  # a share of a year in full health: rounded, nothing is left

MORE = r"better|worse|lower|higher|less|more|fewer"
EFFECT = re.compile(
    rf"{NUMBER}(?: (?:and|or|to) {NUMBER})?(?: [A-Z]\w+)? points? (?:{MORE})\b"
    rf"|\b(?:by|(?:gap|gain|difference)\b(?: of|[^.]*? was)) {NUMBER} points?\b"
    rf"|\bSMD (?:was |of )?[−-]?\d|\d on (?:a|the) shared scale|{NUMBER} times (?:as|{MORE})\b",
    re.I,
)
HOW_SURE = re.compile(
    r"\bintervals?\b|\bcertainty\b|\buncertain\b|\bprobably\b|\bnot rated\b", re.I
)

PART = r"(?:a half|half|a third|two thirds|a quarter)"
RELATIVE = re.compile(
    rf"\b(?:half|twice|double) as \w+|\b{PART} (?:{MORE})\b"
    rf"|{NUMBER} ?(?:percent|%) (?:{MORE})\b"
    rf"|\b(?:rise|fall|drop|cut|gain) of (?:about |nearly )?(?:{NUMBER} ?(?:percent|%)|{PART})"
    rf"|\bby (?:about |more than |nearly )?(?:{NUMBER} ?(?:percent|%)|{PART}\b)"
    rf"|\b(?:half|third|quarter) of (?:that|the|its) (?:fall|rise|gain)"
    rf"|{NUMBER} times (?:as|{MORE})\b",
    re.I,
)
NOT_RELATIVE = {
    r"\bcharge\b|\bgap in wages\b": "a price or a wage: markets are compared by their surcharges",
    r"\bat least \d+ ?(?:%|percent) (?:less|more)\b": "a limit; the people past it are counted",
}
# Neither a share, a year, the ends of a scale, nor how many people, studies or weeks there were.
ABSOLUTE = re.compile(
    r"(?<![\d.,])(?<! 0 to )(?!(?:19|20)\d\d\b|0 to \d)\d[\d,]*(?:\.\d+)?(?: in 100)?(?![\d.,]*\d)"
    r"(?! ?(?:%|percent|people|adults|men|women|nurses|volunteers|runners|patients|healthy|times"
    r"|trials?|studies|hours?|minutes?|days?|weeks?|months?|years?)| in 100)(?!-)"
)
NONE_SEEN = re.compile(r"\b(?:saw|found|have|gives?) no (?:scores|values|shares|sizes)\b", re.I)

SHARE = re.compile(r"\d in 100\b")
TREATED = re.compile(r"\bmassages?\b", re.I)
RESULT = re.compile(
    r"\bno pain\b|\bless pain\b|better or gone|\bdiscomfort\b|\bsoreness\b|\bdid not say so\b"
    r"|\bnoticed a benefit\b|\bgain in daily life\b",
    re.I,
)
OTHERS = re.compile(
    r"\b(?:usual care|sham|against|in the others|(?:without|no) massage|pretend)\b", re.I
)


def long_decimals(text: str) -> list[str]:
    """Numbers with two decimals or more whose kind does not ask for them."""
    if any(re.search(kind, text) for kind in FINE_SCALES):
        # On such a scale a number has one digit before the point; others in the block do not.
        return [hit[0] for hit in LONG_DECIMAL.finditer(text) if not re.match(r"\d\.\d\d$", hit[0])]
    return [hit[0] for hit in LONG_DECIMAL.finditer(text) if not ERASED.fullmatch(hit[0])]


def unsure_effects(text: str) -> list[str]:
    """Effects in a block that does not say how sure they are."""
    return [] if HOW_SURE.search(text) else [hit[0] for hit in EFFECT.finditer(text)]


def lone_relatives(text: str) -> list[str]:
    """Relative figures with fewer than two absolute ones before them."""
    if NONE_SEEN.search(text) or any(re.search(kind, text, re.I) for kind in NOT_RELATIVE):
        return []
    return [
        hit[0] for hit in RELATIVE.finditer(text) if len(ABSOLUTE.findall(text[: hit.start()])) < 2
    ]


def lone_shares(text: str) -> list[str]:
    """Shares of people who had massage, in a block with no word on people who had not."""
    if not (TREATED.search(text) and RESULT.search(text)) or OTHERS.search(text):
        return []
    return [hit[0] for hit in SHARE.finditer(text)]


def empty_cells(root: Tag) -> list[str]:
    """The rows of tables that leave a cell empty; a sheet to fill in by hand may."""
    return [
        " ".join(cell.parent.get_text(" ").split()) if cell.parent else ""
        for cell in root.select("td, th")
        if not cell.get_text(strip=True) and not cell.find_parent(class_="kk-checklist")
    ]


RULES: dict[str, tuple[Callable[[str], list[str]], str]] = {
    "decimals": (long_decimals, "round it to one decimal"),
    "effect": (unsure_effects, "give its interval, a word of certainty, or that none was given"),
    "relative": (lone_relatives, "give the figures of both sides first, or say that we saw none"),
    "share": (lone_shares, "give the share of the others, or say that it is not known"),
}


def found(page: str, rule: str) -> list[tuple[str, str]]:
    """What breaks a rule on a page, each with the text of its block."""
    return [(words, text) for _, text in blocks(page) for words in RULES[rule][0](text)]


@cache
def exceptions() -> tuple[dict[str, str], ...]:
    with EXCEPTIONS.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("page", PAGES)
def test_a_lesson_keeps_the_rules_on_numbers(page: str, rule: str) -> None:
    allowed = [
        row["text"]
        for row in exceptions()
        if (f"book/{row['page']}.html", row["rule"]) == (page, rule)
    ]
    broken = [
        f"{RULES[rule][1]}: {words!r} in: {text[:300]}"
        for words, text in found(page, rule)
        if not any(each in text for each in allowed)
    ]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("page", built.pages())
def test_a_table_has_no_empty_cell(page: str) -> None:
    assert not empty_cells(built.article(page)), "print what is meant: none, no data, not known"


def test_each_exception_still_breaks_its_rule_and_gives_its_reason() -> None:
    stale = [
        row
        for row in exceptions()
        if not row["reason"]
        or not any(
            row["text"] in text for _, text in found(f"book/{row['page']}.html", row["rule"])
        )
    ]
    assert not stale


@pytest.mark.parametrize(
    ("rule", "html", "broken"),
    [
        ("decimals", "<p>The score was 5.88 with massage.</p>", ["5.88"]),
        ("decimals", "<p>The score was 5.9, at $87.25 or $1,044.50 each.</p>", []),
        ("decimals", "<p>Version 3.11.42, call 555-0.12-34, on 2026.11.22.</p>", []),
        ("decimals", "<p>SMD 0.37 (interval 0.13 to 0.62).</p>", []),
        ("decimals", "<p>SMD 0.37, and a score of 40.65.</p>", ["40.65"]),
        ("decimals", "<p>It added 0.023 years (0.00 to 0.04) and 1.25 days.</p>", ["1.25"]),
        ("effect", "<p>It was 2.9 points better.</p>", ["2.9 points better"]),
        (
            "effect",
            "<p>2.9 or 2.5 Roland points lower at ten weeks.</p>",
            ["2.9 or 2.5 Roland points lower"],
        ),
        ("effect", "<p>It beat a pill by 1.1 points.</p>", ["by 1.1 points"]),
        ("effect", "<p>The gain then was 2.9 points.</p>", ["gain then was 2.9 points"]),
        ("effect", "<p>Pain was less: SMD 0.37.</p>", ["SMD 0"]),
        ("effect", "<p>A gain was 1.6 times as likely.</p>", ["1.6 times as"]),
        ("effect", "<p>2.9 points better (interval 1.8 to 4.0).</p>", []),
        ("effect", "<p>SMD 0.37, with low certainty.</p>", []),
        ("effect", "<p>It was 2.9 points better; no interval was given.</p>", []),
        ("effect", "<p>Two points is the smallest change that matters.</p>", []),
        ("relative", "<p>Half as many people had pain.</p>", ["Half as many"]),
        ("relative", "<p>In 12 people, pain fell by 58 percent.</p>", ["by 58 percent"]),
        ("relative", "<p>40 percent less, from 50 to 30 points.</p>", ["40 percent less"]),
        ("relative", "<p>40 in 100, and half as many without.</p>", ["half as many"]),
        ("relative", "<p>In 2019, 12 weeks in 40 people: half as many.</p>", ["half as many"]),
        ("relative", "<p>From 50 to 30 points, or 40 percent less.</p>", []),
        ("relative", "<p>It rose from 20.0 to 23.2 units, or by 16 percent.</p>", []),
        ("relative", "<p>On a scale from 0 to 10, it fell by 58 percent.</p>", ["by 58 percent"]),
        ("relative", "<p>20 in 100 with it and 40 in 100 without: half as many.</p>", []),
        ("relative", "<p>Pain fell by more than half; we saw no scores.</p>", []),
        ("relative", "<p>City spas charge 30 percent more.</p>", []),
        ("share", "<p>With massage, 63 in 100 had no pain.</p>", ["3 in 100"]),
        ("share", "<p>Discomfort: 10 in 100; without massage, not known.</p>", []),
        ("share", "<p>About 73 in 100 had pain again within a year.</p>", []),
    ],
)
def test_what_breaks_a_rule(rule: str, html: str, broken: list[str]) -> None:
    text = BeautifulSoup(html, "html.parser").get_text(" ")
    assert RULES[rule][0](text) == broken


def test_what_is_an_empty_cell() -> None:
    row = "<table><tr><th>All</th><td>{}</td></tr></table>"
    assert empty_cells(BeautifulSoup(row.format(" "), "html.parser")) == ["All"]
    assert not empty_cells(BeautifulSoup(row.format("none"), "html.parser"))
    sheet = f'<section class="kk-checklist">{row.format("")}</section>'
    assert not empty_cells(BeautifulSoup(sheet, "html.parser"))
