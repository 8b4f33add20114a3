"""What stands in the head of every built page: policy first, charset, no referrer, metadata.

This is read from the files; that the policy holds in a browser shows wherever a page is opened.
"""

from __future__ import annotations

import json
import re

import built
import pytest
from bs4 import Tag

PAGES = built.pages()
ALL = [*PAGES, *built.extra_pages()]


def directives(page: str) -> dict[str, list[str]]:
    """The rules of a page's Content-Security-Policy."""
    meta = built.soup(page).select_one('meta[http-equiv="Content-Security-Policy"]')
    assert meta is not None
    parts = [part.split() for part in str(meta["content"]).split(";") if part.strip()]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("page", ALL)
def test_the_policy_is_first_and_lets_no_unknown_script_run(page: str) -> None:
    head = built.soup(page).head
    assert head is not None
    first = next(child for child in head.children if isinstance(child, Tag))
    assert first.get("http-equiv") == "Content-Security-Policy"
    rules = directives(page)
    assert rules["default-src"] == ["'none'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "blob:", "data:", "*"} & set(
        rules["script-src"]
    )
    for name, values in rules.items():
        hosts = [value for value in values if not value.startswith("'")]
        assert set(hosts) <= {"data:", "blob:"}, f"{name} lets the page ask {hosts}"


@pytest.mark.parametrize("page", ALL)
def test_the_charset_comes_early_and_no_referrer_is_sent(page: str) -> None:
    assert b'charset="utf-8"' in built.html(page).encode()[:1024]
    assert built.soup(page).select('meta[name="referrer"][content="no-referrer"]')
    assert built.soup(page).html and built.soup(page).html.get("lang") == "en"  # type: ignore[union-attr]


@pytest.mark.parametrize("page", ALL)
def test_no_page_names_another_host_as_something_to_load(page: str) -> None:
    soup = built.soup(page)
    loads = [
        str(node.get(name))
        for node in soup.find_all(["script", "link", "img", "iframe", "source", "video", "object"])
        for name in ("src", "href", "srcset", "data")
        if node.get(name) and "canonical" not in (node.get("rel") or [])
    ]
    assert not [address for address in loads if re.match(r"(https?:)?//", address)]
    assert not soup.select("[onclick], [onload], [onerror]")


@pytest.mark.parametrize("page", PAGES)
def test_the_metadata_is_a_learning_resource(page: str) -> None:
    soup = built.soup(page)
    records = [
        json.loads(node.string or "") for node in soup.select('[type="application/ld+json"]')
    ]
    assert [record["@type"] for record in records] == ["LearningResource"]
    record = records[0]
    assert record["name"] and record["description"] and record["inLanguage"] == "en"
    assert record["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", record["dateModified"])
    if "Time:" in built.article(page).get_text():
        assert re.fullmatch(r"PT\d+M", record["timeRequired"]) and record["teaches"]
    description = soup.select_one('meta[name="description"]')
    assert description is not None and description["content"] == record["description"]


def test_titles_and_descriptions_are_each_used_once() -> None:
    titles = [built.soup(page).title.get_text().strip() for page in PAGES]  # type: ignore[union-attr]
    assert len(set(titles)) == len(titles), titles
    descriptions = [
        str(meta["content"])
        for page in PAGES
        for meta in built.soup(page).select('meta[name="description"]')
    ]
    assert len(set(descriptions)) == len(PAGES)
