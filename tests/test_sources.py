"""Every citable row reads as a clear statement, with its date and how far it was checked."""

from __future__ import annotations

import re

import pytest

from widgets import sources, tables

ENTRIES = sources.entries()


def test_every_citable_row_and_every_claim_has_an_entry_unless_unverified() -> None:
    rows = {**tables.cited(), **{row.id: row for row in tables.load("claims")}}
    sound = {name for name, row in rows.items() if getattr(row, "verified", "yes") != "no"}
    assert {each.id for each in ENTRIES} == sound
    assert {each.kind for each in ENTRIES} == set(sources.KINDS)


GAP = re.compile(r"(: |^)None(?!\.| at| needed)|\bnan\b|\(\)|  |: \.|\.\.|,,")
DATED = re.compile(r"(Checked|Published|As of|Date:) \S.*\.")


@pytest.mark.parametrize("kind", sources.KINDS)
def test_an_entry_is_whole_sentences_without_gaps(kind: sources.Kind) -> None:
    for each in sources.entries(kind):
        assert len(each.statement.split()) >= 3, each
        assert not GAP.search(each.statement), (each.id, each.statement)
        assert each.statement[-1] in ".?!", each
        assert each.source and each.topic and each.checked, each
        assert kind == "claim" or DATED.fullmatch(each.dated), (each.id, each.dated)


def test_a_price_says_place_year_unit_and_both_ends() -> None:
    found = sources.entry("P016").statement
    assert found == (
        "A session of 60 minutes: 50 to 130 dollars per session, typically 75. US, undated (2025)."
    )
    assert "87 dollars per 60-minute session. US, 2023." in sources.entry("P001").statement
    assert "78.5 percent of massages" in sources.entry("P057").statement


def test_what_a_table_lacks_is_said_and_not_left_out() -> None:
    assert "no data on pay" in sources.entry("W021").statement
    assert "Exam: Not found." in sources.entry("LIC-TN").statement
    assert "sources disagree" in sources.entry("LIC-MS").statement
    assert sources.entry("E003").rating == "The source gave no rating"
    assert sources.entry("P018").dated == "Date: undated."


def test_the_certainty_is_the_sources_and_second_hand_is_said() -> None:
    rated = next(row for row in tables.load("evidence") if row.certainty and row.verified == "yes")
    assert sources.entry(rated.id).rating == f"{rated.certainty.capitalize()} certainty"
    partly = next(row for row in tables.load("evidence") if row.verified == "partly")
    assert "second-hand" in sources.entry(partly.id).checked
    assert sources.entry("P001").rating == ""


def test_a_claim_brings_its_verdict_and_the_reason() -> None:
    row = tables.load("claims")[0]
    found = sources.entry(row.id)
    assert (found.statement, found.verdict, found.reason) == (row.claim, row.verdict, row.reason)


@pytest.mark.parametrize("name", ["E999", "X001", "LIC-ZZ", ""])
def test_an_unknown_id_is_refused_with_the_ranges(name: str) -> None:
    with pytest.raises(ValueError, match=r"E001 to E200.*LIC-AL to LIC-VI.*C001 to C\d+"):
        sources.entry(name)


def test_an_unverified_row_is_refused_unless_asked_for() -> None:
    unseen = next(row.id for row in tables.load("evidence") if row.verified == "no")
    with pytest.raises(ValueError, match=f"{unseen} is not verified"):
        sources.entry(unseen)
    assert "did not see" in sources.entry(unseen, allow_unverified=True).checked


def test_an_unknown_kind_is_refused_with_the_kinds() -> None:
    with pytest.raises(ValueError, match="economic evaluation"):
        sources.entries("rumor")  # type: ignore[arg-type]
