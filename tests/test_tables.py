"""Rows load typed; a broken cell is reported with file, row, column and what would be right."""

from __future__ import annotations

import csv
import dataclasses
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from widgets import tables
from widgets.tables import Condition, TableError

DATA = Path(tables.__file__).parent / "data"


def csv_text(table: str, *changes: dict[str, str]) -> str:
    """Shipped rows as CSV text: the first row of `table` once for each change, with it made."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        first = next(reader)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(first), lineterminator="\n")
    writer.writeheader()
    writer.writerows(first | change for change in changes)
    return out.getvalue()


@pytest.mark.parametrize("table", tables.TABLES)
def test_every_shipped_table_loads_in_the_order_of_its_file(table: str) -> None:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    rows = tables.load(table)
    key = tables.TABLES[table].key[-1]
    assert [str(getattr(row, key)) for row in rows] == [row[key] for row in written]
    assert all(isinstance(row, tables.TABLES[table]) for row in rows)


def test_no_table_lies_in_data_that_nothing_loads() -> None:
    assert {path.stem for path in DATA.glob("*.csv")} == set(tables.TABLES)


def test_the_shipped_tables_point_only_to_rows_that_exist() -> None:
    tables.check()


def test_the_selector_offers_each_type_that_is_offered_and_no_other() -> None:
    offered = [row.id for row in tables.load("modalities") if row.offered]
    assert [row.modality for row in tables.load("options") if row.kind == "massage"] == offered
    assert not any(row.modality for row in tables.load("options") if row.kind == "alternative")


def test_what_an_option_marks_as_unverified_is_one_of_its_columns() -> None:
    for row in tables.load("options"):
        assert set(row.unverified) <= set(vars(row)) | set(row.attributes), row.id


def test_cells_become_values_of_their_type() -> None:
    change = {"year": "", "week": "0.7", "evidence": "E003 E004", "note": ""}
    row = tables.read(csv_text("trials", change), tables.TrialRow)[0]
    assert row.year is None and row.note is None
    assert (row.week, row.participants, row.evidence) == (0.7, 401, ("E003", "E004"))
    assert tables.load("modalities")[0].offered is True


def test_conditions_and_attributes_are_parsed() -> None:
    rule = tables.read(
        csv_text("selection_rules", {"when": "oil:no & heat:yes|either"}), tables.SelectionRuleRow
    )[0]
    assert rule.when == (Condition("oil", ("no",)), Condition("heat", ("yes", "either")))
    option = tables.load("options")[0]
    assert option.attributes and all(isinstance(v, tuple) for v in option.attributes.values())


def test_rows_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        tables.load("trials")[0].effect = 0


def test_loading_twice_gives_the_same_rows() -> None:
    assert tables.load("trials") is tables.load("trials")


def test_a_byte_order_mark_from_a_spreadsheet_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(csv_text("claims", {}), encoding="utf-8-sig")
    assert tables.read(path, tables.ClaimRow)[0].id == "C001"


BROKEN = {
    "bad number": ("trials", {"effect": "2,9"}, "effect", "'2,9'", "write a number such as -2.9"),
    "infinite number": ("trials", {"effect": "inf"}, "effect", "'inf'", "write a number"),
    "part of a person": ("trials", {"participants": "4.5"}, "participants", "'4.5'", "whole"),
    "unknown verdict": ("claims", {"verdict": "true"}, "verdict", "'true'", "'contradicted'"),
    "unknown topic": ("claims", {"topic": "luck"}, "topic", "'luck'", "'in the body'"),
    "claim of no article": ("claims", {"articles": ""}, "articles", "empty", "name the articles"),
    "verdict with no fact": ("claims", {"facts": ""}, "facts", "'partly supported'", "name facts"),
    "lesson as a file": (
        "claims",
        {"lesson": "types/choosing.ipynb"},
        "lesson",
        "'types/choosing.ipynb'",
        "with no ending",
    ),
    "wrong boolean": ("modalities", {"offered": "true"}, "offered", "'true'", "'yes', 'no'"),
    "empty cell": ("evidence", {"statement": ""}, "statement", "empty", "needs a value"),
    "interval low above high": (
        "trials",
        {"ci_low": "-1.8", "ci_high": "-4.0"},
        "ci_low",
        "-1.8 is above ci_high -4.0",
        "swap",
    ),
    "half an interval": ("trials", {"ci_high": ""}, "ci_high", "one end", "give both"),
    "effect outside its interval": (
        "trials",
        {"effect": "2.9"},
        "effect",
        "2.9 is outside its interval -4.0 to -1.8",
        "correct",
    ),
    "effect without a unit": ("trials", {"unit": ""}, "unit", "belong together", "give both"),
    "unit in other words": ("trials", {"unit": "Roland points"}, "unit", "'Roland points'", "'RDQ"),
    "outcome in other words": ("trials", {"outcome": "VAS"}, "outcome", "'VAS'", "'disability'"),
    "one arm compared": ("trials", {"kind": "arm mean"}, "against", "'arm mean'", "leave it empty"),
    "difference from what": ("trials", {"against": ""}, "against", "'difference'", "compared with"),
    "value outside its interval": ("natural_history", {"value": "5"}, "value", "5.0", "correct"),
    "pressures swapped": (
        "modalities",
        {"pressure_min": "firm"},
        "pressure_min",
        "firm is firmer than pressure_max moderate",
        "swap",
    ),
    "minutes swapped": (
        "modalities",
        {"minutes_min": "100"},
        "minutes_min",
        "100 is above",
        "swap",
    ),
    "unknown pressure": (
        "modalities",
        {"pressure_max": "hard"},
        "pressure_max",
        "'hard'",
        "'firm'",
    ),
    "unverified names no column": (
        "modalities",
        {"unverified": "colour"},
        "unverified",
        "'colour'",
        "name columns",
    ),
    "held back without a reason": (
        "modalities",
        {"offered": "no"},
        "not_offered_because",
        "offered is no",
        "give the reason",
    ),
    "condition without choices": (
        "safety_rules",
        {"when": "conditions"},
        "when",
        "'conditions'",
        "write a:b|c",
    ),
    "line break": ("claims", {"reason": "one\ntwo"}, "reason", "line break", "on one line"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_cell_is_reported_with_its_place_and_the_repair(fault: str) -> None:
    table, change, column, problem, repair = BROKEN[fault]
    text = csv_text(table, {"id": "first"}, {"id": "second"} | change)
    with pytest.raises(TableError) as error:
        tables.read(text, tables.TABLES[table])
    place, _, message = str(error.value).partition(f", column {column}: ")
    assert place == f"{table}.csv, line 3 (second)"
    assert problem in message and repair in message


def test_a_repeated_id_is_reported_with_both_lines() -> None:
    with pytest.raises(TableError, match=r"trials\.csv, line 3 \(T001\), column id: .* line 2; "):
        tables.read(csv_text("trials", {}, {}), tables.TrialRow)


def test_a_choice_may_repeat_the_id_of_another_question_but_not_of_its_own() -> None:
    first = {"question": "age", "id": "unsure"}
    tables.read(csv_text("choices", first, {"question": "where", "id": "unsure"}), tables.ChoiceRow)
    with pytest.raises(TableError, match=r"choices\.csv, line 3 \(age unsure\)"):
        tables.read(csv_text("choices", first, first), tables.ChoiceRow)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("id,articles,topic,claim,verdict,reason,facts", "missing column 'lesson'"),
        ("id,articles,topic,claim,verdict,reason,facts,lesson,extra", "unknown column 'extra'"),
        ("id,articles,topic,claim,verdict,reason,facts,lesson,id", "repeated column 'id'"),
    ],
)
def test_a_wrong_header_is_reported_with_the_columns(header: str, message: str) -> None:
    with pytest.raises(TableError, match=f"claims.csv, line 1: {message}; the columns are 'id'"):
        tables.read(header + "\n", tables.ClaimRow)


def test_an_unquoted_comma_is_reported() -> None:
    text = csv_text("claims", {}) + "C999,a1,cost,b,supported,one, two,E001,how-to-use\n"
    with pytest.raises(TableError, match=r"claims\.csv, line 3: 9 cells .* 8; quote cells"):
        tables.read(text, tables.ClaimRow)


def test_an_open_quote_is_reported() -> None:
    with pytest.raises(TableError, match=r"claims\.csv, line 3: .*close each quote"):
        tables.read(csv_text("claims", {}) + '"C999,a\n', tables.ClaimRow)


def test_another_encoding_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(csv_text("claims", {"reason": "café"}).encode("latin-1"))
    with pytest.raises(TableError, match=r"claims\.csv: .* not UTF-8; save it as CSV UTF-8"):
        tables.read(path, tables.ClaimRow)


POINTING_NOWHERE = {
    "evidence": ("trials", {"evidence": "E001 E999"}, "evidence", "'E999'", "evidence.csv"),
    "fact": ("claims", {"facts": "E001 CR999"}, "facts", "'CR999'", "credentials.csv"),
    "rule of a state": ("claims", {"facts": "LIC-XX"}, "facts", "'LIC-XX'", "licensing.csv"),
    "article": ("claims", {"articles": "a1 a9"}, "articles", "'a9'", "articles.csv"),
    "modality": ("options", {"modality": "swedisch"}, "modality", "'swedisch'", "modalities.csv"),
    "question": ("choices", {"question": "shoe"}, "question", "'shoe'", "questions.csv"),
    "safety": ("safety_rules", {"safety": "S99"}, "safety", "'S99'", "safety.csv"),
    "disposition": (
        "safety_rules",
        {"disposition": "maybe"},
        "disposition",
        "'maybe'",
        "dispositions.csv",
    ),
    "choice": ("safety_rules", {"when": "age:from_200"}, "when", "'age:from_200'", "choices.csv"),
}


@pytest.mark.parametrize("fault", POINTING_NOWHERE)
def test_an_id_that_no_table_has_is_reported_with_its_place(fault: str) -> None:
    table, change, column, value, home = POINTING_NOWHERE[fault]
    rows: Any = tables.read(csv_text(table, change), tables.TABLES[table])
    with pytest.raises(TableError) as error:
        tables.check({table: rows})
    message = str(error.value)
    assert message.startswith(f"{table}.csv, line 2 (") and f"column {column}: {value}" in message
    assert home in message and "add" in message


def test_an_unknown_table_is_refused_with_the_names_of_the_tables() -> None:
    with pytest.raises(ValueError, match=r"no table 'moods'; the tables are 'evidence', 'trials'"):
        tables.load("moods")


def test_models_load_without_widgets_plotly_or_jupyter() -> None:
    code = (
        "import sys; from widgets import costs, evidence, licensing, tables; tables.check(); "
        "print([m for m in ('anywidget', 'ipywidgets', 'plotly', 'IPython', 'frictionless') "
        "if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
