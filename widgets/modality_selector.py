"""The modality selector as a widget: answers in, disposition and options out, on either side.

Knows which traits the front end shares with Python, and how the selector looks where no front end
runs (a marker for the built page, tables for a page without JavaScript). Never screens or ranks by
itself: that is for `widgets.screening` and `widgets.selection`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import traitlets

from . import frontend, questionnaire, screening, selection, without_kernel
from .fact_box import FactBox
from .tool import Tool

_ONE_SENTENCE = (
    "The modality selector asks if massage is safe for you today, then puts the types in order by "
    "your comfort and preferences."
)


class AnswerError(traitlets.TraitError, ValueError):
    """Answers that no one could give; the message names what was wrong and the right choices.

    A TraitError too: only then does traitlets restore the answers there were before.
    """


class ModalitySelector(Tool):
    """Five short screens: is massage safe for you, your back, hopes, likes, and the result.

    `answers` maps question ids to a choice id or a list of them. Set it as a whole: Python cannot
    see a change made inside the dict, so write `selector.answers = {**selector.answers, ...}`. A
    wrong question or choice raises AnswerError (a ValueError) naming the right ones.

    `disposition`, `screening` and `options` follow at once, whether Python or the person at the
    screen gave the answer. `step` is the screen on show, 1 to 5. `pages_base` goes before the
    address of each option's page; empty, the front end links only inside the built book.
    """

    _esm = frontend.bundle("modality_selector.js")
    _css = frontend.styles("theme.css", "base.css", "modality_selector.css", "fact_box.css")

    answers = traitlets.Dict(help="answers by question id").tag(sync=True)
    rules = traitlets.Dict(help="questions, rules and options, read by the front end").tag(
        sync=True
    )
    step = traitlets.Int(1, min=1, max=5, help="the screen on show").tag(sync=True)
    pages_base = traitlets.Unicode("", help="address before an option's page").tag(sync=True)
    disposition = traitlets.Unicode(read_only=True, help="what screening says")
    screening: traitlets.Instance[screening.Screening] = traitlets.Instance(
        screening.Screening, read_only=True, help="the disposition with its reasons and limits"
    )
    options = traitlets.Tuple(read_only=True, help="the ranked options, see selection.Option")

    def __init__(self, answers: Mapping[str, Any] | None = None, **traits: Any) -> None:
        super().__init__(answers=dict(answers or {}), **traits)
        self._follow()

    @traitlets.default("rules")
    def _rules(self) -> dict[str, Any]:
        return questionnaire.rules()

    @traitlets.validate("answers")
    def _check(self, proposal: Mapping[str, Any]) -> dict[str, Any]:
        # A copy: changing the caller's lists later must not change answers that were checked.
        answers = copy.deepcopy(proposal["value"])
        try:
            questionnaire.check(answers)
        except (TypeError, ValueError) as error:
            raise AnswerError(str(error)) from error
        return dict(answers)

    @traitlets.observe("answers")
    def _answers_changed(self, _change: object) -> None:
        self._follow()

    def _follow(self) -> None:
        found = screening.screen(self.answers)
        self.set_trait("screening", found)
        self.set_trait("disposition", found.disposition)
        self.set_trait("options", selection.rank(self.answers))

    def __repr__(self) -> str:
        return f"ModalitySelector(answers={self.answers!r})"

    def marker(self) -> str:
        return marker_html(self.answers)


def marker_html(answers: Mapping[str, Any]) -> str:
    """Return the box in which a page without a kernel shows the selector with these answers."""
    return without_kernel.marker("modality_selector", {"answers": answers}, _ONE_SENTENCE)


def fallback_html(_state: Mapping[str, Any] | None = None) -> str:
    """Return the safety checks, the options and the fact boxes for a page without JavaScript.

    Deterministic; every text from the tables is escaped.
    """
    rules = questionnaire.rules()
    checks = without_kernel.table(
        "Safety checks: the most urgent first",
        ("Sign", "What to do", "Why"),
        _check_rows(rules),
    )
    options = without_kernel.table(
        "Your choices, in no order of merit",
        ("Choice", "What it is like", "Benefits", "Harms", "Certainty", "Ask"),
        _option_rows(rules),
    )
    lead = f"<p><strong>{escape(rules['words']['no_type_better'])}</strong></p>"
    facts = "".join(FactBox(box["id"]).to_html() for box in rules["fact_boxes"])
    return f"<p>{_ONE_SENTENCE}</p>{checks}{lead}{options}{facts}"


def _check_rows(rules: Mapping[str, Any]) -> Iterable[tuple[str, ...]]:
    found = {row["id"]: row for row in rules["dispositions"]}
    fired = [rule for rule in rules["safety_rules"] if found[rule["disposition"]]["urgency"]]
    for rule in sorted(fired, key=lambda rule: -found[rule["disposition"]]["urgency"]):
        sign = ", and ".join(_condition_text(rules, condition) for condition in rule["when"])
        headline = found[rule["disposition"]]["headline"]
        yield sign, f"{headline} {rule['action']}", rule["reason"]


def _condition_text(rules: Mapping[str, Any], condition: Mapping[str, Any]) -> str:
    question = next(q for q in rules["questions"] if q["id"] == condition["question"])
    labels = [c["label"] for c in question["choices"] if c["id"] in condition["any_of"]]
    return f"{question['text']} {' or '.join(labels)}"


def _option_rows(rules: Mapping[str, Any]) -> Iterable[tuple[str, ...]]:
    for row in rules["options"]:
        like = f"{row['what_happens']} {row['feels_like']}"
        certainty = f"{row['certainty'] or 'not rated'}. {row['certainty_statement']}"
        yield row["name"], like, row["benefits"], row["harms"], certainty, row["ask"] or ""
