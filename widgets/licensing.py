"""The rules for massage therapists in US states and territories, looked up by code or name.

This module knows what was found for each state, what was not, and where sources disagree, and it
keeps the three apart: "not found" is never shown as "not needed", and of two figures it never
picks one. It gives no legal advice and never guesses a rule from a neighboring state.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from . import questionnaire, tables
from .tables import LicensingRow, Verified

Status = Literal["found", "conflict", "none_needed", "not_found", "no_rule"]

# Lower ends of the bands in which the map shows hours of schooling.
BANDS = (700, 600, 500)


@dataclass(frozen=True)
class Fact:
    """One rule. `text` is for people, `note` adds to it; `verified` as in widgets.tables."""

    status: Status
    text: str
    note: str | None
    verified: Verified


@dataclass(frozen=True)
class License:
    """What is known of one state. `state` is the postal code; `board` None: none was found.

    `hours` holds the hours of schooling: none, one figure, or two where sources disagree.
    `conflicts` says where sources disagree; `caution` what is changing; `as_of`, in words, when the
    rules read were current; None: not known. `where_seen` lists addresses.
    """

    state: str
    name: str
    regulated: str
    regulated_text: str
    regulated_note: str | None
    title: str | None
    hours: tuple[int, ...]
    schooling: Fact
    exam: Fact
    continuing_education: Fact
    board: str | None
    board_url: str | None
    as_of: str | None
    conflicts: tuple[str, ...]
    not_found: tuple[str, ...]
    caution: str | None
    verified: Verified
    where_seen: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The license as plain JSON."""
        return questionnaire.plain(self)


@dataclass(frozen=True)
class Tile:
    """A square of the map, `row` and `column` counted from 1. `band` groups hours of schooling."""

    state: str
    name: str
    row: int
    column: int
    band: str
    text: str


def look_up(state: str) -> License:
    """The rules of a state or territory, by postal code or name, in capitals or not.

    Raises TypeError for something that is no text, ValueError naming the valid ones otherwise.
    """
    if not isinstance(state, str):
        raise TypeError(f"a state is text such as 'MN' or 'Minnesota', not {state!r}")
    wanted = " ".join(state.split()).casefold()
    for row in rows():
        if wanted in (row.state.casefold(), row.name.casefold()):
            return row
    listed = ", ".join(f"{row.state} ({row.name})" for row in rows())
    raise ValueError(f"no state {state!r}; use one of {listed}")


@cache
def rows() -> tuple[License, ...]:
    """Every state and territory, in the order of licensing.csv."""
    return tuple(_license(row) for row in tables.load("licensing"))


@cache
def tiles() -> tuple[Tile, ...]:
    """The map: a square for each state and territory, from the top left, row by row."""
    known = {row.state: row for row in rows()}
    places = sorted(tables.load("tile_grid"), key=lambda tile: (tile.row, tile.column))
    return tuple(
        Tile(
            state=place.id,
            name=known[place.id].name,
            row=place.row,
            column=place.column,
            band=band(known[place.id]),
            text=known[place.id].schooling.text,
        )
        for place in places
        if place.id in known
    )


def band(row: License) -> str:
    """The group in which the map shows a state: a status, or from_500, from_600, from_700."""
    if row.schooling.status != "found":
        return row.schooling.status
    return next(f"from_{lowest}" for lowest in BANDS if row.hours[0] >= lowest)


def rules() -> dict[str, Any]:
    """All that the front end needs, as plain JSON: `states`, `tiles`, `words`."""
    return deepcopy(_rules())


@cache
def _rules() -> dict[str, Any]:
    return {
        "states": [row.to_dict() for row in rows()],
        "tiles": [questionnaire.plain(tile) for tile in tiles()],
        "words": _words(),
    }


def _license(row: LicensingRow) -> License:
    schooling, exam, continuing = _schooling(row), _exam(row), _continuing(row)
    facts = {"schooling": schooling, "exam": exam, "continuing_education": continuing}
    missing = [name for name, fact in facts.items() if fact.status == "not_found"]
    named = {
        "title": row.title,
        "board": row.board,
        "board_url": row.board_url,
        "as_of": row.as_of,
    }
    if row.regulated != "none":
        missing += [name for name, value in named.items() if value is None]
    return License(
        state=row.id,
        name=row.name,
        regulated=row.regulated,
        regulated_text=_words()[f"regulated_{row.regulated}"],
        regulated_note=row.regulated_note,
        title=row.title,
        hours=tuple(int(hours) for hours in row.hours),
        schooling=schooling,
        exam=exam,
        continuing_education=continuing,
        board=row.board,
        board_url=row.board_url,
        as_of=row.as_of,
        conflicts=(schooling.note,) if schooling.status == "conflict" and schooling.note else (),
        not_found=tuple(missing),
        caution=row.caution,
        verified=row.verified,
        where_seen=row.where_seen,
    )


def _schooling(row: LicensingRow) -> Fact:
    status, text = _status(row), _words()["not_found"]
    if status == "no_rule":
        text = _words()["no_rule"]
    elif len(row.hours) > 1:
        status = "conflict"
        text = _say("hours_conflict", hours=" or ".join(_counted(each) for each in row.hours))
    elif row.hours == ("0",):
        status, text = "none_needed", _words()["hours_none_needed"]
    elif row.hours:
        status, text = "found", _say("hours_one", hours=_counted(row.hours[0]))
    return Fact(status, text, row.hours_note, row.hours_verified)


def _exam(row: LicensingRow) -> Fact:
    status = _status(row)
    if status == "no_rule":
        return Fact(status, _words()["no_rule"], None, row.exam_verified)
    if row.exam is None:
        return Fact(status, _words()["not_found"], None, row.exam_verified)
    needed: Status = "none_needed" if row.exam.startswith("none") else "found"
    return Fact(needed, row.exam[0].upper() + row.exam[1:], None, row.exam_verified)


def _continuing(row: LicensingRow) -> Fact:
    status, text = _status(row), _words()["not_found"]
    if status == "no_rule":
        text = _words()["no_rule"]
    elif row.ce_hours == 0:
        status, text = "none_needed", _words()["ce_none_needed"]
    elif row.ce_hours is not None and row.ce_years is not None:
        name = "ce_year" if row.ce_years == 1 else "ce_one"
        status, text = "found", _say(name, hours=row.ce_hours, years=row.ce_years)
    return Fact(status, text, row.ce_note, row.ce_verified)


def _status(row: LicensingRow) -> Status:
    """How a field stands of which nothing is known."""
    return "no_rule" if row.regulated == "none" else "not_found"


def _counted(hours: str) -> str:
    return f"{int(hours):,}"


@cache
def _words() -> dict[str, str]:
    return {row.id: row.text for row in tables.load("licensing_words")}


def _say(name: str, **fill: Any) -> str:
    return _words()[name].format(**fill)
