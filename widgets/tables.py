"""Typed rows from the tables in ``widgets/data``, checked while they load.

This module knows the columns of every table, what may stand in each cell, and which table points
to which. It says where a broken cell is and what would be right. It never interprets a row: what a
finding means is for `widgets.evidence`, what an answer means for `widgets.screening` and
`widgets.selection`.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Verified = Literal["yes", "partly", "no"]
Certainty = Literal["high", "moderate", "low", "very low"]
ModalityCertainty = Literal["high", "moderate", "low", "very low", "not rated", "no data"]
Pressure = Literal["none", "light", "moderate", "firm"]
Position = Literal["table", "mat", "chair"]
EvidenceLevel = Literal[
    "large_trial", "reviewed_trials", "small_trials", "other_problems", "none_found"
]
Verdict = Literal[
    "supported", "partly supported", "unsupported", "contradicted", "outdated", "opinion/advice"
]

PRESSURE_LEVELS: tuple[Pressure, ...] = get_args(Pressure)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


class TableError(ValueError):
    """A cell that cannot be right; the message names file, row, column and the repair."""


class _CellError(Exception):
    """A column and what is wrong with it, before the place in the file is known."""

    def __init__(self, column: str, problem: str) -> None:
        super().__init__(column, problem)
        self.column = column
        self.problem = problem


@dataclass(frozen=True)
class Condition:
    """One part of a rule's `when`: true if the answer to `question` includes any of `any_of`."""

    question: str
    any_of: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One row of a table; `key` names the columns that tell its rows apart."""

    key: ClassVar[tuple[str, ...]] = ("id",)


@dataclass(frozen=True)
class EvidenceRow(Row):
    """One statement with its source. `certainty` is the source's own rating; None: it gave none.

    `verified` is yes when the figure was read in a copy of the source, partly when it is
    second-hand, undated or inferred, no when it was not seen. `as_of` is the day of checking.
    """

    id: str
    topic: str
    statement: str
    source: str
    bib_key: str
    certainty: Certainty | None
    verified: Verified
    where_seen: str | None
    as_of: str


@dataclass(frozen=True)
class TrialRow(Row):
    """One result. `unit` says the scale and the kind of number; the note says which way is better.

    `effect` with `ci_low` and `ci_high` (95% confidence interval) are in `unit`; None: not known.
    `week` counts weeks from the start of treatment; `time_label` speaks where no week is known.
    """

    id: str
    study: str
    year: int | None
    design: str
    participants: int | None
    population: str
    comparison: str
    outcome: str
    week: float | None
    time_label: str | None
    effect: float | None
    ci_low: float | None
    ci_high: float | None
    unit: str | None
    evidence: tuple[str, ...]
    verified: Verified
    note: str | None

    def __post_init__(self) -> None:
        _interval(self.effect, "effect", self.ci_low, self.ci_high)


@dataclass(frozen=True)
class NaturalHistoryRow(Row):
    """How back pain goes over time: `value` in `unit`, `week` weeks after the start."""

    id: str
    measure: str
    week: float | None
    value: float
    ci_low: float | None
    ci_high: float | None
    unit: str
    source: str
    evidence: tuple[str, ...]
    verified: Verified

    def __post_init__(self) -> None:
        _interval(self.value, "value", self.ci_low, self.ci_high)


@dataclass(frozen=True)
class GuidelineRow(Row):
    """What one guideline says of massage; `year` is text since some were updated."""

    id: str
    guideline: str
    year: str | None
    situation: str | None
    says: str
    strength: str | None
    evidence: tuple[str, ...]
    verified: Verified


@dataclass(frozen=True)
class SafetyRow(Row):
    """A contraindication, precaution, red flag or harm figure, with the action to take."""

    id: str
    category: str
    topic: str
    finding: str
    action: str | None
    evidence: tuple[str, ...]
    verified: Verified


@dataclass(frozen=True)
class ClaimRow(Row):
    """A claim of a popular article (`article`: its file stem), with our verdict and the reason."""

    id: str
    article: str
    claim: str
    verdict: Verdict
    reason: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class ModalityRow(Row):
    """A type of massage. `unverified` names the columns that rest on general practice only.

    None means that no data was found. `minutes_min` and `minutes_max` are minutes a session.
    `certainty` is at or below the rating of reviews of massage as a whole, and `evidence_level`
    counts studies without saying what they found, see datapackage.json.
    """

    id: str
    name: str
    what_happens: str
    pressure_min: Pressure | None
    pressure_max: Pressure | None
    clothing: str | None
    position: Position | None
    oil: bool | None
    heat: bool | None
    session_length: str | None
    minutes_min: int | None
    minutes_max: int | None
    aims: str
    back_evidence: str
    evidence_level: EvidenceLevel
    certainty: ModalityCertainty
    evidence: tuple[str, ...]
    cautions: str
    verified: Verified
    unverified: tuple[str, ...]
    offered: bool
    not_offered_because: str | None

    def __post_init__(self) -> None:
        _pressures(self.pressure_min, self.pressure_max)
        if (self.minutes_min or 0) > (self.minutes_max or self.minutes_min or 0):
            raise _CellError(
                "minutes_min",
                f"{self.minutes_min} is above minutes_max {self.minutes_max}; swap the two",
            )
        columns = {field.name for field in dataclasses.fields(self)}
        for name in self.unverified:
            if name not in columns:
                raise _CellError("unverified", f"{name!r} is no column of this table; name columns")
        if self.offered == bool(self.not_offered_because):
            right = "leave it empty" if self.offered else "give the reason"
            raise _CellError("not_offered_because", f"offered is {_yes_no(self.offered)}; {right}")


@dataclass(frozen=True)
class StepRow(Row):
    """A screen of the selector, counted from 1."""

    key: ClassVar[tuple[str, ...]] = ("number",)

    number: int
    title: str
    intro: str


@dataclass(frozen=True)
class WordsRow(Row):
    """A fixed sentence, or the start of one, that `screening` and `selection` compose with."""

    id: str
    text: str


@dataclass(frozen=True)
class QuestionRow(Row):
    """A question of the selector. `kind` one: a single choice; many: any number of choices."""

    id: str
    step: int
    order: int
    kind: Literal["one", "many"]
    safety: bool
    text: str
    help: str | None


@dataclass(frozen=True)
class ChoiceRow(Row):
    """A choice of a question; `said` ends a sentence that begins "because you said"."""

    key: ClassVar[tuple[str, ...]] = ("question", "id")

    question: str
    id: str
    order: int
    label: str
    said: str
    exclusive: bool


@dataclass(frozen=True)
class DispositionRow(Row):
    """A result of the safety check; `urgency` runs from 0 (fine) to 3 (emergency)."""

    id: str
    urgency: int | None
    headline: str
    action: str


@dataclass(frozen=True)
class SafetyRuleRow(Row):
    """Answers that lead to a disposition. Every condition of `when` must hold."""

    id: str
    disposition: str
    when: tuple[Condition, ...]
    reason: str
    action: str
    max_pressure: Pressure | None
    avoid: tuple[str, ...]
    ask: str | None
    safety: str | None
    evidence: tuple[str, ...]
    verified: Verified


@dataclass(frozen=True)
class SelectionRuleRow(Row):
    """Answers that add `points` to each option whose `attribute` has any of `any_of`."""

    id: str
    when: tuple[Condition, ...]
    attribute: str
    any_of: tuple[str, ...]
    points: int
    reason: str


@dataclass(frozen=True)
class OptionRow(Row):
    """Something a person can do. Columns not named here are gathered in `attributes`.

    None: the row of `modality` says it. `unverified` names columns that rest on general practice.
    """

    id: str
    kind: Literal["massage", "alternative"]
    modality: str | None
    name: str
    page: str | None
    what_happens: str | None
    feels_like: str
    benefits: str
    harms: str
    certainty: ModalityCertainty | None
    certainty_statement: str
    ask: str | None
    tags: tuple[str, ...]
    evidence: tuple[str, ...]
    unverified: tuple[str, ...]
    attributes: Mapping[str, tuple[str, ...]]


TABLES: Mapping[str, type[Row]] = {
    "evidence": EvidenceRow,
    "trials": TrialRow,
    "natural_history": NaturalHistoryRow,
    "guidelines": GuidelineRow,
    "safety": SafetyRow,
    "claims": ClaimRow,
    "modalities": ModalityRow,
    "steps": StepRow,
    "words": WordsRow,
    "questions": QuestionRow,
    "choices": ChoiceRow,
    "dispositions": DispositionRow,
    "safety_rules": SafetyRuleRow,
    "selection_rules": SelectionRuleRow,
    "options": OptionRow,
}

# Which columns hold ids of another table. Every `evidence` column points to evidence.
REFERENCES: Mapping[tuple[str, str], str] = {
    ("choices", "question"): "questions",
    ("safety_rules", "disposition"): "dispositions",
    ("safety_rules", "safety"): "safety",
    ("options", "modality"): "modalities",
}

AnyRow = TypeVar("AnyRow", bound=Row)
Parser = Callable[[str], Any]
Parsers = Mapping[str, Parser]


@cache
def load(table: str) -> tuple[Any, ...]:
    """The rows of a shipped table, in the order of the file, of the type in `TABLES`.

    Raises ValueError for an unknown table and `TableError` for a broken cell.
    """
    if table not in TABLES:
        raise ValueError(f"no table {table!r}; the tables are {_listed(TABLES)}")
    data = (files(__package__) / "data" / f"{table}.csv").read_bytes()
    return tuple(_rows(_decoded(data, f"{table}.csv"), TABLES[table], f"{table}.csv"))


def read(source: Path | str, row_type: type[AnyRow]) -> tuple[AnyRow, ...]:
    """Rows of `row_type` from a CSV file, or from CSV text (text holds a line break).

    Raises `TableError` at the first broken cell; text is called by its table's file name.
    """
    if isinstance(source, str) and "\n" in source:
        return tuple(_rows(source, row_type, _file_name(row_type)))
    path = Path(source)
    return tuple(_rows(_decoded(path.read_bytes(), path.name), row_type, path.name))


def check(changed: Mapping[str, Sequence[Row]] | None = None) -> None:
    """Raise `TableError` where a row names something that no table has.

    `changed` gives rows to look at instead of those of the shipped tables, by table name.
    """
    tables = {name: (changed or {}).get(name) or load(name) for name in TABLES}
    ids = {name: {getattr(row, "id", "") for row in rows} for name, rows in tables.items()}
    choices = {(row.question, row.id) for row in tables["choices"] if isinstance(row, ChoiceRow)}
    for name, rows in tables.items():
        for line, row in enumerate(rows, start=2):
            for column, problem in _dangling(name, row, ids, choices):
                raise TableError(_place(f"{name}.csv", line, _key(row), column) + problem)


def _dangling(
    table: str, row: Row, ids: Mapping[str, set[str]], choices: set[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """The columns of a row that point nowhere, each with what would be right."""
    for column in (field.name for field in dataclasses.fields(row)):
        target = "evidence" if column == "evidence" else REFERENCES.get((table, column))
        value = getattr(row, column)
        if target:
            for name in value if isinstance(value, tuple) else (value,):
                if name is not None and name not in ids[target]:
                    yield column, f"{name!r} is not an id in {target}.csv; use one, or add the row"
        elif column == "when":
            for condition in value:
                for choice in condition.any_of:
                    if (condition.question, choice) not in choices:
                        pair = f"{condition.question}:{choice}"
                        yield column, f"{pair!r} is no choice in choices.csv; use one, or add it"


def _rows(text: str, row_type: type[AnyRow], file: str) -> Iterator[AnyRow]:
    reader = csv.reader(io.StringIO(text), strict=True)
    parsers = _parsers(row_type)
    header: list[str] = []
    seen: dict[str, int] = {}
    try:
        for line, cells in enumerate(reader, start=1):
            if line == 1:
                header = _header(cells, parsers, file)
                continue
            row = _row(cells, header, row_type, parsers, file, line)
            if _key(row) in seen:
                place = _place(file, line, _key(row), " and ".join(row_type.key))
                raise TableError(f"{place}already used in line {seen[_key(row)]}; make it unique")
            seen[_key(row)] = line
            yield row
    except csv.Error as error:
        raise TableError(
            f"{file}, line {reader.line_num}: {error}; close each quote, double quotes in cells"
        ) from error


def _header(cells: list[str], parsers: Parsers, file: str) -> list[str]:
    expected = [name for name in parsers if name != "attributes"]
    missing = [name for name in expected if name not in cells]
    surplus = [] if "attributes" in parsers else [c for c in cells if c not in expected]
    twice = sorted({name for name in cells if cells.count(name) > 1})
    for words, names in (("missing", missing), ("unknown", surplus), ("repeated", twice)):
        if names:
            raise TableError(
                f"{file}, line 1: {words} column {_listed(names)}; the columns are "
                f"{_listed(expected)}"
            )
    return cells


def _row(
    cells: list[str],
    header: list[str],
    row_type: type[AnyRow],
    parsers: Parsers,
    file: str,
    line: int,
) -> AnyRow:
    if len(cells) != len(header):
        raise TableError(
            f"{file}, line {line}: {len(cells)} cells where the header has {len(header)}; "
            "quote cells that hold a comma"
        )
    record = dict(zip(header, cells, strict=True))
    label = " ".join(record[column] for column in row_type.key)
    try:
        return row_type(**_values(record, parsers))
    except _CellError as error:
        raise TableError(_place(file, line, label, error.column) + error.problem) from None


def _values(record: dict[str, str], parsers: Parsers) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column, cell in record.items():
        if "\n" in cell:
            raise _CellError(column, "a line break in the cell; keep each row on one line")
    for column, parse in parsers.items():
        if column == "attributes":
            values[column] = {n: tuple(c.split()) for n, c in record.items() if n not in parsers}
            continue
        try:
            values[column] = parse(record[column])
        except ValueError as error:
            raise _CellError(column, str(error)) from None
    return values


def _parsers(row_type: type[Row]) -> Parsers:
    hints = get_type_hints(row_type)
    return {field.name: _parser(hints[field.name]) for field in dataclasses.fields(row_type)}


def _parser(hint: Any) -> Parser:
    """A function from the text of a cell to a value of the annotated type."""
    if get_origin(hint) in (types.UnionType, Union):
        parse = _parser(next(part for part in get_args(hint) if part is not types.NoneType))
        return lambda cell: parse(cell) if cell else None
    if get_origin(hint) is Literal:
        return lambda cell: _one_of(cell, get_args(hint))
    if hint == tuple[Condition, ...]:
        return _conditions
    if hint == tuple[str, ...]:
        return lambda cell: tuple(cell.split())
    simple: dict[Any, Parser] = {
        str: _text,
        bool: lambda cell: _one_of(cell, ("yes", "no")) == "yes",
        int: lambda cell: _number(cell, int, "a whole number such as 10"),
        float: lambda cell: _number(cell, float, "a number such as -2.9"),
    }
    return simple.get(hint, _text)


def _text(cell: str) -> str:
    if not cell:
        raise ValueError("empty; this column needs a value")
    return cell


def _one_of(cell: str, allowed: Sequence[str]) -> str:
    if cell not in allowed:
        raise ValueError(f"{cell!r} is not allowed; use one of {_listed(allowed)}")
    return cell


def _number(cell: str, kind: type[int] | type[float], right: str) -> int | float:
    # int() and float() also take "1_000", "nan" and "inf".
    if set(cell) <= set("-0123456789."):
        try:
            return kind(cell)
        except ValueError:
            pass
    raise ValueError(f"{cell!r} is not a number of the right kind; write {right}")


def _conditions(cell: str) -> tuple[Condition, ...]:
    parts = [part.partition(":") for part in cell.split(" & ")]
    conditions = tuple(
        Condition(question.strip(), tuple(choice.strip() for choice in choices.split("|")))
        for question, _, choices in parts
    )
    if not all(part.question and all(part.any_of) for part in conditions):
        raise ValueError(f"{cell!r} is no condition; write a:b|c & d:e")
    return conditions


def _interval(value: float | None, column: str, low: float | None, high: float | None) -> None:
    if (low is None) != (high is None):
        missing = "ci_low" if low is None else "ci_high"
        raise _CellError(missing, "only one end of the interval is given; give both, or neither")
    if low is None or high is None:
        return
    if low > high:
        raise _CellError("ci_low", f"{low} is above ci_high {high}; swap the two")
    if value is None or not low <= value <= high:
        raise _CellError(column, f"{value} is outside its interval {low} to {high}; correct either")


def _pressures(low: Pressure | None, high: Pressure | None) -> None:
    if (low is None) != (high is None):
        missing = "pressure_min" if low is None else "pressure_max"
        raise _CellError(missing, "only one pressure is given; give both, or neither")
    if low and high and PRESSURE_LEVELS.index(low) > PRESSURE_LEVELS.index(high):
        raise _CellError("pressure_min", f"{low} is firmer than pressure_max {high}; swap the two")


def _decoded(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig")  # spreadsheets put a byte order mark in front
    except UnicodeDecodeError as error:
        raise TableError(f"{file}: byte {error.start} is not UTF-8; save it as CSV UTF-8") from None


def _file_name(row_type: type[Row]) -> str:
    return next((f"{name}.csv" for name, kind in TABLES.items() if kind is row_type), "text")


def _key(row: Row) -> str:
    return " ".join(str(getattr(row, column)) for column in row.key)


def _place(file: str, line: int, label: str, column: str) -> str:
    return f"{file}, line {line} ({label}), column {column}: "


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _listed(names: Any) -> str:
    return ", ".join(repr(name) for name in names)
