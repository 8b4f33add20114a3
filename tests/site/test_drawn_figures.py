"""The figures of the lessons: drawn when reached, named, told in a sentence and in a table.

They follow the switch between light and dark, and on paper their tables stand open.
"""

from __future__ import annotations

import built
import pytest
from browsing import Visit, scroll_through
from playwright.sync_api import Page

PAGES = built.pages_with('class="kk-figure"')
FILLS = '[...plot.querySelectorAll("text")].map((text) => getComputedStyle(text).fill).join()'
INK = 'getComputedStyle(document.documentElement).getPropertyValue("--kk-ink").trim()'


def test_three_lessons_or_more_hold_figures() -> None:
    assert len(PAGES) >= 3


@pytest.mark.parametrize("page", PAGES)
def test_a_figure_is_drawn_once_it_is_reached_read_without_seeing_it_and_follows_the_theme(
    visit: Visit, page: str
) -> None:
    opened = visit(page, theme="light")
    plotly_is_asked_for_only_when_a_figure_comes_into_sight(opened)  # and scrolls through
    every_figure_can_be_read_without_seeing_it(opened)
    the_colours_of_a_figure_follow_the_theme(opened)


def plotly_is_asked_for_only_when_a_figure_comes_into_sight(opened: Page) -> None:
    plotly = [address for address in opened.watch.requests if "plotly" in address]  # type: ignore[attr-defined]
    in_sight = opened.evaluate(
        """[...document.querySelectorAll("figure.kk-figure")].some((figure) => {
             const { top, height } = figure.getBoundingClientRect();
             return innerHeight - top >= height / 10;
           })"""
    )
    assert bool(plotly) == in_sight
    scroll_through(opened)
    plotly = [address for address in opened.watch.requests if "plotly" in address]  # type: ignore[attr-defined]
    assert len(plotly) == 1


def every_figure_can_be_read_without_seeing_it(opened: Page) -> None:
    names = set()
    for figure in opened.locator("figure.kk-figure").all():
        assert figure.locator(".kk-plot svg.main-svg").first.is_visible()
        plot = figure.locator(".kk-plot")
        assert plot.get_attribute("role") == "img"
        names.add(plot.get_attribute("aria-label"))
        finding = figure.locator("figcaption").inner_text().strip()
        assert finding.endswith(".") and len(finding.split()) > 5
        table = figure.locator("table")
        assert table.locator("caption").text_content().strip()
        assert table.locator("th:not([scope])").count() == 0
        assert table.locator("tbody tr").count() == table.locator("th[scope=row]").count() > 0
        # The drawing lies inside its place: nothing is cut off, nothing covers the sentence.
        drawn, room = figure.locator("svg.main-svg").first.bounding_box(), plot.bounding_box()
        assert drawn and room
        assert drawn["x"] >= room["x"] - 1 and drawn["width"] <= room["width"] + 1
        assert drawn["height"] <= room["height"] + 1
    assert len(names) == opened.locator("figure.kk-figure").count()
    assert all(len((name or "").split()) > 5 for name in names)


def the_colours_of_a_figure_follow_the_theme(opened: Page) -> None:
    light = inks(opened)
    opened.emulate_media(color_scheme="dark")
    opened.wait_for_function(
        f"""(light) => {INK} !== light.ink && [...document.querySelectorAll(
             "figure.kk-figure .kk-plot")].every((plot, at) => {FILLS} !== light.fills[at])""",
        arg=light,
    )
    dark = inks(opened)
    assert dark["ink"] != light["ink"]
    assert all(a != b for a, b in zip(light["fills"], dark["fills"], strict=True))


def inks(page: Page) -> dict[str, object]:
    """The theme's ink, and the colours of each figure's texts; those in a tile keep their own."""
    found: dict[str, object] = page.evaluate(
        f"""() => ({{ ink: {INK}, fills: [...document.querySelectorAll("figure.kk-figure .kk-plot")]
             .map((plot) => {FILLS}) }})"""
    )
    return found


@pytest.mark.parametrize("page", PAGES)
def test_on_paper_the_tables_stand_open(visit: Visit, page: str) -> None:
    opened = visit(page)
    assert not any(table.is_visible() for table in opened.locator("figure.kk-figure table").all())
    assert opened.pdf().startswith(b"%PDF")
    assert opened.locator("figure.kk-figure details:not([open])").count() == 0
    opened.emulate_media(media="print")
    assert all(table.is_visible() for table in opened.locator("figure.kk-figure table").all())
