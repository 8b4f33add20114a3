"""Figures of the lessons, drawn with Plotly from the course's own tables.

This module knows which rows a figure shows and how to say them three times: as a chart, as one
sentence (`finding`) and as a table. It never holds a result of its own, never draws a row that was
not verified, and never puts two units on one axis.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

import plotly.graph_objects as go

from widgets import evidence, tables

# Mid-tones that reach 3 to 1 on white and on black, because a notebook may show either.
# In the book the loader gives text and grid the colours of the page's theme.
INK = "#767676"
LINE = "#a8a29e"
FIRST = "#2b8a82"
SECOND = "#c0651c"

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False}


@dataclass(frozen=True)
class Table:
    """The numbers behind a figure: `rows` hold one text a column; the first names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def to_html(self) -> str:
        """The table as HTML with a caption and scopes on every header."""
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.columns)
        body = "\n".join(
            f'<tr><th scope="row">{escape(first)}</th>'
            + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
            + "</tr>"
            for first, *rest in self.rows
        )
        return (
            f"<table>\n<caption>{escape(self.caption)}</caption>\n"
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
        )


@dataclass(frozen=True)
class _Point:
    """An estimate with its 95% confidence interval, `week` weeks after the start."""

    week: float
    value: float
    low: float
    high: float

    def text(self, write: Callable[[float], str]) -> str:
        return f"{write(self.value)} ({write(self.low)} to {write(self.high)})"


class Figure(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A Plotly figure that also carries its finding, its text alternative and its table.

    `name` is the stable id on the page, `finding` one sentence, `alt` what the chart looks like,
    `table` the numbers.
    """

    # Plotly refuses attributes that the class does not declare.
    name: str = ""
    finding: str = ""
    alt: str = ""
    table: Table = Table("", (), ())

    # IPython would call Plotly's own hook before ours and lose the sentence and the table.
    _ipython_display_ = None

    def to_html_figure(self) -> str:
        """The figure as HTML: a place to draw in, the finding, the table and Plotly's JSON."""
        spec = json.dumps(self._spec(), separators=(",", ":"), sort_keys=True)
        # "<" as an escape keeps any text in the data from closing the script element.
        spec = spec.replace("<", "\\u003c")
        return (
            f'<figure class="kk-figure" id="{escape(self.name)}">\n'
            f'<div class="kk-plot" role="img" aria-label="{escape(self.alt)}" '
            f'style="min-height: {self.layout.height}px"></div>\n'
            f"<figcaption>{escape(self.finding)}</figcaption>\n"
            f"<details><summary>The numbers</summary>\n{self.table.to_html()}\n</details>\n"
            f'<script type="application/json" class="kk-plotly">{spec}</script>\n'
            f"</figure>"
        )

    def _spec(self) -> dict[str, Any]:
        spec: dict[str, Any] = json.loads(self.to_json())
        return {"data": spec["data"], "layout": spec["layout"], "config": CONFIG}

    def __repr__(self) -> str:
        return f"Figure({self.name!r}): {self.finding}"

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None, **kwargs: Any
    ) -> dict[str, Any]:
        # A notebook gives the plot no height of its own: to be responsive would flatten it.
        spec = self._spec() | {"config": CONFIG | {"responsive": False}}
        return {
            "application/vnd.plotly.v1+json": spec,
            "text/html": self.to_html_figure(),
            "text/plain": self.finding,
        }


def natural_course() -> Figure:
    """Mean pain (0 to 100) over 52 weeks in acute and in persistent low back pain.

    Points are pooled means of cohorts with 95% confidence intervals. Source: Costa 2012 (E119,
    E120), rows of natural_history.csv.
    """
    acute, persistent = _course("acute"), _course("persistent")
    figure = _figure(
        name="figure-natural-course",
        height=380,
        finding=(
            f"On average, new (acute) back pain fell from {_number(acute[0].value)} to "
            f"{_number(acute[-1].value)} on a scale of 0 to 100 within "
            f"{_number(acute[-1].week)} weeks, and persistent back pain from "
            f"{_number(persistent[0].value)} to {_number(persistent[-1].value)}."
        ),
        alt=(
            "Line chart of average pain over one year. Both lines drop steeply in the first "
            "6 weeks and then flatten; the line for new pain ends near zero, the line for "
            "persistent pain ends well above it."
        ),
        table=Table(
            "Average pain over a year, on a scale of 0 (none) to 100 (worst), "
            "with 95% confidence intervals",
            ("Weeks since the start", "New (acute) pain", "Persistent pain"),
            tuple(
                (_number(new.week), new.text(_number), old.text(_number))
                for new, old in zip(acute, persistent, strict=True)
            ),
        ),
    )
    lines = (
        (persistent, "Persistent pain", SECOND, "square", "dash", (39, 40)),
        (acute, "New (acute) pain", FIRST, "circle", "solid", (13, 5)),
    )
    weeks = [point.week for point in acute]
    for points, label, colour, symbol, dash, (label_week, label_value) in lines:
        figure.add_trace(
            go.Scatter(
                x=weeks + weeks[::-1],
                y=[point.low for point in points] + [point.high for point in reversed(points)],
                fill="toself",
                fillcolor=colour,
                opacity=0.22,
                line={"width": 0, "color": colour},
                mode="lines",
                hoverinfo="skip",
            )
        )
        figure.add_trace(
            go.Scatter(
                x=weeks,
                y=[point.value for point in points],
                mode="lines+markers",
                line={"color": colour, "width": 2.5, "dash": dash},
                marker={"color": colour, "symbol": symbol, "size": 9},
                text=[point.text(_number) for point in points],
                hovertemplate=f"{label}, week %{{x}}: %{{text}}<extra></extra>",
            )
        )
        figure.add_annotation(
            x=label_week, y=label_value, text=f"<b>{label}</b>", showarrow=False, xanchor="center"
        )
    figure.update_xaxes(title_text="Weeks since the start", tickvals=weeks, range=[-1.5, 53.5])
    figure.update_yaxes(range=[0, 100], tickvals=[0, 25, 50, 75, 100])
    _axis_note(figure, "Average pain (0 none, 100 worst)")
    return figure


@dataclass(frozen=True)
class _Scale:
    title: str
    trial_outcome: str
    highest: int
    smallest_change: float


# The smallest changes that matter are those the trial set (E007); a test holds them to that row.
_SCALES = {
    "roland": _Scale("Roland disability scale", "disability", 24, 2.0),
    "bothersomeness": _Scale("bothersomeness scale", "bothersomeness", 10, 1.5),
}


def two_styles(outcome: str = "roland") -> Figure:
    """Relaxation and structural massage against usual care after 10 weeks, in scale points.

    `outcome` is "roland" (disability, 0 to 24) or "bothersomeness" (symptoms, 0 to 10); negative
    differences favour massage. Raises ValueError for another outcome. Source: Cherkin 2011 (E003
    to E007), rows of trials.csv.
    """
    if outcome not in _SCALES:
        raise ValueError(f"no outcome {outcome!r}; choose one of: {', '.join(_SCALES)}")
    scale = _SCALES[outcome]
    relaxation, structural = (_style(style, scale) for style in ("relaxation", "structural"))
    figure = _figure(
        name=f"figure-two-styles-{outcome}",
        height=330,
        finding=(
            f"After {_number(relaxation.week)} weeks relaxation massage scored "
            f"{_points(-relaxation.value)} points better than usual care on the {scale.title} "
            f"(0 to {scale.highest}) and structural massage {_points(-structural.value)} "
            "points better, and the two intervals overlap."
        ),
        alt=(
            f"Two points with interval bars on the {scale.title}, one for each style of massage. "
            "Both lie on the side that favors massage, their bars overlap each other, and neither "
            "bar reaches the line of no difference."
        ),
        table=Table(
            f"Difference from usual care on the {scale.title} (0 to {scale.highest}) after "
            f"{_number(relaxation.week)} weeks; below zero is better with massage; "
            f"{_number(scale.smallest_change)} points is the smallest difference that matters",
            ("Style", "Difference in points", "95% confidence interval"),
            tuple(
                (label, _points(point.value), f"{_points(point.low)} to {_points(point.high)}")
                for label, point in (("Relaxation", relaxation), ("Structural", structural))
            ),
        ),
    )
    styles = (
        ("Relaxation", relaxation, FIRST, "circle"),
        ("Structural", structural, SECOND, "square"),
    )
    for label, point, colour, symbol in styles:
        estimate = point.text(_points)
        figure.add_trace(
            go.Scatter(
                x=[point.value],
                y=[label],
                mode="markers",
                marker={"color": colour, "symbol": symbol, "size": 12},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [point.high - point.value],
                    "arrayminus": [point.value - point.low],
                    "color": colour,
                    "thickness": 2.5,
                    "width": 7,
                },
                hovertemplate=f"{label}: {estimate}<extra></extra>",
            )
        )
        # Right-aligned beside the dotted line, which would otherwise run through the words.
        figure.add_annotation(
            x=-scale.smallest_change, y=label, text=estimate, showarrow=False,
            xanchor="right", xshift=-4, yshift=20,
        )  # fmt: skip
    lowest = min(relaxation.low, structural.low) * 1.45
    figure.add_vline(x=0, line={"color": INK, "width": 2})
    figure.add_vline(x=-scale.smallest_change, line={"color": INK, "width": 2, "dash": "dot"})
    _line_label(figure, 0, "no<br>difference", "center")
    _line_label(figure, -scale.smallest_change, "smallest change<br>that matters", "right")
    figure.update_xaxes(
        title_text="Points from usual care<br>(left is better with massage)",
        range=[lowest, -lowest * 0.2],
    )
    figure.update_yaxes(range=[1.5, -0.7], showgrid=False, showline=False)
    figure.update_layout(margin={"t": 44})
    return figure


# What each `evidence_level` of modalities.csv means, from most studied to least.
EVIDENCE_LEVELS = {
    "large_trial": "A trial of 400 people or more",
    "reviewed_trials": "Several smaller trials, reviewed",
    "small_trials": "One or two smaller trials",
    "other_problems": "Tested mainly for other problems",
    "none_found": "No trial found",
}


def modality_map() -> Figure:
    """Every type of massage by its pressure, grouped by how much it was tested for back pain.

    Pressure runs over none, light, moderate and firm. A hollow mark means that no source that we
    read describes the pressure. The groups count studies; they do not say that a type works.
    Source: modalities.csv.
    """
    rows: tuple[tables.ModalityRow, ...] = tables.load("modalities")
    levels = list(tables.PRESSURE_LEVELS)
    grouped = {level: [r for r in rows if r.evidence_level == level] for level in EVIDENCE_LEVELS}
    tested = len(rows) - len(grouped["other_problems"]) - len(grouped["none_found"])
    figure = _figure(
        name="figure-map-of-types",
        height=0,
        finding=(
            f"We found trials in back pain for {tested} of {len(rows)} types, with light, moderate "
            "and firm types among them, so firmer does not mean better tested."
        ),
        alt=(
            "Chart with one row for each type of massage and a bar from its lightest to its "
            "firmest pressure. Rows are grouped by how much the type was studied for back pain. "
            "Light, moderate and firm types appear in almost every group."
        ),
        table=_modality_table(grouped),
    )
    position = 0
    ticks: list[tuple[int, str]] = []
    for level, title in EVIDENCE_LEVELS.items():
        if not grouped[level]:
            continue
        figure.add_annotation(
            x=0, xref="paper", xshift=-_NAME_WIDTH + 4, xanchor="left", y=position,
            text=f"<b>{title}</b>", showarrow=False,
        )  # fmt: skip
        for row in grouped[level]:
            position += 1
            ticks.append((position, _short(row.name)))
            _pressure_bar(figure, row, position, title)
        position += 2
    for verified, label in ((True, "pressure from a source we read"), (False, "not checked")):
        figure.add_trace(_legend_mark(verified, label))
    figure.update_xaxes(
        tickvals=list(range(len(levels))), ticktext=levels, side="top",
        range=[-0.3, len(levels) - 0.7],
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=[tick for tick, _ in ticks], ticktext=[name for _, name in ticks],
        range=[position - 1, -0.8], showgrid=False, showline=False, automargin=False,
    )  # fmt: skip
    figure.update_layout(
        height=24 * position + 90,
        margin={"l": _NAME_WIDTH, "t": 34, "b": 56},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "xref": "container", "y": 0, "yref": "container"},
    )
    return figure


_NAME_WIDTH = 136


def _pressure_bar(figure: Figure, row: tables.ModalityRow, position: int, group: str) -> None:
    if not row.pressure_min or not row.pressure_max:
        figure.add_annotation(x=1.5, y=position, text="varies", showarrow=False)
        return
    ends = [tables.PRESSURE_LEVELS.index(end) for end in (row.pressure_min, row.pressure_max)]
    verified = _pressure_verified(row)
    figure.add_trace(
        go.Scatter(
            x=ends,
            y=[position, position],
            mode="lines+markers",
            line={"color": FIRST if verified else SECOND, "width": 3,
                  "dash": "solid" if verified else "dot"},
            marker=_mark(verified),
            hovertemplate=f"{row.name}<br>{_pressure(row)} pressure<br>{group}<extra></extra>",
            showlegend=False,
        )
    )  # fmt: skip


def _mark(verified: bool) -> dict[str, Any]:
    colour = FIRST if verified else SECOND
    symbol = "circle" if verified else "circle-open"
    return {"color": colour, "symbol": symbol, "size": 11, "line": {"width": 2, "color": colour}}


def _legend_mark(verified: bool, label: str) -> go.Scatter:
    return go.Scatter(x=[None], y=[None], mode="markers", marker=_mark(verified), name=label)


def _modality_table(grouped: dict[str, list[tables.ModalityRow]]) -> Table:
    return Table(
        "Types of massage by pressure and by how much they were studied for back pain",
        ("Type", "Pressure", "How much it was studied", "What was found"),
        tuple(
            (row.name, _pressure(row), EVIDENCE_LEVELS[level], row.back_evidence)
            for level, rows in grouped.items()
            for row in rows
        ),
    )


def _pressure(row: tables.ModalityRow) -> str:
    if not row.pressure_min or not row.pressure_max:
        return "varies"
    ends = dict.fromkeys((row.pressure_min, row.pressure_max))
    return " to ".join(ends) + ("" if _pressure_verified(row) else " (not checked)")


def _pressure_verified(row: tables.ModalityRow) -> bool:
    return not {"pressure_min", "pressure_max"} & set(row.unverified)


def _short(name: str) -> str:
    """A name that fits beside the chart on a phone."""
    name = name.split(" (")[0]
    for ending in (" massage", " manual treatment", " soft tissue work"):
        name = name.removesuffix(ending)
    return name


def _course(kind: str) -> list[_Point]:
    points = [
        _point(row, row.value)
        for row in tables.load("natural_history")
        if row.measure == f"{kind} low back pain cohorts" and row.verified == "yes"
    ]
    return sorted(points, key=lambda point: point.week)


def _style(style: str, scale: _Scale) -> _Point:
    (row,) = (
        row
        for row in evidence.trials(outcome=scale.trial_outcome, study="Cherkin 2011")
        if row.comparison == f"{style} massage vs usual care"
    )
    return _point(row, row.effect)


def _point(row: tables.TrialRow | tables.NaturalHistoryRow, value: float | None) -> _Point:
    if row.week is None or value is None or row.ci_low is None or row.ci_high is None:
        raise ValueError(f"row {row.id} lacks a number; a figure needs week, value and interval")
    return _Point(row.week, value, row.ci_low, row.ci_high)


def _figure(name: str, height: int, finding: str, alt: str, table: Table) -> Figure:
    axis = {
        "automargin": True,
        "fixedrange": True,  # a finger that scrolls the page must not zoom the chart
        "gridcolor": LINE,
        "griddash": "dot",
        "linecolor": INK,
        "zeroline": False,
        "ticks": "",
        "title": {"font": {"size": 13}, "standoff": 12},
    }
    figure = Figure(
        layout={
            "template": "none",
            "height": height or None,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": INK, "size": 13},
            "margin": {"l": 34, "r": 14, "t": 30, "b": 44, "pad": 4},
            "dragmode": False,
            "showlegend": False,
            "hoverlabel": {"align": "left"},
            "xaxis": axis,
            "yaxis": axis,
        }
    )
    figure.name, figure.finding, figure.alt, figure.table = name, finding, alt, table
    return figure


def _axis_note(figure: Figure, text: str) -> None:
    """Name the y axis above it: a turned title would take the width that a phone has not got."""
    figure.add_annotation(
        x=0, xref="paper", y=1, yref="paper", xanchor="left", yanchor="bottom",
        xshift=-30, yshift=8, text=text, showarrow=False,
    )  # fmt: skip


def _line_label(figure: Figure, x: float, text: str, anchor: str) -> None:
    figure.add_annotation(
        x=x, y=1, yref="paper", yanchor="bottom", xanchor=anchor, align=anchor,
        text=text, showarrow=False, font={"size": 12},
    )  # fmt: skip


def _number(value: float) -> str:
    return f"{value:g}"


def _points(value: float) -> str:
    """One decimal and a real minus sign, as papers print differences."""
    return f"{value:.1f}".replace("-", "−")


def catalogue() -> Iterable[Figure]:
    """Every figure of the course, for checks that hold for all of them."""
    yield natural_course()
    yield from (two_styles(outcome) for outcome in _SCALES)
    yield modality_map()
