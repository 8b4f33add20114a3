"""The pages that list what can be cited: whole without scripts, searchable with, linked back."""

from __future__ import annotations

import re

import built
import pytest
from browsing import Visit

from widgets import sources

PAGES = {
    "book/about/evidence.html": ("evidence",),
    "book/about/evidence-costs.html": (
        "price",
        "wage",
        "wage index",
        "coverage",
        "economic evaluation",
    ),
    "book/about/evidence-credentials.html": ("credential", "licensing"),
}
EVIDENCE = "book/about/evidence.html"


@pytest.mark.parametrize("page", PAGES)
def test_every_row_that_may_be_stated_has_its_place_in_the_page(page: str) -> None:
    rows = {str(row["id"]): row for row in built.article(page).select(".kk-statements tbody tr")}
    expected = {each.id: each for each in sources.entries(*PAGES[page])}  # type: ignore[arg-type]
    assert list(rows) and rows.keys() == expected.keys()
    for name, row in rows.items():
        text = " ".join(row.get_text(" ").split())
        entry = expected[name]
        assert " ".join(entry.statement.split()) in text
        assert entry.dated in text and entry.checked in text and entry.rating in text
        assert all(cell.get_text(strip=True) for cell in row.select("th, td"))
        assert row.select('[data-label="Source"] a[href*="references.html#"]'), name


def test_each_marker_is_listed_in_the_row_that_it_cites_and_back() -> None:
    listed = {
        (str(row["id"]), re.sub(r"^(\.\./)+", "book/", str(link["href"])).split("#")[0])
        for page in PAGES
        for row in built.article(page).select(".kk-statements tbody tr")
        for link in row.select('[data-label="Used in"] a')
    }
    cited = {
        (str(link["href"]).split("#")[1], page)
        for page in built.pages()
        for link in built.article(page).select('.kk-card a[href*="about/evidence"]')
    }
    assert cited and listed == cited


def test_the_bibliography_says_where_each_source_is_used() -> None:
    silent = [
        entry.get_text(" ", strip=True)[:60]
        for entry in built.article("book/about/references.html").select(".kk-references > li")
        if not entry.select(".kk-used a")
    ]
    assert not silent
    text = built.article("book/about/references.html").get_text(" ")
    assert "Used in:" in text


def test_words_topic_and_certainty_narrow_the_table_and_the_count_is_told(visit: Visit) -> None:
    page = visit(EVIDENCE, width=390)
    total = len(sources.entries("evidence"))
    status = page.get_by_role("status")
    assert status.inner_text() == f"{total} of {total} statements"
    page.get_by_label("Words").fill("lactate muscle")
    page.wait_for_function("() => !document.querySelector('.kk-found').textContent.match(/^19/)")
    left = page.locator(".kk-statements tbody tr:visible")
    assert status.inner_text() == f"{left.count()} of {total} statements"
    assert all("lactate" in row.inner_text().lower() for row in left.all())
    page.get_by_label("Words").fill("")
    page.get_by_label("Certainty").select_option("Very low")
    very_low = sum(each.certainty == "very low" for each in sources.entries("evidence"))
    page.wait_for_function(
        "(count) => document.querySelectorAll('tbody tr:not([hidden])').length === count",
        arg=very_low,
    )
    page.get_by_label("Topic").select_option("Safety")
    page.wait_for_function(
        "() => [...document.querySelectorAll('section.kk-topic:not([hidden])')]"
        ".every((section) => section.id === 'safety')"
    )


def test_a_link_to_a_row_that_is_hidden_brings_it_back(visit: Visit) -> None:
    page = visit(EVIDENCE)
    page.get_by_label("Words").fill("lactate")
    page.locator("#E003").wait_for(state="hidden")
    page.evaluate("location.hash = '#E003'")
    page.locator("#E003").wait_for(state="visible")


def test_without_scripts_all_rows_stand_there_and_no_dead_search_box(visit: Visit) -> None:
    page = visit(EVIDENCE, scripts=False)
    assert page.locator(".kk-statements tbody tr:visible").count() == len(
        sources.entries("evidence")
    )
    assert page.locator(".kk-find").count() == 0
