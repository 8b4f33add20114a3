"""Knows when the `widgets` package has changed, and makes every page that may show it build again.

The notebook cache and Sphinx itself compare lessons only; a changed price or rule would leave old
results on the page. This module never looks inside the package: any changed byte counts.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import widgets

PARTS = ("*.py", "data/*", "frontend/*.py", "frontend/*.js", "frontend/*.css")


def package_hash() -> str:
    """A short hash over the package's code, tables and front ends."""
    root = Path(widgets.__file__).parent
    digest = hashlib.sha256()
    for path in sorted({path for part in PARTS for path in root.glob(part) if path.is_file()}):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def drop_stale_results(app: Sphinx) -> None:
    """Delete the stored notebook results when the package is not the one that gave them."""
    stamp = Path(app.outdir).parent / ".widgets-hash"
    current = package_hash()
    app.config.knead_package_hash = current
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != current:
        shutil.rmtree(str(app.config.nb_execution_cache_path), ignore_errors=True)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(current, encoding="utf-8")


def outdated_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Every page, if the package changed since the pages were read."""
    before = getattr(env, "knead_package_hash", None)
    env.knead_package_hash = app.config.knead_package_hash  # type: ignore[attr-defined]
    return list(env.found_docs) if before != app.config.knead_package_hash else []


def setup(app: Sphinx) -> None:
    app.add_config_value("knead_package_hash", "", "")
    app.connect("builder-inited", drop_stale_results, priority=1)
    app.connect("env-get-outdated", outdated_pages)
