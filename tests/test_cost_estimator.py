"""The cost estimator as a widget: traits, what it shows without a kernel, its front end.

The arithmetic is tested in test_costs.py, equal results on both sides in test_cost_parity.py; what
a person sees and does is tested in a browser, in tests/site.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
import traitlets

from widgets import CostEstimator, costs, frontend, tables
from widgets.cost_estimator import fallback_html, marker_html

PLAN = {"setting": "medical", "sessions": 6, "own_price": "$87.50"}
MODULES = frontend.modules("cost_estimator.js")


@pytest.fixture
def estimator() -> CostEstimator:
    return CostEstimator(plan=PLAN)


class TestTraits:
    def test_it_starts_with_the_plan_of_empty_fields(self) -> None:
        estimator = CostEstimator()
        assert estimator.plan == {}
        assert estimator.estimate == costs.estimate()

    def test_the_estimate_follows_the_plan(self, estimator: CostEstimator) -> None:
        assert estimator.estimate == costs.estimate(PLAN)
        estimator.plan = {**PLAN, "sessions": 7}
        assert estimator.estimate.total.typical == 7 * 8750

    def test_it_follows_a_change_on_the_screen(self, estimator: CostEstimator) -> None:
        estimator.set_state({"plan": {"own_price": "1,200.50", "tip": "0", "sessions": "2"}})
        assert estimator.estimate.total.typical == 240_100

    def test_who_watches_the_plan_finds_the_estimate_up_to_date(
        self, estimator: CostEstimator
    ) -> None:
        seen: list[int] = []
        estimator.observe(lambda _: seen.append(estimator.estimate.total.high), "plan")
        estimator.plan = {**PLAN, "sessions": 1}
        assert seen == [8750]

    def test_changing_what_was_given_does_not_change_the_plan(self) -> None:
        given = dict(PLAN)
        estimator = CostEstimator(plan=given)
        given["sessions"] = 0
        assert estimator.plan == PLAN

    def test_the_estimate_can_not_be_set(self, estimator: CostEstimator) -> None:
        with pytest.raises(traitlets.TraitError, match="estimate"):
            estimator.estimate = costs.estimate()

    def test_the_rules_travel_as_plain_json(self, estimator: CostEstimator) -> None:
        sent = estimator.get_state()["rules"]
        assert json.loads(json.dumps(sent)) == sent == costs.rules()

    def test_only_what_the_front_end_reads_is_synced(self) -> None:
        names = set(CostEstimator.class_own_traits(sync=True)) - {"_esm", "_css"}
        assert names == {"plan", "rules"}


class TestWrongPlan:
    @pytest.mark.parametrize(
        ("field", "value", "right"),
        [
            ("tip", "4000%", "more than 100%"),
            ("own_price", "1.200,50", "as in 1,200.50"),
            ("own_price", -5, "less than $0"),
            ("visit_limit", -1, "less than 0"),
            ("sessions", 0, "less than 1"),
            ("setting", "sauna", "student_clinic"),
            ("hsa", "yes", "true or false"),
            ("hsa", True, "HSA or FSA"),
            ("colour", "red", "The fields are setting"),
        ],
    )
    def test_it_is_refused_with_the_field_and_what_would_be_right(
        self, estimator: CostEstimator, field: str, value: object, right: str
    ) -> None:
        before = estimator.estimate
        with pytest.raises(ValueError) as refused:
            estimator.plan = {**PLAN, field: value}
        named = "marginal_tax" if value is True else field
        assert f"{named}: " in str(refused.value) and right in str(refused.value)
        assert set(refused.value.errors) == {named}  # type: ignore[attr-defined]
        assert (estimator.plan, estimator.estimate) == (PLAN, before)
        with pytest.raises(ValueError):
            CostEstimator(plan={**PLAN, field: value})

    def test_every_wrong_field_is_named_at_once(self) -> None:
        with pytest.raises(ValueError, match=r"sessions: .*; tip: "):
            CostEstimator(plan={"tip": "much", "sessions": 1.5})

    def test_a_wrong_plan_from_the_screen_leaves_the_old_one(
        self, estimator: CostEstimator
    ) -> None:
        with pytest.raises(ValueError):
            estimator.set_state({"plan": {"sessions": "0"}})
        assert (estimator.plan, estimator.estimate.total.typical) == (PLAN, 6 * 8750)

    @pytest.mark.parametrize("plan", [None, "ten", [1]])
    def test_a_plan_is_a_dict(self, estimator: CostEstimator, plan: object) -> None:
        with pytest.raises(traitlets.TraitError, match="plan"):
            estimator.plan = plan
        assert estimator.plan == PLAN


class TestWithoutKernel:
    def test_text_is_the_same_on_every_run(self, estimator: CostEstimator) -> None:
        data, _ = estimator._repr_mimebundle_()
        again, _ = CostEstimator(plan=PLAN)._repr_mimebundle_()
        for kind in ("text/plain", "text/html"):
            assert data[kind] == again[kind]
        assert data["text/plain"] == f"CostEstimator(plan={PLAN!r})"
        assert "application/vnd.jupyter.widget-view+json" in data

    def test_the_marker_carries_the_plan(self) -> None:
        plan = {**PLAN, "fare": "\"2\" & '3' <b>"}
        ((_, attributes),) = [s for s in Reader(marker_html(plan)).starts if s[0] == "div"]
        assert attributes["data-widget"] == "cost_estimator"
        assert json.loads(attributes["data-state"] or "") == {"plan": plan}

    def test_the_tables_give_each_range_with_its_date_and_kind(self) -> None:
        lines = [" | ".join(line) for line in Reader(fallback_html()).lines]
        names = {row.id: row.name for row in tables.load("price_settings")}
        for row in tables.load("price_ranges"):
            prices = " | ".join(f"${each}" for each in (row.low, row.typical, row.high))
            start = f"{names[row.setting]} | {row.minutes} | {prices} | {row.as_of} | {row.kind}"
            assert any(line.startswith(start) for line in lines), row.id

    def test_the_example_adds_up_to_the_cent(self) -> None:
        lines = {line[0]: line[1:] for line in Reader(fallback_html()).lines if len(line) == 4}
        parts = [line for name, line in lines.items() if name in ("Tips", "Travel")]
        parts.append(lines["Sessions, one by one"])
        for column in range(3):
            cents = sum(costs.parse_money(part[column]) for part in parts)
            assert cents == costs.parse_money(lines["You pay"][column])
        assert "If you stop after 4" in lines

    def test_the_tables_have_captions_and_scopes(self) -> None:
        starts = Reader(fallback_html()).starts
        assert [tag for tag, _ in starts].count("caption") == 2
        assert all(attributes.get("scope") for tag, attributes in starts if tag == "th")

    def test_the_caveats_stand_beside_the_tables(self) -> None:
        words = costs.rules()["words"]
        text = fallback_html()
        assert all(words[name] in text for name in ("trial_caveat", "rounding", "general"))
        assert "Prices before 2020 are history." in text


class TestFrontend:
    def test_the_module_imports_nothing_and_exports_render(self) -> None:
        text = frontend.bundle("cost_estimator.js")
        assert not re.search(r"^import\b", text, re.MULTILINE)
        assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default { render };"]
        assert CostEstimator._esm == text

    @pytest.mark.parametrize(
        "word", ["innerHTML", "eval(", "Storage", "fetch(", "location", "parseFloat", "parseInt"]
    )
    @pytest.mark.parametrize("module", [name for name in MODULES if name != "dom.js"])
    def test_it_neither_parses_nor_stores_nor_sends(self, module: str, word: str) -> None:
        assert word not in frontend.source(module)

    def test_every_field_of_a_plan_has_its_place_in_the_form(self) -> None:
        groups = frontend.source("cost_form.js").split("const GROUPS = [")[1].split("\n];")[0]
        shown = re.findall(r'"([a-z_]+)"', groups)
        assert sorted(shown) == sorted(field["id"] for field in costs.rules()["fields"])

    def test_a_field_without_use_is_hidden_only_for_a_choice_that_there_is(self) -> None:
        rows = frontend.source("cost_form.js").split("const USED_WHEN = [")[1].split("\n];")[0]
        fields = {field["id"]: field for field in costs.rules()["fields"]}
        choices = {
            choice["id"]
            for name in ("deal", "insurance")
            for choice in fields[name].get("choices", [])
        }
        assert set(re.findall(r'"([a-z_]+)"', rows)) <= {*fields, *choices}

    def test_every_word_it_reads_is_sent(self) -> None:
        text = "\n".join(frontend.source(name) for name in MODULES)
        read = set(re.findall(r"\bwords\.([a-z_]+)", text))
        read |= set(re.findall(r'fill\(rules, "([a-z_]+)"', text))
        assert read and read <= set(costs.rules()["words"])

    def test_the_style_sheet_uses_the_shared_colours_only(self) -> None:
        css = frontend.styles("theme.css", "base.css", "cost_estimator.css")
        assert CostEstimator._css == css
        used = set(re.findall(r"var\((--kk-[\w-]+)", css))
        assert used <= set(re.findall(r"^\s*(--kk-[\w-]+):", css, re.MULTILINE))
        assert not re.search(r"#[0-9a-fA-F]{3}", frontend.source("cost_estimator.css"))


class Reader(HTMLParser):
    """The start tags of a piece of HTML, and the texts of its tables, line by line."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.starts: list[tuple[str, dict[str, str | None]]] = []
        self.lines: list[list[str]] = []
        self.row = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.starts.append((tag, dict(attrs)))
        if tag == "tr":
            self.lines.append([])
            self.row = True

    def handle_endtag(self, tag: str) -> None:
        self.row = self.row and tag != "tr"

    def handle_data(self, data: str) -> None:
        if self.row:
            self.lines[-1].append(data)
