"""The data package is valid, agrees with the row types, and every source resolves."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from frictionless import Package
from pybtex.database import parse_file

from widgets import tables

ROOT = Path(__file__).parents[1]
DATA = ROOT / "widgets" / "data"
PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {resource["name"]: resource for resource in PACKAGE["resources"]}
JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}
TEXT_WITH_A_TYPE = {("evidence", "as_of"): "date"}


def faults(folder: Path) -> list[list[Any]]:
    report = Package(str(folder / "datapackage.json")).validate()
    return [
        [task.name, *fault] for task in report.tasks for fault in task.flatten(["type", "message"])
    ]


def test_frictionless_finds_no_fault() -> None:
    assert faults(DATA) == []


@pytest.mark.parametrize(
    ("table", "before", "after", "fault"),
    [
        ("trials", "T001,", "T1,", "constraint-error"),
        ("claims", "E003 E004 E077", "E003;E004;E077", "constraint-error"),
        ("articles", "\na2,", "\na1,", "primary-key"),
        ("evidence", "\nE002,", "\nE001,", "primary-key"),
        ("choices", "\nage,", "\nages,", "foreign-key"),
        ("modalities", ",yes,", ",true,", "type-error"),
        ("price_ranges", "independent,60,60", "independent,60,sixty", "type-error"),
        ("price_ranges", "independent,60", "independant,60", "foreign-key"),
        ("licensing", ",500 625,", ",500/625,", "constraint-error"),
    ],
)
def test_frictionless_finds_a_fault_that_we_plant(
    tmp_path: Path, table: str, before: str, after: str, fault: str
) -> None:
    folder = Path(shutil.copytree(DATA, tmp_path / "data"))
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert (table, fault) in {(found[0], found[1]) for found in faults(folder)}


def test_each_table_is_described_with_title_sources_and_licence() -> None:
    assert list(RESOURCES) == list(tables.TABLES)
    for resource in RESOURCES.values():
        assert resource["title"] and resource["description"] and resource["sources"]
        assert [each["name"] for each in resource["licenses"]] == ["CC0-1.0"]
        assert all(field["description"] for field in resource["schema"]["fields"])


@pytest.mark.parametrize("table", tables.TABLES)
def test_the_package_and_the_row_type_agree(table: str) -> None:
    row_type = tables.TABLES[table]
    hints = get_type_hints(row_type)
    names = [f.name for f in dataclasses.fields(row_type) if f.name != "attributes"]
    fields = {field["name"]: field for field in RESOURCES[table]["schema"]["fields"]}
    assert list(fields)[: len(names)] == names
    if "attributes" in hints:
        assert list(fields)[len(names) :] == list(tables.load(table)[0].attributes)
    else:
        assert len(fields) == len(names)
    key = RESOURCES[table]["schema"]["primaryKey"]
    assert ([key] if isinstance(key, str) else key) == list(row_type.key)
    for name in names:
        hint = hints[name]
        optional = get_origin(hint) in (UnionType, Union)
        if optional:
            hint = next(part for part in get_args(hint) if part is not NoneType)
        constraints = fields[name].get("constraints", {})
        if get_origin(hint) is Literal:
            assert constraints["enum"] == list(get_args(hint)), name
        expected = TEXT_WITH_A_TYPE.get((table, name), JSON_TYPES.get(hint, "string"))
        assert fields[name]["type"] == expected, name
        if optional:
            assert not constraints.get("required"), name
        elif get_origin(hint) is not tuple:
            assert constraints.get("required"), name


def test_foreign_keys_of_the_package_are_those_that_the_loader_checks() -> None:
    described = {
        (name, key["fields"][0]): key["reference"]["resource"]
        for name, resource in RESOURCES.items()
        for key in resource["schema"].get("foreignKeys", [])
    }
    assert described == dict(tables.REFERENCES)


def test_every_source_is_in_the_bibliography_and_none_is_left_over() -> None:
    entries = parse_file(str(ROOT / "book" / "references.bib")).entries
    assert {row.bib_key for row in tables.cited().values()} == set(entries)
    for key, entry in entries.items():
        assert "title" in entry.fields and entry.persons.get("author"), key
        assert ("doi" in entry.fields) != ("url" in entry.fields), key


def test_every_type_of_massage_keeps_its_marks() -> None:
    for row in tables.load("modalities"):
        if row.verified == "no":
            assert row.unverified, row.id
        for column in row.unverified:
            assert getattr(row, column) is not None, f"{row.id}: nothing to mark in {column}"


def test_tables_hold_no_notes_to_ourselves() -> None:
    for path in DATA.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(TODO|FIXME|seed|retrieved|excerpt)\b", text, re.I), path.name
        assert "\r" not in text and text.endswith("\n"), path.name
