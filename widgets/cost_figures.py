"""Figures of the lessons on costs, drawn with Plotly from the course's own tables.

This module knows which rows of prices, wages and economic evaluations a figure shows and how to say
them as a chart, a sentence and a table. It never puts two units on one axis, never mixes what is
paid with a tip and what is charged without, and never draws a price without its year and kind.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

from widgets import costs, tables
from widgets.figures import FIRST, INK, SECOND, Figure, Table, _axis_note, _figure, _line_label

_NAME_LENGTH = 22  # letters of a name that fit beside a chart on a phone


@dataclass(frozen=True)
class _Span:
    """A low and a high end in one unit, and the point between them that the source calls usual."""

    name: str
    low: float
    middle: float
    high: float


def price_of_an_hour() -> Figure:
    """Average price of an hour in three trade surveys, in dollars of each year.

    The surveys are of members of two associations, so no line joins them. Source: rows P005, P004
    and P001 of prices.csv.
    """
    rows = [_price(name) for name in ("P005", "P004", "P001")]
    old, _, new = rows
    figure = _figure(
        name="figure-price-of-an-hour",
        height=330,
        finding=(
            "Trade surveys put the average price of an hour at "
            + ", ".join(f"{_dollars(row.typical)} in {row.year}" for row in rows[:-1])
            + f" and {_dollars(new.typical)} in {new.year}, so the {_dollars(old.typical)} that "
            "one article gives is a price of the past."
        ),
        alt=(
            "Three points over the years. Two lie close together at the left, on or just above a "
            "dotted line at 60 dollars. The third, at the right, lies far above that line."
        ),
        table=Table(
            "Average price of one hour, in dollars of that year, members of the association named; "
            "not adjusted for inflation",
            ("Year", "Survey", "Price"),
            tuple((f"{row.year}", _survey(row), _dollars(row.typical)) for row in rows),
        ),
    )
    for survey, colour, symbol, beside in (
        ("AMTA", SECOND, "square", "left"),
        ("ABMP", FIRST, "circle", "right"),
    ):
        mine = [row for row in rows if _survey(row) == survey]
        figure.add_trace(
            go.Scatter(
                x=[row.year for row in mine],
                y=[row.typical for row in mine],
                mode="markers",
                marker={"color": colour, "symbol": symbol, "size": 13},
                hovertemplate=f"{survey}, %{{x}}: $%{{y}}<extra></extra>",
            )
        )
        _label(figure, mine[0].year, mine[-1].typical, f"<b>{survey} members</b>", beside, 16, True)
    # The first price lies on the dotted line, so its label goes below.
    for row, anchor, up, across in zip(
        rows, ("right", "left", "right"), (-14, 0, 0), (-4, 9, -9), strict=True
    ):
        _label(figure, row.year, row.typical, _dollars(row.typical), anchor, up, False, across)
    figure.add_hline(y=old.typical, line={"color": INK, "width": 2, "dash": "dot"})
    _label(figure, 2025, old.typical, "the $60 of one article", "right", -12, False)
    figure.update_xaxes(range=[2004.5, 2025.5], tickvals=[2005, 2010, 2015, 2020, 2025])
    figure.update_yaxes(range=[0, 109], **_money_ticks(0, 25, 50, 75, 100))
    _axis_note(figure, "Average price of one hour, dollars of the year")
    return figure


def prices_by_setting() -> Figure:
    """Low, typical and high price of 60 minutes in each kind of place, in dollars before the tip.

    Every range is our own judgment from a few sources, not a survey result. Source:
    price_ranges.csv with price_settings.csv.
    """
    names = {row.id: row.name.split(" (")[0] for row in tables.load("price_settings")}
    rows = sorted(
        (row for row in tables.load("price_ranges") if row.minutes == 60),
        key=lambda row: (row.typical, row.setting),
    )
    first, last = rows[0], rows[-1]
    figure = _spans(
        name="figure-prices-by-setting",
        finding=(
            f"By our judgment, an hour typically costs about {_dollars(first.typical)} in a "
            f"student clinic and about {_dollars(last.typical)} in a spa, hotel or resort, and "
            "the ranges of most places overlap."
        ),
        alt=(
            f"Chart with {len(rows)} bars, one for each kind of place, from its low to its high "
            "price, with a mark at the typical price. Student clinics lie lowest and spas, hotels "
            "and resorts highest. In between, most bars overlap."
        ),
        table=Table(
            "Price of 60 minutes before the tip, in dollars: our own judgment from the sources "
            "named in the lesson, not a survey result",
            ("Place", "Low", "Typical", "High", "Date of the sources", "Take care"),
            tuple(
                (
                    names[row.setting],
                    _dollars(row.low),
                    _dollars(row.typical),
                    _dollars(row.high),
                    row.as_of,
                    row.caution,
                )
                for row in rows
            ),
        ),
        spans=[_Span(names[row.setting], row.low, row.typical, row.high) for row in rows],
    )
    figure.update_xaxes(
        range=[0, 212],
        title_text="Price of 60 minutes,<br>before the tip",
        **_money_ticks(0, 50, 100, 150, 200),
    )
    figure.update_layout(margin={"b": 60})
    return figure


def prices_by_length() -> Figure:
    """The price ranges of two undated price guides for 30, 60 and 90 minutes, in dollars.

    Neither guide says how it got its numbers, so the ends are drawn hollow. Source: rows P011 to
    P013 and P015 to P017 of prices.csv.
    """
    guides = (
        ("biologyinsights.com", ("P011", "P012", "P013"), FIRST, "circle-open", -0.17),
        ("veevaclinics.com", ("P015", "P016", "P017"), SECOND, "square-open", 0.17),
    )
    lengths = ("30 minutes", "60 minutes", "90 minutes")
    spans = {guide: [_ends(_price(name)) for name in names] for guide, names, *_ in guides}
    lows, highs = (
        [pick(spans[guide][place][end] for guide in spans) for place in range(len(lengths))]
        for end, pick in ((0, min), (1, max))
    )
    figure = _figure(
        name="figure-prices-by-length",
        height=320,
        finding=(
            f"Two undated price guides span {_dollars(lows[0])} to {_dollars(highs[0])} for 30 "
            f"minutes, {_dollars(lows[1])} to {_dollars(highs[1])} for 60 and {_dollars(lows[2])} "
            f"to {_dollars(highs[2])} for 90, so an hour in one place may cost as much as 90 "
            "minutes in another."
        ),
        alt=(
            "Two bars for each length of session, one for each price guide. The bars shift to the "
            "right as sessions get longer, and the bars of neighboring lengths overlap."
        ),
        table=Table(
            "Price of a session by length in two price guides seen in 2025; neither gives its "
            "method",
            ("Length", *(guide for guide, *_ in guides)),
            tuple(
                (length, *(_range(*spans[guide][place]) for guide in spans))
                for place, length in enumerate(lengths)
            ),
        ),
    )
    for guide, _, colour, symbol, shift in guides:
        for place, (low, high) in enumerate(spans[guide]):
            figure.add_trace(
                go.Scatter(
                    x=[low, high],
                    y=[place + shift] * 2,
                    mode="lines+markers",
                    line={"color": colour, "width": 3, "dash": "solid" if shift < 0 else "dot"},
                    marker={
                        "color": colour,
                        "symbol": symbol,
                        "size": 11,
                        "line": {"width": 2, "color": colour},
                    },
                    name=guide,
                    showlegend=place == 0,
                    hovertemplate=f"{guide}, {lengths[place]}: {_range(low, high)}<extra></extra>",
                )
            )
    figure.update_xaxes(
        range=[0, 200], title_text="Price of a session", **_money_ticks(0, 50, 100, 150, 200)
    )
    figure.update_yaxes(
        range=[2.5, -0.5], tickvals=[0, 1, 2], ticktext=list(lengths), showgrid=False,
        showline=False,
    )  # fmt: skip
    _legend(figure, 80)
    return figure


def who_tips() -> Figure:
    """Clients in 100 who tip, by kind of place, in 2009. Source: P047 to P049 of prices.csv."""
    rows = [
        (place, _price(name))
        for place, name in (
            ("Spa or salon", "P047"),
            ("Massage-only practice", "P048"),
            ("Medical office", "P049"),
        )
    ]
    shares = [_number(row.typical) for _, row in rows]
    figure = _figure(
        name="figure-who-tips",
        height=240,
        finding=(
            f"In 2009, about {shares[0]} in 100 clients tipped in a spa or salon, {shares[1]} in a "
            f"massage-only practice and {shares[2]} in a medical office."
        ),
        alt=(
            "Three bars. Those for spas and for massage-only practices are long and nearly alike; "
            "the one for medical offices is very short."
        ),
        table=Table(
            "Clients in 100 who tip, by an association's report of 2009",
            ("Place", "Clients in 100"),
            tuple((place, _number(row.typical)) for place, row in rows),
        ),
    )
    figure.add_trace(
        go.Bar(
            x=[row.typical for _, row in rows],
            y=[_wrapped(place) for place, _ in rows],
            orientation="h",
            width=0.55,
            marker={"color": FIRST},
            text=shares,
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{x} in 100 tip<extra></extra>",
        )
    )
    figure.update_xaxes(
        range=[0, 108], tickvals=[0, 25, 50, 75, 100], title_text="Clients in 100 who tip (2009)"
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return figure


# Below this many jobs a percentile rests on too few therapists to draw.
_FEWEST_JOBS = 1000


def wages_by_sector() -> Figure:
    """How far hourly wages spread in May 2024, in all and in four parts of the economy.

    Thin bars run from the 10th to the 90th percentile, thick ones from the 25th to the 75th.
    Employees only, parts with 1,000 jobs or more. Source: rows of May 2024 in wages.csv.
    """
    rows: list[tables.WageRow] = [
        row
        for row in tables.load("wages")
        if row.as_of == "2024-05" and (row.jobs or 0) >= _FEWEST_JOBS
    ]
    whole = rows[0]
    figure = _figure(
        name="figure-wages-by-sector",
        height=60 * len(rows) + 110,
        finding=(
            f"In May 2024, half of the massage therapists on a payroll earned under "
            f"{_cents(whole.hourly_median)} an hour, 10 in 100 under {_cents(whole.hourly_p10)} "
            f"and 10 in 100 over {_cents(whole.hourly_p90)}; hotels had the widest spread."
        ),
        alt=(
            "Chart with one row for each part of the economy: a thin bar for 80 in 100 therapists, "
            "a thick bar for the middle half and a mark at the median. All bars overlap. The bar "
            "of hotels and restaurants is the longest, and its mark lies furthest left."
        ),
        table=Table(
            "Hourly wages of massage therapists in dollars, May 2024: employees, in parts of the "
            f"economy with {_FEWEST_JOBS:,} jobs or more",
            ("Part of the economy", "Jobs", "10th percentile", "25th", "Median", "75th", "90th"),
            tuple(
                (
                    row.sector,
                    f"{row.jobs:,}",
                    *(_cents(each) for each in _percentiles(row)),
                )
                for row in rows
            ),
        ),
    )
    for place, row in enumerate(rows):
        p10, p25, median, p75, p90 = _percentiles(row)
        words = f"{row.sector}: median {_cents(median)}, middle half {_cents(p25)} to {_cents(p75)}"
        for ends, width in (((p10, p90), 3), ((p25, p75), 11)):
            figure.add_trace(
                go.Scatter(
                    x=list(ends), y=[place, place], mode="lines",
                    line={"color": FIRST, "width": width}, hoverinfo="skip",
                )
            )  # fmt: skip
        figure.add_trace(
            go.Scatter(
                x=[median], y=[place], mode="markers",
                marker={"color": SECOND, "symbol": "diamond", "size": 13},
                hovertemplate=f"{words}<extra></extra>",
            )
        )  # fmt: skip
        _label(figure, median, place, _cents(median), "center", 17, False)
    figure.update_xaxes(range=[0, 66], title_text="Wage per hour", **_money_ticks(0, 20, 40, 60))
    _names(figure, [row.sector for row in rows])
    return figure


# What the therapist got of the price, tips included or not; a test holds each to its row's note.
_TAKES = {"P005": 39.0, "P004": 41.5, "P020": 25.0}


def price_and_pay() -> Figure:
    """What clients paid for an hour and what the therapist got, in dollars of that year.

    Source: rows P005, P004 and P020 of prices.csv and their notes. All are history.
    """
    labels = {
        "P005": ("2008, AMTA survey", "with tips"),
        "P004": ("2009, AMTA survey", "with tips"),
        "P020": ("2012, employee", "tip not counted"),
    }
    rows = [(_price(name), *labels[name], _TAKES[name]) for name in labels]
    prices = [_number(row.typical) for row, *_ in rows]
    figure = _figure(
        name="figure-price-and-pay",
        height=280,
        finding=(
            f"Of an hour that cost ${prices[0]} in 2008 the therapist got {_cents(rows[0][3])} "
            f"with tips, of ${prices[1]} in 2009 {_cents(rows[1][3])} with tips, and of "
            f"${prices[2]} in 2012 an employee got {_cents(rows[2][3])} before tips."
        ),
        alt=(
            "Three rows, each with one mark for what the therapist got and one, further right, for "
            "what the client paid. The gap is widest for the employee."
        ),
        table=Table(
            "Price of an hour and pay of the therapist, in dollars of that year; older than 2020, "
            "so history",
            ("Year and source", "Client paid", "Therapist got", "Tips in the pay"),
            tuple(
                (label, _dollars(row.typical), _cents(take), tips)
                for row, label, tips, take in rows
            ),
        ),
    )
    for kind, colour, symbol, values in (
        ("therapist got", SECOND, "square", [take for *_, take in rows]),
        ("client paid", FIRST, "circle", [row.typical for row, *_ in rows]),
    ):
        figure.add_trace(
            go.Scatter(
                x=values,
                y=list(range(len(rows))),
                mode="markers",
                marker={"color": colour, "symbol": symbol, "size": 13},
                name=kind,
                hovertemplate=f"{kind}: $%{{x:.2f}}<extra></extra>",
            )
        )
    for place, (row, _, _, take) in enumerate(rows):
        figure.add_shape(
            type="line", x0=take, x1=row.typical, y0=place, y1=place, layer="below",
            line={"color": INK, "width": 2, "dash": "dot"},
        )  # fmt: skip
        _label(figure, take, place, _cents(take), "center", 17, False)
        _label(figure, row.typical, place, _dollars(row.typical), "center", 17, False)
    figure.update_xaxes(
        range=[0, 75], title_text="Dollars for an hour", **_money_ticks(0, 20, 40, 60)
    )
    _names(figure, [label for _, label, *_ in rows])
    _legend(figure, 80)
    return figure


def state_wages() -> Figure:
    """Wages of each state and how far the estimator lets them move a price, in percent of the US.

    A hollow mark is the wage, a filled one the price. Source: wage_index.csv (May 2023) and the
    wage rules of cost_rules.csv, through `costs.estimate`.
    """
    rows: list[tables.WageIndexRow] = list(tables.load("wage_index"))
    known = sorted((row for row in rows if row.index), key=lambda row: (-(row.index or 0), row.id))
    moved = {row.id: _moved(row) for row in known}
    missing = [row.name for row in rows if row.index is None]
    top, states = known[0], [row for row in known if row.id not in ("GU", "PR")]
    figure = _figure(
        name="figure-state-wages",
        height=20 * len(known) + 120,
        finding=(
            f"Where the US mean counts as 100, state wages run from {states[-1].index} "
            f"({states[-1].name}) to {top.index} ({top.name}), and the estimator moves its prices "
            f"only between {_number(min(moved.values()))} and {_number(max(moved.values()))}."
        ),
        alt=(
            "Chart with one row for each state, sorted by wage. A hollow mark shows the wage and a "
            "filled one the price in the estimator. The hollow marks spread widely; the filled "
            "ones stay near the line at 100."
        ),
        table=Table(
            "Mean wage of massage therapists by state, May 2023, and the pull on prices in the "
            "estimator, in percent of the US; the US mean comes from a second-hand page",
            ("State or territory", "Mean wage per hour", "Wage", "Price in the estimator"),
            tuple(
                (row.name, _cents(row.hourly_mean), f"{row.index}", _number(moved[row.id]))
                for row in known
            )
            + tuple((name, "not published", "no data", "100") for name in missing),
        ),
    )
    places = list(range(len(known)))
    for place, row in zip(places, known, strict=True):
        figure.add_shape(
            type="line", x0=row.index, x1=moved[row.id], y0=place, y1=place, layer="below",
            line={"color": INK, "width": 1, "dash": "dot"},
        )  # fmt: skip
    for kind, colour, symbol, values in (
        ("wage", SECOND, "square-open", [row.index for row in known]),
        ("price in the estimator", FIRST, "circle", [moved[row.id] for row in known]),
    ):
        figure.add_trace(
            go.Scatter(
                x=values,
                y=places,
                mode="markers",
                marker={
                    "color": colour,
                    "symbol": symbol,
                    "size": 9,
                    "line": {"width": 2, "color": colour},
                },
                name=kind,
                text=[row.name for row in known],
                hovertemplate=f"%{{text}}, {kind}: %{{x}}<extra></extra>",
            )
        )
    figure.add_vline(x=100, line={"color": INK, "width": 2})
    _line_label(figure, 100, "US mean", "center")
    figure.update_xaxes(
        range=[25, 170], tickvals=[50, 75, 100, 125, 150], title_text="Percent of the US"
    )
    figure.update_yaxes(
        tickvals=places, ticktext=[row.name for row in known], range=[len(known) - 0.3, -0.8],
        showgrid=False, showline=False,
    )  # fmt: skip
    _legend(figure, 84)
    return figure


_EVALUATED = {"CE008": "Relaxation massage", "CE011": "Exercise", "CE012": "Talking program (CBT)"}
_SIDES = {
    "society": ("total societal", "society", "care and lost work"),
    "payer": ("payer", "the payer", "care alone"),
}


def year_costs(side: str = "society") -> Figure:
    """Modeled change in cost over a year against usual care, in dollars a person, with intervals.

    `side` is "society" (care and lost work) or "payer" (care alone); below zero costs less. Raises
    ValueError for another side. Source: Herman 2019 (CE008, CE011, CE012), typical patients.
    """
    if side not in _SIDES:
        raise ValueError(f"no side {side!r}; choose one of: {', '.join(_SIDES)}")
    key, words, counted = _SIDES[side]
    spans = [_amounts(name, key) for name in _EVALUATED]
    massage = spans[0]
    both_ways = all(span.low < 0 < span.high for span in spans)
    figure = _figure(
        name=f"figure-year-costs-{side}",
        height=330,
        finding=(
            f"In one model, a person given relaxation massage cost {words} "
            f"{_more_or_less(massage.middle)} over a year, with an interval from "
            f"{_more_or_less(massage.low)} to {_more_or_less(massage.high)}"
            + (", and all three intervals reach from saving to added cost." if both_ways else ".")
        ),
        alt=(
            f"Three points with interval bars for {counted}: massage, exercise and a talking "
            "program. All points lie on the side of lower cost, and every bar crosses the line of "
            "no change. The bars overlap each other."
        ),
        table=Table(
            f"Modeled change in cost for {words} ({counted}) against usual care, dollars a person "
            "in a year, about 2015; a minus sign means that it costs less",
            ("Added care", "Change in cost", "Interval"),
            tuple(
                (span.name, _change(span.middle), f"{_change(span.low)} to {_change(span.high)}")
                for span in spans
            ),
        ),
    )
    marks = ((FIRST, "circle"), (SECOND, "square"), (SECOND, "diamond"))
    for place, (span, (colour, symbol)) in enumerate(zip(spans, marks, strict=True)):
        text = f"{_change(span.middle)} ({_change(span.low)} to {_change(span.high)})"
        figure.add_trace(_estimate(span, place, colour, symbol, f"{span.name}: {text}"))
        _label(figure, span.middle, place, _change(span.middle), "right", 17, False, 8)
    figure.add_vline(x=0, line={"color": INK, "width": 2})
    _line_label(figure, 0, "no change", "center")
    figure.update_xaxes(
        range=[-1300, 700],
        title_text="Change in cost, a person in a year<br>(left is lower cost)",
        **_money_ticks(-1000, 0),
    )
    _names(figure, [span.name for span in spans])
    figure.update_layout(margin={"t": 34, "b": 60})
    return figure


def massage_balance() -> Figure:
    """What a course of relaxation massage cost in a model, and what fell elsewhere, in dollars.

    Parts of the year's change against usual care for a typical person. The model's source gives no
    interval for the parts. Source: Herman 2019 (CE008).
    """
    row = _evaluation("CE008")
    parts = [
        ("The massage course", _part(row, "treatment")),
        ("Other care", _part(row, "other care")),
        ("Lost work", _part(row, "lost work")),
    ]
    total = _amounts("CE008", "total societal")
    figure = _figure(
        name="figure-massage-balance",
        height=330,
        finding=(
            f"In the model the course added {_dollars(parts[0][1])} a person, other care fell by "
            f"{_dollars(-parts[1][1])} and lost work by {_dollars(-parts[2][1])}: in all "
            f"{_more_or_less(total.middle)}, with an interval from {_more_or_less(total.low)} to "
            f"{_more_or_less(total.high)}."
        ),
        alt=(
            "Four rows. A bar to the right for the cost of the course, two bars to the left for "
            "other care and lost work, and below them a mark for the sum on the left, with a long "
            "interval bar that crosses the line of no change."
        ),
        table=Table(
            "Modeled change in cost with relaxation massage against usual care, dollars a person "
            "in a year, about 2015",
            ("Part", "Change in cost", "Interval"),
            (
                *((name, _change(value), "not given") for name, value in parts),
                (
                    "All together",
                    _change(total.middle),
                    f"{_change(total.low)} to {_change(total.high)}",
                ),
            ),
        ),
    )
    _balance(figure, parts, replace(total, name="All together"), _change)
    figure.add_vline(x=0, line={"color": INK, "width": 2})
    _line_label(figure, 0, "no change", "center")
    figure.update_xaxes(
        range=[-1300, 900],
        title_text="Change in cost, a person in a year<br>(left is lower cost)",
        **_money_ticks(-1000, 0),
    )
    figure.update_layout(margin={"t": 34, "b": 60})
    return figure


def plan_costs(plan: Mapping[str, Any], name: str, who: str) -> Figure:
    """What a plan costs, part by part at the typical price, and its total from low to high.

    `plan` is one for `costs.estimate`, whose errors come through; `name` ends the figure's id and
    `who` names the person in the sentence. Amounts in dollars; what others pay points to the left.
    """
    result = costs.estimate(plan)
    low, typical, high = _three(result.total)
    sessions = costs.check_plan(plan).sessions
    parts = [(part.label, part.typical / 100) for part in result.parts]
    figure = _figure(
        name=f"figure-plan-{name}",
        height=62 * (len(parts) + 1) + 90,
        finding=(
            f"In all, {sessions} sessions typically cost {who} {typical}, with a range from "
            f"{low} to {high}."
        ),
        alt=(
            f"Chart with {len(parts)} bars for the parts of the cost and, below them, a mark for "
            "the total with a bar from its low to its high end."
            + (" What others pay points to the left." if any(v < 0 for _, v in parts) else "")
        ),
        table=Table(
            f"What {sessions} sessions cost {who}, in dollars, by prices of "
            f"{_price_date(result.price.range)}: our own judgment, not a survey result",
            ("Part", "Low", "Typical", "High"),
            (
                *((part.label, *_three(part)) for part in result.parts),
                ("Total", low, typical, high),
            ),
        ),
    )
    ends = (_cents_of(result.total, end) / 100 for end in ("low", "typical", "high"))
    total = _Span("Total", *ends)
    _balance(figure, parts, total, _money)
    edge = max(total.high, *(value for _, value in parts))
    figure.add_vline(x=0, line={"color": INK, "width": 2})
    figure.update_xaxes(
        range=[min(0.0, *(2.3 * value for _, value in parts)), 1.45 * edge],
        title_text="Dollars",
        **_money_ticks(0, _round(edge)),
    )
    return figure


def _balance(
    figure: Figure, parts: list[tuple[str, float]], total: _Span, say: Callable[[float], str]
) -> None:
    """A bar for each part and, in the row below, the total from its low to its high end."""
    figure.add_trace(
        go.Bar(
            x=[value for _, value in parts],
            y=list(range(len(parts))),
            orientation="h",
            width=0.5,
            marker={"color": [SECOND if value > 0 else FIRST for _, value in parts]},
            text=[say(value) for _, value in parts],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{text}<extra></extra>",
        )
    )
    figure.add_trace(_estimate(total, len(parts), INK, "diamond", say(total.middle)))
    _label(figure, total.middle, len(parts), say(total.middle), "center", 17, False)
    _names(figure, [*(name for name, _ in parts), total.name], 14)


def _three(amounts: costs.Range | costs.Part) -> tuple[str, ...]:
    return tuple(costs.format_money(_cents_of(amounts, end)) for end in ("low", "typical", "high"))


def _cents_of(amounts: costs.Range | costs.Part, end: str) -> int:
    return int(getattr(amounts, end) or 0)


def _money(value: float) -> str:
    return costs.format_money(round(100 * value))


def _price_date(name: str | None) -> str:
    if name is None:
        return "the person's own"
    return next(str(row.as_of) for row in tables.load("price_ranges") if row.id == name)


def _round(edge: float) -> int:
    """The largest round amount up to `edge` dollars; 1 where there is none."""
    return max(
        (
            digit * 10**power
            for power in range(12)
            for digit in (1, 2, 5)
            if digit * 10**power <= edge
        ),
        default=1,
    )


def _spans(name: str, finding: str, alt: str, table: Table, spans: list[_Span]) -> Figure:
    """One row for each span: a bar from low to high and a mark between."""
    figure = _figure(name, 56 * len(spans) + 90, finding, alt, table)
    for place, span in enumerate(spans):
        words = f"{span.name}: {_range(span.low, span.high)}, typically {_dollars(span.middle)}"
        figure.add_trace(
            go.Scatter(
                x=[span.low, span.high], y=[place, place], mode="lines+markers",
                line={"color": FIRST, "width": 4},
                marker={"color": FIRST, "symbol": "line-ns", "size": 13,
                        "line": {"width": 3, "color": FIRST}},
                hoverinfo="skip",
            )
        )  # fmt: skip
        figure.add_trace(
            go.Scatter(
                x=[span.middle], y=[place], mode="markers",
                marker={"color": SECOND, "symbol": "diamond", "size": 13},
                hovertemplate=f"{words}<extra></extra>",
            )
        )  # fmt: skip
        _label(figure, span.middle, place, _dollars(span.middle), "center", 17, False)
    _names(figure, [span.name for span in spans])
    return figure


def _estimate(span: _Span, place: int, colour: str, symbol: str, words: str) -> go.Scatter:
    return go.Scatter(
        x=[span.middle],
        y=[place],
        mode="markers",
        marker={"color": colour, "symbol": symbol, "size": 13},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [span.high - span.middle],
            "arrayminus": [span.middle - span.low],
            "color": colour,
            "thickness": 2.5,
            "width": 7,
        },
        hovertemplate=f"{words}<extra></extra>",
    )


def _money_ticks(*values: int) -> dict[str, Any]:
    return {
        "tickvals": list(values),
        "ticktext": [("−" if value < 0 else "") + _dollars(abs(value)) for value in values],
    }


def _names(figure: Figure, names: list[str], length: int = _NAME_LENGTH) -> None:
    """Name the rows at 0, 1, 2 … from the top, on two lines where a name is long."""
    figure.update_yaxes(
        tickvals=list(range(len(names))), ticktext=[_wrapped(name, length) for name in names],
        range=[len(names) - 0.4, -0.7], showgrid=False, showline=False,
    )  # fmt: skip


def _wrapped(name: str, length: int = _NAME_LENGTH) -> str:
    return "<br>".join(textwrap.wrap(name, length, break_long_words=False))


def _label(
    figure: Figure, x: Any, y: Any, text: str, anchor: str, up: int, bold: bool, across: int = 0
) -> None:
    """A word beside a mark, `up` and `across` pixels from it."""
    figure.add_annotation(
        x=x, y=y, text=text, showarrow=False, xanchor=anchor, yshift=up, xshift=across,
        font={"size": 13 if bold else 12},
    )  # fmt: skip


def _legend(figure: Figure, bottom: int) -> None:
    figure.update_layout(
        margin={"b": bottom},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "xref": "container", "y": 0, "yref": "container"},
    )


def _price(name: str) -> tables.PriceRow:
    row: tables.PriceRow = next(row for row in tables.load("prices") if row.id == name)
    if row.verified == "no":
        raise ValueError(f"row {name} of prices.csv was never seen in its source; draw another")
    return row


def _ends(row: tables.PriceRow) -> tuple[float, float]:
    if row.low is None or row.high is None:
        raise ValueError(f"row {row.id} of prices.csv lacks an end; a range needs low and high")
    return row.low, row.high


def _survey(row: tables.PriceRow) -> str:
    return "ABMP" if "ABMP" in row.source else "AMTA"


def _percentiles(row: tables.WageRow) -> list[float]:
    values = [
        row.hourly_p10, row.hourly_p25, row.hourly_median, row.hourly_p75, row.hourly_p90,
    ]  # fmt: skip
    if None in values:
        raise ValueError(f"row {row.id} of wages.csv lacks a percentile; a figure needs all five")
    return [value for value in values if value is not None]


def _moved(row: tables.WageIndexRow) -> float:
    """The estimator's price in a state, in percent of its US price."""
    factor = costs.estimate({"state": row.id}).price.factor
    return 100.0 if factor is None else factor / (costs.FACTOR / 100)


_MONEY = r"([-−]?[0-9][0-9,]*)"


def _evaluation(name: str) -> tables.EconomicEvaluationRow:
    row: tables.EconomicEvaluationRow = next(
        row for row in tables.load("economic_evaluations") if row.id == name
    )
    return row


def _part(row: tables.EconomicEvaluationRow, what: str) -> float:
    return _found(row, rf"{what} {_MONEY}")[0]


def _amounts(name: str, what: str) -> _Span:
    row = _evaluation(name)
    middle, low, high = _found(row, rf"{what} {_MONEY} \({_MONEY} to {_MONEY}\)")
    return _Span(_EVALUATED[name], low, middle, high)


def _found(row: tables.EconomicEvaluationRow, pattern: str) -> list[float]:
    """The amounts in a row's sentence about costs."""
    match = re.search(pattern, row.cost_result)
    if match is None:
        raise ValueError(
            f"row {row.id} of economic_evaluations.csv says {row.cost_result!r}; "
            f"cost_result must hold amounts like {pattern!r}"
        )
    return [float(each.replace(",", "").replace("−", "-")) for each in match.groups()]


def _number(value: float | None) -> str:
    return "no data" if value is None else f"{value:g}"


def _dollars(value: float | None) -> str:
    return "no data" if value is None else f"${value:,.0f}"


def _cents(value: float | None) -> str:
    return "no data" if value is None else f"${value:,.2f}"


def _range(low: float, high: float) -> str:
    return f"{_dollars(low)} to {_dollars(high)}"


def _change(value: float) -> str:
    """A change with its sign, as "−$491" or "+$459"."""
    return f"{'−' if value < 0 else '+'}${abs(value):,.0f}"


def _more_or_less(value: float) -> str:
    return f"{_dollars(abs(value))} {'less' if value < 0 else 'more'}"


def catalogue() -> Iterator[Figure]:
    """Every figure of the lessons on costs, for checks that hold for all of them."""
    yield price_of_an_hour()
    yield prices_by_setting()
    yield prices_by_length()
    yield who_tips()
    yield wages_by_sector()
    yield price_and_pay()
    yield state_wages()
    yield from (year_costs(side) for side in _SIDES)
    yield massage_balance()
