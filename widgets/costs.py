r"""A plan for a course of massage in, what it costs out: low, typical and high, part by part.

This module knows what each field of a plan may hold, and how price, tip, tax, travel, membership,
insurance, tax account and lost pay add up to the cent. It holds no price of its own: every number
is in widgets/data, with its source. It never says that a course is worth its price, and never
advises on tax, law or insurance. widgets/frontend/costs.js is the same arithmetic; see CONTRACT.

CONTRACT, for everything that reads or repeats this arithmetic

A *plan* is a dict of field ids (cost_fields.csv) and values as a person gives them: dollars,
percent and miles as a number (87.5) or as text ("$1,200.50"); True or False; ids of choices.
A field left out, None or "" is empty: its `initial` counts, or nothing. So {} is a plan.

*Numbers*, in full; \d is 0 to 9. Text is stripped of spaces, tabs and no-break spaces at its ends,
a number is written as text first (10.0 as 10). Then, with D = \d{1,3}(,\d{3})+ or \d+:
  money, rate        [-−]? \$? D (\.\d+)?
  percent            [-−]? D (\.\d+)? %?
  distance, integer  [-−]? D (\.\d+)?
with at most one space after a sign or $ and before %. Digits allowed after the point: money 2,
rate 3, percent 3, distance 2, integer 0. So "1,200.50" is 1200.5, while "1.200,50", "1,50" and
"1 200" are refused and never guessed at; "1.200" is refused as money (three digits). Each value
then becomes an integer: money in cents, a rate in tenths of a cent, percent in thousandths of a
percent, distance in hundredths of a mile.

*Rounding*: a quotient of integers n / d is rounded to the nearest integer, half up, as
(n + d // 2) // d; n is never negative and stays below 2**53, so JavaScript gets the same with
m = n + (d - d % 2) / 2, (m - m % d) / d.

*One setting at one price* (the same three times over, for low, typical and high):
1. Price: own_price; else the range of setting and minutes. The range is moved by wages unless the
   state is "anywhere", has no index, or the setting has wage_index no: factor = 10,000 + (index -
   100) x wage_pull, held within 10,000 -/+ 100 x wage_cap; dollars x factor / 10,000, rounded to
   whole dollars. An own price is never moved.
2. Deal: a membership runs ceil(weeks x 12 / 52) months, includes included_sessions in each, and
   costs joining_fee + months x monthly_fee + cancelling_fee (paid once, since every plan ends);
   sessions beyond cost extra_price, or the price. A package: as many whole packages as fit into
   the sessions, at least one; the rest is paid singly. What is not used is lost.
3. Insurance applies to the price of single sessions only, up to visit_limit of them. A covered
   session counts at the allowed amount (units of 15 minutes x allowed_per_unit) where that is
   lower than the price; the difference is written off, as in a network. The deductible comes
   first: each visit is yours until deductible_left is used up. Of what is left of a visit you pay
   the copayment (never more than what is left), or your coinsurance, reckoned on all visits
   together and rounded once. Limits on yearly spending are left out.
4. Sales tax: on single sessions that no insurer takes part in (each rounded), on each package, and
   on all membership fees (rounded once). Not on tips or travel.
5. Tip: percent of the price before any deal, insurance or tax, rounded, for every session. An empty
   tip means the usual low, typical and high tip of the setting.
6. Travel: twice, for every session, the fare + miles x rate (rounded). None for a mobile therapist.
7. Time off: hourly_pay x minutes_off / 60 (rounded), for every session.
8. HSA or FSA: marginal_tax x (your share of single sessions, with their sales tax), rounded once,
   only if hsa and letter. Tips, travel, time and deals save nothing: no source says they do.

Parts are in the order of PARTS. What others pay (written_off, insurer, tax_saving) is negative, so
the parts add up to the total to the cent. A part of zero in all three is left out.

*Beside it*: the same plan in every setting (the chosen one as it is; others with their own range
and usual tip, no deal, no own price, and insurance only where bills_insurance); for a membership,
the number of sessions from which it costs no more than paying singly (before tax and tips, None if
no number up to 500 does) and what it saves on this plan; for a stopping rule, the cost up to
stop_after sessions in ceil(weeks x stop_after / sessions) weeks, and what stopping there saves.

More sessions in the same weeks never cost less, but with a package they may. Money in results is
an integer of cents, currency USD. estimate(plan).to_dict() and rules() are plain JSON.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeAlias

from . import questionnaire, tables
from .tables import CostFieldRow, PriceRangeRow, PriceSettingRow, WageIndexRow

CURRENCY = "USD"
ANYWHERE = "anywhere"
PARTS = (
    "sessions",
    "membership",
    "package",
    "sales_tax",
    "tip",
    "travel",
    "time_off",
    "written_off",
    "insurer",
    "tax_saving",
)

# Each unit of typing holds this many of the integers that we reckon with.
SCALES = {"money": 100, "rate": 1000, "percent": 1000, "distance": 100, "integer": 1}
WHOLE = 100 * SCALES["percent"]
FACTOR = 10_000

_SPACES = " \t\u00a0"
_NUMBER = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?"
_GRAMMARS = {
    "money": re.compile(rf"([-−]?) ?\$? ?{_NUMBER}"),
    "percent": re.compile(rf"([-−]?) ?{_NUMBER} ?%?"),
    "distance": re.compile(rf"([-−]?) ?{_NUMBER}"),
}
_GRAMMARS |= {"rate": _GRAMMARS["money"], "integer": _GRAMMARS["distance"]}
_ONLY_NUMBER_MARKS = re.compile(r"[-−$%0-9., \u00a0]*[0-9][-−$%0-9., \u00a0]*")
_MOST_DIGITS = 12

Value: TypeAlias = int | str | bool | None
Values: TypeAlias = dict[str, Value]


class PlanError(ValueError):
    """A plan that cannot be; `errors` says for each field what is wrong and what would be right."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {text}" for field, text in errors.items()))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Range:
    """Three amounts in cents."""

    low: int
    typical: int
    high: int


@dataclass(frozen=True)
class Counts:
    """Three numbers of sessions, at the low, typical and high price; None: no number will do."""

    low: int | None
    typical: int | None
    high: int | None


@dataclass(frozen=True)
class Plan:
    """A checked plan: money in cents, percents in thousandths, miles in hundredths.

    `rate_per_mile` is in tenths of a cent. None: not given, see CONTRACT for what counts then.
    """

    setting: str
    minutes: int
    sessions: int
    weeks: int
    stop_after: int | None
    own_price: int | None
    state: str
    tip: int | None
    sales_tax: int
    fare: int
    miles: int
    rate_per_mile: int
    deal: str
    monthly_fee: int
    included_sessions: int
    extra_price: int | None
    joining_fee: int
    cancelling_fee: int
    package_price: int
    package_sessions: int
    insurance: str
    copayment: int
    coinsurance: int
    deductible_left: int
    visit_limit: int | None
    allowed_per_unit: int | None
    hsa: bool
    letter: bool
    marginal_tax: int
    hourly_pay: int
    minutes_off: int


@dataclass(frozen=True)
class Price:
    """What one session costs before tip and tax. `range` names the row of price_ranges.csv.

    `factor` is the pull of wages in ten-thousandths; None: wages played no part.
    """

    range: str | None
    factor: int | None
    low: int
    typical: int
    high: int


@dataclass(frozen=True)
class Part:
    """One line of the breakdown, in cents; negative where someone else pays."""

    id: str
    label: str
    low: int
    typical: int
    high: int


@dataclass(frozen=True)
class SettingCost:
    """The same plan in one setting. `total` None: `why` says why there is none."""

    setting: str
    name: str
    chosen: bool
    total: Range | None
    why: str | None


@dataclass(frozen=True)
class Membership:
    """What a membership brings; `saves` is in cents, negative where it costs more."""

    months: int
    included: int
    break_even: Counts
    saves: Range


@dataclass(frozen=True)
class Stopping:
    """The plan cut short after `sessions`: what it costs then, and what that saves."""

    sessions: int
    weeks: int
    total: Range
    saves: Range


@dataclass(frozen=True)
class Note:
    """A sentence that this plan calls for."""

    id: str
    text: str


@dataclass(frozen=True)
class Estimate:
    """What a plan costs; money is in cents of `currency`."""

    currency: str
    price: Price
    total: Range
    per_session: Range
    per_week: Range
    parts: tuple[Part, ...]
    others: dict[str, Range]
    settings: tuple[SettingCost, ...]
    membership: Membership | None
    stopping: Stopping | None
    notes: tuple[Note, ...]

    def to_dict(self) -> dict[str, Any]:
        """The estimate as plain JSON, equal to what the front end's `estimate` returns."""
        return questionnaire.plain(self)


def estimate(plan: Mapping[str, Any] | None = None) -> Estimate:
    """What a plan costs. Raises `PlanError` (a ValueError) naming every field that is wrong."""
    return _estimate(check_plan(plan))


def parse_money(text: str | int | float) -> int:
    """Dollars as typed, in cents: "$1,200.50" is 120050. ValueError says what would be right."""
    return _parsed(text, "money", None, None)


def check_plan(plan: Mapping[str, Any] | None = None) -> Plan:
    """The plan in integers, empty fields filled in; see CONTRACT for what may stand where.

    Raises TypeError when `plan` is no mapping, `PlanError` with a message for every wrong field.
    """
    if plan is not None and not isinstance(plan, Mapping):
        raise TypeError(f"a plan is a dict of fields, such as {{'sessions': 10}}, not {plan!r}")
    values, errors = _fields(plan or {})
    for field, text in _together(values, errors):
        errors.setdefault(field, text)
    if errors:
        raise PlanError(_in_order(errors))
    return Plan(**{field: _or_zero(field, value) for field, value in values.items()})  # type: ignore[arg-type]


def format_money(cents: int) -> str:
    """Cents as dollars for people: 120050 is "$1,200.50", a whole amount "$1,200"."""
    sign, cents = ("−", -cents) if cents < 0 else ("", cents)
    return f"{sign}${cents // 100:,}" + (f".{cents % 100:02d}" if cents % 100 else "")


def rules() -> dict[str, Any]:
    """All that the front end needs: fields, settings, ranges, states, words, sources, as JSON."""
    return deepcopy(_rules())


# Reading a plan


def _fields(plan: Mapping[str, Any]) -> tuple[Values, dict[str, str]]:
    """Each field on its own: its value, or what is wrong with it."""
    values: Values = {}
    errors: dict[str, str] = {}
    rows = _field_rows()
    for field in plan:
        if field not in rows:
            errors[str(field)] = _say("error_field", right=", ".join(rows))
    for field, row in rows.items():
        given = plan.get(field)
        if given is None or (isinstance(given, str) and not given.strip(_SPACES)):
            given = row.initial if row.kind != "boolean" else row.initial == "yes"
        try:
            values[field] = None if given is None else _value(row, given)
        except ValueError as error:
            errors[field] = str(error)
            values[field] = None
    return values, errors


def _value(row: CostFieldRow, given: Any) -> Value:
    if row.kind == "boolean":
        if isinstance(given, bool):
            return given
        raise ValueError(_say("error_boolean"))
    if row.kind == "choice":
        written = _written(given)
        if written is None or written not in _choices(row):
            raise ValueError(_say("error_choice", right=", ".join(_choices(row))))
        return int(written) if written.isdecimal() else written
    return _parsed(given, row.kind, row.minimum, row.maximum)


def _written(given: Any) -> str | None:
    """A value as text, a number as JavaScript writes it; None: neither text nor number."""
    if isinstance(given, str):
        return given.strip(_SPACES)
    if isinstance(given, bool) or not isinstance(given, int | float):
        return None
    if not math.isfinite(given) or abs(given) >= 10**21:
        return None
    return str(int(given)) if given == int(given) else repr(given)


def _parsed(given: Any, kind: str, minimum: int | None, maximum: int | None) -> int:
    """A typed number as an integer, `minimum` and `maximum` in the unit of typing."""
    written = _written(given)
    match = None if written is None else _GRAMMARS[kind].fullmatch(written)
    if match is None:
        only_marks = written is not None and _ONLY_NUMBER_MARKS.fullmatch(written)
        raise ValueError(
            _say("error_comma" if only_marks else "error_number", example=_example(kind))
        )
    sign, whole, decimals = match[1], match[2].replace(",", "").lstrip("0"), match[3] or ""
    places = len(str(SCALES[kind])) - 1
    if len(decimals) > places:
        raise ValueError(_say("error_decimals" if places else "error_whole", digits=places))
    if len(whole) > _MOST_DIGITS:
        whole = "9" * _MOST_DIGITS
    number = int((whole or "0") + decimals.ljust(places, "0"))
    number = -number if sign else number
    if number < (minimum or 0) * SCALES[kind]:
        raise ValueError(_say("error_below", minimum=_limit(kind, minimum or 0)))
    if maximum is not None and number > maximum * SCALES[kind]:
        raise ValueError(_say("error_above", maximum=_limit(kind, maximum)))
    return number


def _together(values: Values, errors: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """What is wrong between fields, each beside the field to change."""
    minutes, sessions, weeks = values["minutes"], values["sessions"], values["weeks"]
    setting = values["setting"]
    own_price = values["own_price"] is not None or "own_price" in errors
    if not own_price and isinstance(setting, str) and isinstance(minutes, int):
        lengths = [row.minutes for row in tables.load("price_ranges") if row.setting == setting]
        if minutes not in lengths:
            right = " or ".join(str(each) for each in sorted(lengths))
            yield "minutes", _say("error_no_price", minutes=minutes, right=right)
    together = isinstance(sessions, int) and isinstance(weeks, int) and isinstance(minutes, int)
    if together and sessions * minutes > weeks * 7 * 24 * 60:  # type: ignore[operator]
        yield "weeks", _say("error_too_dense", sessions=sessions, minutes=minutes, weeks=weeks)
    stop_after = values["stop_after"]
    if isinstance(stop_after, int) and isinstance(sessions, int) and stop_after > sessions:
        yield "stop_after", _say("error_stop_after", sessions=sessions)
    for chosen, because, needed in (
        (values["deal"] == "membership", "membership", "monthly_fee"),
        (values["deal"] == "package", "package", "package_price"),
        (values["deal"] == "package", "package", "package_sessions"),
        (values["insurance"] == "copayment", "copayment", "copayment"),
        (values["insurance"] == "coinsurance", "coinsurance", "coinsurance"),
        (values["hsa"] is True, "hsa", "marginal_tax"),
    ):
        if chosen and values[needed] is None:
            yield needed, _say("error_needed", because=_words()[f"because_{because}"])
    if values["deal"] not in (None, "none") and values["insurance"] not in (None, "none"):
        yield "deal", _say("error_deal_insurance")
    if (values["hourly_pay"] is None) != (values["minutes_off"] is None):
        missing = "hourly_pay" if values["hourly_pay"] is None else "minutes_off"
        yield missing, _say("error_time")


def _or_zero(field: str, value: Value) -> Value:
    """The value, or what an empty field without an initial value counts as."""
    if value is not None or field in _MAY_BE_NONE:
        return value
    if field == "rate_per_mile":
        return _parsed(str(_number("rate_per_mile")), "rate", None, None)
    return 0


_MAY_BE_NONE = {
    "stop_after",
    "own_price",
    "tip",
    "extra_price",
    "visit_limit",
    "allowed_per_unit",
}


def _in_order(errors: Mapping[str, str]) -> dict[str, str]:
    order = [*_field_rows(), *errors]
    return {field: errors[field] for field in dict.fromkeys(order) if field in errors}


# Reckoning


def _estimate(plan: Plan) -> Estimate:
    setting = _settings()[plan.setting]
    price = _price(plan, setting)
    three = _three(plan, setting, price)
    total = _total(three)
    return Estimate(
        currency=CURRENCY,
        price=price,
        total=total,
        per_session=_each(lambda cents: _divided(cents, plan.sessions), total),
        per_week=_each(lambda cents: _divided(cents, plan.weeks), total),
        parts=tuple(
            Part(part, _words()[f"part_{part}"], *amounts)
            for part in PARTS
            if any(amounts := tuple(costs[part] for costs in three))
        ),
        others={
            part: Range(*(-costs[part] for costs in three))
            for part in ("insurer", "written_off", "tax_saving")
        },
        settings=tuple(_in_setting(plan, other, total) for other in _settings().values()),
        membership=_membership(plan, price, total) if plan.deal == "membership" else None,
        stopping=_stopping(plan, setting, price, total) if plan.stop_after is not None else None,
        notes=tuple(_notes(plan, setting, price, three)),
    )


def _price(plan: Plan, setting: PriceSettingRow) -> Price:
    """The price of a session; the plan is checked, so there is one."""
    if plan.own_price is not None:
        return Price(None, None, plan.own_price, plan.own_price, plan.own_price)
    row = _ranges()[setting.id, plan.minutes]
    factor = _factor(plan, setting)
    moved = (
        _divided(each * (factor or FACTOR), FACTOR) for each in (row.low, row.typical, row.high)
    )
    return Price(row.id, factor, *(100 * dollars for dollars in moved))


def _factor(plan: Plan, setting: PriceSettingRow) -> int | None:
    """The pull of wages in ten-thousandths; None: wages play no part."""
    if plan.state == ANYWHERE or not setting.wage_index:
        return None
    index = _states()[plan.state].index
    return None if index is None else FACTOR + max(-_cap(), min(_cap(), _gap(index)))


def _gap(index: int) -> int:
    return (index - 100) * int(_number("wage_pull"))


def _cap() -> int:
    return 100 * int(_number("wage_cap"))


def _three(plan: Plan, setting: PriceSettingRow, price: Price) -> list[dict[str, int]]:
    """The parts in cents at the low, typical and high price and tip."""
    tips = [setting.tip_low, setting.tip_typical, setting.tip_high]
    given = [tip * SCALES["percent"] for tip in tips] if plan.tip is None else [plan.tip] * 3
    prices = [price.low, price.typical, price.high]
    return [_costs(plan, setting, *pair) for pair in zip(prices, given, strict=True)]


def _costs(plan: Plan, setting: PriceSettingRow, price: int, tip: int) -> dict[str, int]:
    """Every part at one price and tip, in cents."""
    singles, single_price, fees, fee_tax = _deal(plan, price)
    covered, share, written_off, insurer = _insured(plan, singles, price)
    uncovered = singles - covered
    tax = _divided(single_price * plan.sales_tax, WHOLE)
    each_way = plan.fare + _divided(plan.miles * plan.rate_per_mile, 1000)
    eligible = share + uncovered * (single_price + tax)
    saves_tax = plan.hsa and plan.letter
    return {
        "sessions": covered * price + uncovered * single_price,
        "membership": fees if plan.deal == "membership" else 0,
        "package": fees if plan.deal == "package" else 0,
        "sales_tax": uncovered * tax + fee_tax,
        "tip": plan.sessions * _divided(price * tip, WHOLE),
        "travel": plan.sessions * 2 * each_way if setting.own_travel else 0,
        "time_off": plan.sessions * _divided(plan.hourly_pay * plan.minutes_off, 60),
        "written_off": -written_off,
        "insurer": -insurer,
        "tax_saving": -_divided(eligible * plan.marginal_tax, WHOLE) if saves_tax else 0,
    }


def _deal(plan: Plan, price: int) -> tuple[int, int, int, int]:
    """Sessions paid singly, their price, the fees of the deal and the tax on them."""
    if plan.deal == "membership":
        months = _months(plan.weeks)
        fees = plan.joining_fee + months * plan.monthly_fee + plan.cancelling_fee
        singles = max(0, plan.sessions - months * plan.included_sessions)
        single_price = price if plan.extra_price is None else plan.extra_price
        return singles, single_price, fees, _divided(fees * plan.sales_tax, WHOLE)
    if plan.deal == "package":
        packages = max(1, plan.sessions // plan.package_sessions)
        singles = max(0, plan.sessions - packages * plan.package_sessions)
        tax = _divided(plan.package_price * plan.sales_tax, WHOLE)
        return singles, price, packages * plan.package_price, packages * tax
    return plan.sessions, price, 0, 0


def _insured(plan: Plan, singles: int, price: int) -> tuple[int, int, int, int]:
    """Covered sessions, your share of them, what is written off and what the insurer pays."""
    if plan.insurance == "none":
        return 0, 0, 0, 0
    covered = singles if plan.visit_limit is None else min(singles, plan.visit_limit)
    fee = price
    if plan.allowed_per_unit is not None:
        units = plan.minutes // int(_number("minutes_per_unit"))
        fee = min(price, units * plan.allowed_per_unit)
    yours = min(covered * fee, plan.deductible_left)
    if plan.insurance == "coinsurance":
        yours += _divided((covered * fee - yours) * plan.coinsurance, WHOLE)
    elif covered * fee > yours:
        # Visits that the deductible swallows whole, then one that it swallows in part or not.
        whole = plan.deductible_left // fee
        left = (whole + 1) * fee - plan.deductible_left
        yours += min(plan.copayment, left) + (covered - whole - 1) * min(plan.copayment, fee)
    return covered, yours, covered * (price - fee), covered * fee - yours


def _total(three: list[dict[str, int]]) -> Range:
    return Range(*(sum(costs.values()) for costs in three))


def _in_setting(plan: Plan, setting: PriceSettingRow, total: Range) -> SettingCost:
    """The plan in a setting; in others than the chosen one, what is special to it falls away."""
    if setting.id == plan.setting:
        return SettingCost(setting.id, setting.name, True, total, None)
    if (setting.id, plan.minutes) not in _ranges():
        return SettingCost(setting.id, setting.name, False, None, _words()["note_unavailable"])
    there = replace(plan, setting=setting.id, own_price=None, tip=None, deal="none")
    if not setting.bills_insurance:
        there = replace(there, insurance="none")
    costs = _three(there, setting, _price(there, setting))
    return SettingCost(setting.id, setting.name, False, _total(costs), None)


def _membership(plan: Plan, price: Price, total: Range) -> Membership:
    singly = replace(plan, deal="none")
    prices = [price.low, price.typical, price.high]
    months = _months(plan.weeks)
    return Membership(
        months=months,
        included=months * plan.included_sessions,
        break_even=Counts(*(_break_even(plan, each) for each in prices)),
        saves=_difference(_total(_three(singly, _settings()[plan.setting], price)), total),
    )


def _break_even(plan: Plan, price: int) -> int | None:
    """The fewest sessions at which the membership costs no more than paying singly."""
    included = _months(plan.weeks) * plan.included_sessions
    _, extra, fees, _ = _deal(plan, price)
    if price and fees <= included * price:
        sessions = max(1, _ceiling(fees, price))
    elif extra < price:
        sessions = _ceiling(fees - included * extra, price - extra)
    else:
        return None
    return sessions if sessions <= (_field_rows()["sessions"].maximum or 0) else None


def _stopping(plan: Plan, setting: PriceSettingRow, price: Price, total: Range) -> Stopping:
    sessions = plan.stop_after or 0
    weeks = _ceiling(plan.weeks * sessions, plan.sessions)
    stopped = _total(_three(replace(plan, sessions=sessions, weeks=weeks), setting, price))
    return Stopping(sessions, weeks, stopped, _difference(total, stopped))


def _notes(
    plan: Plan, setting: PriceSettingRow, price: Price, three: list[dict[str, int]]
) -> Iterable[Note]:
    """Sentences that this plan calls for, in a fixed order."""
    singles = _deal(plan, price.typical)[0]
    covered, share, _, insurer = _insured(plan, singles, price.typical)
    state = _states().get(plan.state)
    index = state.index if state else None
    told: dict[str, tuple[bool, dict[str, Any]]] = {
        "range": (price.range is not None, {}),
        "wage": (price.factor is not None, {"index": index, "as_of": state and state.as_of}),
        "wage_capped": (price.factor is not None and abs(_gap(index or 0)) > _cap(), {}),
        "wage_none": (price.range is not None and bool(state) and index is None, {}),
        "wage_unused": (price.range is not None and bool(state) and not setting.wage_index, {}),
        "tip": (setting.tip_high == 0 and bool(plan.tip), {}),
        "travel": (not setting.own_travel and plan.fare + plan.miles > 0, {}),
        "months": (plan.deal == "membership", {"months": _months(plan.weeks)}),
        "unused": (_unused(plan) > 0, {"left": _unused(plan)}),
        "visit_limit": (
            plan.insurance != "none" and covered < singles,
            {"covered": covered, "sessions": plan.sessions},
        ),
        "deductible": (0 < share <= plan.deductible_left and insurer == 0, {}),
        "billing": (plan.insurance != "none" and not setting.bills_insurance, {}),
        "network": (plan.insurance != "none" and plan.allowed_per_unit is not None, {}),
        "no_letter": (plan.hsa and not plan.letter, {}),
        "tax": (plan.hsa and plan.letter, {}),
        "student_hsa": (plan.hsa and setting.id == "student_clinic", {}),
    }
    limits = {"pull": int(_number("wage_pull")), "cap": int(_number("wage_cap"))}
    for name, (holds, fill) in told.items():
        if holds:
            yield Note(name, _say(f"note_{name}", **limits, **fill))


def _unused(plan: Plan) -> int:
    """Sessions that a deal has paid for and the plan does not use."""
    if plan.deal == "membership":
        return max(0, _months(plan.weeks) * plan.included_sessions - plan.sessions)
    return max(0, plan.package_sessions - plan.sessions) if plan.deal == "package" else 0


def _months(weeks: int) -> int:
    return _ceiling(weeks * int(_number("months_per_year")), int(_number("weeks_per_year")))


def _divided(number: int, divisor: int) -> int:
    """A quotient rounded to the nearest integer, half up; `number` is not negative."""
    return (number + divisor // 2) // divisor


def _ceiling(number: int, divisor: int) -> int:
    return -(-number // divisor)


def _each(change: Callable[[int], int], amounts: Range) -> Range:
    return Range(change(amounts.low), change(amounts.typical), change(amounts.high))


def _difference(more: Range, less: Range) -> Range:
    return Range(more.low - less.low, more.typical - less.typical, more.high - less.high)


# The tables


@cache
def _field_rows() -> dict[str, CostFieldRow]:
    return {row.id: row for row in tables.load("cost_fields")}


@cache
def _settings() -> dict[str, PriceSettingRow]:
    return {row.id: row for row in tables.load("price_settings")}


@cache
def _ranges() -> dict[tuple[str, int], PriceRangeRow]:
    return {(row.setting, row.minutes): row for row in tables.load("price_ranges")}


@cache
def _states() -> dict[str, WageIndexRow]:
    return {row.id: row for row in tables.load("wage_index")}


@cache
def _numbers() -> dict[str, float]:
    return {row.id: row.value for row in tables.load("cost_rules")}


def _number(name: str) -> float:
    return _numbers()[name]


@cache
def _words() -> dict[str, str]:
    return {row.id: row.text for row in tables.load("cost_words")}


def _say(name: str, **fill: Any) -> str:
    text = _words()[name]
    for key, value in fill.items():
        text = text.replace(f"{{{key}}}", str(value))
    return text


def _choices(row: CostFieldRow) -> tuple[str, ...]:
    """The ids that a choice field takes."""
    if row.id == "setting":
        return tuple(_settings())
    return (ANYWHERE, *_states()) if row.id == "state" else row.choices


def _example(kind: str) -> str:
    return {"integer": "10", "percent": "18"}.get(kind, "12.50")


def _limit(kind: str, number: int) -> str:
    """A limit in words."""
    if kind in ("money", "rate"):
        return format_money(100 * number)
    return f"{number:,}{'%' if kind == 'percent' else ' miles' if kind == 'distance' else ''}"


# What the front end carries


@cache
def _rules() -> dict[str, Any]:
    return {
        "currency": CURRENCY,
        "parts": list(PARTS),
        "fields": [_field_json(row) for row in _field_rows().values()],
        "settings": [questionnaire.plain(row) for row in _settings().values()],
        "ranges": [questionnaire.plain(row) for row in tables.load("price_ranges")],
        "states": [_state_json(row) for row in _states().values()],
        "numbers": [questionnaire.plain(row) for row in tables.load("cost_rules")],
        "presets": [_preset_json(row) for row in tables.load("cost_presets")],
        "findings": [_finding_json(row) for row in tables.load("cost_findings")],
        "words": dict(_words()),
        "sources": _sources(),
    }


def _field_json(row: CostFieldRow) -> dict[str, Any]:
    shown = questionnaire.plain(row)
    if row.kind == "choice":
        shown["choices"] = [{"id": each, "label": _label(row, each)} for each in _choices(row)]
        shown["right"] = ", ".join(_choices(row))
    for end in ("minimum", "maximum"):
        limit = getattr(row, end)
        shown[f"{end}_text"] = None if limit is None else _limit(row.kind, limit)
    shown["example"] = None if row.kind in ("choice", "boolean") else _example(row.kind)
    shown["needs_none"] = row.id in _MAY_BE_NONE
    return shown


def _label(row: CostFieldRow, choice: str) -> str:
    if row.id == "setting":
        return _settings()[choice].name
    if row.id == "state" and choice != ANYWHERE:
        return _states()[choice].name
    return _words().get(f"choice_{row.id}_{choice}", choice)


def _state_json(row: WageIndexRow) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "index": row.index, "as_of": row.as_of}


def _preset_json(row: tables.CostPresetRow) -> dict[str, Any]:
    shown = questionnaire.plain(row)
    names = ("sessions", "weeks", "stop_after")
    plan = {name: shown.pop(name) for name in names}
    return {**shown, "plan": plan}


def _finding_json(row: tables.CostFindingRow) -> dict[str, Any]:
    said = {each.id: each for each in tables.load("evidence")}
    return {
        "id": row.id,
        "lead": row.lead,
        "evidence": [
            questionnaire.plain(said[name], ("topic", "bib_key")) for name in row.evidence
        ],
    }


def _sources() -> dict[str, dict[str, Any]]:
    """The rows behind the numbers, by id, each as a sentence with source, date and address."""
    named = {name for row in tables.load("price_ranges") for name in row.prices}
    named |= {name for row in _settings().values() for name in row.tip_prices}
    named |= {name for row in tables.load("cost_rules") for name in row.rows}
    named |= {name for row in tables.load("cost_presets") for name in row.evidence}
    found: dict[str, dict[str, Any]] = {}
    for table in tables.FACT_TABLES:
        for row in tables.load(table):
            if row.id in named:
                found[row.id] = {
                    "says": _says(row),
                    "source": row.source,
                    "as_of": row.as_of,
                    "where_seen": row.where_seen,
                    "verified": row.verified,
                    "history": (getattr(row, "year", None) or 9999) < _number("history_before"),
                }
    return dict(sorted(found.items()))


def _says(row: Any) -> str:
    """What a row of facts says, in a sentence."""
    if isinstance(row, tables.PriceRow):
        figures = [f"{each:g}" for each in (row.low, row.typical, row.high) if each is not None]
        unit = f" {row.unit}" if row.unit and figures else ""
        return f"{row.item}, {row.place}" + (f": {' to '.join(figures)}{unit}" if figures else "")
    if isinstance(row, tables.WageRow):
        return f"{row.sector}: median {row.hourly_median:g} USD per hour"
    return str(row.statement)
