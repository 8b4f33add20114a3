"""The claims of popular articles as a widget: guess a verdict, then read ours, on either side.

Knows which traits the front end shares with Python, how guesses become a score, and how the claims
look where no front end runs (a marker for the built page, one table for a page without JavaScript).
Never judges a claim: the table `claims` does. Nothing that a person guesses is kept or sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import traitlets

from . import evidence, frontend, sources, tables, without_kernel
from .tool import Tool

MODES = ("guess", "list")
# Beside each verdict's words, for the eye.
SIGNS: Mapping[tables.Verdict, str] = {
    "supported": "✓",
    "partly supported": "◐",
    "outdated": "↻",
    "unsupported": "○",
    "contradicted": "✕",
    "opinion or advice": "◇",
}
_ONE_SENTENCE = (
    "The claim explorer shows claims that popular articles make about massage, lets you guess our "
    "verdict on each, and then gives it with its reason and its sources."
)
# What the explorer says, here and in the front end; {braces} hold what is filled in.
WORDS = {
    "how": "How do you want to go through them?",
    "guess": "Guess first, one claim at a time",
    "list": "Show all as a list",
    "filters": "Which claims?",
    "article": "Article",
    "topic": "Topic",
    "verdict": "Verdict",
    "any_article": "All articles",
    "any_topic": "All topics",
    "any_verdict": "All verdicts",
    "kind": "These are common beliefs, and several of them are right.",
    "no_verdict": "You can choose by verdict in the list. Here it would give the answer away.",
    "place": "Claim {number} of {of}",
    "said_in": "Said in:",
    "none": "No claim fits these choices. Choose “all” in one of them.",
    "think": "What do you think?",
    "meanings": "What these words mean",
    "agreed": "You agree with us.",
    "differed": "You said “{guess}”. We see it otherwise.",
    "ours": "Our verdict:",
    "why": "The facts behind it",
    "no_facts": "This is our own view. No fact settles it.",
    "lesson": "Answered in:",
    "previous": "Previous",
    "next": "Next",
    "surprise": "Surprise me",
    "score": "You agreed with us on {agreed} of {of}.",
    "no_score": "No guess yet.",
    "private": "Nothing that you guess is kept or sent.",
    "listed": "Claims shown: {of}",
}


class ClaimError(traitlets.TraitError, ValueError):
    """A choice that the explorer does not have; the message lists those it has.

    A TraitError too: only then does traitlets restore what there was before.
    """


@dataclass(frozen=True)
class Score:
    """On how many of the claims guessed so far (`of`) the guess was our verdict."""

    agreed: int
    of: int

    def __str__(self) -> str:
        return WORDS["score"].format(**asdict(self)) if self.of else WORDS["no_score"]


class ClaimExplorer(Tool):
    """Claims of popular articles to guess at: ClaimExplorer(topic="safety").

    `article` ("a1" to "a5"), `topic` and `verdict` keep the claims with that value, "" keeps all;
    `claims` holds the rows that fit. `mode` is "guess" (one claim, its verdict hidden) or "list".
    A verdict would give the answers away, so to set one also sets the mode "list", and the mode
    "guess" takes it back. `claim` is the id on show. `guesses` maps ids to verdicts, and `score`
    compares them with ours.

    Anything else raises ClaimError (a ValueError) that lists what there is; the old value stays.
    """

    _esm = frontend.bundle("claim_explorer.js")
    _css = frontend.styles("theme.css", "base.css", "claim_explorer.css")

    article = traitlets.Unicode("", help="id of the article; empty: all").tag(sync=True)
    topic = traitlets.Unicode("", help="the topic; empty: all").tag(sync=True)
    verdict = traitlets.Unicode("", help="the verdict, in a list only; empty: all").tag(sync=True)
    mode = traitlets.Unicode("guess", help="guess or list").tag(sync=True)
    claim = traitlets.Unicode("", help="id of the claim on show; empty: the first").tag(sync=True)
    guesses = traitlets.Dict(help="the verdicts guessed, by id of the claim").tag(sync=True)
    links = traitlets.Dict(help="where lessons and entries are; empty where no pages are").tag(
        sync=True
    )
    ledger = traitlets.Dict(read_only=True, help="claims and words for the front end").tag(
        sync=True
    )

    def __init__(self, **traits: Any) -> None:
        if traits.get("verdict"):
            traits.setdefault("mode", "list")
        super().__init__(**traits)

    @property
    def claims(self) -> tuple[tables.ClaimRow, ...]:
        """The claims that fit article, topic and verdict, in the order of the table."""
        return evidence.claims(self.verdict or None, self.article or None, self.topic or None)

    @property
    def score(self) -> Score:
        """On how many guesses we agree. It lives in this widget only."""
        ours = {row.id: row.verdict for row in evidence.claims()}
        agreed = sum(ours[name] == guess for name, guess in self.guesses.items())
        return Score(agreed, len(self.guesses))

    @traitlets.default("ledger")
    def _ledger(self) -> dict[str, Any]:
        return ledger()

    @traitlets.validate("article", "topic", "verdict")
    def _check_filter(self, proposal: Mapping[str, Any]) -> str:
        value: str = proposal["value"]
        if value:
            _known(lambda: evidence.claims(**{proposal["trait"].name: value}))
        return value

    @traitlets.validate("mode")
    def _check_mode(self, proposal: Mapping[str, Any]) -> str:
        return _one_of("mode", proposal["value"], MODES)

    @traitlets.validate("claim")
    def _check_claim(self, proposal: Mapping[str, Any]) -> str:
        return _claim(proposal["value"]) if proposal["value"] else ""

    @traitlets.validate("guesses")
    def _check_guesses(self, proposal: Mapping[str, Any]) -> dict[str, str]:
        return {
            _claim(name): _one_of("verdict", guess, tables.VERDICTS)
            for name, guess in proposal["value"].items()
        }

    @traitlets.observe("verdict")
    def _verdict_changed(self, change: Mapping[str, Any]) -> None:
        if change["new"]:
            self.mode = "list"

    @traitlets.observe("mode")
    def _mode_changed(self, change: Mapping[str, Any]) -> None:
        if change["new"] == "guess":
            self.verdict = ""

    def __repr__(self) -> str:
        return f"ClaimExplorer({', '.join(f'{k}={v!r}' for k, v in self._chosen().items())})"

    def _chosen(self) -> dict[str, str]:
        """What differs from the start, as a page or a reader needs it."""
        start = {"article": "", "topic": "", "verdict": "", "mode": "guess", "claim": ""}
        return {name: getattr(self, name) for name in start if getattr(self, name) != start[name]}

    def marker(self) -> str:
        return marker_html(**self._chosen())


def ledger() -> dict[str, Any]:
    """All that the front end reads: plain JSON, with each fact once and worded as on its marker."""
    rows = evidence.claims()
    return {
        "claims": [
            asdict(row) | {"articles": [*row.articles], "facts": [*row.facts]} for row in rows
        ],
        "articles": [{"id": row.id, "title": row.title} for row in tables.load("articles")],
        "topics": [*tables.TOPICS],
        "verdicts": [
            {"name": name, "sign": SIGNS[name], "meaning": meaning}
            for name, meaning in evidence.MEANINGS.items()
        ],
        "facts": {name: _fact(name) for row in rows for name in row.facts},
        "words": WORDS,
    }


def marker_html(**state: str) -> str:
    """Return the box in which a page without a kernel shows the explorer, with these choices."""
    return without_kernel.marker("claim_explorer", state, _ONE_SENTENCE)


def fallback_html(state: Mapping[str, str] | None = None) -> str:
    """Return the claims that fit `state` as one HTML table, for a page without JavaScript.

    Without a choice it counts the verdicts: all claims at once are for the ledger to show.
    Deterministic; every text from the tables is escaped.
    """
    kept = {name: (state or {}).get(name) or None for name in ("verdict", "article", "topic")}
    if not any(kept.values()):
        return without_kernel.table(
            "Our verdicts on the claims of five popular articles",
            ("Verdict", "What it says", "Claims"),
            [
                (f"{SIGNS[name]} {name}", meaning, str(len(evidence.claims(name))))
                for name, meaning in evidence.MEANINGS.items()
            ],
        )
    rows = [
        (row.claim, f"{SIGNS[row.verdict]} {row.verdict}", row.reason)
        for row in evidence.claims(**kept)
    ]
    return without_kernel.table(
        "Claims of popular articles, with our verdict", ("Claim", "Our verdict", "Why"), rows
    )


def _fact(name: str) -> dict[str, str]:
    """A fact as one text with its source, how sure it is, and the kind of row it is."""
    entry = sources.entry(name)
    doubt = "" if entry.verified == "yes" else entry.checked
    rating = f"{entry.rating}." if entry.certainty else ""
    return {
        "text": " ".join(filter(None, (entry.statement, rating, doubt))),
        "source": entry.source,
        "kind": entry.kind,
    }


def _known(look_up: Any) -> None:
    try:
        look_up()
    except ValueError as error:
        raise ClaimError(str(error)) from error


def _claim(name: str) -> str:
    ids = [row.id for row in evidence.claims()]
    if name not in ids:
        raise ClaimError(
            f"no claim {name!r}; the ids run from {ids[0]} to {ids[-1]}, and a gap is a claim that "
            "was merged with another"
        )
    return name


def _one_of(name: str, value: Any, valid: tuple[str, ...]) -> str:
    if value not in valid:
        raise ClaimError(f"{name} {value!r} is unknown; use one of {', '.join(map(repr, valid))}")
    return str(value)
