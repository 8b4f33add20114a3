"""The code itself: lint, format, and types in Python and in the front ends, each by its own tool.

The tools run as a contributor runs them; what they print is the message of the failed test.
"""

from __future__ import annotations

import subprocess
import sys

import built
import pytest

COMMANDS = {
    "lint": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "types of Python": ["-m", "mypy"],
    "types of the front ends": ["tools/tsc.py"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_code_is_clean(name: str) -> None:
    done = subprocess.run(
        [sys.executable, *COMMANDS[name]], cwd=built.ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
