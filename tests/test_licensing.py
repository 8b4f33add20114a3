"""The license look-up: conflicts stay conflicts, what was not found stays not found."""

from __future__ import annotations

import json
import statistics
from typing import Any

import pytest

from widgets import licensing, tables
from widgets.licensing import look_up

CODES = [row.id for row in tables.load("licensing")]


@pytest.mark.parametrize("code", CODES)
def test_a_state_is_found_by_code_and_by_name_in_any_case(code: str) -> None:
    row = look_up(code)
    assert row.state == code
    assert look_up(code.lower()) is row
    assert look_up(f"  {row.name.upper()} ") is row
    assert json.loads(json.dumps(row.to_dict())) == row.to_dict()


@pytest.mark.parametrize("wrong", ["", "XX", "Ontario", "Minn", "M N"])
def test_an_unknown_state_is_refused_with_the_valid_ones(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"no state .*use one of AL \(Alabama\).*VI \(US Virgin"):
        look_up(wrong)


@pytest.mark.parametrize("wrong", [None, 27, ["MN"]])
def test_a_state_that_is_no_text_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match="'MN' or 'Minnesota'"):
        look_up(wrong)


@pytest.mark.parametrize(
    ("state", "hours"), [("MD", (600, 750)), ("MS", (600, 700)), ("MO", (500, 625))]
)
def test_two_figures_are_shown_as_a_conflict(state: str, hours: tuple[int, int]) -> None:
    row = look_up(state)
    assert row.hours == hours and row.schooling.status == "conflict"
    assert all(str(figure) in row.schooling.text for figure in hours)
    assert len(row.conflicts) == 1 and all(str(figure) in row.conflicts[0] for figure in hours)


def test_no_other_state_has_a_conflict_or_two_figures() -> None:
    split = {row.state for row in licensing.rows() if row.conflicts or len(row.hours) > 1}
    assert split == {"MD", "MS", "MO"}


@pytest.mark.parametrize("territory", ["PR", "VI"])
def test_a_territory_without_hours_says_not_found(territory: str) -> None:
    row = look_up(territory)
    assert row.hours == () and row.schooling.status == "not_found"
    assert row.schooling.text == "Not found" and "schooling" in row.not_found


@pytest.mark.parametrize("state", ["KS", "MN", "WY"])
def test_no_state_rule_is_neither_not_found_nor_not_needed(state: str) -> None:
    row = look_up(state)
    assert row.regulated == "none" and not row.not_found
    facts = (row.schooling, row.exam, row.continuing_education)
    assert {fact.status for fact in facts} == {"no_rule"}


def test_nothing_needed_is_told_from_nothing_found() -> None:
    assert look_up("VT").schooling.status == "none_needed"
    assert look_up("VT").regulated == "registration"
    assert look_up("OH").continuing_education.status == "none_needed"
    assert look_up("UT").continuing_education.status == "not_found"
    assert look_up("CA").regulated == "voluntary"


def test_what_is_not_verified_is_not_stated() -> None:
    for row in licensing.rows():
        for fact in (row.schooling, row.exam, row.continuing_education):
            if fact.verified == "no":
                assert fact.status == "not_found", row.state
            if fact.status == "not_found":
                assert fact.verified == "no", row.state


def test_every_state_has_a_date_and_an_address_that_was_read() -> None:
    for row in licensing.rows():
        assert row.where_seen and all(each.startswith("http") for each in row.where_seen)
        assert row.as_of, row.state


def test_the_map_has_one_square_for_each_state_and_no_two_in_one_place() -> None:
    tiles = licensing.tiles()
    assert sorted(tile.state for tile in tiles) == sorted(CODES)
    assert len({(tile.row, tile.column) for tile in tiles}) == len(tiles)
    lowest = {tile.row for tile in tiles if tile.state in ("PR", "VI")}
    assert lowest == {max(tile.row for tile in tiles)}
    words = licensing.rules()["words"]
    assert all(f"band_{tile.band}" in words for tile in tiles)


def test_the_count_of_hours_that_a_lesson_may_cite_is_that_of_the_table() -> None:
    single = [row.hours[0] for row in licensing.rows() if row.schooling.status == "found"]
    assert (len(single), min(single), max(single)) == (44, 500, 1000)
    assert (statistics.median(single), single.count(500)) == (600, 14)
    said = next(row for row in tables.load("credentials") if row.id == "CR006").statement
    assert all(each in said for each in ("44", "500", "1,000", "600", "14"))


def test_rules_are_plain_json_and_a_copy() -> None:
    rules = licensing.rules()
    assert json.loads(json.dumps(rules)) == rules
    rules["states"].clear()
    assert licensing.rules()["states"]
