"""Building refuses what must not be published, and runs a notebook again only when it has to.

Tiny books are read with the course's own Sphinx side; each wrong thing must give a warning (the
book is built with warnings as errors) or an error that names it.
"""

from __future__ import annotations

import io
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
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from widgets import tables

sys.path.insert(0, str(built.ROOT / "book" / "_ext"))
from knead import freshness

DATES = "reviewed: 2026-11-22\nreview_by: 2027-11-22\n"
EVIDENCE = {row.id: row for row in tables.load("evidence")}
SOUND = next(row for row in EVIDENCE.values() if row.verified == "yes")


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Any]:
    """A function that reads a page with this text and returns the warnings, in plain text."""
    before = os.getcwd()
    (tmp_path / "package.json").write_bytes((built.ROOT / "package.json").read_bytes())
    (tmp_path / "node_modules").symlink_to(built.ROOT / "node_modules")
    (tmp_path / "references.bib").write_bytes((built.ROOT / "book" / "references.bib").read_bytes())
    settings = {
        "extensions": ["myst_nb", "sphinxcontrib.bibtex", "knead"],
        "bibtex_bibfiles": ["references.bib"],
        "bibtex_reference_style": "author_year",
        "nb_execution_mode": "off",
        "exclude_patterns": ["node_modules", "out"],
    }

    def read(text: str, front_matter: str = DATES) -> str:
        page = f"---\n{front_matter}---\n\n# A page\n\n{text}\n\n```{{bibliography}}\n```\n"
        (tmp_path / "index.md").write_text(page, encoding="utf-8")
        warnings = io.StringIO()
        with patch_docutils(), docutils_namespace():
            Sphinx(
                tmp_path, None, tmp_path / "out" / "html", tmp_path / "out" / "tree", "dummy",
                settings, io.StringIO(), warnings,
            ).build()  # fmt: skip
        return re.sub(r"\x1b\[[\d;]*m", "", warnings.getvalue())

    os.chdir(tmp_path)
    yield read
    os.chdir(before)


def address_of(evidence: str) -> str:
    """Where the source of a row is, by the bibliography."""
    text = (built.ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    entry = text[text.index("{" + EVIDENCE[evidence].bib_key + ",") :].split("\n@")[0]
    doi = re.search(r"\bdoi\s*=\s*[{\"]([^}\"]+)", entry)
    url = re.search(r"\burl\s*=\s*[{\"]([^}\"]+)", entry)
    found = f"https://doi.org/{doi[1]}" if doi else url[1] if url else ""
    return found.replace("\\", "")


def cited(evidence: str, address: str) -> str:
    return f'It helped ([a study](<{address}> "{evidence}")).'


def test_a_sound_page_gives_no_warning(build: Any) -> None:
    assert build(cited(SOUND.id, address_of(SOUND.id))) == ""


def test_a_citation_that_no_table_knows_is_refused(build: Any) -> None:
    assert "the id E999 is in no table of widgets/data" in build(cited("E999", "https://doi.org/x"))


def test_a_citation_of_something_unverified_is_refused(build: Any) -> None:
    unseen = next(row.id for row in EVIDENCE.values() if row.verified == "no")
    warning = build(cited(unseen, "https://doi.org/x"))
    assert unseen in warning and "verified is no" in warning


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
