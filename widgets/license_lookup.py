"""The license look-up as a widget: a state in, what is known of its rules out, on either side.

Knows which traits the front end shares with Python, and how the look-up looks where no front end
runs (a marker for the built page, one table for a page without JavaScript). Never decides what is
known, in conflict or not found: that is for `widgets.licensing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import traitlets

from . import frontend, licensing, tables, without_kernel
from .tool import Tool

_ONE_SENTENCE = (
    "The license look-up shows the rules for massage therapists in one US state or territory, how "
    "sure we are of each, and the board to ask."
)
# What stands before each rule, here and in the front end. The names are those of `License`.
LABELS = {
    "rule": "The rule",
    "title": "Title",
    "schooling": "Training hours",
    "exam": "Exam",
    "continuing_education": "Continuing education",
    "board": "Board",
    "no_board": "No state board. Ask your city or county.",
    "no_address": "Its address: not found",
    "as_of": "As of",
    "overall": "All in all:",
    "caution": "Mind this",
    "where_seen": "Where we read this",
    "choose": "State or territory",
    "none_chosen": "Choose one",
    "no_mark": "Where a rule has no mark:",
    "prompt": "Choose a state or territory to see its rules.",
}
_FACTS = ("schooling", "exam", "continuing_education")
# Where nothing was found, "we did not find it" would only say it twice.
UNMARKED = ("not_found", "no_rule")


class StateError(traitlets.TraitError, ValueError):
    """A state that the tables lack; the message lists those there are.

    A TraitError too: only then does traitlets restore the state there was before.
    """


class LicenseLookup(Tool):
    """The rules for massage therapists in one state or territory of the US.

    `state` is a postal code or a name ("MN", "Minnesota"), kept as the code; empty: none chosen.
    A state that is not in the tables raises StateError (a ValueError) that lists the right ones.
    `license` follows at once, whether Python or the person at the screen chose: the
    `licensing.License` of the state, or None.
    """

    _esm = frontend.bundle("license_lookup.js")
    _css = frontend.styles("theme.css", "base.css", "license_lookup.css")

    state = traitlets.Unicode("", help="postal code of the state on show").tag(sync=True)
    licenses = traitlets.Dict(help="states and words, read by the front end").tag(sync=True)
    license: traitlets.Instance[licensing.License | None] = traitlets.Instance(
        licensing.License, allow_none=True, read_only=True, help="what is known of the state"
    )

    def __init__(self, state: str = "", **traits: Any) -> None:
        super().__init__(state=state, **traits)
        self._follow()

    @traitlets.default("licenses")
    def _licenses(self) -> dict[str, Any]:
        rules = licensing.rules()
        return {"states": rules["states"], "words": rules["words"], "labels": LABELS}

    @traitlets.validate("state")
    def _check(self, proposal: Mapping[str, Any]) -> str:
        if not proposal["value"].strip():
            return ""
        try:
            return licensing.look_up(proposal["value"]).state
        except ValueError as error:
            raise StateError(str(error)) from error

    @traitlets.observe("state")
    def _state_changed(self, _change: object) -> None:
        self._follow()

    def _follow(self) -> None:
        self.set_trait("license", licensing.look_up(self.state) if self.state else None)

    def __repr__(self) -> str:
        return f"LicenseLookup(state={self.state!r})"

    def marker(self) -> str:
        return marker_html(self.state)


def marker_html(state: str) -> str:
    """Return the box in which a page without a kernel shows the look-up at this state."""
    return without_kernel.marker("license_lookup", {"state": state}, _ONE_SENTENCE)


def fallback_html(_state: Mapping[str, Any] | None = None) -> str:
    """Return the rules of all states as one HTML table, for a page without JavaScript.

    Deterministic; every text from the tables is escaped.
    """
    words = licensing.rules()["words"]
    names = ("rule", "title", *_FACTS, "board", "as_of", "caution")
    head = "".join(
        f'<th scope="col">{escape(name)}</th>'
        for name in (LABELS["choose"], *(LABELS[name] for name in names))
    )
    body = "".join(_row(row, words) for row in licensing.rows())
    return (
        f"<p>{_ONE_SENTENCE} {escape(words['check_board'])} "
        f"{LABELS['no_mark']} {escape(words['verified_yes'])}</p>"
        "<table><caption>Rules for massage therapists in US states and territories</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(row: licensing.License, words: Mapping[str, str]) -> str:
    cells = [
        _lines(row.regulated_text, None if row.regulated == "none" else row.regulated_note),
        _lines(row.title or _unknown(row, words)),
        *(_fact(getattr(row, name), words) for name in _FACTS),
        _board(row, words),
        _lines(row.as_of or words["not_found"], _mark(row.verified, words)),
        _lines(*row.conflicts, row.caution) or "none",
    ]
    return (
        f'<tr><th scope="row">{escape(row.name)}</th>'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>"
    )


def _fact(fact: licensing.Fact, words: Mapping[str, str]) -> str:
    if fact.status in UNMARKED:
        return _lines(fact.text)
    note = None if fact.status == "conflict" else fact.note  # the conflict has its own column
    return _lines(fact.text, note, _mark(fact.verified, words))


def _mark(verified: tables.Verified, words: Mapping[str, str]) -> str | None:
    """How sure a rule is; nothing for the many that are sure."""
    return None if verified == "yes" else words[f"verified_{verified}"]


def _board(row: licensing.License, words: Mapping[str, str]) -> str:
    if not row.board:
        return LABELS["no_board"] if row.regulated == "none" else words["not_found"]
    name = escape(row.board)
    if not row.board_url:
        return f"{name}<br>{LABELS['no_address']}"
    address = escape(row.board_url)
    if not address.startswith("https://"):  # an open line is not one to send a reader down
        return f"{name}<br>{address}"
    return f'{name}<br><a href="{address}" rel="noopener">{address}</a>'


def _unknown(row: licensing.License, words: Mapping[str, str]) -> str:
    """What to say of a rule that the row leaves open: none there, or none found."""
    return words["no_rule" if row.regulated == "none" else "not_found"]


def _lines(*texts: str | None) -> str:
    return "<br>".join(escape(text) for text in texts if text)
