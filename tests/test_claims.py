"""Each claim has one row, a verdict from the list, facts that were seen, and a reason to read.

In the built book its entry in the ledger and the words that answer it lead to each other.
"""

from __future__ import annotations

import dataclasses
import posixpath
import re
import sys
from collections import Counter
from functools import cache

import built
import pytest
import textstat
from bs4 import Tag

from widgets import evidence, tables

sys.path.insert(0, str(built.ROOT / "book" / "_ext"))
from knead import ledger

LEDGER = "book/limitations/claims.html"

CLAIMS: tuple[tables.ClaimRow, ...] = tables.load("claims")
CITED = tables.cited()
# Sums of ours, from figures that stand in the facts: one person in 13 as a share of 100, and ten
# sessions at the average price.
SUMS = {("C046", "8"), ("C079", "870")}


def figures(text: str) -> set[str]:
    """Every number in a text, without commas, signs and a full stop after it."""
    return {each.replace(",", "").rstrip(".") for each in re.findall(r"\d[\d,]*\.?\d*", text)}


def test_claims_are_kept_by_verdict_article_topic_and_lesson() -> None:
    assert evidence.claims() == CLAIMS
    rows = evidence.claims("contradicted", article="a2")
    assert "C040" in {row.id for row in rows}
    assert {row.verdict for row in rows} == {"contradicted"}
    assert all("a2" in row.articles for row in rows)
    rows = evidence.claims(topic="cost", lesson="costs/worth-it")
    assert {row.id for row in rows} == {"C049", "C052"}


@pytest.mark.parametrize(
    ("argument", "valid"),
    [
        ({"verdict": "wrong"}, "'supported', 'partly supported', 'outdated'"),
        ({"article": "x"}, "'a1', 'a2', 'a3', 'a4', 'a5'"),
        ({"topic": "luck"}, "'effect on pain', 'in the body'"),
        ({"lesson": "in-the-body"}, "'types/in-the-body'"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_argument_of_claims_is_refused_with_the_valid_ones(
    argument: dict[str, str], valid: str
) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(argument))} .* is unknown; use") as error:
        evidence.claims(**argument)
    assert valid in str(error.value)


def test_each_claim_stands_once() -> None:
    twice = [claim for claim, n in Counter(row.claim.lower() for row in CLAIMS).items() if n > 1]
    assert not twice


def test_each_article_makes_some_claims() -> None:
    for article in tables.load("articles"):
        assert len(evidence.claims(article=article.id)) >= 10


def test_each_topic_and_each_verdict_is_in_use() -> None:
    assert {row.topic for row in CLAIMS} == set(tables.TOPICS)
    assert {row.verdict for row in CLAIMS} == set(tables.VERDICTS)


@pytest.mark.parametrize("row", CLAIMS, ids=lambda row: row.id)
def test_a_verdict_rests_on_facts_that_were_seen(row: tables.ClaimRow) -> None:
    for name in row.facts:
        assert name in CITED, f"{row.id}: {name} names no source, so no reader can follow it"
        assert CITED[name].verified != "no", f"{row.id}: {name} was never seen in its source"


@pytest.mark.parametrize("row", CLAIMS, ids=lambda row: row.id)
def test_a_reason_prints_only_figures_that_its_facts_give(row: tables.ClaimRow) -> None:
    facts = (CITED[name] for name in row.facts)
    said = {float(n) for fact in facts for n in figures(" ".join(map(str, vars(fact).values())))}
    # "n in 100" is a percentage in other words.
    strange = {n for n in figures(row.reason) if float(n) not in said | {100}}
    assert not {(row.id, n) for n in strange} - SUMS


@pytest.mark.parametrize("row", CLAIMS, ids=lambda row: row.id)
def test_a_reason_is_short_and_plain(row: tables.ClaimRow) -> None:
    assert len(row.reason.split()) <= 45
    assert textstat.flesch_kincaid_grade(row.reason) <= 8
    assert row.claim.endswith(".") and row.reason.endswith(".")


def test_a_claim_answered_on_no_page_is_reported_with_its_place() -> None:
    rows = [dataclasses.replace(CLAIMS[0], lesson="types/nowhere"), CLAIMS[1]]
    pages = {f"book/{row.lesson}" for row in CLAIMS}
    (problem,) = ledger.lost(rows, pages)
    assert problem.startswith("claims.csv, line 2 (C001), column lesson: 'types/nowhere'")
    assert "add the page" in problem


@cache
def marks() -> dict[str, list[tuple[str, str]]]:
    """The pages and anchors of the markers of each claim, as the built book has them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for page in built.pages():
        for link in built.article(page).select(".kk-cite .kk-card a"):
            address, _, anchor = str(link["href"]).partition("#")
            if address.endswith("claims.html") or (page == LEDGER and not address):
                place = link.find_parent(class_="kk-cite")
                assert place is not None
                found.setdefault(anchor, []).append((page, str(place["id"])))
    return found


def test_every_marker_names_a_claim_that_its_lesson_answers() -> None:
    lessons = {row.id: f"book/{row.lesson}.html" for row in CLAIMS}
    strays = {
        (name, page) for name, places in marks().items() for page, _ in places
        if lessons.get(name) != page
    }  # fmt: skip
    assert not strays


@pytest.mark.parametrize("row", CLAIMS, ids=lambda row: row.id)
def test_a_claim_and_the_words_that_answer_it_lead_to_each_other(row: tables.ClaimRow) -> None:
    lesson = f"book/{row.lesson}.html"
    assert row.id in marks(), f"no marker for {row.id} in {row.lesson}: {row.claim}"
    entry = built.article(LEDGER).find(id=row.id)
    assert isinstance(entry, Tag)
    link = entry.select_one("a.kk-answered")
    assert link is not None
    address, _, anchor = str(link["href"]).partition("#")
    assert posixpath.normpath(posixpath.join(posixpath.dirname(LEDGER), address)) == lesson
    assert (lesson, anchor) in marks()[row.id]
