"""What every page of the book owes its reader, whatever it is about, in a real browser.

Each page is opened below a sub-path with all other hosts unresolvable; the watch of conftest.py
checks requests, console and storage of each. Here: width, weight, stillness, and no scripts.
"""

from __future__ import annotations

import built
import pytest
from browsing import Visit, scroll_through

PAGES = built.pages()
FIRST_VIEW, SCROLLED, ONE_FILE = 300_000, 750_000, 400_000  # bytes, gzipped


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_wider_than_a_phone_or_than_a_window_with_text_at_200_percent(
    visit: Visit, page: str
) -> None:
    opened = visit(page, width=320)
    scroll_through(opened)
    too_wide = {}
    for width, size in ((320, "100%"), (390, "100%"), (1280, "200%"), (640, "200%")):
        opened.set_viewport_size({"width": width, "height": 800})
        # The theme sets the size of the root; a reader's setting multiplies it.
        opened.evaluate("document.documentElement.style.fontSize = ''")
        opened.evaluate(
            """(size) => {
                 const root = document.documentElement;
                 root.style.fontSize = parseFloat(getComputedStyle(root).fontSize)
                   * parseFloat(size) / 100 + "px";
               }""",
            size,
        )
        wide = opened.evaluate(
            """() => {
                 const root = document.documentElement;
                 if (root.scrollWidth <= root.clientWidth) return [];
                 const contained = (node) => {
                   for (let up = node.parentElement; up && up !== root; up = up.parentElement)
                     if (getComputedStyle(up).overflowX !== "visible" && up !== document.body)
                       return true;
                   return false;
                 };
                 const out = [...document.body.querySelectorAll("*")].filter((node) =>
                   node.getBoundingClientRect().right > root.clientWidth + 1 && !contained(node));
                 return [`${root.scrollWidth} px`, ...out.slice(-4).map((node) =>
                   `${node.tagName}.${node.className} ${node.textContent.trim().slice(0, 40)}`)];
               }"""
        )
        if wide:
            too_wide[f"{width} px, text at {size}"] = wide
    assert not too_wide


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_light_and_nothing_in_it_jumps(visit: Visit, base: str, page: str) -> None:
    opened = visit(page)
    opened.wait_for_load_state("networkidle")
    weights = loaded(opened, base)
    scroll_through(opened)
    opened.wait_for_load_state("networkidle")
    scrolled = loaded(opened, base)
    shifts = opened.evaluate("layoutShifts")
    assert sum(weights.values()) <= FIRST_VIEW, heaviest(weights)
    assert sum(scrolled.values()) <= SCROLLED, heaviest(scrolled)
    assert max(scrolled.values()) <= ONE_FILE, heaviest(scrolled)
    assert round(sum(shift["value"] for shift in shifts), 3) == 0, shifts


def loaded(page: object, base: str) -> dict[str, int]:
    """Gzipped bytes of each file of the site that a page has asked for."""
    requests = page.watch.requests  # type: ignore[attr-defined]
    asked = {address.split("?")[0].split("#")[0] for address in requests}
    files = {built.file_of(address, base) for address in asked if address.startswith(base)}
    return {str(path.relative_to(built.SITE)): built.gzipped(path) for path in files}


def heaviest(weights: dict[str, int]) -> str:
    """The heaviest files, to say where the bytes are."""
    listed = sorted(weights.items(), key=lambda item: -item[1])[:6]
    lines = "\n".join(f"{size:>9} {name}" for name, size in listed)
    return f"{sum(weights.values())} bytes in {len(weights)} files, the heaviest:\n{lines}"


@pytest.mark.parametrize("page", PAGES)
def test_without_scripts_the_text_the_tables_and_the_ways_on_are_there(
    visit: Visit, page: str
) -> None:
    opened = visit(page, scripts=False)
    assert opened.locator("article h1").is_visible()
    assert opened.locator("article p").first.is_visible()
    for widget in opened.locator(".kk-widget[data-widget]").all():
        tables = widget.locator("table")
        if widget.get_attribute("data-widget") == "quiz":
            answers = widget.locator("details")  # test_quiz_page.py looks into them
            assert answers.count() >= 2 and answers.first.is_visible()
        else:
            assert tables.count() >= 1
        assert all(table.is_visible() for table in tables.all())
        assert all(table.locator("caption").inner_text().strip() for table in tables.all())
    for figure in opened.locator("figure.kk-figure").all():
        assert figure.locator("figcaption").is_visible()
        if not figure.locator("table").is_visible():
            figure.locator("summary").click()
        assert figure.locator("table").is_visible()
    assert not opened.get_by_text("You need JavaScript").count()
    way = opened.locator(".prev-next-area a").first
    expected = way.evaluate("link => link.href")
    way.click()
    opened.wait_for_url(expected)
    assert opened.locator("article h1").is_visible()
