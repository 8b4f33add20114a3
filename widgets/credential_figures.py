"""Figures of the lessons on credentials, drawn with Plotly from the course's own tables.

This module knows which rows on schooling and licensing a figure shows and how to say them as a
chart, a sentence and a table. It never draws a figure that was not seen, always marks one that is
second-hand, and never picks one of two that disagree.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from widgets import licensing, tables
from widgets.figures import FIRST, INK, SECOND, Figure, Table, _axis_note, _figure

# Tiles bring their own paper, so that the text on them reads alike on light and dark pages: the
# fill of each band, then the ink on it (a test holds them to 4.5 to 1).
_DARK, _LIGHT = "#1c1917", "#ffffff"
_TILES = {
    "from_500": ("#d8ebe8", _DARK),
    "from_600": ("#8cc9c2", _DARK),
    "from_700": ("#1b5e59", _LIGHT),
    "conflict": ("#fae6cc", _DARK),
    "none_needed": ("#f3efe8", _DARK),
    "no_rule": ("#f3efe8", _DARK),
    "not_found": ("#ffffff", _DARK),
}
# What stands in a tile that has no hours, and the pattern that sets it apart without colour.
_SIGNS = {"none_needed": "0", "no_rule": "–", "not_found": "?"}
_PATTERNS = {
    "conflict": ("/", "#e5b57c"),
    "no_rule": (".", "#e4dccf"),
    "not_found": ("x", "#cfc6b8"),
}
_TILE_TEXT = 11  # "1000" in a tile on a phone
_SECOND_HAND = "second-hand or in part"
_SURE = {"yes": "read", "partly": _SECOND_HAND, "no": "not found"}


@dataclass(frozen=True)
class _Training:
    """Hours of one training, from `low` to `high`; `sure`: read in a copy of the source."""

    name: str
    low: int
    high: int
    text: str
    kind: str
    sure: bool
    as_of: str


def training_hours() -> Figure:
    """Hours of training for massage beside those of other professions.

    A filled mark is a rule read in a copy of its source; a hollow mark is second-hand. Source: rows
    CR008, CR037 and CR038 of credentials.csv, and the states of licensing.csv.
    """
    rows = _trainings()
    name = {row.name: row for row in rows}
    figure = _figure(
        name="figure-training-hours",
        height=62 * len(rows) + 96,
        finding=(
            "US states with one figure for a massage license ask for "
            f"{name['Massage, US states'].text} hours, and in one school's comparison sample "
            "programs for physical therapists and chiropractors run to "
            f"{name['Physical therapist'].text} and {name['Chiropractor'].text} hours."
        ),
        alt=(
            "Chart with one row for each kind of training and a mark at its hours. The two US rows "
            "for massage lie far to the left. Massage in Canada and physical therapy lie near "
            "each other in the middle, and the two chiropractic rows lie far to the right. All "
            "but the US massage rows have hollow marks."
        ),
        table=Table(
            "Hours of training by profession; rules are the least that a state asks for, sample "
            "programs are examples",
            ("Training", "Hours", "What the figure is", "As of", "How sure"),
            tuple(
                (row.name, row.text, row.kind, row.as_of, "read" if row.sure else _SECOND_HAND)
                for row in rows
            ),
        ),
    )
    for place, row in enumerate(rows):
        colour = FIRST if row.sure else SECOND
        figure.add_trace(
            go.Scatter(
                x=sorted({row.low, row.high}),
                y=[place] * len({row.low, row.high}),
                mode="lines+markers",
                line={"color": colour, "width": 4},
                marker=_mark(row.sure),
                hovertemplate=f"{row.name}: {row.text} hours<br>{row.kind}<extra></extra>",
                showlegend=False,
            )
        )
        figure.add_annotation(
            x=0, xref="x", y=place, xanchor="left", yanchor="bottom", yshift=9, xshift=-2,
            text=f"<b>{row.name}</b>: {row.text}", showarrow=False,
        )  # fmt: skip
    for sure, label in ((True, "a state's rule"), (False, "second-hand")):
        figure.add_trace(
            go.Scatter(x=[None], y=[None], mode="markers", marker=_mark(sure), name=label)
        )
    highest = max(row.high for row in rows)
    figure.update_xaxes(
        title_text="Hours of training", tickformat=",d", range=[-highest * 0.03, highest * 1.04]
    )
    figure.update_yaxes(range=[len(rows) - 0.6, -0.75], visible=False)
    figure.update_layout(margin={"l": 8, "b": 84, "t": 8})
    _legend(figure)
    return figure


def tile_map() -> Figure:
    """Required hours of schooling as a map of squares, one for each state and territory.

    The hours stand in the tile; a sign or a pattern tells what has none and what is in conflict. A
    star marks a figure that is second-hand. Source: licensing.csv.
    """
    rows, tiles = {row.state: row for row in licensing.rows()}, licensing.tiles()
    words = licensing.rules()["words"]
    bands = {band: [tile for tile in tiles if tile.band == band] for band in _TILES}
    figure = _figure(
        name="figure-tile-map",
        height=620,
        finding=(
            f"We found one figure for training hours in {_found(bands)} of {len(tiles)} states and "
            f"territories and two that disagree in {len(bands['conflict'])}; "
            f"{len(bands['no_rule'])} states have no rule of their own, "
            f"{len(bands['none_needed'])} asks for no schooling, and for "
            f"{len(bands['not_found'])} territories we found no figure."
        ),
        alt=(
            "Map of the US made of squares, one for each state, with its letters and its hours in "
            "it. Darker squares need more hours. Squares with stripes show two figures, and "
            "squares with a dash or a question mark show none. Low and high figures lie side by "
            "side in every part of the country."
        ),
        table=Table(
            "Hours of schooling that each state or territory asks of a massage therapist",
            ("State or territory", "Hours", "How sure", "As of"),
            tuple(
                (
                    rows[tile.state].name,
                    tile.text,
                    _SURE[rows[tile.state].schooling.verified],
                    rows[tile.state].as_of or words["not_found"],
                )
                for tile in sorted(tiles, key=lambda tile: tile.name)
            ),
        ),
    )
    for band, inside in bands.items():
        if inside:
            figure.add_traces(_band(band, inside, rows, words))
    columns, lines = max(t.column for t in tiles), max(t.row for t in tiles)
    figure.update_xaxes(
        range=[0.5, columns + 0.5], visible=True, showgrid=False, showline=False,
        showticklabels=False, title_text=f"* {_SECOND_HAND}",
    )  # fmt: skip
    figure.update_yaxes(range=[lines + 0.5, 0.5], visible=False)
    figure.update_layout(
        bargap=0,
        barmode="overlay",
        margin={"l": 2, "r": 2, "t": 4, "b": 134, "pad": 0},
    )
    _legend(figure)
    return figure


def hours_spread() -> Figure:
    """How many states ask for how many hours of schooling, where there is one figure above zero.

    Source: licensing.csv; a striped part of a bar is second-hand.
    """
    rows = [row for row in licensing.rows() if row.schooling.status == "found"]
    groups = _grouped([(row.hours[0], row.state, row.schooling.verified == "yes") for row in rows])
    hours = [row.hours[0] for row in rows]
    least, most = min(groups), max(groups)
    return _spread(
        name="figure-hours-spread",
        finding=(
            f"Among {len(rows)} states and territories with one figure, the hours run from "
            f"{_count(least)} to {_count(most)}, with a median of "
            f"{_count(statistics.median(hours))}, and {_total(groups[least])} ask for "
            f"{_count(least)}."
        ),
        alt=(
            "Bar chart with one row for each number of hours, from the fewest at the top to the "
            "most at the bottom. The longest bar is the first one. Most states lie in the upper "
            "rows, and single states lie far below. A few short parts are striped, for second-hand "
            "figures."
        ),
        caption="States and territories by the hours of schooling that they ask for",
        unit="Hours of training",
        groups=groups,
    )


def continuing_hours() -> Figure:
    """How many states ask for how many hours of continuing education a year.

    Hours due over several years are spread evenly over them. Source: licensing.csv.
    """
    rows: Sequence[tables.LicensingRow] = tables.load("licensing")
    known = [
        (row.ce_hours / (row.ce_years or 1), row.id, row.ce_verified == "yes")
        for row in rows
        if row.ce_hours is not None and row.ce_verified != "no"
    ]
    groups = _grouped(known)
    middle = statistics.median(hours for hours, _, _ in known)
    return _spread(
        name="figure-continuing-hours",
        finding=(
            f"Among {len(known)} states and territories where we found a figure for continuing "
            f"education, it runs from {_count(min(groups))} to {_count(max(groups))} hours a year, "
            f"with a median of {_count(middle)}, and {_total(groups[0])} ask for none."
        ),
        alt=(
            "Bar chart with one row for each number of hours a year, from none at the top to the "
            "most at the bottom. The longest bar lies near the bottom. Several bars have striped "
            "parts, for second-hand figures."
        ),
        caption="States and territories by the hours of continuing education that they ask for",
        unit="Hours a year",
        groups=groups,
    )


# For each number of hours: the states whose figure was read, and those where it is second-hand.
_Groups = Mapping[float, tuple[list[str], list[str]]]


def _spread(name: str, finding: str, alt: str, caption: str, unit: str, groups: _Groups) -> Figure:
    figure = _figure(
        name=name,
        height=30 * len(groups) + 128,
        finding=finding,
        alt=alt,
        table=Table(
            caption,
            (unit, "States", "Read in a copy of the source", "Second-hand or in part"),
            tuple(
                (_count(hours), f"{_total(both)}", *(" ".join(part) or "none" for part in both))
                for hours, both in groups.items()
            ),
        ),
    )
    places = list(range(len(groups)))
    kinds = ((0, FIRST, "", "read in a copy of the source"), (1, SECOND, "/", _SECOND_HAND))
    for part, colour, pattern, label in kinds:
        figure.add_trace(
            go.Bar(
                y=places,
                x=[len(both[part]) or None for both in groups.values()],
                orientation="h",
                name=label,
                marker={
                    "color": colour,
                    "line": {"color": colour, "width": 1},
                    "pattern": {
                        "shape": pattern,
                        "bgcolor": colour,
                        "fgcolor": _LIGHT,
                        "size": 6,
                        "solidity": 0.35,
                    },
                },
                customdata=[
                    f"{_count(hours)}: {' '.join(both[part])}" for hours, both in groups.items()
                ],
                hovertemplate=f"%{{customdata}}<br>{label}<extra></extra>",
            )
        )
    for place, both in zip(places, groups.values(), strict=True):
        figure.add_annotation(
            x=_total(both), y=place, xanchor="left", xshift=4,
            text=f"{_total(both)}", showarrow=False,
        )  # fmt: skip
    most = max(_total(both) for both in groups.values())
    figure.update_xaxes(title_text="Number of states and territories", range=[0, most * 1.12])
    figure.update_yaxes(
        tickvals=places, ticktext=[_count(hours) for hours in groups],
        range=[len(groups) - 0.4, -0.6], showgrid=False,
    )  # fmt: skip
    figure.update_layout(barmode="stack", bargap=0.25, margin={"t": 34, "b": 88})
    _axis_note(figure, unit)
    _legend(figure)
    return figure


def _trainings() -> tuple[_Training, ...]:
    hours = [
        row.hours[0]
        for row in licensing.rows()
        if row.schooling.status == "found" and row.schooling.verified == "yes"
    ]
    low, high = min(hours), max(hours)
    sample = "sample program in one school's comparison"
    return (
        _Training(
            "Massage, US states", low, high, f"{_count(low)} to {_count(high)}",
            "rules of the states with one figure", True, _credential("CR006").as_of,
        ),
        _training("Massage assistant, Utah", "CR008", r"([\d,]*\d) hours", "a state's rule"),
        _training("Massage (RMT), Canada", "CR037", r"Canadian RMT ([\d,]*\d)", sample),
        _training("Physical therapist", "CR037", r"physical therapist ([\d,]*\d)", sample),
        _training(
            "Chiropractor, at least", "CR038", r"at least ([\d,]*\d) hours",
            "handbook of the US labor bureau, seen on copies",
        ),
        _training("Chiropractor", "CR037", r"chiropractor ([\d,]*\d)", sample),
    )  # fmt: skip


def _training(name: str, row_id: str, pattern: str, kind: str) -> _Training:
    """A training whose hours stand in the words of a row, so that no number is held twice."""
    row = _credential(row_id)
    found = re.search(pattern, row.statement)
    if found is None:
        raise ValueError(f"row {row_id} of credentials.csv has no words like {pattern!r}")
    hours = int(found[1].replace(",", ""))
    return _Training(name, hours, hours, found[1], kind, row.verified == "yes", row.as_of)


def _credential(row_id: str) -> tables.CredentialRow:
    (row,) = (row for row in tables.load("credentials") if row.id == row_id)
    if row.verified == "no":
        raise ValueError(f"row {row_id} of credentials.csv was not seen, so it can't be drawn")
    return row  # type: ignore[no-any-return]  # load() gives the rows of a table by its name


def _band(
    band: str,
    inside: Sequence[licensing.Tile],
    rows: Mapping[str, licensing.License],
    words: Mapping[str, str],
) -> tuple[go.Bar, go.Scatter]:
    """The tiles of a band and, apart from them, their text: Plotly would shrink it inside bars."""
    fill, ink = _TILES[band]
    sign = _SIGNS.get(band, "")
    shape, lines = _PATTERNS.get(band, ("", fill))
    columns = [tile.column for tile in inside]
    squares = go.Bar(
        x=columns,
        y=[0.92] * len(inside),
        base=[tile.row - 0.46 for tile in inside],
        width=0.92,
        name=f"{sign} {words[f'band_{band}']}".strip(),
        marker={
            "color": fill,
            "line": {"color": INK, "width": 1},
            "pattern": {
                "shape": shape, "bgcolor": fill, "fgcolor": lines, "size": 7, "solidity": 0.15,
            },
        },
        customdata=[f"{tile.name}: {tile.text}" for tile in inside],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    texts = go.Scatter(
        x=columns,
        y=[tile.row for tile in inside],
        mode="text",
        text=[f"<b>{tile.state}</b><br>{_inside(rows[tile.state], sign)}" for tile in inside],
        textfont={"color": ink, "size": _TILE_TEXT},
        hoverinfo="skip",
        showlegend=False,
    )
    return squares, texts


def _inside(row: licensing.License, sign: str) -> str:
    """The hours as they stand in a tile: both where sources disagree, a star if second-hand."""
    if sign:
        return sign
    star = "*" if row.schooling.verified != "yes" and len(row.hours) == 1 else ""
    return "<br>".join(f"{hours}{star}" for hours in row.hours)


def _found(bands: Mapping[str, Sequence[licensing.Tile]]) -> int:
    return sum(len(inside) for band, inside in bands.items() if band.startswith("from_"))


def _grouped(known: Sequence[tuple[float, str, bool]]) -> _Groups:
    return {
        hours: (
            [state for each, state, sure in known if each == hours and sure],
            [state for each, state, sure in known if each == hours and not sure],
        )
        for hours in sorted({hours for hours, _, _ in known})
    }


def _total(both: tuple[list[str], list[str]]) -> int:
    return len(both[0]) + len(both[1])


def _count(hours: float) -> str:
    return f"{hours:,.0f}" if hours == int(hours) else f"{hours:,.1f}"


def _mark(sure: bool) -> dict[str, object]:
    colour = FIRST if sure else SECOND
    symbol = "circle" if sure else "circle-open"
    return {"color": colour, "symbol": symbol, "size": 12, "line": {"width": 2, "color": colour}}


def _legend(figure: Figure) -> None:
    figure.update_layout(
        showlegend=True,
        legend={
            "orientation": "h", "x": 0, "xref": "container", "y": 0, "yref": "container",
            "itemclick": False, "itemdoubleclick": False, "traceorder": "normal",
        },
    )  # fmt: skip


def catalogue() -> Iterator[Figure]:
    """Every figure of the part on credentials, for checks that hold for all of them."""
    yield training_hours()
    yield tile_map()
    yield hours_spread()
    yield continuing_hours()
