"""The hazard log (book/about/safety.md): a control counts only while its test exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOG = (ROOT / "book" / "about" / "safety.md").read_text(encoding="utf-8")
ROWS = [line.strip("|").split("|") for line in LOG.splitlines() if line.startswith("| ")][1:]


def test_every_test_that_the_log_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", LOG))
    defined = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M)
    }
    assert named - defined == set()


def test_every_hazard_has_its_cause_control_proof_and_rest() -> None:
    assert len(ROWS) >= 10
    for row in ROWS:
        assert len(row) == 5 and all(cell.strip() for cell in row), row
        assert "`test_" in row[3], f"no test proves the control of: {row[0]}"
