"""Figures of what trials and cohorts found, drawn with Plotly from the course's own tables.

This module knows how to draw an estimate with its interval, a course over weeks, and people in 100,
each also as a sentence and a table. It never puts two units or two outcomes on one axis, never
draws a row that was not verified or has no number, and never shows one arm without the other.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log10

import plotly.graph_objects as go

from widgets import evidence, simulation, tables
from widgets.figures import FIRST, INK, SECOND, Figure, Table, _axis_note, _figure
from widgets.tables import TrialRow


@dataclass(frozen=True)
class _Unit:
    """What a number in this unit is; `top` is the upper end of the scale, 0 the lower.

    `matters` is the smallest difference that matters, as Cherkin 2011 set it (E007).
    """

    words: str
    top: float | None = None
    matters: float | None = None


_UNITS = {
    "RDQ points": _Unit("points on the Roland scale (0 to 24)", 24, 2.0),
    "RDQ points (0-23)": _Unit("points on the Roland scale (0 to 23)", 23, 2.0),
    "ODI points": _Unit("points on the Oswestry scale (0 to 100)", 100),
    "points (0-5)": _Unit("points (0 to 5)", 5),
    "points (0-10)": _Unit("points (0 to 10)", 10),
    "points (0-100)": _Unit("points (0 to 100)", 100),
    "points (0-100 assumed)": _Unit("points (0 to 100, so we assume)", 100),
    "SF-MPQ points": _Unit("points on the short McGill scale"),
    "GPS points": _Unit("points on the Global Pain Scale"),
    "SMD": _Unit("standard deviations (SMD)"),
    "response ratio": _Unit("times as many people"),
    "relative risk": _Unit("times as many people"),
    "people in 100": _Unit("people in 100", 100),
    "percent": _Unit("percent"),
    "days a month": _Unit("days a month"),
}

_LETTERS = 44  # letters of a line that fit a phone
_LINE = 17  # pixels from one line of text to the next
_MARKS = (("circle", FIRST), ("square", SECOND), ("diamond", INK), ("cross", FIRST))


def forest(rows: Sequence[TrialRow]) -> Figure:
    """Each row's estimate as a mark with its 95% confidence interval, under its own label.

    Rows must be verified differences or ratios with a number, on one outcome and in one unit; the
    axis is in that unit, and the words above it say which side favors the treatment. A filled mark
    means that the interval lies on one side, a hollow one that it crosses the line of no
    difference, a diamond that several trials were pooled. A dotted line marks the smallest
    difference that matters where a trial set one. Source: the rows; the table names their evidence.

    Raises ValueError naming the row, or the units or outcomes to choose from.
    """
    unit = _fit_for_one_axis(rows)
    for row in rows:
        if row.against is None:
            raise ValueError(
                f"{row.id} is a single arm ({row.kind}), which compares nothing; take a row whose "
                "kind is difference or ratio, or draw arms with over_time()"
            )
        if row.better != rows[0].better:
            raise ValueError(
                f"{rows[0].id} is better when {rows[0].better} and {row.id} when {row.better}, so "
                "the sides of one plot would mean two things; draw them apart"
            )
    null, ratio = (1.0, True) if rows[0].kind == "ratio" else (0.0, False)
    treatment = _treatment(rows)
    studies = ", ".join(dict.fromkeys(row.study for row in rows))
    figure = _figure(
        name=f"figure-forest-{_slug(rows[0].outcome)}-{_slug(unit)}-"
        f"{rows[0].id.lower()}-{len(rows)}",
        height=0,
        finding=_forest_finding(rows, unit, treatment),
        alt=(
            f"Forest plot on {rows[0].outcome} with {_count(len(rows), 'row')} from {studies}, "
            "each a mark with an interval bar beside a line of no difference. "
            f"{_sides(rows, treatment)}"
        ),
        table=_results(
            f"Results on {rows[0].outcome} in {_UNITS[unit].words}, from {studies}", rows, unit
        ),
    )
    matters = _UNITS[unit].matters if not ratio else None
    low, high = _reach(rows, null, ratio, matters)
    y = 0.0
    for row in rows:
        words = _label(row, rows)
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=y, yanchor="top", align="left",
            text="<br>".join(words), showarrow=False, font={"size": 13},
        )  # fmt: skip
        y += _LINE * len(words) + 18
        _upright(figure, null, y, "solid")
        if matters:
            _upright(figure, matters * (-1 if row.better == "lower" else 1), y, "dot")
        figure.add_trace(_interval_mark(row, y, unit))
        y += 20
    for side, text in _side_words(rows, treatment).items():
        figure.add_annotation(
            x=float(side == "right"), xref="paper", xanchor=side, y=1, yref="paper",
            yanchor="bottom", align=side, yshift=8, text=text, showarrow=False,
        )  # fmt: skip
    title = [
        f"{'Ratio: ' if ratio else 'Difference in '}{_UNITS[unit].words}",
        f"{null:g} is no difference",
    ]
    if matters:
        title.append(f"dotted: {matters:g} points, the smallest that matters")
    lines = [line for part in title for line in textwrap.wrap(_kept(part), _LETTERS)]
    figure.update_xaxes(
        range=[log10(low), log10(high)] if ratio else [low, high],
        title_text="<br>".join(lines),
        **_steps(low, high, ratio),
    )
    figure.update_yaxes(range=[y, 0], tickvals=[], showgrid=False, showline=False)
    bottom = 40 + _LINE * len(lines)
    figure.update_layout(
        height=round(y) + 52 + bottom, margin={"l": 12, "r": 12, "t": 52, "b": bottom}
    )
    return figure


def over_time(rows: Sequence[TrialRow]) -> Figure:
    """One study's numbers on one outcome by week, in one unit, lower or higher as the axis says.

    Averages of arms are joined by lines, one for each arm, over the whole scale; the average of all
    arms together at the start is the start of each. Differences and ratios are marks with 95%
    confidence intervals beside a line of no difference. Where an arm has two averages for one week
    (from two models), the first is drawn and both are in the table. Source: the rows.

    Raises ValueError naming the row, or the studies, units or outcomes to choose from.
    """
    unit = _fit_for_one_axis(rows)
    studies = sorted({row.study for row in rows})
    kinds = sorted({row.kind for row in rows})
    if len(studies) > 1:
        raise ValueError(
            f"these rows come from {_all(studies)}, whose people differ; draw one study at a time, "
            "with study=..."
        )
    if len(kinds) > 1:
        raise ValueError(f"these rows hold {_all(kinds)}; choose one, with kind=...")
    for row in rows:
        if row.week is None:
            raise ValueError(f"{row.id} has no week, so it has no place in time; leave it out")
    return _arms(rows, unit) if kinds == ["arm mean"] else _differences(rows, unit)


@dataclass(frozen=True)
class Share:
    """`value` people in 100 of a group; `words` stand for the number, such as "more than 33"."""

    group: str
    value: float
    words: str = ""


def icon_array(
    shares: Sequence[Share], event: str, source: str, name: str, of: int = 100
) -> Figure:
    """People as squares, filled for those to whom `event` happened, one block for each group.

    Every block has the same denominator: `of` is 100, or 1000 where a share is below 1 in 100.
    `event` completes "63 in 100 people"; `source` names study and evidence id. Raises ValueError
    for no group, a repeated group, a share outside 0 to 100, another `of`, or a share that would
    round to no square at all.
    """
    if of not in (100, 1000):
        raise ValueError(f"of={of}: draw people in 100, or in 1000 where a share is below 1 in 100")
    groups = [share.group for share in shares]
    if not groups or len(set(groups)) < len(groups):
        raise ValueError(f"the groups are {groups}; give one or more, each with its own name")
    for share in shares:
        if not 0 <= share.value <= 100:
            raise ValueError(f"{share.group}: {share.value} is no share of 100; give 0 to 100")
        if share.value and not _squares(share, of):
            raise ValueError(
                f"{share.group}: {share.value:g} in 100 would be no square of {of}; use of=1000, "
                'or say "fewer than 1 in 100"'
            )
    said = [f"{share.group}: {_in(share, of)}" for share in shares]
    figure = _figure(
        name=f"figure-icons-{name}",
        height=0,
        finding=f"{event[0].upper()}{event[1:]}: {'; '.join(said)} ({source}).",
        alt=(
            f"{_count(len(shares), 'block')} of {of} squares, one square for each person. Filled "
            f"squares stand for people: {event}. " + ". ".join(said) + "."
        ),
        table=Table(
            f"{event[0].upper()}{event[1:]} ({source})",
            ("Group", f"People in {of:,}", "Others"),
            tuple(
                (
                    share.group,
                    share.words or f"{_squares(share, of):,}",
                    _others(share, of),
                )
                for share in shares
            ),
        ),
    )
    across, per_row = (10, 2) if of == 100 else (40, 1)
    down = of // across
    labels = [textwrap.wrap(share.group, 22 if of == 100 else _LETTERS) for share in shares]
    label = (max(map(len, labels)) + 1) * (1.3 if of == 100 else 2.3) + 0.8
    # A lone block keeps the room of two, so that squares are the same size in every figure.
    for place, (share, lines) in enumerate(zip(shares, labels, strict=True)):
        left = (place % per_row) * (across + 1.6)
        top = (place // per_row) * (down + label + 1) + label
        _block(figure, share, of, across, left, top)
        figure.add_annotation(
            x=left - 0.5, xanchor="left", y=top - 0.9, yanchor="bottom", align="left",
            showarrow=False, text="<br>".join([*lines, f"<b>{_in(share, of)}</b>"]),
        )  # fmt: skip
    rows = -(-len(shares) // per_row)
    bottom = rows * (down + label + 1)
    wide = per_row * across + (per_row - 1) * 1.6
    figure.update_xaxes(
        range=[-0.6, wide - 0.4], visible=False, constrain="domain", constraintoward="left"
    )
    figure.update_yaxes(
        range=[bottom - 0.6, -0.6], visible=False, scaleanchor="x", constrain="domain",
        constraintoward="top",
    )  # fmt: skip
    figure.update_layout(
        height=round(bottom * (15.5 if of == 100 else 8.6)) + 20,
        margin={"l": 6, "r": 6, "t": 10, "b": 10},
    )
    return figure


def shares(outcome: str, study: str, measure: str | None = None) -> Figure:
    """An icon array of the arms of one study: people in 100 of each, from rows of trials.csv.

    Raises ValueError naming what there is if the study gives no shares of its arms for `outcome`,
    or gives them for several measures and `measure` names none of them.
    """
    rows = evidence.trials(outcome, study, kind="share of arm")
    measures = list(dict.fromkeys(row.measure for row in rows))
    if not rows:
        others = evidence.trials(kind="share of arm")
        known = dict.fromkeys(f"{row.study}: {row.outcome}" for row in others)
        raise ValueError(
            f"{study} gives no share of its arms for {outcome!r}, so the number is not known; "
            f"shares are known for {'; '.join(known)}"
        )
    if (measure or measures[0]) not in measures or (measure is None and len(measures) > 1):
        raise ValueError(f"measure {measure!r}: choose one of {', '.join(map(repr, measures))}")
    rows = tuple(row for row in rows if row.measure == (measure or measures[0]))
    floor = [f"more than {row.effect:g}" in (row.note or "") for row in rows]
    return icon_array(
        [
            Share(_arm(row), row.effect or 0, f"more than {row.effect:g}" if above else "")
            for row, above in zip(rows, floor, strict=True)
        ],
        f"{_plain(rows[0].measure)}, {_when(rows[0])}",
        f"{study}, {' '.join(rows[0].evidence)}",
        f"{_slug(study)}-{_slug(rows[0].measure)}",
    )


def recovery() -> Figure:
    """People with new back pain in 100 who recover, and who have pain again, within a year.

    Whatever the care: a cohort (Henschke 2008, E123) and a review (Pengel 2003, E122), rows of
    natural_history.csv.
    """
    recovered, again = (_course(name) for name in ("completely recovered", "at least one recurr"))
    return icon_array(
        [
            Share("Fully recovered within a year (Henschke 2008)", recovered.value),
            Share("Pain came back at least once within a year (Pengel 2003)", again.value),
        ],
        "new low back pain over a year, whatever the care",
        f"a study and a review, {' '.join(recovered.evidence + again.evidence)}",
        "recovery",
    )


def base_rates() -> Figure:
    """People in 1,000 with a red flag, and with a serious disease, who saw someone for new pain.

    Source: Henschke 2009 (E154), 1,172 people with acute low back pain.
    """
    said = evidence.statement("E154").statement
    found = re.search(r"\(([\d.]+)%\) had serious disease.* while ([\d.]+)% had at least one", said)
    if found is None:
        raise ValueError("evidence.csv, row E154, no longer gives both rates; correct base_rates()")
    serious, flagged = map(float, found.groups())
    return icon_array(
        [
            Share("At least one red flag", flagged),
            Share("A serious disease", serious),
        ],
        "new back pain seen in primary care",
        "Henschke 2009, 1,172 people, E154",
        "base-rates",
        of=1000,
    )


def simulated_course(
    people: int = 400, noise: float = 15.0, seed: int = 1, weeks: int = 10
) -> Figure:
    """Average pain (0 to 100) before and after people book a massage at their worst: simulated.

    Nobody in it is treated. The second line is of people picked by chance. `noise` is how far a
    week strays from a person's own level, in points. All numbers are made up to illustrate, see
    `widgets.simulation`, which also says what it refuses.
    """
    course = simulation.regression_to_the_mean(people=people, noise=noise, seed=seed, weeks=weeks)
    booked, chance = course.booked, course.chance
    times = list(range(-course.before, course.after + 1))
    figure = _figure(
        name=f"figure-simulated-course-{people}-{_slug(f'{noise:g}')}-{seed}-{weeks}",
        height=380,
        finding=(
            f"Simulated, not measured: with no treatment at all, {booked.people} people who booked "
            f"at their worst fell from {booked.start:.0f} to {booked.end:.0f} points on average "
            f"within {course.after} weeks; from a week picked by chance, the same people went from "
            f"{chance.start:.0f} to {chance.end:.0f}."
        ),
        alt=(
            "Simulated, not measured. Line chart of average pain by week. The line of people who "
            "book when pain is at its worst peaks at week 0 and falls back at once; the line of "
            "the same people from a week picked by chance stays level."
        ),
        table=Table(
            "Simulated average pain (0 to 100), made up to illustrate; week 0 is the booking",
            ("Week", "Booked at their worst", "Picked by chance"),
            tuple(
                (f"{time}".replace("-", "−"), f"{one:.1f}", f"{other:.1f}")
                for time, one, other in zip(times, booked.means, chance.means, strict=True)
            ),
        ),
    )
    for group, label, (symbol, colour), dash in (
        (booked, "booked at their worst", _MARKS[1], "solid"),
        (chance, "picked by chance", _MARKS[0], "dash"),
    ):
        figure.add_trace(
            go.Scatter(
                x=times,
                y=[round(mean, 2) for mean in group.means],
                mode="lines+markers",
                line={"color": colour, "width": 2.5, "dash": dash},
                marker={"color": colour, "symbol": symbol, "size": 8},
                name=label,
                hovertemplate=f"{label}, week %{{x}}: %{{y:.0f}}<extra></extra>",
            )
        )
    figure.add_vline(x=0, line={"color": INK, "width": 1, "dash": "dot"}, layer="below")
    figure.update_xaxes(title_text="Weeks since booking (nobody is treated)")
    figure.update_yaxes(range=[0, 100], tickvals=[0, 25, 50, 75, 100])
    _axis_note(figure, "Simulated average pain (0 none, 100 worst)")
    _bottom_legend(figure, 80)
    return figure


def _fit_for_one_axis(rows: Sequence[TrialRow]) -> str:
    """The one unit of rows that may share an axis."""
    if not rows:
        raise ValueError("no rows to draw; give one or more rows of evidence.trials()")
    for row in rows:
        if not isinstance(row, TrialRow):
            raise ValueError(
                f"{row!r} is no row of trials.csv; give rows of evidence.trials(), or name an "
                "outcome to evidence.forest()"
            )
        if row.verified != "yes":
            raise ValueError(
                f"{row.id} was not checked against its source (verified: {row.verified}), so it is "
                "never drawn; leave it out, as evidence.trials() does"
            )
        if row.effect is None or row.unit is None:
            raise ValueError(f"{row.id} has no number, so it can't be drawn; leave it out")
    units = {
        row.unit: [each.id for each in rows if each.unit == row.unit] for row in rows if row.unit
    }
    if len(units) > 1:
        most = max(sorted(units), key=lambda unit: len(units[unit]))
        counts = ", ".join(
            f"{unit!r} ({_count(len(ids), 'row')}, such as {ids[0]})"
            for unit, ids in sorted(units.items())
        )
        raise ValueError(
            f"these rows of trials.csv have {len(units)} units, which can't share an axis: "
            f"{counts}; choose one, such as unit={most!r}"
        )
    outcomes = sorted({row.outcome for row in rows})
    if len(outcomes) > 1:
        raise ValueError(f"these rows measure {_all(outcomes)}; choose one, with outcome=...")
    return next(iter(units))


def _null(row: TrialRow) -> float:
    return 1.0 if row.kind == "ratio" else 0.0


def _verdict(row: TrialRow) -> str:
    """Which side the whole interval lies on: treatment, comparison, or neither; or unknown."""
    if row.ci_low is None or row.ci_high is None:
        return "unknown"
    below, above = row.ci_high < _null(row), row.ci_low > _null(row)
    if not below and not above:
        return "neither"
    return "treatment" if below == (row.better == "lower") else "comparison"


def _forest_finding(rows: Sequence[TrialRow], unit: str, treatment: str) -> str:
    counts = {word: sum(_verdict(row) == word for row in rows) for word in _SAID}
    every = {1: "this one", 2: "both"}.get(len(rows), f"all {len(rows)}")
    said = [
        _SAID[word].format(n=every if n == len(rows) else n, treatment=treatment)
        for word, n in counts.items()
        if n
    ]
    rated = [word for row in rows if (word := evidence.certainty(row))]
    if rated:
        best = min(rated, key=evidence.CERTAINTIES.index)
        worst = max(rated, key=evidence.CERTAINTIES.index)
        grades = f"rated {best}" if best == worst else f"rated {worst} to {best}"
        left = len(rows) - len(rated)
        others = f" in {len(rated)} and not rated in the other{'s' * (left > 1)}" if left else ""
        said.append(f"certainty is {grades}{others}")
    else:
        said.append("no source rated the certainty")
    return (
        f"Of {_count(len(rows), 'result')} on {rows[0].outcome} in {_UNITS[unit].words}, "
        f"{'; '.join(said)}."
    )


_SAID = {
    "treatment": "in {n} the whole interval lies on the side of {treatment}",
    "neither": "in {n} it crosses the line of no difference",
    "comparison": "in {n} the whole interval lies on the side of the comparison",
    "unknown": "in {n} no interval was given",
}


def _treatment(rows: Sequence[TrialRow]) -> str:
    names = {row.treatment for row in rows}
    return names.pop() if len(names) == 1 else "the treatment"


def _sides(rows: Sequence[TrialRow], treatment: str) -> str:
    side = "Left" if rows[0].better == "lower" else "Right"
    return f"{side} of the line is better with {treatment}."


def _side_words(rows: Sequence[TrialRow], treatment: str) -> dict[str, str]:
    """What stands above each side of the line of no difference."""
    good = treatment.removeprefix("the ")
    if rows[0].better == "lower":
        return {"left": f"←&nbsp;{good}<br>better", "right": "comparison&nbsp;→<br>better"}
    return {"left": "←&nbsp;comparison<br>better", "right": f"{good}&nbsp;→<br>better"}


def _reach(
    rows: Sequence[TrialRow], null: float, ratio: bool, matters: float | None, room: float = 1.08
) -> tuple[float, float]:
    """The ends of the axis: all intervals, with room for words on both sides of no difference."""
    ends = [end for row in rows for end in (row.ci_low, row.effect, row.ci_high) if end is not None]
    if matters:
        ends.append(matters * (-1 if rows[0].better == "lower" else 1))
    steps = [log10(end) for end in ends] if ratio else [end - null for end in ends]
    left, right = max(-min(steps), 0), max(max(steps), 0)
    least = (left + right) * 0.39
    left, right = max(left * room, least), max(right * room, least)
    return (10**-left, 10**right) if ratio else (null - left, null + right)


def _steps(low: float, high: float, ratio: bool) -> dict[str, object]:
    """The marks of an axis; those of a ratio lie as far apart above 1 as below."""
    if not ratio:
        return {"nticks": 7}
    wide = high / low > 6
    return {"type": "log", "tickvals": [0.25, 0.5, 1, 2, 4, 8] if wide else [0.5, 0.75, 1, 1.5, 2]}


def _label(row: TrialRow, rows: Sequence[TrialRow]) -> list[str]:
    """The lines above a bar: study and time, what was compared, the numbers and the certainty."""
    compared = row.comparison.replace(" vs ", " against ")
    measures = {
        other.measure
        for other in rows
        if (other.study, other.comparison) == (row.study, row.comparison)
    }
    if len(measures) > 1 or row.kind == "ratio":
        compared += f": {_plain(row.measure)}"
    numbers = f"{_estimate(row)}; certainty {evidence.certainty(row) or 'not rated'}"
    return [
        f"<b>{row.study}</b>" + (f", {_when(row)}" if _when(row) != "time not given" else ""),
        *textwrap.wrap(compared, _LETTERS),
        *textwrap.wrap(numbers, _LETTERS),
    ]


def _upright(figure: Figure, x: float, y: float, dash: str) -> None:
    """A piece of an upright line beside one bar: a whole line would run through the labels."""
    figure.add_shape(
        type="line", x0=x, x1=x, y0=y - 11, y1=y + 11, layer="between",
        line={"color": INK, "width": 2, "dash": dash},
    )  # fmt: skip


def _interval_mark(row: TrialRow, y: float, unit: str) -> go.Scatter:
    clear = _verdict(row) in ("treatment", "comparison")
    shape = "diamond" if re.search("meta-analysis|pooled", row.design) else "circle"
    colour = FIRST if clear else SECOND
    return go.Scatter(
        x=[row.effect],
        y=[y],
        mode="markers",
        marker={
            "color": colour,
            "symbol": shape if clear else f"{shape}-open",
            "size": 12,
            "line": {"width": 2, "color": colour},
        },
        error_x=_bar(row, colour),
        hovertemplate=f"{row.study}: {_estimate(row)} {unit}<extra></extra>",
    )


def _bar(row: TrialRow, colour: str) -> dict[str, object]:
    effect = row.effect or 0.0
    if row.ci_low is None or row.ci_high is None:
        return {"visible": False}
    return {
        "type": "data",
        "symmetric": False,
        "array": [round(row.ci_high - effect, 6)],
        "arrayminus": [round(effect - row.ci_low, 6)],
        "color": colour,
        "thickness": 2.5,
        "width": 6,
    }


def _results(caption: str, rows: Sequence[TrialRow], unit: str) -> Table:
    return Table(
        f"{caption}; 95% confidence intervals; {rows[0].better} is better",
        ("Study", "What", "Measured as", "People", "When", "Result", "Certainty", "Source"),
        tuple(
            (
                row.study,
                row.comparison,
                row.measure,
                f"{row.participants:,}" if row.participants else "not given",
                _when(row),
                _estimate(row),
                evidence.certainty(row) or "not rated",
                " ".join(row.evidence),
            )
            for row in rows
        ),
    )


def _arms(rows: Sequence[TrialRow], unit: str) -> Figure:
    starts = [row for row in rows if row.comparison == "all arms"]
    arms: dict[str, list[TrialRow]] = {}
    for row in rows:
        if row.comparison != "all arms":
            arm = arms.setdefault(_arm(row), list(starts))
            if row.week not in {other.week for other in arm}:
                arm.append(row)
    told = [
        f"{name} "
        + ", ".join(
            f"{_exact(row)} {'at the start' if row.week == 0 else f'at week {row.week:g}'}"
            for row in arm
        )
        for name, arm in arms.items()
    ]
    row = rows[0]
    figure = _figure(
        name=f"figure-arms-{_slug(row.study)}-{_slug(row.outcome)}",
        height=380,
        finding=(
            f"Averages in {row.study} on {row.outcome}, in {_UNITS[unit].words}, {row.better} is "
            f"better: {'; '.join(told)}."
        ),
        alt=(
            f"Line chart of the average of each arm by week in {row.study}, on {row.outcome}. "
            + ". ".join(told)
            + "."
        ),
        table=_results(
            f"Averages of the arms in {_UNITS[unit].words}; week 0 is before treatment", rows, unit
        ),
    )
    dashes = ("solid", "dash", "dot", "dashdot")
    for (name, arm), (symbol, colour), dash in zip(arms.items(), _MARKS, dashes, strict=False):
        figure.add_trace(
            go.Scatter(
                x=[each.week for each in arm],
                y=[each.effect for each in arm],
                mode="lines+markers",
                line={"color": colour, "width": 2.5, "dash": dash},
                marker={"color": colour, "symbol": symbol, "size": 11},
                name=name,
                hovertemplate=f"{name}, week %{{x}}: %{{y}}<extra></extra>",
            )
        )
    weeks = sorted({row.week or 0 for row in rows})
    figure.update_xaxes(
        title_text="Weeks since the start",
        tickvals=weeks,
        range=[-weeks[-1] * 0.04, weeks[-1] * 1.04],
    )
    top = _UNITS[unit].top or max(row.effect or 0 for row in rows) * 1.2
    figure.update_yaxes(range=[0, top])
    _axis_note(figure, f"{_capital(row.outcome)}, {_UNITS[unit].words}")
    _bottom_legend(figure, 76 + 20 * len(arms))
    return figure


def _differences(rows: Sequence[TrialRow], unit: str) -> Figure:
    for row in rows:
        if row.against is None:
            raise ValueError(f"{row.id} is a {row.kind}, which has no line of no difference")
    first, treatment = rows[0], _treatment(rows)
    ratio = first.kind == "ratio"
    null = _null(first)
    holding = [row for row in rows if _verdict(row) == "neither"]
    verb = "crosses" if len(holding) == 1 else "cross"
    held = (
        "every interval crosses the line of no difference"
        if len(holding) == len(rows)
        else f"{len(holding)} of {len(rows)} intervals {verb} the line of no difference"
    )
    figure = _figure(
        name=f"figure-time-{_slug(first.study)}-{_slug(first.outcome)}",
        height=380,
        finding=(
            f"{first.study} on {first.outcome}, in {_UNITS[unit].words}: "
            + "; ".join(f"{_estimate(row)} at week {row.week:g}" for row in rows)
            + f"; {held}."
        ),
        alt=(
            f"Marks with interval bars by week in {first.study}, on {first.outcome}, beside a line "
            f"of no difference at {null:g}. Of {len(rows)} intervals, {len(holding)} cross it."
        ),
        table=_results(
            f"{'Ratio' if ratio else 'Difference'} in {_UNITS[unit].words} by week", rows, unit
        ),
    )
    series = dict.fromkeys(row.comparison for row in rows)
    for place, comparison in enumerate(series):
        symbol, colour = _MARKS[place % len(_MARKS)]
        for row in (row for row in rows if row.comparison == comparison):
            hollow = _verdict(row) == "neither"
            figure.add_trace(
                go.Scatter(
                    x=[(row.week or 0) + place * 0.6],
                    y=[row.effect],
                    mode="markers",
                    marker={
                        "color": colour,
                        "symbol": f"{symbol}-open" if hollow else symbol,
                        "size": 12,
                        "line": {"width": 2, "color": colour},
                    },
                    error_y=_bar(row, colour),
                    name=comparison,
                    legendgroup=comparison,
                    hovertemplate=f"week {row.week:g}: {_estimate(row)}<extra></extra>",
                )
            )
    weeks = sorted({row.week or 0 for row in rows})
    last = weeks[-1]
    figure.add_hline(y=null, line={"color": INK, "width": 2})
    figure.update_xaxes(
        title_text="Weeks since the start", tickvals=weeks, range=[-last * 0.02, last * 1.12]
    )
    low, high = _reach(rows, null, ratio, None, room=1.35)
    figure.update_yaxes(
        range=[log10(low), log10(high)] if ratio else [low, high],
        **_steps(low, high, ratio),
    )
    up, down = ("comparison", treatment) if first.better == "lower" else (treatment, "comparison")
    for y, anchor, word, arrow in ((1, "top", up, "↑"), (0, "bottom", down, "↓")):
        figure.add_annotation(
            x=1, xref="paper", xanchor="right", y=y, yref="paper", yanchor=anchor,
            text=f"{arrow} {word.removeprefix('the ')} better", showarrow=False,
        )  # fmt: skip
    _axis_note(
        figure,
        _UNITS[unit].words.capitalize() if ratio else f"Difference, {_UNITS[unit].words}",
    )
    return figure


def _block(figure: Figure, share: Share, of: int, across: int, left: float, top: float) -> None:
    filled = _squares(share, of)
    size = 11 if of == 100 else 5
    for first, last, symbol, colour in (
        (0, filled, "square", FIRST),
        (filled, of, "square-open", INK),
    ):
        if first == last:
            continue
        figure.add_trace(
            go.Scatter(
                x=[round(left + place % across, 1) for place in range(first, last)],
                y=[round(top + place // across, 1) for place in range(first, last)],
                mode="markers",
                marker={"color": colour, "symbol": symbol, "size": size, "line": {"width": 1}},
                hoverinfo="skip",
            )
        )


def _squares(share: Share, of: int) -> int:
    return round(share.value * of / 100)


def _in(share: Share, of: int) -> str:
    """The share in words, always of the same denominator, and of 100 too where that says more."""
    exact = abs(share.value * of / 100 - _squares(share, of)) < 1e-9
    number = share.words or ("" if exact else "about ") + f"{_squares(share, of):,}"
    hundred = "fewer than 1" if 0 < share.value < 1 else f"about {share.value:.0f}"
    return f"{number} in {of:,}" + ("" if of == 100 else f" ({hundred} in 100)")


def _others(share: Share, of: int) -> str:
    rest = f"{of - _squares(share, of):,}"
    return f"fewer than {rest}" if share.words.startswith("more than") else rest


def _course(measure: str) -> tables.NaturalHistoryRow:
    (row,) = (
        row
        for row in tables.load("natural_history")
        if row.measure.startswith(measure) and row.verified == "yes"
    )
    return row  # type: ignore[no-any-return]


def _estimate(row: TrialRow) -> str:
    if row.ci_low is None or row.ci_high is None:
        return _exact(row) + (" (interval not given)" if row.against else "")
    low, high = (_written(end, _decimals(row)) for end in (row.ci_low, row.ci_high))
    return f"{_exact(row)} ({low} to {high})"


def _exact(row: TrialRow) -> str:
    return _written(row.effect or 0.0, _decimals(row))


def _decimals(row: TrialRow) -> int:
    """As many decimals as the longest of the row's numbers has."""
    numbers = [n for n in (row.effect, row.ci_low, row.ci_high) if n is not None]
    return max(len(f"{n:g}".partition(".")[2]) for n in numbers)


def _written(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace("-", "−")


def _when(row: TrialRow) -> str:
    if row.week is None:
        return (row.time_label or "time not given").partition(" (exact")[0]
    if row.week < 1:
        return f"day {round(row.week * 7)}"
    if row.week > 52:
        return f"after {row.week / 52:g} years"
    return "before treatment" if row.week == 0 else f"week {row.week:g}"


def _arm(row: TrialRow) -> str:
    """The name of an arm without its size, its model or the word arm."""
    return row.comparison.partition(" (")[0].removesuffix(" arm")


def _plain(measure: str) -> str:
    """A measure without signs that are hard to read aloud."""
    return re.sub(r">=(\d+)% ", r"at least \1 percent ", measure)


def _kept(text: str) -> str:
    """A text whose brackets stay on one line."""
    return re.sub(r"\([^)]*\)", lambda found: found[0].replace(" ", "\u00a0"), text)


def _all(names: Sequence[str]) -> str:
    return " and ".join(repr(name) for name in names)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _bottom_legend(figure: Figure, bottom: int) -> None:
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "x": 0, "xref": "container", "y": 0, "yref": "container"},
        margin={"b": bottom},
    )


def catalogue() -> Iterator[Figure]:
    """The figures of the lessons, for checks that hold for all of them."""
    yield evidence.forest("disability", unit="RDQ points")
    yield evidence.forest("bothersomeness")
    yield evidence.forest("pain", unit="SMD")
    yield evidence.forest("function", unit="SMD")
    yield evidence.forest("soreness")
    yield evidence.forest("disability", unit="ODI points")
    yield evidence.forest("pain relief", unit="response ratio")
    yield evidence.forest("function", unit="relative risk")
    yield evidence.over_time("Cherkin 2001", "disability")
    yield evidence.over_time("Cherkin 2001", "symptoms")
    yield evidence.over_time("Cook 2015", "function")
    yield evidence.over_time("Lewis 2011", "disability")
    yield shares("freedom from pain", "Preyde 2000")
    yield shares("pain relief", "Cherkin 2011")
    yield shares("pain relief", "Licciardone 2013 OSTEOPATHIC", ">=50% pain relief")
    yield recovery()
    yield base_rates()
    yield simulated_course()
