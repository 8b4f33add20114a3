"""Each claim has one row, a verdict from the list, facts that were seen, and a reason to read."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import textstat

from widgets import evidence, tables

CLAIMS: tuple[tables.ClaimRow, ...] = tables.load("claims")
CITED = tables.cited()
# Sums of ours, from figures that stand in the facts: ten sessions at the average price.
SUMS = {("C079", "870")}


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
