"""Knows when the `widgets` package or this extension has changed, and has the pages built again.

The notebook cache and Sphinx itself compare lessons only; a changed rule would leave old results on
the page. This module never looks inside what it compares: any changed byte counts.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import widgets

PARTS = ("*.py", "data/*", "data/bank/*", "frontend/*.py", "frontend/*.js", "frontend/*.css")


def folder_hash(root: Path, parts: Iterable[str] = PARTS) -> str:
    """A short hash over the names and bytes of the files below `root` that fit `parts`."""
    digest = hashlib.sha256()
    for path in sorted({path for part in parts for path in root.glob(part) if path.is_file()}):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def drop_stale_results(app: Sphinx) -> None:
    """Delete the stored notebook results when the package is not the one that gave them."""
    stamp = Path(app.outdir).parent / ".widgets-hash"
    current = folder_hash(Path(widgets.__file__).parent)
    app.config.knead_hash = current + folder_hash(Path(__file__).parent)
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != current:
        cache = app.config.nb_execution_cache_path or Path(app.outdir).parent / ".jupyter_cache"
        shutil.rmtree(cache, ignore_errors=True)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(current, encoding="utf-8")


def outdated_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Every page, if the package or the extension changed since the pages were read."""
    before = getattr(env, "knead_hash", None)
    env.knead_hash = app.config.knead_hash  # type: ignore[attr-defined]
    return list(env.found_docs) if before != app.config.knead_hash else []


def setup(app: Sphinx) -> None:
    app.add_config_value("knead_hash", "", "")
    app.connect("builder-inited", drop_stale_results, priority=1)
    app.connect("env-get-outdated", outdated_pages)
