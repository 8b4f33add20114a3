"""Figures say the same thing as a chart, a sentence and a table, and only what the rows say."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from widgets import evidence, figures, tables


@pytest.mark.parametrize("colour", [figures.INK, figures.FIRST, figures.SECOND])
def test_colours_stand_out_on_light_and_on_dark(colour: str) -> None:
    for paper in ("#ffffff", "#fbf7f0", "#1c1917", "#000000"):
        assert contrast(colour, paper) >= 3


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(p * weight for p, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


class Elements(HTMLParser):
    """The start tags of a text, and whether each was closed."""

    VOID = frozenset({"br", "img", "input", "hr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_html_escapes_what_the_data_says() -> None:
    figure = figures.natural_course()
    evil = '</script><b onclick="x">&'
    figure.finding = figure.alt = figure.name = evil
    figure.table = figures.Table(evil, (evil, evil), ((evil, evil),))
    figure.update_layout(title_text=evil)
    html = figure.to_html_figure()
    assert evil not in html
    assert html.count("</script>") == 1
    assert "b" not in {tag for tag, _ in Elements(html).seen}


def test_natural_course_draws_both_courses_with_their_intervals() -> None:
    figure = figures.natural_course()
    for kind, column in (("acute", 1), ("persistent", 2)):
        rows = [
            row
            for row in tables.load("natural_history")
            if row.measure == f"{kind} low back pain cohorts"
        ]
        assert any(list(trace.y) == [row.value for row in rows] for trace in figure.data)
        for row, line in zip(rows, figure.table.rows, strict=True):
            assert line[0] == f"{row.week:g}"
            assert line[column] == f"{row.value:g} ({row.ci_low:g} to {row.ci_high:g})"
    assert "from 52 to 6" in figure.finding and "from 51 to 23" in figure.finding


@pytest.mark.parametrize("outcome", ["roland", "bothersomeness"])
def test_two_styles_draws_one_unit_only(outcome: str) -> None:
    scale = figures._SCALES[outcome]
    rows = evidence.trials(outcome=scale.trial_outcome, study="Cherkin 2011")
    assert len({row.unit for row in rows}) == 1
    drawn = [trace.x[0] for trace in figures.two_styles(outcome).data]
    assert drawn == [row.effect for row in rows]


def test_two_styles_words_hold_for_the_rows() -> None:
    for outcome in ("roland", "bothersomeness"):
        rows = evidence.trials(outcome=figures._SCALES[outcome].trial_outcome, study="Cherkin 2011")
        assert max(row.ci_low for row in rows) < min(row.ci_high for row in rows), "they overlap"
        assert all(row.ci_high < 0 for row in rows), "none reaches no difference"


def test_smallest_changes_are_those_that_the_trial_set() -> None:
    said = evidence.statement("E007").statement
    assert f"{figures._SCALES['roland'].smallest_change:g} points on the Roland scale" in said
    assert f"{figures._SCALES['bothersomeness'].smallest_change:g} points on the bother" in said


def test_two_styles_names_the_outcomes_it_knows() -> None:
    with pytest.raises(ValueError, match="'pain'; choose one of: roland, bothersomeness"):
        figures.two_styles("pain")


def test_map_shows_every_type_once() -> None:
    figure = figures.modality_map()
    names = [row.name for row in tables.load("modalities")]
    assert sorted(line[0] for line in figure.table.rows) == sorted(names)
    assert len(set(figure.layout.yaxis.ticktext)) == len(names)
    assert max(len(name) for name in figure.layout.yaxis.ticktext) <= 20, "fits beside the chart"


def test_map_hollows_the_marks_of_unchecked_pressure() -> None:
    figure = figures.modality_map()
    bars = {
        trace.hovertemplate.split("<br>")[0]: trace for trace in figure.data if trace.hovertemplate
    }
    for row in tables.load("modalities"):
        if row.pressure_min is None:
            assert row.name not in bars
            continue
        unchecked = bool({"pressure_min", "pressure_max"} & set(row.unverified))
        assert (bars[row.name].marker.symbol == "circle-open") == unchecked
        assert (bars[row.name].line.dash == "dot") == unchecked


def test_map_finding_holds_for_the_rows() -> None:
    tested = [
        row
        for row in tables.load("modalities")
        if row.evidence_level in ("large_trial", "reviewed_trials", "small_trials")
    ]
    assert f"{len(tested)} of {len(tables.load('modalities'))} types" in (
        figures.modality_map().finding
    )
    assert {"light", "moderate", "firm"} <= {row.pressure_min for row in tested}


def test_large_trials_are_those_of_400_people_or_more() -> None:
    for row in tables.load("modalities"):
        sizes = [
            trial.participants or 0
            for trial in evidence.trials()
            if "RCT" in trial.design and set(trial.evidence) & set(row.evidence)
        ]
        assert (max(sizes, default=0) >= 400) == (row.evidence_level == "large_trial"), row.name


def test_types_without_a_trial_have_no_data() -> None:
    rows = [r for r in tables.load("modalities") if r.evidence_level == "none_found"]
    assert {row.certainty for row in rows} == {"no data"}


def test_every_evidence_level_has_words() -> None:
    levels = {row.evidence_level for row in tables.load("modalities")}
    assert levels <= set(figures.EVIDENCE_LEVELS)


def test_a_notebook_keeps_the_height_of_a_figure_when_its_window_changes() -> None:
    figure = figures.natural_course()
    shown = figure._repr_mimebundle_()["application/vnd.plotly.v1+json"]
    assert shown["layout"]["height"] == figure.layout.height
    assert shown["config"]["responsive"] is False  # else Plotly takes the height of an empty box


def test_a_figure_prints_as_its_name_and_its_finding() -> None:
    figure = figures.natural_course()
    assert repr(figure) == f"Figure('figure-natural-course'): {figure.finding}"
