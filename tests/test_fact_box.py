"""A fact box prints only what its statements give, both sides or "not known", and its sources."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from test_evidence import numbers
from test_figures import Elements
from test_tables import csv_text

from widgets import FactBox, evidence, fact_box, questionnaire, tables

LINES = list(tables.load("fact_box_rows"))
BOXES = list(tables.load("fact_boxes"))
# Numbers that a statement gives in words.
WORDS = {"a little over one third": 33, "two thirds": 67}


def said(ids: tuple[str, ...]) -> set[float]:
    """Every number in these statements, and 100, of which shares are counted."""
    found: set[float] = {100}
    for name in ids:
        text = evidence.statement(name).statement
        found |= numbers(text) | {number for words, number in WORDS.items() if words in text}
    return found


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_a_line_prints_only_numbers_that_its_statements_give(line: tables.FactBoxLineRow) -> None:
    printed = " ".join(
        filter(None, (line.outcome, line.without, line.with_massage, line.difference, line.note))
    )
    scale = {0, 24} if "Roland" in printed else set()
    assert numbers(printed) <= said(line.evidence) | scale


@pytest.mark.parametrize("box", BOXES, ids=lambda box: box.id)
def test_a_box_names_people_and_course_as_its_statements_do(box: tables.FactBoxRow) -> None:
    assert numbers(box.people) <= said(box.evidence)
    assert numbers(box.by_itself or "") <= said(box.by_itself_evidence)
    years = {2015.0} if "E074" in box.caution_evidence else set()
    assert numbers(box.caution) <= said(box.caution_evidence) | years


def test_only_verified_statements_stand_in_a_box() -> None:
    for row in (*LINES, *BOXES):
        assert {evidence.statement(name).verified for name in row.evidence} == {"yes"}


def test_a_line_is_rated_as_its_statement_is() -> None:
    for line in LINES:
        rated = {evidence.statement(name).certainty for name in line.evidence} - {None}
        assert (rated or {"not rated"}) == {line.certainty}, line.id
        if line.certainty == "very low" and line.note:
            assert "the evidence is very uncertain" in line.note


@pytest.mark.parametrize("name", fact_box.boxes())
def test_every_box_has_benefits_and_harms_and_prints_what_is_not_known(name: str) -> None:
    box = FactBox(name)
    assert {line.kind for line in box.lines} == {"benefit", "harm"}
    html = box.to_html()
    text = unescape(re.sub(r"<[^>]+>", "", html))
    assert Elements(html).open == []
    for line in box.lines:
        cells = html.split(f'<th scope="row">{line.outcome}</th>')[1].split("</tr>")[0]
        first, second = re.findall(r"<td>(.*?)</td>", cells)
        assert ("not known" in first) == (line.without is None)
        assert ("not known" in second) == (line.with_massage is None)
        assert f"Certainty: {line.certainty}." in text
    for part in ("Benefits", "Harms", "Without massage", "With massage", "Mind this:"):
        assert part in text
    assert html.count("<caption>") == 1
    assert html.count("<th") - html.count("<thead") == html.count('scope="')


def test_the_harms_of_one_box_stand_in_all() -> None:
    harms = [line.id for line in LINES if line.kind == "harm"]
    for name in fact_box.boxes():
        assert [line.id for line in FactBox(name).lines if line.kind == "harm"] == harms


def test_every_source_is_a_link_with_its_ids() -> None:
    html = FactBox("chronic").to_html()
    cited = set(" ".join(re.findall(r'title="([^"]+)"', html)).split())
    box = FactBox("chronic")
    wanted = {name for line in box.lines for name in line.evidence}
    assert cited == wanted | set(
        box.box.evidence + box.box.caution_evidence + box.box.by_itself_evidence
    )


def test_every_answer_on_duration_leads_to_one_box() -> None:
    named = [choice for box in BOXES for choice in box.durations]
    assert sorted(named) == sorted(row.id for row in questionnaire.choices("duration"))


def test_the_front_end_gets_ready_texts() -> None:
    boxes: list[dict[str, Any]] = questionnaire.rules()["fact_boxes"]
    assert [box["id"] for box in boxes] == [box.id for box in BOXES if box.durations]
    for box in boxes:
        text = unescape(re.sub(r"<[^>]+>", "", FactBox(box["id"]).to_html()))
        for kind in box["kinds"]:
            for line in kind["lines"]:
                for shown in (line["outcome"], line["without"], line["with_massage"]):
                    assert shown in text
                assert line["more"] in text and line["sources"]


def test_a_notebook_shows_the_box_as_html_and_as_text() -> None:
    bundle = FactBox("chronic")._repr_mimebundle_()
    assert bundle["text/html"] == FactBox("chronic").to_html()
    assert "without massage 4 in 100, with massage more than 33 in 100" in bundle["text/plain"]


def test_an_unknown_box_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="no fact box 'cronic'; choose one of 'acute', 'subacute'"):
        FactBox("cronic")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"kind": "gain"}, "column kind: 'gain' is not allowed; use one of 'benefit', 'harm'"),
        ({"certainty": "sure"}, "column certainty: 'sure' is not allowed"),
        ({"without": "4", "unit": ""}, "column unit: a number without a unit; say what it counts"),
        ({"outcome": ""}, "column outcome: empty"),
    ],
    ids=["kind", "certainty", "unit", "outcome"],
)
def test_a_broken_line_is_reported_with_its_place(change: dict[str, str], named: str) -> None:
    with pytest.raises(
        tables.TableError, match=re.escape("fact_box_rows.csv, line 2 (B01), ")
    ) as e:
        tables.read(csv_text("fact_box_rows", change), tables.FactBoxLineRow)
    assert named in str(e.value)


def test_a_line_of_no_box_is_reported() -> None:
    line = tables.read(csv_text("fact_box_rows", {"box": "old"}), tables.FactBoxLineRow)
    with pytest.raises(
        tables.TableError, match=r"column box: 'old' is not an id in fact_boxes\.csv"
    ):
        tables.check({"fact_box_rows": line})
    source = tables.read(csv_text("fact_box_rows", {"evidence": "E999"}), tables.FactBoxLineRow)
    with pytest.raises(tables.TableError, match=r"'E999' is not an id in evidence\.csv"):
        tables.check({"fact_box_rows": source})


def test_a_source_that_was_not_verified_is_refused() -> None:
    with pytest.raises(ValueError, match="E081 is not verified"):
        fact_box.sources(["E081"])
