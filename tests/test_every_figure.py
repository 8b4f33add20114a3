"""What every figure of the course owes its reader, whatever it draws; its rows have own tests."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from test_figures import Elements

from widgets import cost_figures, credential_figures, figures, trial_figures

MODULES = (figures, cost_figures, credential_figures, trial_figures)
FIGURES = [figure for module in MODULES for figure in module.catalogue()]
AGAIN = {figure.name: figure for module in MODULES for figure in module.catalogue()}


@pytest.fixture(params=FIGURES, ids=lambda figure: figure.name, name="figure")
def each_figure(request: pytest.FixtureRequest) -> figures.Figure:
    found: figures.Figure = request.param
    return found


def test_each_has_an_id_of_its_own() -> None:
    assert set(Counter(figure.name for figure in FIGURES).values()) == {1}


def test_carries_sentence_alternative_and_table(figure: figures.Figure) -> None:
    assert re.fullmatch(r"[A-Z][^\n]+[^.]\.", figure.finding)
    assert len(figure.alt) > 80
    assert figure.table.caption
    assert {len(row) for row in figure.table.rows} == {len(figure.table.columns)}
    assert all(cell for row in figure.table.rows for cell in row)


def test_shows_the_same_in_every_form_and_each_time(figure: figures.Figure) -> None:
    bundle = figure._repr_mimebundle_()
    assert bundle["text/plain"] == figure.finding
    inside = re.search(r'class="kk-plotly">(.*?)</script>', bundle["text/html"], re.S)
    assert inside is not None
    in_notebook = bundle["application/vnd.plotly.v1+json"]
    assert json.loads(inside[1]) | {"config": in_notebook["config"]} == in_notebook
    assert json.dumps(AGAIN[figure.name]._repr_mimebundle_()) == json.dumps(bundle)


def test_leaves_the_background_to_the_page(figure: figures.Figure) -> None:
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"


def test_html_is_named_and_well_formed(figure: figures.Figure) -> None:
    elements = Elements(figure.to_html_figure())
    assert elements.open == []
    attributes = {tag: attrs for tag, attrs in elements.seen}
    assert attributes["figure"] == {"class": "kk-figure", "id": figure.name}
    plot = next(a for tag, a in elements.seen if a.get("class") == "kk-plot")
    assert (plot["role"], plot["aria-label"]) == ("img", figure.alt)
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in elements.seen if tag == "th")
    assert "caption" in attributes
