"""A book of a few pages in a folder of its own, built as ours is, for tests of the build.

Knows what a book of ours needs beside its pages. It writes no page and judges none.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import built
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils


def furnish(folder: Path) -> None:
    """Give a folder what each build of ours reads: plotly.js and the bibliography."""
    (folder / "package.json").write_bytes((built.ROOT / "package.json").read_bytes())
    (folder / "node_modules").symlink_to(built.ROOT / "node_modules")
    (folder / "references.bib").write_bytes((built.ROOT / "book" / "references.bib").read_bytes())


def build(folder: Path, builder: str, **more: Any) -> str:
    """Build a furnished folder's pages into out/html and return the warnings, in plain text."""
    settings = {
        "extensions": ["myst_nb", "sphinxcontrib.bibtex", "knead"],
        "bibtex_bibfiles": ["references.bib"],
        "bibtex_reference_style": "author_year",
        "nb_execution_mode": "off",
        "exclude_patterns": ["node_modules", "out"],
        **more,
    }
    warnings = io.StringIO()
    with patch_docutils(), docutils_namespace():
        Sphinx(
            folder, None, folder / "out" / "html", folder / "out" / "tree", builder,
            settings, io.StringIO(), warnings,
        ).build()  # fmt: skip
    return re.sub(r"\x1b\[[\d;]*m", "", warnings.getvalue())
