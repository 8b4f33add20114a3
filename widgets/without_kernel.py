"""What a widget leaves where no kernel runs: the marker in a notebook's output, and its tables.

The built page finds the marker and puts the living front end in its place. This module knows no
widget and no text of its own; every text that it is given is escaped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

MimeBundle = tuple[dict[str, Any], dict[str, Any]]


def marked(bundle: MimeBundle | None, text: str, html: str) -> MimeBundle | None:
    """A widget's MIME bundle with a plain text and a marker that are the same in every run.

    ipywidgets' own text holds a memory address, which nbval could not compare.
    """
    if bundle is None:
        return None
    data, metadata = bundle
    return {**data, "text/plain": text, "text/html": html}, metadata


def marker(widget: str, state: Mapping[str, Any], sentence: str) -> str:
    """The box in which a built page shows `widget` with the traits in `state` to begin with."""
    start = escape(json.dumps(state, ensure_ascii=False, sort_keys=True))
    return (
        f'<div class="kk-widget" data-widget="{widget}" data-state="{start}">'
        f"<p>{escape(sentence)}</p></div>"
    )


def table(caption: str, columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> str:
    """An HTML table of texts; the first cell of a row is its header."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for first, *cells in rows
    )
    # The table scrolls by itself on a narrow screen, so it can be reached and named.
    return (
        f'<div class="kk-scroll" role="region" aria-label="{escape(caption)}" tabindex="0">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )
