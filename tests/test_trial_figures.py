"""Figures of trials draw what the rows say, one unit and one outcome on an axis, or refuse."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from widgets import evidence, figures, tables, trial_figures
from widgets.trial_figures import Share

FIGURES = {figure.name: figure for figure in trial_figures.catalogue()}


@pytest.fixture(params=FIGURES, name="figure")
def each_figure(request: pytest.FixtureRequest) -> figures.Figure:
    return FIGURES[request.param]


def row(name: str, **change: object) -> tables.TrialRow:
    (found,) = (row for row in tables.load("trials") if row.id == name)
    return dataclasses.replace(found, **change)


def points(figure: figures.Figure) -> list[float]:
    return [value for trace in figure.data for value in trace.x]


def test_never_tells_apart_by_colour_alone(figure: figures.Figure) -> None:
    marks: dict[str, set[str]] = {}
    for trace in figure.data:
        marks.setdefault(trace.marker.symbol, set()).add(trace.marker.color)
    assert all(len(colours) == 1 for colours in marks.values())
    dashes = [trace.line.dash for trace in figure.data if "lines" in trace.mode]
    assert len(dashes) == len(set(dashes))


@pytest.mark.parametrize(
    ("outcome", "unit"), [("pain", "SMD"), ("disability", "ODI points"), ("pain relief", None)]
)
def test_a_forest_draws_each_result_with_its_interval(outcome: str, unit: str | None) -> None:
    unit = unit or "response ratio"
    rows = [row for row in evidence.trials(outcome, unit=unit) if row.against]
    figure = evidence.forest(outcome, unit=unit)
    drawn = [(t.x[0], t.x[0] - t.error_x.arrayminus[0], t.x[0] + t.error_x.array[0])
             for t in figure.data]  # fmt: skip
    for (effect, low, high), each in zip(drawn, rows, strict=True):
        assert effect == each.effect
        assert (low, high) == pytest.approx((each.ci_low, each.ci_high))
    labels = " ".join(note.text for note in figure.layout.annotations)
    for each, line in zip(rows, figure.table.rows, strict=True):
        assert each.study in labels and line[0] == each.study
        assert line[-1] == " ".join(each.evidence)
        assert f"certainty {evidence.certainty(each) or 'not rated'}" in " ".join(
            labels.replace("<br>", " ").split()
        )


def test_a_forest_says_which_side_is_better() -> None:
    for outcome, unit, left in (
        ("disability", "RDQ points", "massage"),
        ("function", "relative risk", "comparison"),
    ):
        notes = [note for note in evidence.forest(outcome, unit=unit).layout.annotations]
        (words,) = (note.text for note in notes if note.xanchor == "left" and "better" in note.text)
        assert left in words


def test_a_hollow_mark_crosses_the_line_of_no_difference() -> None:
    for figure in (
        evidence.forest("pain", unit="SMD"),
        evidence.forest("disability", "ODI points"),
    ):
        for trace in figure.data:
            low, high = (
                trace.x[0] - trace.error_x.arrayminus[0],
                trace.x[0] + trace.error_x.array[0],
            )
            assert ("open" in trace.marker.symbol) == (low <= 0 <= high)


def test_the_smallest_difference_that_matters_is_marked_where_a_trial_set_one() -> None:
    figure = evidence.forest("disability", unit="RDQ points")
    dotted = {shape.x0 for shape in figure.layout.shapes if shape.line.dash == "dot"}
    assert dotted == {-2.0}
    assert "2 points on the Roland scale" in evidence.statement("E007").statement
    assert not any(s.line.dash == "dot" for s in evidence.forest("pain", "SMD").layout.shapes)


def test_two_forests_of_one_outcome_are_told_apart_by_their_studies() -> None:
    one, other = (
        evidence.forest("pain", unit="SMD", study=study) for study in ("Wu 2021", "Chen 2021")
    )
    assert one.alt != other.alt and one.name != other.name
    assert "from Wu 2021" in one.alt


def test_a_result_without_an_interval_has_no_bar_and_says_so() -> None:
    figure = evidence.forest("function", unit="relative risk", study="Sherman 2014")
    assert [trace.error_x.visible for trace in figure.data] == [False, False]
    assert "in both no interval was given" in figure.finding


REFUSED = {
    "two units": (lambda: [row("T001"), row("T003"), row("T002")],
                  r"rows of trials\.csv have 2 units.*'RDQ points' \(2 rows, such as T001\), "
                  r"'points \(0-10\)' \(1 row, such as T003\); "
                  "choose one, such as unit='RDQ points'"),
    "two outcomes": (lambda: [row("T048"), row("T049")], "'function' and 'pain'; choose one"),
    "two directions": (lambda: [row("T048"), row("T050", better="higher")], "T050 when higher"),
    "not verified": (lambda: [row("T082")], "T082 was not checked .*never drawn; leave it out"),
    "partly verified": (lambda: [row("T001", verified="partly")], "T001 was not checked"),
    "no number": (lambda: [row("T029")], "T029 has no number"),
    "one arm": (lambda: [row("T009")], "T009 is a single arm.*over_time"),
    "nothing": (list, "no rows to draw"),
    "an outcome": (lambda: "pain", r"'p' is no row of trials\.csv; .*evidence\.forest\(\)"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_forest_refuses_what_it_can_not_draw(name: str) -> None:
    make, message = REFUSED[name]
    with pytest.raises(ValueError, match=message):
        trial_figures.forest(make())


def test_two_units_asked_for_by_outcome_are_named() -> None:
    with pytest.raises(ValueError, match=r"6 units.*'GPS points'.*choose one, such as unit='SMD'"):
        evidence.forest("pain")


def test_a_forest_of_nothing_says_what_the_rows_hold() -> None:
    with pytest.raises(ValueError, match="hold arm mean; choose fewer limits"):
        evidence.forest("disability", study="Cherkin 2001")
    with pytest.raises(ValueError, match="outcome 'pian' is unknown; use one of 'bothersomeness'"):
        evidence.forest("pian")


def test_arms_start_together_and_follow_their_rows() -> None:
    figure = evidence.over_time("Cherkin 2001", "disability")
    lines = {trace.name: list(zip(trace.x, trace.y, strict=True)) for trace in figure.data}
    assert lines == {
        "therapeutic massage": [(0, 12.2), (10, 5.88), (52, 6.29)],
        "self-care education": [(0, 12.2), (10, 8.92)],
        "acupuncture": [(0, 12.2), (10, 8.25), (52, 8.21)],
    }
    assert tuple(figure.layout.yaxis.range) == (0, 23)
    assert len(figure.table.rows) == len(evidence.trials("disability", "Cherkin 2001"))


def test_differences_over_time_keep_their_weeks_and_intervals() -> None:
    figure = evidence.over_time("Lewis 2011", "disability")
    assert points(figure) == [2, 6, 28]
    assert [trace.y[0] for trace in figure.data] == [0, -1, 2]
    assert "every interval crosses the line" in figure.finding
    cook = evidence.over_time("Cook 2015", "function")
    assert cook.layout.yaxis.type == "log"
    assert "1 of 2 intervals crosses the line" in cook.finding


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: trial_figures.over_time([row("T057"), row("T090")]), "one study at a time"),
        (lambda: trial_figures.over_time([row("T009"), row("T011")]), "2 units"),
        (lambda: trial_figures.over_time([row("T048")]), "T048 has no week"),
        (
            lambda: trial_figures.over_time(
                [row("T057"), row("T057", kind="change", against=None)]
            ),
            "kind=",
        ),
        (lambda: evidence.over_time("Cherkin 2011", "function"), "its outcomes are 'bothersome"),
        (lambda: evidence.over_time("Cherkin", "pain"), "study 'Cherkin' is unknown"),
    ],
    ids=["studies", "units", "no week", "kinds", "no number", "study"],
)
def test_over_time_refuses_what_it_can_not_draw(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_icons_show_both_arms_with_one_denominator() -> None:
    figure = trial_figures.shares("freedom from pain", "Preyde 2000")
    rows = evidence.trials("freedom from pain", "Preyde 2000")
    filled = [len(trace.x) for trace in figure.data if trace.marker.symbol == "square"]
    assert filled == [each.effect for each in rows if each.effect]
    assert len(points(figure)) == 100 * len(rows)
    assert "0 in 100" in figure.finding


def test_a_floor_is_said_as_a_floor() -> None:
    figure = trial_figures.shares("pain relief", "Cherkin 2011")
    assert "more than 33 in 100" in figure.finding
    assert figure.table.rows[0][1:] == ("more than 33", "fewer than 67")


def test_shares_that_nobody_gave_are_not_known() -> None:
    with pytest.raises(ValueError, match="not known; shares are known for Preyde 2000: freedom"):
        trial_figures.shares("disability", "Cherkin 2011")
    with pytest.raises(ValueError, match="choose one of '>=30% pain relief', '>=50% pain relief'"):
        trial_figures.shares("pain relief", "Licciardone 2013 OSTEOPATHIC")


@pytest.mark.parametrize(
    ("shares", "of", "message"),
    [
        ([], 100, "one or more"),
        ([Share("a", 1), Share("a", 2)], 100, "each with its own name"),
        ([Share("a", 101)], 100, "no share of 100"),
        ([Share("a", 0.4)], 100, "no square of 100; use of=1000"),
        ([Share("a", 5)], 10, "people in 100, or in 1000"),
    ],
    ids=["none", "twice", "too many", "too few", "denominator"],
)
def test_icons_refuse_what_would_mislead(shares: list[Share], of: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        trial_figures.icon_array(shares, "event", "source", "name", of)


def test_recovery_and_base_rates_follow_their_rows() -> None:
    values = {row.id: row.value for row in tables.load("natural_history")}
    assert (values["N14"], values["N11"]) == (72, 73)
    figure = trial_figures.recovery()
    assert [line[1] for line in figure.table.rows] == ["72", "73"]
    rates = trial_figures.base_rates()
    assert "804 in 1,000 (about 80 in 100)" in rates.finding
    assert "9 in 1,000 (fewer than 1 in 100)" in rates.finding
    assert "11 (0.9%) had serious disease" in evidence.statement("E154").statement


def test_the_simulation_says_that_it_is_one() -> None:
    figure = trial_figures.simulated_course(seed=3)
    assert figure.finding.startswith("Simulated, not measured:")
    assert figure.alt.startswith("Simulated, not measured.")
    assert "made up to illustrate" in figure.table.caption
    assert "imulated" in figure.layout.annotations[0].text
