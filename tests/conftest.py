"""Lets the tests in every folder import the helpers that lie here, and says what stays together.

pytest puts the folder of a conftest.py on the import path. Several workers share the tests: a
notebook and a module of checks each go to one of them whole, while the browser's tests, which are
many and slow, are handed out one by one, so that all workers finish together.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling


class ByModuleOrPage(LoadScopeScheduling):  # type: ignore[misc]
    """`--dist loadscope`, but for the browser's tests."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid if nodeid.startswith("tests/site/") else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByModuleOrPage:
    """What pytest-xdist asks for when it starts its workers."""
    return ByModuleOrPage(config, log)
