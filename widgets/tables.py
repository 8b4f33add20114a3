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
import re
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
    "supported", "partly supported", "outdated", "unsupported", "contradicted", "opinion or advice"
]
Topic = Literal[
    "effect on pain",
    "in the body",
    "back pain itself",
    "types of massage",
    "safety",
    "other care",
    "sessions",
    "cost",
    "training and licenses",
    "finding a therapist",
]
Ailment = Literal[
    "acute low back pain",
    "subacute low back pain",
    "chronic low back pain",
    "low back pain of mixed duration",
    "other back pain",
    "chronic neck pain",
    "other pain",
    "soreness after exercise",
]
Treatment = Literal[
    "massage",
    "osteopathic treatment",
    "craniosacral therapy",
    "Alexander lessons",
    "exercise",
    "heat",
    "ultrasound",
    "surgery",
]
Against = Literal[
    "nothing",
    "nothing extra",
    "usual care",
    "self-care materials",
    "another treatment",
    "sham or placebo",
    "inactive control",
    "mixed or not named",
]
Outcome = Literal[
    "pain",
    "disability",
    "function",
    "bothersomeness",
    "symptoms",
    "pain relief",
    "freedom from pain",
    "days in pain",
    "pressure tolerance",
    "soreness",
]
ResultKind = Literal["difference", "arm mean", "change", "share of arm", "ratio"]
Unit = Literal[
    "RDQ points",
    "RDQ points (0-23)",
    "ODI points",
    "points (0-5)",
    "points (0-10)",
    "points (0-100)",
    "points (0-100 assumed)",
    "SF-MPQ points",
    "GPS points",
    "SMD",
    "response ratio",
    "relative risk",
    "people in 100",
    "percent",
    "days a month",
]

PRESSURE_LEVELS: tuple[Pressure, ...] = get_args(Pressure)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
TOPICS: tuple[Topic, ...] = get_args(Topic)


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
    """One result of a study; datapackage.json says what each word of a controlled column means.

    `effect` with `ci_low` and `ci_high` (95% confidence interval) are in `unit`; None: not known.
    A `difference` is treatment minus comparison, a `ratio` treatment over comparison; `better`
    says which direction is good. `comparison` and `measure` are the study's own words, `against`
    and `outcome` ours; `against` is None where the row gives a single arm. `week` counts weeks
    from the start of treatment; `time_label` speaks where no week is known.
    """

    id: str
    study: str
    year: int | None
    design: str
    participants: int | None
    population: str
    condition: Ailment
    treatment: Treatment
    comparison: str
    against: Against | None
    outcome: Outcome
    measure: str
    week: float | None
    time_label: str | None
    kind: ResultKind
    effect: float | None
    ci_low: float | None
    ci_high: float | None
    unit: Unit | None
    better: Literal["lower", "higher"]
    evidence: tuple[str, ...]
    verified: Verified
    note: str | None

    def __post_init__(self) -> None:
        _interval(self.effect, "effect", self.ci_low, self.ci_high)
        if (self.effect is None) != (self.unit is None):
            raise _CellError(
                "unit", "an effect and its unit belong together; give both, or neither"
            )
        if (self.kind in ("difference", "ratio")) != bool(self.against):
            right = "leave it empty" if self.against else "say what it is compared with"
            raise _CellError("against", f"the kind of this row is {self.kind!r}; {right}")


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
class ArticleRow(Row):
    """A popular article whose claims we judge: its subject in our words, and what sort of page."""

    id: str
    title: str
    kind: str
    file: str


@dataclass(frozen=True)
class ClaimRow(Row):
    """A claim that one or more popular articles make, with our verdict and the reason.

    `facts` are ids as a lesson cites them (see `cited`); `lesson` is the page below book/ that
    answers the claim.
    """

    id: str
    articles: tuple[str, ...]
    topic: Topic
    claim: str
    verdict: Verdict
    reason: str
    facts: tuple[str, ...]
    lesson: str

    def __post_init__(self) -> None:
        if not self.articles:
            raise _CellError("articles", "empty; name the articles that make the claim")
        if not self.facts and self.verdict != "opinion or advice":
            raise _CellError("facts", f"empty, but the verdict is {self.verdict!r}; name facts")
        if not re.fullmatch(r"([a-z-]+/)?[a-z-]+", self.lesson):
            raise _CellError(
                "lesson", f"{self.lesson!r} is no page; write types/choosing, with no ending"
            )


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


@dataclass(frozen=True)
class PriceRow(Row):
    """A price, tip or survey figure in `unit`. `year` None: the source names no year."""

    id: str
    category: str
    item: str
    low: float | None
    typical: float | None
    high: float | None
    unit: str | None
    place: str
    year: int | None
    as_of: str
    source: str
    bib_key: str | None
    where_seen: str | None
    verified: Verified
    note: str | None


@dataclass(frozen=True)
class WageRow(Row):
    """What massage therapists earn: USD an hour and a year. None: not published, or not seen."""

    id: str
    sector: str
    naics: str | None
    as_of: str
    jobs: int | None
    hourly_p10: float | None
    hourly_p25: float | None
    hourly_median: float | None
    hourly_p75: float | None
    hourly_p90: float | None
    hourly_mean: float | None
    annual_median: int | None
    annual_mean: int | None
    source: str
    bib_key: str | None
    where_seen: str | None
    verified: Verified
    note: str | None


@dataclass(frozen=True)
class WageIndexRow(Row):
    """Wages in one state; `index` is percent of the US mean. `id` is the postal code."""

    id: str
    name: str
    hourly_mean: float | None
    annual_mean: int | None
    index: int | None
    as_of: str
    source: str
    bib_key: str
    where_seen: str
    verified: Verified
    note: str


@dataclass(frozen=True)
class CostRuleRow(Row):
    """One number that the cost estimator reckons with, in `unit`, and where it comes from."""

    id: str
    value: float
    unit: str
    says: str
    basis: str
    rows: tuple[str, ...]
    kind: str
    source: str
    where_seen: str | None
    as_of: str
    verified: Verified


@dataclass(frozen=True)
class PriceSettingRow(Row):
    """A kind of place. Tips are percent of the price; `own_travel`: you go there yourself."""

    id: str
    name: str
    help: str
    tip_low: int
    tip_typical: int
    tip_high: int
    tip_basis: str
    tip_prices: tuple[str, ...]
    wage_index: bool
    bills_insurance: bool
    own_travel: bool
    caution: str

    def __post_init__(self) -> None:
        _rising(self.tip_low, self.tip_typical, self.tip_high, "tip_low")


@dataclass(frozen=True)
class PriceRangeRow(Row):
    """Our judgment of what a session costs before the tip, in whole USD."""

    id: str
    setting: str
    minutes: int
    low: int
    typical: int
    high: int
    basis: str
    prices: tuple[str, ...]
    kind: str
    as_of: str
    caution: str

    def __post_init__(self) -> None:
        _rising(self.low, self.typical, self.high, "low")


@dataclass(frozen=True)
class CostPresetRow(Row):
    """A plan to start from; `stop_after` None: no stopping rule."""

    id: str
    label: str
    help: str
    sessions: int
    weeks: int
    stop_after: int | None
    basis: str
    evidence: tuple[str, ...]
    kind: str


@dataclass(frozen=True)
class CostFieldRow(Row):
    """A field of a plan. `choices` names them, or one table whose ids they are.

    `minimum` and `maximum` are in the unit in which a person types. `initial` stands where the
    field is left empty; None: nothing does.
    """

    id: str
    part: str
    kind: Literal["choice", "boolean", "integer", "money", "rate", "percent", "distance"]
    choices: tuple[str, ...]
    minimum: int | None
    maximum: int | None
    initial: str | None
    label: str
    help: str


@dataclass(frozen=True)
class CostFindingRow(Row):
    """What trials found, to stand beside a cost; `lead` opens the statements of `evidence`."""

    id: str
    lead: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class CostWordRow(Row):
    """A fixed sentence of a tool; {braces} hold what is filled in."""

    id: str
    text: str


@dataclass(frozen=True)
class CoverageRow(Row):
    """Who pays, or how payment works; `amount` in `unit`."""

    id: str
    payer: str
    place: str
    covered: str | None
    statement: str
    amount: float | None
    unit: str | None
    as_of: str
    source: str
    bib_key: str | None
    where_seen: str | None
    verified: Verified
    caution: str | None


@dataclass(frozen=True)
class EconomicEvaluationRow(Row):
    """A study of costs. Money is in the currency and year of `currency_year`."""

    id: str
    study: str
    year: int
    country: str
    design: str
    participants: str | None
    comparison: str | None
    dose: str | None
    cost_result: str
    effect_result: str | None
    ratio: str | None
    perspective: str | None
    currency_year: str | None
    relevance: str
    limits: str | None
    source: str
    bib_key: str | None
    where_seen: str | None
    verified: Verified


@dataclass(frozen=True)
class CredentialRow(Row):
    """One statement on licenses, certificates, scope of practice, consent or checking."""

    id: str
    topic: str
    statement: str
    as_of: str
    source: str
    bib_key: str | None
    where_seen: str | None
    verified: Verified


@dataclass(frozen=True)
class LicensingRow(Row):
    """The rules of one state or territory; `id` is the postal code.

    `hours` holds the hours of schooling: one figure, two where sources disagree, none where none
    was found or no state rule exists. `ce_hours` are due every `ce_years`. Each `..._verified`
    speaks of one field, `verified` of the row.
    """

    id: str
    name: str
    regulated: Literal["license", "registration", "voluntary", "none"]
    regulated_note: str | None
    title: str | None
    hours: tuple[str, ...]
    hours_note: str | None
    exam: str | None
    ce_hours: int | None
    ce_years: int | None
    ce_note: str | None
    board: str | None
    board_url: str | None
    as_of: str | None
    caution: str | None
    hours_verified: Verified
    exam_verified: Verified
    ce_verified: Verified
    verified: Verified
    bib_key: str
    where_seen: tuple[str, ...]

    def __post_init__(self) -> None:
        for hours in self.hours:
            if not hours.isdecimal():
                raise _CellError("hours", f"{hours!r} is no number; write 500, or 500 625")


@dataclass(frozen=True)
class JurisdictionRow(Row):
    """The rules of a place outside the US."""

    id: str
    name: str
    country: str
    regulated: str
    title: str | None
    education: str | None
    board: str
    as_of: str
    note: str | None
    verified: Verified
    where_seen: tuple[str, ...]


@dataclass(frozen=True)
class FactBoxRow(Row):
    """A question about massage, and whom its rows speak of; see `widgets.fact_box`.

    `durations` are the choices of the question on duration that lead to this box. `by_itself` is
    how the pain goes whatever the care; None: not known.
    """

    id: str
    question: str
    people: str
    without_label: str
    with_label: str
    span: str
    durations: tuple[str, ...]
    by_itself: str | None
    by_itself_evidence: tuple[str, ...]
    caution: str
    caution_evidence: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class FactBoxLineRow(Row):
    """One benefit or harm of a fact box; `without` and `with_massage` None: not known.

    Both are in `unit` and may hold words ("more than 33"). `difference` says the difference where
    the two are not known. `certainty` is the source's own rating.
    """

    id: str
    box: str
    kind: Literal["benefit", "harm"]
    outcome: str
    unit: Literal["people in 100", "points"] | None
    without: str | None
    with_massage: str | None
    difference: str | None
    certainty: Literal["high", "moderate", "low", "very low", "not rated"]
    note: str | None
    evidence: tuple[str, ...]

    def __post_init__(self) -> None:
        if (self.without or self.with_massage) and not self.unit:
            raise _CellError("unit", "a number without a unit; say what it counts")


@dataclass(frozen=True)
class TileRow(Row):
    """Where a state or territory stands in a grid of squares, counted from 1; `id`: postal code."""

    id: str
    row: int
    column: int


TABLES: Mapping[str, type[Row]] = {
    "evidence": EvidenceRow,
    "trials": TrialRow,
    "natural_history": NaturalHistoryRow,
    "guidelines": GuidelineRow,
    "safety": SafetyRow,
    "articles": ArticleRow,
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
    "prices": PriceRow,
    "wages": WageRow,
    "wage_index": WageIndexRow,
    "cost_rules": CostRuleRow,
    "price_settings": PriceSettingRow,
    "price_ranges": PriceRangeRow,
    "cost_presets": CostPresetRow,
    "cost_fields": CostFieldRow,
    "cost_findings": CostFindingRow,
    "cost_words": CostWordRow,
    "coverage": CoverageRow,
    "economic_evaluations": EconomicEvaluationRow,
    "credentials": CredentialRow,
    "licensing": LicensingRow,
    "jurisdictions": JurisdictionRow,
    "tile_grid": TileRow,
    "licensing_words": CostWordRow,
    "fact_boxes": FactBoxRow,
    "fact_box_rows": FactBoxLineRow,
}

# Which columns hold ids of another table. Every `evidence` column points to evidence.
REFERENCES: Mapping[tuple[str, str], str] = {
    ("choices", "question"): "questions",
    ("safety_rules", "disposition"): "dispositions",
    ("safety_rules", "safety"): "safety",
    ("options", "modality"): "modalities",
    ("price_ranges", "setting"): "price_settings",
    ("fact_box_rows", "box"): "fact_boxes",
}

# Tables of facts: no two share an id.
FACT_TABLES = (
    "evidence",
    "prices",
    "wages",
    "coverage",
    "economic_evaluations",
    "credentials",
)

# Tables whose ids are postal codes, with what a citation puts before them.
CITED_WITH: Mapping[str, str] = {"licensing": "LIC-", "wage_index": "WS-"}

# Which columns hold a list of ids, and of which tables.
LISTS: Mapping[tuple[str, str], Sequence[str]] = {
    ("price_ranges", "prices"): ["prices"],
    ("price_settings", "tip_prices"): ["prices"],
    ("cost_rules", "rows"): FACT_TABLES,
    ("claims", "articles"): ["articles"],
    ("claims", "facts"): (*FACT_TABLES, *CITED_WITH),
    ("fact_boxes", "by_itself_evidence"): ["evidence"],
    ("fact_boxes", "caution_evidence"): ["evidence"],
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


def cited() -> dict[str, Any]:
    """Every row that names an entry of book/references.bib, by the id that a lesson cites.

    That is the id of the row, with LIC- or WS- before the postal code of a state's rules or wages.
    """
    return {
        CITED_WITH.get(table, "") + row.id: row
        for table in (*FACT_TABLES, *CITED_WITH)
        for row in load(table)
        if row.bib_key
    }


def check(changed: Mapping[str, Sequence[Row]] | None = None) -> None:
    """Raise `TableError` where a row names something that no table has.

    `changed` gives rows to look at instead of those of the shipped tables, by table name.
    """
    tables = {name: (changed or {}).get(name) or load(name) for name in TABLES}
    ids = {
        name: {CITED_WITH.get(name, "") + getattr(row, "id", "") for row in rows}
        for name, rows in tables.items()
    }
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
        targets = _targets(table, column)
        value = getattr(row, column)
        if targets:
            for name in value if isinstance(value, tuple) else (value,):
                if name is not None and not any(name in ids[target] for target in targets):
                    files = " or ".join(f"{target}.csv" for target in targets)
                    yield column, f"{name!r} is not an id in {files}; use one, or add the row"
        elif column == "when":
            for condition in value:
                for choice in condition.any_of:
                    if (condition.question, choice) not in choices:
                        pair = f"{condition.question}:{choice}"
                        yield column, f"{pair!r} is no choice in choices.csv; use one, or add it"


def _targets(table: str, column: str) -> Sequence[str]:
    """The tables whose ids a column holds."""
    if column == "evidence":
        return ["evidence"]
    one = REFERENCES.get((table, column))
    return [one] if one else LISTS.get((table, column), ())


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


def _rising(low: int, typical: int, high: int, column: str) -> None:
    if not 0 <= low <= typical <= high:
        raise _CellError(column, f"{low}, {typical} and {high} do not rise; put them in order")


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
