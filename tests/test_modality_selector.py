"""The selector as a widget: traits, what it shows without a kernel, its front end as one module.

What a person sees and does is tested in a browser, in tests/site; equal results on both sides are
tested in test_parity.py.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import profiles
import pytest
import traitlets

from widgets import ModalitySelector, frontend, questionnaire, screening, selection
from widgets.modality_selector import fallback_html, marker_html

EMERGENCY = {**profiles.SAFE_ADULT, "emergency_signs": ["chest_pain"]}


@pytest.fixture
def selector() -> ModalitySelector:
    return ModalitySelector(answers=profiles.SAFE_ADULT)


class TestTraits:
    def test_it_starts_without_answers(self) -> None:
        selector = ModalitySelector()
        assert (selector.answers, selector.step) == ({}, 1)
        assert selector.disposition == "incomplete"
        assert selector.options == ()

    def test_disposition_and_options_follow_the_answers(self, selector: ModalitySelector) -> None:
        assert selector.disposition == "fine"
        assert selector.options == selection.rank(profiles.SAFE_ADULT)
        selector.answers = EMERGENCY
        assert selector.disposition == "emergency"
        assert selector.options == ()
        assert selector.screening == screening.screen(EMERGENCY)

    def test_they_follow_an_answer_given_on_the_screen(self, selector: ModalitySelector) -> None:
        selector.set_state({"answers": EMERGENCY})
        assert selector.disposition == "emergency"

    def test_who_watches_the_answers_finds_the_disposition_up_to_date(
        self, selector: ModalitySelector
    ) -> None:
        seen: list[str] = []
        selector.observe(lambda _: seen.append(selector.disposition), "answers")
        selector.answers = EMERGENCY
        assert seen == ["emergency"]

    @pytest.mark.parametrize("name", ["disposition", "options", "screening"])
    def test_results_can_not_be_set(self, selector: ModalitySelector, name: str) -> None:
        with pytest.raises(traitlets.TraitError, match=name):
            setattr(selector, name, getattr(selector, name))

    def test_the_rules_travel_as_plain_json(self, selector: ModalitySelector) -> None:
        assert selector.get_state()["rules"] == questionnaire.rules()
        assert json.loads(json.dumps(selector.rules)) == selector.rules

    def test_only_what_the_front_end_reads_is_synced(self, selector: ModalitySelector) -> None:
        own = {
            name for name in selector.get_state() if name in ModalitySelector.class_trait_names()
        }
        base = set(ModalitySelector.__mro__[1].class_trait_names())
        assert own - base == {"answers", "rules", "step", "pages_base"}


class TestWrongAnswers:
    @pytest.mark.parametrize(
        ("answers", "named"),
        [
            ({"pressure": "hard"}, ["pressure", "hard", "light", "firm"]),
            ({"presure": "light"}, ["presure", "pressure"]),
            ({"medicines": ["none", "painkillers"]}, ["medicines", "none"]),
            ({"medicines": "painkillers"}, ["medicines", "list"]),
        ],
    )
    def test_a_wrong_answer_is_refused_with_the_right_ones(
        self, selector: ModalitySelector, answers: dict[str, Any], named: list[str]
    ) -> None:
        with pytest.raises(ValueError) as refused:
            selector.answers = answers
        assert all(word in str(refused.value) for word in named)
        assert selector.answers == profiles.SAFE_ADULT
        with pytest.raises(ValueError):
            ModalitySelector(answers=answers)

    def test_a_wrong_answer_from_the_screen_leaves_the_old_ones(
        self, selector: ModalitySelector
    ) -> None:
        with pytest.raises(ValueError):
            selector.set_state({"answers": {"pressure": "hard"}})
        assert selector.answers == profiles.SAFE_ADULT
        assert selector.disposition == "fine"

    @pytest.mark.parametrize("step", [0, 6])
    def test_there_are_five_steps(self, selector: ModalitySelector, step: int) -> None:
        with pytest.raises(traitlets.TraitError):
            selector.step = step

    def test_changing_the_given_lists_later_changes_nothing(self) -> None:
        mine = {**profiles.SAFE_ADULT, "emergency_signs": ["none"]}
        selector = ModalitySelector(answers=mine)
        mine["emergency_signs"].append("chest_pain")
        assert selector.answers == profiles.SAFE_ADULT


class TestWithoutKernel:
    def test_text_is_the_same_on_every_run(self, selector: ModalitySelector) -> None:
        data, _ = selector._repr_mimebundle_()
        again, _ = ModalitySelector(answers=profiles.SAFE_ADULT)._repr_mimebundle_()
        for kind in ("text/plain", "text/html"):
            assert data[kind] == again[kind]
        assert data["text/plain"].startswith("ModalitySelector(answers={")
        assert "application/vnd.jupyter.widget-view+json" in data

    def test_the_marker_carries_the_answers(self) -> None:
        box = Reader(marker_html({"hopes": ["less_pain"], "age": "from_70"}))
        ((_, attributes),) = [start for start in box.starts if start[0] == "div"]
        assert attributes["data-widget"] == "modality_selector"
        assert json.loads(attributes["data-state"] or "") == {
            "answers": {"hopes": ["less_pain"], "age": "from_70"}
        }

    def test_tables_name_every_sign_and_option(self) -> None:
        rules = questionnaire.rules()
        text = Reader(fallback_html()).text
        for rule in rules["safety_rules"]:
            if rule["disposition"] != "fine":
                assert rule["action"] in text, rule["id"]
        for option in rules["options"]:
            assert option["harms"] in text, option["id"]
        assert rules["words"]["no_type_better"] in text

    def test_tables_have_captions_and_scopes(self) -> None:
        starts = Reader(fallback_html()).starts
        assert [tag for tag, _ in starts].count("caption") == 2 + len(
            questionnaire.rules()["fact_boxes"]
        )
        assert all(attributes.get("scope") for tag, attributes in starts if tag == "th")


class TestFrontend:
    """The front end as one module, since Jupyter runs it from text."""

    def test_the_module_imports_nothing_and_exports_render(self) -> None:
        text = frontend.bundle("modality_selector.js")
        assert not re.search(r"^import\b", text, re.MULTILINE)
        assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default { render };"]
        assert ModalitySelector._esm == text

    def test_each_module_comes_once_and_after_those_it_needs(self) -> None:
        names = frontend.modules("modality_selector.js")
        assert len(set(names)) == len(names)
        assert names.index("dom.js") < names.index("result.js") < len(names) - 1
        assert names[-1] == "modality_selector.js"

    @pytest.mark.parametrize("word", ["innerHTML", "eval(", "localStorage", "fetch(", "http"])
    def test_front_ends_neither_parse_nor_store_nor_send(self, word: str) -> None:
        for name in frontend.modules("modality_selector.js"):
            assert word not in frontend.source(name), name

    @pytest.mark.parametrize(
        ("files", "problem"),
        [
            ({"a.js": 'import { b } from "./b.js";\n', "b.js": "const b = 1;\nexport { b };\n"},
             "export where the name is declared"),
            ({"a.js": 'import b from "./b.js";\n', "b.js": "const b = 1;\n"}, "import { a, b }"),
            ({"a.js": 'import { b as c } from "./b.js";\n', "b.js": "export const b = 1;\n"},
             "without 'as'"),
            ({"a.js": 'import { b } from "b";\n'}, "only './name.js'"),
            ({"a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\n'},
             "a.js -> b.js -> a.js"),
            ({"a.js": 'import { b } from "./b.js";\nconst c = 1;\n',
              "b.js": "export const b = 1;\nconst c = 2;\n"}, "two modules: c"),
            ({"a.js": 'import { b } from "./b.js";\n'}, "no front-end file 'b.js'"),
        ],
    )  # fmt: skip
    def test_what_can_not_be_inlined_is_refused(
        self, files: dict[str, str], problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        monkeypatch.setattr(frontend, "FOLDER", tmp_path)
        with pytest.raises(ValueError, match=re.escape(problem)):
            frontend.bundle("a.js")

    def test_style_sheets_come_with_the_colours(self) -> None:
        css = ModalitySelector._css
        sheets = ("theme.css", "base.css", "modality_selector.css", "fact_box.css")
        assert css == frontend.styles(*sheets)
        used = set(re.findall(r"var\((--kk-[\w-]+)", css))
        assert used <= set(re.findall(r"^\s*(--kk-[\w-]+):", css, re.MULTILINE))


def test_the_model_loads_no_widget() -> None:
    code = (
        "import sys, widgets.screening, widgets.selection, widgets.frontend;"
        "print([m for m in ('anywidget', 'ipywidgets', 'plotly') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


class Reader(HTMLParser):
    """The start tags and the text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.starts: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.starts.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data
