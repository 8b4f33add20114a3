"""Building refuses what must not be published, and runs a notebook again only when it has to.

Tiny books are read with the course's own Sphinx side; each wrong thing must give a warning (the
book is built with warnings as errors) or an error that names it.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import built
import pytest
import small_book
from sphinx.errors import ExtensionError

from widgets import tables

sys.path.insert(0, str(built.ROOT / "book" / "_ext"))
from knead import freshness

DATES = "reviewed: 2026-11-22\nreview_by: 2027-11-22\n"
EVIDENCE = {row.id: row for row in tables.load("evidence")}
CITED = tables.cited()
SOUND = next(row for row in EVIDENCE.values() if row.verified == "yes")


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Any]:
    """A function that reads a page with this text and returns the warnings, in plain text."""
    before = os.getcwd()
    small_book.furnish(tmp_path)

    def read(text: str, front_matter: str = DATES, listed: bool = True) -> str:
        sources = "\n\n```{bibliography}\n```\n" if listed else "\n"
        page = f"---\n{front_matter}---\n\n# A page\n\n{text}{sources}"
        (tmp_path / "index.md").write_text(page, encoding="utf-8")
        return small_book.build(tmp_path, "dummy")

    os.chdir(tmp_path)
    yield read
    os.chdir(before)


def address_of(name: str) -> str:
    """Where the source of a row is, by the bibliography."""
    text = (built.ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    entry = text[text.index("{" + CITED[name].bib_key + ",") :].split("\n@")[0]
    doi = re.search(r"\bdoi\s*=\s*[{\"]([^}\"]+)", entry)
    url = re.search(r"\burl\s*=\s*[{\"]([^}\"]+)", entry)
    found = f"https://doi.org/{doi[1]}" if doi else url[1] if url else ""
    return found.replace("\\", "")


def cited(evidence: str, address: str) -> str:
    return f'It helped ([a study](<{address}> "{evidence}")).'


# One row of each kind that may be stated, and of each that may not.
KINDS = ("E", "P", "W", "CV", "CE", "CR", "LIC-", "WS-")
STATED = {kind: next(n for n in CITED if re.match(rf"{kind}(\d|[A-Z]{{2}}$)", n)) for kind in KINDS}
UNSEEN = sorted(name for name, row in CITED.items() if row.verified == "no")


@pytest.mark.parametrize("kind", KINDS)
def test_a_sound_page_gives_no_warning(build: Any, kind: str) -> None:
    name = STATED[kind]
    assert build(cited(name, address_of(name))) == ""


@pytest.mark.parametrize("name", ["E999", "P999", "W999", "CV999", "CE999", "CR999", "LIC-ZZ"])
def test_an_id_of_any_kind_that_no_table_knows_is_refused(build: Any, name: str) -> None:
    warning = build(cited(name, "https://a.org/"))
    assert f"the id {name} is in no table of widgets/data" in warning and "correct it" in warning
    assert "index.md:8:" in warning


@pytest.mark.parametrize("name", UNSEEN)
def test_an_unverified_row_of_any_table_is_refused(build: Any, name: str) -> None:
    warning = build(cited(name, "https://a.org/"))
    assert name in warning and "verified is no" in warning


def test_a_source_that_the_bibliography_lacks_is_refused(build: Any, tmp_path: Path) -> None:
    key = SOUND.bib_key
    sources = (tmp_path / "references.bib").read_text(encoding="utf-8")
    (tmp_path / "references.bib").write_text(sources.replace(key, f"other_{key}"), encoding="utf-8")
    warning = build(cited(SOUND.id, address_of(SOUND.id)))
    assert f"row {SOUND.id} names the source {key!r}, which book/references.bib lacks" in warning
    assert "add it there, or correct the row's bib_key" in warning


def test_a_source_in_no_reference_list_is_refused(build: Any) -> None:
    warning = build(cited(SOUND.id, address_of(SOUND.id)), listed=False)
    assert f"the reference list lacks its source {SOUND.bib_key!r}" in warning


def test_a_citation_in_a_heading_is_refused(build: Any) -> None:
    assert "cited in a heading" in build(f"## {cited(SOUND.id, address_of(SOUND.id))}")


def test_a_claim_leads_to_the_ledger_and_nowhere_else(build: Any) -> None:
    assert "link to limitations/claims.md" in build(cited("C001", "https://a.org/"))
    assert "the claim C999 is not in" in build(cited("C999", "../limitations/claims.html"))
    wrong_place = build(cited("C001", "../limitations/claims.html"))
    assert f"C001 is answered in {tables.load('claims')[0].lesson}" in wrong_place


def test_a_citation_with_another_address_is_refused_and_the_right_one_named(build: Any) -> None:
    warning = build(cited(SOUND.id, "https://example.org/"))
    assert "https://example.org/" in warning and address_of(SOUND.id) in warning


@pytest.mark.parametrize(
    ("front_matter", "named"),
    [
        ("review_by: 2027-11-22\n", "reviewed"),
        ("reviewed: 2026-11-22\n", "review_by"),
        ("reviewed: 2026-11-22\nreview_by: next year\n", "review_by"),
    ],
)
def test_a_page_without_review_dates_is_refused(build: Any, front_matter: str, named: str) -> None:
    assert f"{named} is" in build("Some text.", front_matter)


def test_a_widget_that_nobody_wrote_is_an_error_naming_those_there_are(build: Any) -> None:
    with pytest.raises(ExtensionError, match=r"massage_oracle.*modality_selector"):
        build('<div class="kk-widget" data-widget="massage_oracle"></div>')


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the `widgets` package, which the freshness check takes for the real one."""
    copy = tmp_path / "widgets"
    shutil.copytree(built.ROOT / "widgets", copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(freshness, "widgets", SimpleNamespace(__file__=str(copy / "__init__.py")))
    return copy


@pytest.fixture
def app(tmp_path: Path) -> SimpleNamespace:
    """What the freshness check reads of a build: where it writes, and its settings."""
    config = SimpleNamespace(nb_execution_cache_path="", knead_hash="")  # as Jupyter Book sets it
    return SimpleNamespace(outdir=str(tmp_path / "_build" / "html"), config=config)


def stored(app: SimpleNamespace) -> bool:
    """True when the results of the last build survive the start of this one."""
    cache = Path(app.outdir).parent / ".jupyter_cache"
    cache.mkdir(parents=True, exist_ok=True)
    freshness.drop_stale_results(app)
    return cache.exists()


def test_a_warm_build_runs_no_notebook_again(package: Path, app: SimpleNamespace) -> None:
    stored(app)
    env = SimpleNamespace(found_docs={"a", "b"})
    freshness.outdated_pages(app, env, set(), set(), set())
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "tables.pyc").write_bytes(b"compiled")
    assert stored(app)
    assert freshness.outdated_pages(app, env, set(), set(), set()) == []


@pytest.mark.parametrize(
    "changed", ["selection.py", "data/options.csv", "frontend/screening.js", "frontend/theme.css"]
)
def test_a_changed_package_runs_every_notebook_again(
    package: Path, app: SimpleNamespace, changed: str
) -> None:
    stored(app)
    env = SimpleNamespace(found_docs={"a", "b"})
    freshness.outdated_pages(app, env, set(), set(), set())
    with (package / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert not stored(app)
    assert sorted(freshness.outdated_pages(app, env, set(), set(), set())) == ["a", "b"]
