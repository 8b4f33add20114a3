"""axe finds nothing on any page, at two widths and in both themes, before and after use.

After use means: every figure drawn, all that folds unfolded; what changed is looked at again. A
page is opened once and then turned to each setting, as a reader turns it. The screens and results
of the selector have their own test, in test_selector.py.
"""

from __future__ import annotations

import built
import pytest
from axe import violations
from browsing import Visit, scroll_through, settle
from playwright.sync_api import Page

SETTINGS = (("light", 1280), ("light", 390), ("dark", 390), ("dark", 1280))
USED = "article figure.kk-figure, article details"


@pytest.mark.parametrize("page", [*built.pages(), *built.extra_pages()])
def test_axe_finds_nothing_at_two_widths_in_both_themes_before_and_after_use(
    visit: Visit, page: str
) -> None:
    opened = visit(page)
    found = []
    for theme, width in SETTINGS:
        turn(opened, theme, width)
        found += violations(opened, f"{page} at {width}, {theme}")
    if opened.locator(USED).count():
        scroll_through(opened)
        opened.evaluate(
            """for (const details of document.querySelectorAll("article details"))
                 details.open = true"""
        )
        for theme, width in SETTINGS[::-1]:
            turn(opened, theme, width)
            found += violations(opened, f"{page} at {width}, {theme}, drawn and opened", USED)
    assert not found, "\n".join(found)


def turn(page: Page, theme: str, width: int) -> None:
    """Give the window this width and the system this theme, and wait until the page has both."""
    page.set_viewport_size({"width": width, "height": 900 if width > 600 else 844})
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.wait_for_function("(theme) => document.documentElement.dataset.theme === theme", arg=theme)
    settle(page)
