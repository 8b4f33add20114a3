"""The lessons on limits keep their promises: every guideline with its date, exercises that mark."""

from __future__ import annotations

import json

import built
import pytest

from widgets import evidence, tables

GUIDELINES = "book/limitations/guidelines-disagree.html"
EXERCISES = {
    "by-itself": ("my_noise = 15", "my_noise = 0"),
    "what-trials-show": ("my_answer = None", "my_answer = 3"),
}


def table_of_guidelines() -> list[list[str]]:
    table = built.article(GUIDELINES).find("table")
    assert table is not None
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in table.select("tbody tr")
    ]


def test_the_table_of_guidelines_gives_each_body_its_date_and_its_words() -> None:
    shown = table_of_guidelines()
    rows = evidence.guidelines()
    assert len(shown) == len(rows)
    for cells, row in zip(shown, rows, strict=True):
        assert f"{row.guideline}, {row.year or 'no date'}" in cells[0]
        assert cells[2].casefold() == row.says.casefold()
        assert cells[3].casefold() == (row.strength or "not said").casefold()


def test_the_table_of_guidelines_leaves_out_what_nobody_read() -> None:
    unread = [row.guideline for row in tables.load("guidelines") if row.verified == "no"]
    assert unread, "no row is unread any more: this test has nothing to hold"
    assert not [name for name in unread if any(name in row[0] for row in table_of_guidelines())]


def test_six_bodies_stand_side_by_side() -> None:
    first = " ".join(row[0] for row in table_of_guidelines())
    assert all(name in first for name in ("ACP", "NICE", "WHO", "KNGF", "NCCIH", "AHRQ"))


@pytest.mark.parametrize("lesson", sorted(EXERCISES))
def test_the_exercise_of_a_notebook_knows_the_right_answer_from_the_printed_one(
    lesson: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source = (built.ROOT / "book" / "limitations" / f"{lesson}.ipynb").read_text(encoding="utf-8")
    codes = ["".join(c["source"]) for c in json.loads(source)["cells"] if c["cell_type"] == "code"]
    printed, right = EXERCISES[lesson]
    (exercise,) = (code for code in codes if printed in code)
    names: dict[str, object] = {}
    exec("from widgets import evidence, simulation", names)
    for code, said in ((exercise, "Not yet"), (exercise.replace(printed, right), "Right")):
        exec(code, names)
        assert capsys.readouterr().out.startswith(said)
