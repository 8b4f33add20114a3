"""Figures of costs say what their rows say, keep one unit on an axis, and date every price."""

from __future__ import annotations

import ast
import json
import re
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pytest

from widgets import cost_figures, costs, figures, tables

FIGURES = {figure.name: figure for figure in cost_figures.catalogue()}


@pytest.fixture(params=FIGURES, name="figure")
def each_figure(request: pytest.FixtureRequest) -> figures.Figure:
    return FIGURES[request.param]


LESSON = Path(__file__).parents[1] / "book" / "costs" / "plan-your-own.ipynb"


def examples() -> list[tuple[str, dict[str, Any], str]]:
    """Each worked example of the lesson: its name, its plan and what the lesson says of it."""
    cells = json.loads(LESSON.read_text("utf-8"))["cells"]
    found = []
    for cell, after in pairwise(cells):
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and "plan_costs(" in source:
            plan = next(node for node in ast.parse(source).body if isinstance(node, ast.Assign))
            name = ast.unparse(plan.targets[0])
            found.append((name, ast.literal_eval(plan.value), "".join(after["source"])))
    return found


EXAMPLES = {name: (plan, said) for name, plan, said in examples()}


def whole(cents: int | None) -> str:
    """Cents as the lessons round them, to the dollar."""
    return f"${round((cents or 0) / 100):,}"


def price(name: str) -> tables.PriceRow:
    return next(row for row in tables.load("prices") if row.id == name)


def evaluation(name: str) -> tables.EconomicEvaluationRow:
    return next(row for row in tables.load("economic_evaluations") if row.id == name)


def test_says_when_its_numbers_are_from(figure: figures.Figure) -> None:
    said = " ".join([figure.table.caption, *figure.table.columns, *chain(*figure.table.rows)])
    assert re.search(r"\b20[0-2]\d\b|undated", said)


def test_never_tells_apart_by_colour_alone(figure: figures.Figure) -> None:
    marks: dict[str, set[str]] = {}
    for trace in figure.data:
        if trace.type == "scatter" and trace.mode == "markers":
            marks.setdefault(trace.marker.symbol, set()).add(trace.marker.color)
    assert all(len(colours) == 1 for colours in marks.values())


def test_price_of_an_hour_draws_prices_charged_for_an_hour_only() -> None:
    drawn = {
        (year, value)
        for trace in cost_figures.price_of_an_hour().data
        for year, value in zip(trace.x, trace.y, strict=True)
    }
    rows = [price(name) for name in ("P005", "P004", "P001")]
    assert drawn == {(row.year, row.typical) for row in rows}
    assert {row.verified for row in rows} == {"yes"}
    assert not any("tip" in (row.unit or "") for row in rows)


def test_every_setting_with_an_hour_is_drawn_as_our_own_judgment() -> None:
    figure = cost_figures.prices_by_setting()
    hours = [row for row in tables.load("price_ranges") if row.minutes == 60]
    assert len(figure.table.rows) == len(hours)
    assert {row.kind for row in hours} == {"derived judgment"}
    assert "our own judgment" in figure.table.caption and "our judgment" in figure.finding
    bars = {tuple(trace.x) for trace in figure.data if "lines" in trace.mode}
    assert bars == {(row.low, row.high) for row in hours}


def test_prices_by_setting_words_hold_for_the_rows() -> None:
    hours = sorted(
        (row for row in tables.load("price_ranges") if row.minutes == 60), key=lambda r: r.typical
    )
    assert (hours[0].setting, hours[-1].setting) == ("student_clinic", "spa_hotel")
    overlaps = [a.high >= b.low for a in hours for b in hours if a.typical < b.typical]
    assert sum(overlaps) > len(overlaps) / 2


def test_prices_by_length_words_hold_for_the_rows() -> None:
    figure = cost_figures.prices_by_length()
    bars = [tuple(trace.x) for trace in figure.data]
    assert bars == [
        (price(name).low, price(name).high)
        for name in ("P011", "P012", "P013", "P015", "P016", "P017")
    ]
    hour, longer = price("P012"), price("P017")
    assert hour.high > longer.low, "an hour may cost as much as 90 minutes"
    assert {trace.marker.symbol for trace in figure.data} == {"circle-open", "square-open"}


def test_tips_are_shares_of_clients_in_one_year() -> None:
    rows = [price(name) for name in ("P047", "P048", "P049")]
    assert {(row.unit, row.year) for row in rows} == {("percent of clients", 2009)}
    assert list(cost_figures.who_tips().data[0].x) == [row.typical for row in rows]


def test_wages_are_of_one_month_and_of_large_parts() -> None:
    figure = cost_figures.wages_by_sector()
    medians = [trace.x[0] for trace in figure.data if trace.mode == "markers"]
    rows = [row for row in tables.load("wages") if row.hourly_median in medians and row.jobs]
    assert {row.as_of for row in rows} == {"2024-05"}
    assert min(row.jobs for row in rows) >= 1000
    spread = {row.naics: row.hourly_p90 - row.hourly_p10 for row in rows}
    assert max(spread, key=lambda naics: spread[naics]) == "72", "hotels spread most"


def test_pay_is_what_the_notes_say() -> None:
    for name, take in cost_figures._TAKES.items():
        assert re.search(rf"\b{take:g}0?\b", price(name).note or ""), name
    for name in ("P005", "P004"):
        assert "tip" in (price(name).note or "")
    assert "and the tip" in (price("P020").note or ""), "the tip came on top"


def test_state_wages_show_what_the_estimator_does() -> None:
    figure = cost_figures.state_wages()
    shown = {line[0]: line for line in figure.table.rows}
    for row in tables.load("wage_index"):
        line = shown[row.name]
        if row.index is None:
            assert line[1:] == ("not published", "no data", "100")
            continue
        factor = costs.estimate({"state": row.id}).price.factor
        assert (line[2], line[3]) == (f"{row.index}", f"{factor / 100:g}")


@pytest.mark.parametrize("side", ["society", "payer"])
def test_year_costs_draw_each_estimate_with_its_interval(side: str) -> None:
    figure = cost_figures.year_costs(side)
    word = {"society": "total societal", "payer": "payer"}[side]
    for trace, name in zip(figure.data, ("CE008", "CE011", "CE012"), strict=True):
        row = evaluation(name)
        value = trace.x[0]
        ends = value - trace.error_x.arrayminus[0], value + trace.error_x.array[0]
        assert f"{word} {value:,.0f} ({ends[0]:,.0f} to {ends[1]:,.0f})" in row.cost_result
        assert row.verified == "yes" and row.currency_year == "2015-ish USD"
        assert ends[0] < 0 < ends[1], "from saving to added cost"


def test_year_costs_names_the_sides_it_knows() -> None:
    with pytest.raises(ValueError, match="'patient'; choose one of: society, payer"):
        cost_figures.year_costs("patient")


def test_balance_adds_up_but_for_rounding() -> None:
    figure = cost_figures.massage_balance()
    parts, total = figure.data[0].x, figure.data[1].x[0]
    assert abs(sum(parts) - total) <= 2


def test_a_row_without_its_amount_is_named() -> None:
    with pytest.raises(ValueError, match=r"row CE001 of economic_evaluations\.csv says"):
        cost_figures._part(evaluation("CE001"), "treatment")


def test_a_row_that_nobody_saw_is_refused() -> None:
    with pytest.raises(ValueError, match=r"row P006 of prices\.csv was never seen"):
        cost_figures._price("P006")


def test_the_lesson_has_three_examples() -> None:
    assert list(EXAMPLES) == ["student", "desk_worker", "retiree"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_lesson_says_what_the_estimate_gives(name: str) -> None:
    plan, said = EXAMPLES[name]
    result = costs.estimate(plan)
    for cents in (result.total.low, result.total.typical, result.total.high):
        assert re.search(rf"{re.escape(whole(cents))}(?!,?\d)", said), whole(cents)
    if result.stopping:
        assert whole(result.stopping.total.typical) in said


def test_the_lesson_says_what_else_it_worked_out() -> None:
    student, desk_worker, retiree = (plan for plan, _ in EXAMPLES.values())
    independent = costs.estimate({**student, "setting": "independent"}).total.typical
    assert f"about {whole(independent)}" in EXAMPLES["student"][1]
    paid = costs.estimate(desk_worker).others["insurer"].typical
    assert f"plan pays about {whole(paid)}" in EXAMPLES["desk_worker"][1]
    six = costs.estimate({**desk_worker, "sessions": 6, "weeks": 6}).total.typical
    assert f"after six visits, he pays about {whole(six)}" in EXAMPLES["desk_worker"][1]
    kept = costs.estimate(retiree).stopping.saves.typical
    assert f"keeps {whole(kept)}" in EXAMPLES["retiree"][1]
    known = costs.estimate({**retiree, "own_price": 70}).total.typical
    assert f"cost about {whole(known)}" in EXAMPLES["retiree"][1]


@pytest.mark.parametrize("name", EXAMPLES)
def test_plan_costs_add_up_to_the_total(name: str) -> None:
    figure = cost_figures.plan_costs(EXAMPLES[name][0], name, "someone")
    bars, total = figure.data
    assert round(sum(bars.x), 2) == total.x[0]
    assert figure.table.rows[-1][0] == "Total"
    assert costs.format_money(round(100 * total.x[0])) in figure.finding


def test_plan_costs_date_a_known_price_as_the_persons_own() -> None:
    figure = cost_figures.plan_costs({"own_price": "70"}, "own", "someone")
    assert "the person's own" in figure.table.caption


def test_plan_costs_refuse_what_the_estimator_refuses() -> None:
    with pytest.raises(ValueError, match="sessions"):
        cost_figures.plan_costs({"sessions": 0}, "none", "someone")
