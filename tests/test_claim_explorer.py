"""The claim explorer as a widget: traits, score, what it shows without a kernel, its front end.

What the claims say is tested in test_claims.py; what a person sees and does is tested in a browser,
in tests/site.
"""

from __future__ import annotations

import json
import re

import pytest
import traitlets
from bs4 import BeautifulSoup

from widgets import ClaimExplorer, claim_explorer, evidence, frontend, tables
from widgets.claim_explorer import fallback_html, marker_html

CLAIMS = evidence.claims()
OURS = {row.id: row.verdict for row in CLAIMS}


@pytest.fixture
def explorer() -> ClaimExplorer:
    return ClaimExplorer(topic="safety")


class TestTraits:
    def test_it_starts_with_all_claims_to_guess_and_no_score(self) -> None:
        explorer = ClaimExplorer()
        assert explorer.mode == "guess" and explorer.claims == CLAIMS
        assert str(explorer.score) == "No guess yet."

    def test_filters_keep_the_claims_that_fit(self, explorer: ClaimExplorer) -> None:
        assert explorer.claims == evidence.claims(topic="safety")
        explorer.article = "a4"
        assert explorer.claims == evidence.claims(topic="safety", article="a4")
        explorer.topic = ""
        assert explorer.claims == evidence.claims(article="a4")

    def test_it_follows_choices_on_the_screen(self, explorer: ClaimExplorer) -> None:
        explorer.set_state({"topic": "cost", "guesses": {"C079": "opinion or advice"}})
        assert explorer.claims == evidence.claims(topic="cost")
        assert str(explorer.score) == "You agreed with us on 1 of 1."

    def test_the_score_compares_each_guess_with_our_verdict(self, explorer: ClaimExplorer) -> None:
        explorer.guesses = OURS
        assert (explorer.score.agreed, explorer.score.of) == (len(CLAIMS), len(CLAIMS))
        explorer.guesses = {"C001": "supported", "C002": "contradicted", "C003": "outdated"}
        assert str(explorer.score) == "You agreed with us on 1 of 3."

    def test_to_choose_by_verdict_is_to_read_the_list(self, explorer: ClaimExplorer) -> None:
        explorer.verdict = "supported"
        assert explorer.mode == "list"
        explorer.mode = "guess"
        assert explorer.verdict == "", "the filter would give the answers away"
        assert ClaimExplorer(verdict="outdated").mode == "list"
        assert ClaimExplorer(verdict="outdated", mode="guess").mode == "list"

    def test_only_what_the_front_end_reads_is_synced(self) -> None:
        assert set(ClaimExplorer.class_own_traits(sync=True)) - {"_esm", "_css"} == {
            "article",
            "topic",
            "verdict",
            "mode",
            "claim",
            "guesses",
            "links",
            "ledger",
        }

    def test_claims_and_facts_travel_as_plain_json(self, explorer: ClaimExplorer) -> None:
        sent = explorer.get_state()["ledger"]
        assert json.loads(json.dumps(sent)) == sent
        assert [each["id"] for each in sent["claims"]] == [row.id for row in CLAIMS]
        assert {each["name"] for each in sent["verdicts"]} == set(tables.VERDICTS)
        for row in CLAIMS:
            assert set(row.facts) <= set(sent["facts"]), row.id

    def test_a_fact_seen_only_in_part_says_so(self, explorer: ClaimExplorer) -> None:
        cited = tables.cited()
        for name, fact in explorer.ledger["facts"].items():
            partly = cited[name].verified == "partly"
            assert ("only in part or second-hand" in fact["text"]) == partly, name


class TestWrongChoices:
    @pytest.mark.parametrize(
        ("change", "valid"),
        [
            ({"article": "000_005a94b898ab01c7"}, "'a1', 'a2', 'a3', 'a4', 'a5'"),
            ({"topic": "Safety"}, "'safety'"),
            ({"verdict": "true"}, "'partly supported'"),
            ({"mode": "read"}, "'guess', 'list'"),
            ({"claim": "C999"}, "C001 to C113"),
            ({"guesses": {"C999": "supported"}}, "C001 to C113"),
            ({"guesses": {"C001": "<b>"}}, "'opinion or advice'"),
        ],
        ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
    )
    def test_what_there_is_not_is_refused_with_what_there_is(
        self, explorer: ClaimExplorer, change: dict[str, object], valid: str
    ) -> None:
        ((name, value),) = change.items()
        before = getattr(explorer, name)
        with pytest.raises(ValueError) as refused:
            setattr(explorer, name, value)
        assert valid in str(refused.value)
        assert getattr(explorer, name) == before
        with pytest.raises(ValueError):
            ClaimExplorer(**change)
        with pytest.raises(ValueError):
            explorer.set_state(change)
        assert getattr(explorer, name) == before

    def test_the_ledger_can_not_be_changed(self, explorer: ClaimExplorer) -> None:
        with pytest.raises(traitlets.TraitError, match="ledger"):
            explorer.ledger = {}


class TestWithoutKernel:
    def test_text_is_the_same_on_every_run(self, explorer: ClaimExplorer) -> None:
        data, _ = explorer._repr_mimebundle_()
        again, _ = ClaimExplorer(topic="safety")._repr_mimebundle_()
        for kind in ("text/plain", "text/html"):
            assert data[kind] == again[kind]
        assert data["text/plain"] == "ClaimExplorer(topic='safety')"

    def test_the_marker_carries_the_choices_and_no_guess(self, explorer: ClaimExplorer) -> None:
        explorer.guesses = {"C060": "supported"}
        data, _ = explorer._repr_mimebundle_()
        assert data["text/html"] == marker_html(topic="safety")
        box = BeautifulSoup(data["text/html"], "html.parser").div
        assert box is not None and box["data-widget"] == "claim_explorer"
        assert json.loads(str(box["data-state"])) == {"topic": "safety"}

    def test_without_scripts_a_table_holds_the_claims_that_fit(self) -> None:
        table = BeautifulSoup(fallback_html({"topic": "safety"}), "html.parser")
        rows = [[cell.get_text() for cell in row] for row in table.select("tbody tr")]
        assert [row[0] for row in rows] == [row.claim for row in evidence.claims(topic="safety")]
        assert all(line[2] for line in rows) and table.caption
        everything = BeautifulSoup(fallback_html(), "html.parser")
        counts = [int(row.select("td")[-1].get_text()) for row in everything.select("tbody tr")]
        assert sum(counts) == len(CLAIMS)


class TestFrontend:
    def test_the_module_imports_nothing_and_exports_render(self) -> None:
        text = frontend.bundle("claim_explorer.js")
        assert not re.search(r"^import\b", text, re.MULTILINE)
        assert re.findall(r"^export .*", text, re.MULTILINE) == ["export default { render };"]
        assert ClaimExplorer._esm == text

    @pytest.mark.parametrize(
        "word", ["innerHTML", "eval(", "Storage", "fetch(", "location", ".focus("]
    )
    def test_it_neither_parses_stores_sends_nor_moves_the_focus(self, word: str) -> None:
        assert word not in frontend.source("claim_explorer.js")

    def test_every_word_it_reads_is_sent_and_none_is_idle(self) -> None:
        text = frontend.source("claim_explorer.js")
        by_name = {"guess", "list", "previous", "next", "surprise"}  # and labels of the filters
        by_name |= {
            f"{any_}{name}" for name in ("article", "topic", "verdict") for any_ in ("", "any_")
        }
        assert set(re.findall(r"\bwords\.(\w+)", text)) | by_name == set(claim_explorer.WORDS)

    def test_the_style_sheet_uses_the_shared_colours_only(self) -> None:
        css = frontend.styles("theme.css", "base.css", "claim_explorer.css")
        assert ClaimExplorer._css == css
        used = set(re.findall(r"var\((--kk-[\w-]+)", css))
        assert used <= set(re.findall(r"^\s*(--kk-[\w-]+):", css, re.MULTILINE))
        assert not re.search(r"#[0-9a-fA-F]{3}", frontend.source("claim_explorer.css"))
