"""The cost estimator as a widget: a plan in, its cost part by part out, on either side.

Knows which traits the front end shares with Python, and how the estimator looks where no front end
runs (a marker for the built page, tables for a page without JavaScript). Never reckons by itself:
that is for `widgets.costs`. Holds no price: those are in widgets/data.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import traitlets

from . import costs, frontend, without_kernel
from .tool import Tool

_ONE_SENTENCE = (
    "The cost estimator adds up what a course of massage costs you, part by part, as a low, a "
    "typical and a high sum."
)
# Ten weekly hours and a short drive: each part of it is met by nearly everyone.
_EXAMPLE = {"setting": "independent", "sessions": 10, "weeks": 10, "stop_after": 4, "miles": 3}


class PlanError(traitlets.TraitError, costs.PlanError):
    """A plan that cannot be; the message names each wrong field and what would be right.

    A TraitError too: only then does traitlets restore the plan there was before.
    """


class CostEstimator(Tool):
    """A form for a plan, and beside it what the plan costs: low, typical and high.

    `plan` maps fields to what a person would type, such as {"sessions": 10, "own_price": "$70"};
    `widgets.costs` says what each field takes. A field left out is empty, and {} is a plan. Set it
    as a whole: Python cannot see a change made inside the dict, so write
    `estimator.plan = {**estimator.plan, "tip": 15}`. A plan that cannot be raises PlanError (a
    ValueError) that names each wrong field and what would be right; the old plan stays.

    `estimate` follows at once, whether Python or the person at the screen changed the plan: a
    `costs.Estimate`, its money in cents. What is typed half or wrong stays on the screen and never
    gets here.
    """

    _esm = frontend.bundle("cost_estimator.js")
    _css = frontend.styles("theme.css", "base.css", "cost_estimator.css")

    plan = traitlets.Dict(help="what was given, by field").tag(sync=True)
    rules = traitlets.Dict(help="fields, prices, words and sources, read by the front end").tag(
        sync=True
    )
    estimate: traitlets.Instance[costs.Estimate] = traitlets.Instance(
        costs.Estimate, read_only=True, help="what the plan costs"
    )

    def __init__(self, plan: Mapping[str, Any] | None = None, **traits: Any) -> None:
        super().__init__(plan=dict(plan or {}), **traits)
        self._follow()

    @traitlets.default("rules")
    def _rules(self) -> dict[str, Any]:
        return costs.rules()

    @traitlets.validate("plan")
    def _check(self, proposal: Mapping[str, Any]) -> dict[str, Any]:
        # A copy: what the caller does to the dict later must not change a plan that was checked.
        plan = copy.deepcopy(proposal["value"])
        try:
            costs.check_plan(plan)
        except costs.PlanError as error:
            raise PlanError(error.errors) from error
        return dict(plan)

    @traitlets.observe("plan")
    def _plan_changed(self, _change: object) -> None:
        self._follow()

    def _follow(self) -> None:
        self.set_trait("estimate", costs.estimate(self.plan))

    def __repr__(self) -> str:
        return f"CostEstimator(plan={self.plan!r})"

    def marker(self) -> str:
        return marker_html(self.plan)


def marker_html(plan: Mapping[str, Any]) -> str:
    """Return the box in which a page without a kernel shows the estimator with this plan."""
    return without_kernel.marker("cost_estimator", {"plan": plan}, _ONE_SENTENCE)


def fallback_html(_state: Mapping[str, Any] | None = None) -> str:
    """Return the price ranges and one worked example as HTML, for a page without JavaScript.

    Deterministic; every text from the tables is escaped.
    """
    rules = costs.rules()
    words = rules["words"]
    history = words["history"].replace("{year}", f"{_number(rules, 'history_before'):g}")
    prices = without_kernel.table(
        "What one session costs, in US dollars, before tip and tax",
        ("Where", "Minutes", "Low", "Typical", "High", "Date", "Kind of number", "Rests on"),
        _range_rows(rules),
    )
    example = without_kernel.table(
        "One plan, part by part: ten hours in ten weeks with an independent therapist, three miles "
        "away by car, at the usual tip",
        ("Part", "Low", "Typical", "High"),
        _example_rows(),
    )
    ends = " ".join(escape(text) for text in (history, words["rounding"], words["general"]))
    caveat = f"<p>{escape(words['trial_caveat'])}</p>"
    return f"<p>{_ONE_SENTENCE}</p>{prices}{example}{caveat}<p>{ends}</p>"


def _range_rows(rules: Mapping[str, Any]) -> Iterable[tuple[str, ...]]:
    names = {row["id"]: row["name"] for row in rules["settings"]}
    order = list(names)
    rows = sorted(rules["ranges"], key=lambda row: (order.index(row["setting"]), row["minutes"]))
    for row in rows:
        prices = (costs.format_money(100 * row[level]) for level in ("low", "typical", "high"))
        about = row["as_of"], row["kind"], f"{row['basis']} {row['caution']}"
        yield names[row["setting"]], str(row["minutes"]), *prices, *about


def _example_rows() -> Iterable[tuple[str, ...]]:
    found = costs.estimate(_EXAMPLE)
    for part in found.parts:
        yield part.label, *_amounts(part)
    yield "You pay", *_amounts(found.total)
    if found.stopping:
        yield f"If you stop after {found.stopping.sessions}", *_amounts(found.stopping.total)


def _amounts(three: costs.Range | costs.Part) -> tuple[str, ...]:
    return tuple(costs.format_money(cents) for cents in (three.low, three.typical, three.high))


def _number(rules: Mapping[str, Any], name: str) -> float:
    return next(float(row["value"]) for row in rules["numbers"] if row["id"] == name)
