"""The license look-up as a widget: traits, what it shows without a kernel, its front end.

What is known of each state is tested in test_licensing.py; what a person sees and does is tested in
a browser, in tests/site.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
import traitlets

from widgets import LicenseLookup, frontend, licensing
from widgets.license_lookup import fallback_html, marker_html


@pytest.fixture
def lookup() -> LicenseLookup:
    return LicenseLookup(state="MN")


class TestTraits:
    def test_it_starts_with_no_state(self) -> None:
        lookup = LicenseLookup()
        assert (lookup.state, lookup.license) == ("", None)

    def test_the_license_follows_the_state(self, lookup: LicenseLookup) -> None:
        assert lookup.license == licensing.look_up("MN")
        lookup.state = "TX"
        assert lookup.license == licensing.look_up("TX")
        lookup.state = ""
        assert lookup.license is None

    def test_it_follows_a_choice_on_the_screen(self, lookup: LicenseLookup) -> None:
        lookup.set_state({"state": "VT"})
        assert lookup.license == licensing.look_up("VT")

    def test_who_watches_the_state_finds_the_license_up_to_date(
        self, lookup: LicenseLookup
    ) -> None:
        seen: list[str] = []
        lookup.observe(lambda _: seen.append(lookup.license.name), "state")
        lookup.state = "NE"
        assert seen == ["Nebraska"]

    @pytest.mark.parametrize("written", ["mn", " Minnesota ", "MINNESOTA", "Mn"])
    def test_a_name_or_small_letters_give_the_code(self, written: str) -> None:
        assert LicenseLookup(state=written).state == "MN"

    def test_blanks_choose_none(self) -> None:
        assert LicenseLookup(state="  ").state == ""

    def test_the_license_can_not_be_set(self, lookup: LicenseLookup) -> None:
        with pytest.raises(traitlets.TraitError, match="license"):
            lookup.license = licensing.look_up("TX")

    def test_the_rules_travel_as_plain_json(self, lookup: LicenseLookup) -> None:
        sent = lookup.get_state()["licenses"]
        assert json.loads(json.dumps(sent)) == sent
        assert sent["states"] == licensing.rules()["states"]
        assert sent["words"] == licensing.rules()["words"]

    def test_only_what_the_front_end_reads_is_synced(self) -> None:
        assert set(LicenseLookup.class_own_traits(sync=True)) - {"_esm", "_css"} == {
            "state",
            "licenses",
        }


class TestWrongState:
    @pytest.mark.parametrize("state", ["XX", "Minesota", "Ontario", "GU", "<b>"])
    def test_an_unknown_state_is_refused_with_the_right_ones(
        self, lookup: LicenseLookup, state: str
    ) -> None:
        with pytest.raises(ValueError) as refused:
            lookup.state = state
        assert all(word in str(refused.value) for word in (repr(state), "MN (Minnesota)", "VI"))
        assert (lookup.state, lookup.license.state) == ("MN", "MN")
        with pytest.raises(ValueError):
            LicenseLookup(state=state)

    def test_an_unknown_state_from_the_screen_leaves_the_old_one(
        self, lookup: LicenseLookup
    ) -> None:
        with pytest.raises(ValueError):
            lookup.set_state({"state": "XX"})
        assert (lookup.state, lookup.license.state) == ("MN", "MN")

    @pytest.mark.parametrize("state", [None, 27, ["MN"]])
    def test_a_state_is_text(self, lookup: LicenseLookup, state: object) -> None:
        with pytest.raises(traitlets.TraitError, match="state"):
            lookup.state = state
        assert lookup.state == "MN"


class TestWithoutKernel:
    def test_text_is_the_same_on_every_run(self, lookup: LicenseLookup) -> None:
        data, _ = lookup._repr_mimebundle_()
        again, _ = LicenseLookup(state="MN")._repr_mimebundle_()
        for kind in ("text/plain", "text/html"):
            assert data[kind] == again[kind]
        assert data["text/plain"] == "LicenseLookup(state='MN')"
        assert "application/vnd.jupyter.widget-view+json" in data

    def test_the_marker_carries_the_state(self) -> None:
        box = Reader(marker_html("MN"))
        ((_, attributes),) = [start for start in box.starts if start[0] == "div"]
        assert attributes["data-widget"] == "license_lookup"
        assert json.loads(attributes["data-state"] or "") == {"state": "MN"}

    def test_the_table_says_of_each_state_what_is_known_and_what_is_not(self) -> None:
        lines = {line[0]: " ".join(line) for line in Reader(fallback_html()).lines[1:]}
        assert list(lines) == [row.name for row in licensing.rows()]
        for row in licensing.rows():
            line = lines[row.name]
            for fact in (row.schooling, row.exam, row.continuing_education):
                assert fact.text in line, row.state
            assert all(conflict in line for conflict in row.conflicts), row.state
            assert (row.board_url or "") in line, row.state
            assert ("not found" in line.lower()) == bool(row.not_found), row.state

    def test_the_table_has_a_caption_and_scopes(self) -> None:
        starts = Reader(fallback_html()).starts
        assert [tag for tag, _ in starts].count("caption") == 1
        assert all(attributes.get("scope") for tag, attributes in starts if tag == "th")

    def test_boards_are_linked_safely(self) -> None:
        links = [attributes for tag, attributes in Reader(fallback_html()).starts if tag == "a"]
        boards = [row.board_url for row in licensing.rows() if row.board_url]
        assert [link["href"] for link in links] == [b for b in boards if b.startswith("https://")]
        assert {link["rel"] for link in links} == {"noopener"}


class TestFrontend:
    def test_the_module_imports_nothing_and_exports_render(self) -> None:
        text = frontend.bundle("license_lookup.js")
        assert not re.search(r"^import\b", text, re.MULTILINE)
        assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default { render };"]
        assert LicenseLookup._esm == text

    @pytest.mark.parametrize("word", ["innerHTML", "eval(", "Storage", "fetch(", "location"])
    def test_it_neither_parses_nor_stores_nor_sends(self, word: str) -> None:
        assert word not in frontend.source("license_lookup.js")

    def test_every_label_and_word_it_reads_is_sent(self, lookup: LicenseLookup) -> None:
        text = frontend.source("license_lookup.js")
        assert set(re.findall(r"\blabels\.(\w+)", text)) <= set(lookup.licenses["labels"])
        assert set(re.findall(r"\bwords\.(\w+)", text)) <= set(lookup.licenses["words"])

    def test_the_style_sheet_uses_the_shared_colours_only(self) -> None:
        css = frontend.styles("theme.css", "base.css", "license_lookup.css")
        assert LicenseLookup._css == css
        used = set(re.findall(r"var\((--kk-[\w-]+)", css))
        assert used <= set(re.findall(r"^\s*(--kk-[\w-]+):", css, re.MULTILINE))
        assert not re.search(r"#[0-9a-fA-F]{3}", frontend.source("license_lookup.css"))


class Reader(HTMLParser):
    """The start tags of a piece of HTML, and the texts of its table, line by line."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.starts: list[tuple[str, dict[str, str | None]]] = []
        self.lines: list[list[str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.starts.append((tag, dict(attrs)))
        if tag == "tr":
            self.lines.append([])

    def handle_data(self, data: str) -> None:
        if self.lines:
            self.lines[-1].append(data)
