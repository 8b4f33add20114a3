"""The Sphinx side of the book: it turns lessons into a site that needs no kernel and no other host.

Each module does one job and says so in its first line; this one only plugs them in. None of them
holds a fact or a rule: those come from the `widgets` package.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from . import (
    evidence_page,
    fact_boxes,
    finish,
    freshness,
    guide,
    guidelines,
    islands,
    ledger,
    lesson,
    quality,
    quiz,
    sources,
)

MODULES = (
    freshness,
    sources,
    lesson,
    guide,
    guidelines,
    fact_boxes,
    ledger,
    evidence_page,
    quiz,
    islands,
    finish,
    quality,
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect every module to Sphinx's events."""
    for module in MODULES:
        module.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
