"""axe finds nothing on any page, at two widths and in both themes, before and after use.

After use means: every figure drawn, all that folds unfolded; what changed is looked at again. The
screens and results of the selector have their own test, in test_selector.py.
"""

from __future__ import annotations

import built
import pytest
from axe import violations
from browsing import Visit, scroll_through, settle


@pytest.mark.parametrize("page", [*built.pages(), *built.extra_pages()])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_at_two_widths_before_and_after_use(
    visit: Visit, page: str, theme: str
) -> None:
    opened = visit(page, theme=theme)
    found = violations(opened, f"{page} at 1280, {theme}")
    opened.set_viewport_size({"width": 390, "height": 844})
    settle(opened)
    found += violations(opened, f"{page} at 390, {theme}")
    used = "article figure.kk-figure, article details"
    if opened.locator(used).count():
        scroll_through(opened)
        opened.evaluate(
            """for (const details of document.querySelectorAll("article details"))
                 details.open = true"""
        )
        found += violations(opened, f"{page} at 390, {theme}, drawn and opened", used)
        opened.set_viewport_size({"width": 1280, "height": 900})
        settle(opened)
        found += violations(opened, f"{page} at 1280, {theme}, drawn and opened", used)
    assert not found, "\n".join(found)
