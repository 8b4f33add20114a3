"""The figures on credentials show what the rows say, and mark what is second-hand or disputed."""

from __future__ import annotations

import re

import pytest
from test_figures import contrast

from widgets import credential_figures, licensing, tables

FIGURES = {figure.name: figure for figure in credential_figures.catalogue()}
TILES = {tile.state: tile for tile in licensing.tiles()}


class TestTileMap:
    figure = FIGURES["figure-tile-map"]

    def texts(self) -> dict[str, str]:
        """What stands in each tile, by postal code."""
        found = {}
        for trace in self.figure.data:
            for text in trace.text if trace.type == "scatter" else ():
                state, _, inside = re.sub(r"</?b>", "", text).partition("<br>")
                found[state] = inside
        return found

    def test_every_state_of_the_tables_has_one_tile_at_its_place(self) -> None:
        assert set(self.texts()) == {row.state for row in licensing.rows()}
        squares = [trace for trace in self.figure.data if trace.type == "bar"]
        places = [
            (column, round(base + 0.46))
            for trace in squares
            for column, base in zip(trace.x, trace.base, strict=True)
        ]
        assert len(set(places)) == len(places)
        assert set(places) == {(tile.column, tile.row) for tile in TILES.values()}

    def test_a_tile_holds_the_hours_or_a_sign(self) -> None:
        signs = {"none_needed": "0", "no_rule": "–", "not_found": "?"}
        texts = self.texts()
        for row in licensing.rows():
            shown = texts[row.state]
            if row.schooling.status in signs:
                assert shown == signs[row.schooling.status], row.state
            elif row.schooling.status == "conflict":
                assert shown == "<br>".join(str(hours) for hours in row.hours), row.state
            else:
                star = "" if row.schooling.verified == "yes" else "*"
                assert shown == f"{row.hours[0]}{star}", row.state

    def test_no_two_groups_differ_by_colour_alone(self) -> None:
        """Hours stand in the tile; what has none has a sign or a pattern, which the key names."""
        squares = {trace.name: trace for trace in self.figure.data if trace.type == "bar"}
        without = [name for name in squares if not re.match(r"\d{3}", name)]
        marks = [(squares[n].marker.pattern.shape, re.findall(r"^[–?0]", n)) for n in without]
        assert len({str(mark) for mark in marks}) == len(marks)
        assert all(shape or sign for shape, sign in marks)

    def test_text_can_be_read_on_every_tile(self) -> None:
        for fill, ink in credential_figures._TILES.values():
            assert contrast(fill, ink) >= 4.5
        for _, lines in credential_figures._PATTERNS.values():
            assert contrast(lines, credential_figures._DARK) >= 4.5

    def test_the_sentence_counts_every_state_once(self) -> None:
        one, every, two, none, free, unknown = map(int, re.findall(r"\d+", self.figure.finding))
        assert every == len(licensing.rows()) == one + two + none + free + unknown


def test_hours_spread_counts_each_state_with_one_figure_once() -> None:
    rows = [row for row in licensing.rows() if row.schooling.status == "found"]
    table = FIGURES["figure-hours-spread"].table
    listed = [code for line in table.rows for cell in line[2:] for code in cell.split()]
    assert sorted(code for code in listed if code != "none") == sorted(row.state for row in rows)
    for line in table.rows:
        for row in rows:
            if row.state in line[2].split():
                assert (row.hours[0], row.schooling.verified) == (
                    int(line[0].replace(",", "")),
                    "yes",
                )
            if row.state in line[3].split():
                assert row.schooling.verified == "partly"


def test_continuing_hours_are_hours_a_year_and_never_unseen() -> None:
    rows = {row.id: row for row in tables.load("licensing")}
    for line in FIGURES["figure-continuing-hours"].table.rows:
        for code in (line[2] + " " + line[3]).replace("none", "").split():
            row = rows[code]
            assert row.ce_verified != "no"
            assert row.ce_hours == pytest.approx(float(line[0]) * (row.ce_years or 1))


class TestTrainingHours:
    figure = FIGURES["figure-training-hours"]

    def test_each_number_stands_in_its_row(self) -> None:
        rows = {row.id: row for row in tables.load("credentials")}
        hours = {line[0]: line[1] for line in self.figure.table.rows}
        assert hours["Massage assistant, Utah"] in rows["CR008"].statement
        for name in ("Massage (RMT), Canada", "Physical therapist", "Chiropractor"):
            assert hours[name] in rows["CR037"].statement
        assert hours["Chiropractor, at least"] in rows["CR038"].statement

    def test_only_what_was_read_has_a_filled_mark(self) -> None:
        for trace, line in zip(self.figure.data, self.figure.table.rows, strict=False):
            assert (trace.marker.symbol == "circle") == (line[4] == "read")

    def test_a_row_that_was_not_seen_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        row = tables.CredentialRow("CR999", "hours", "9 hours", "2026", "x", None, None, "no")
        monkeypatch.setattr(tables, "load", lambda _: (row,))
        with pytest.raises(ValueError, match="CR999"):
            credential_figures._credential("CR999")
