"""Plans for tests: random ones, written as people write them."""

from __future__ import annotations

import random
from typing import Any

from widgets import costs, tables

FIELDS: dict[str, tables.CostFieldRow] = {row.id: row for row in tables.load("cost_fields")}
STATES = ["anywhere", *(row.id for row in tables.load("wage_index"))]
RANGES: list[tables.PriceRangeRow] = list(tables.load("price_ranges"))
DECIMALS = {"money": 2, "rate": 3, "percent": 3, "distance": 2, "integer": 0}
# Where a full span would make nearly every plan absurd; the ends are still drawn now and then.
USUAL = {
    "sessions": 30,
    "weeks": 60,
    "own_price": 250,
    "fare": 20,
    "miles": 30,
    "rate_per_mile": 2,
    "tip": 30,
    "sales_tax": 12,
    "monthly_fee": 150,
    "included_sessions": 4,
    "extra_price": 120,
    "joining_fee": 60,
    "cancelling_fee": 100,
    "package_price": 900,
    "package_sessions": 12,
    "copayment": 60,
    "deductible_left": 3000,
    "visit_limit": 20,
    "allowed_per_unit": 45,
    "marginal_tax": 40,
    "hourly_pay": 60,
    "minutes_off": 180,
}


def random_plan(rng: random.Random) -> dict[str, Any]:
    """A plan that can be, but for sessions too dense for their weeks in a few."""
    ranged = rng.choice(RANGES)
    plan: dict[str, Any] = {"setting": ranged.setting, "minutes": ranged.minutes}
    if rng.random() < 0.4:
        plan |= {"minutes": rng.choice([30, 60, 90]), "own_price": _number("own_price", rng)}
    for field in ("sessions", "weeks", "tip", "sales_tax", "fare", "miles", "rate_per_mile"):
        _maybe(plan, field, rng)
    if rng.random() < 0.6:
        plan["state"] = rng.choice(STATES)
    if rng.random() < 0.3:
        plan |= {field: _number(field, rng) for field in ("hourly_pay", "minutes_off")}
    if rng.random() < 0.5:
        plan |= {"hsa": True, "letter": rng.random() < 0.7}
        plan["marginal_tax"] = _number("marginal_tax", rng)
    _random_deal(plan, rng) if rng.random() < 0.4 else _random_insurance(plan, rng)
    if rng.random() < 0.4:
        sessions = costs.check_plan({"sessions": plan.get("sessions")}).sessions
        plan["stop_after"] = rng.randint(1, sessions)
    return plan


def random_mistake(rng: random.Random) -> dict[str, Any]:
    """A plan with one or a few values that may be wrong."""
    plan = random_plan(rng)
    for field in rng.sample(sorted(FIELDS), rng.randint(1, 4)):
        plan[field] = rng.choice(ODD_VALUES)
    return plan


ODD_VALUES: list[Any] = [
    *(
        "",
        " ",
        None,
        "abc",
        "-5",
        -5,
        0,
        "0",
        1e9,
        "1e9",
        4000,
        "4000%",
        "$ 80",
        "$-80",
        "−80",
        "80 $",
    ),
    *(
        "1.200,50",
        "1,50",
        "1 200",
        "1,200.50",
        "$1,200.50",
        "1.2345",
        "12.5",
        12.5,
        "01",
        ".5",
        "5.",
    ),
    *(True, False, "yes", "none", "membership", "MN", "mn", "60", 60.0, 45, 365, 1e21, 0.1 + 0.2),
    *("9" * 30, "1,00,000", "1,000,000", "१०", "10\u00a0", "\t10", [], {}, [10]),
]


def _random_deal(plan: dict[str, Any], rng: random.Random) -> None:
    plan["deal"] = rng.choice(["membership", "package"])
    if plan["deal"] == "membership":
        plan["monthly_fee"] = _number("monthly_fee", rng)
        for field in ("included_sessions", "extra_price", "joining_fee", "cancelling_fee"):
            _maybe(plan, field, rng)
    else:
        plan |= {field: _number(field, rng) for field in ("package_price", "package_sessions")}


def _random_insurance(plan: dict[str, Any], rng: random.Random) -> None:
    plan["insurance"] = rng.choice(["none", "copayment", "coinsurance"])
    if plan["insurance"] != "none":
        plan[plan["insurance"]] = _number(plan["insurance"], rng)
    for field in ("deductible_left", "visit_limit", "allowed_per_unit"):
        _maybe(plan, field, rng)


def _maybe(plan: dict[str, Any], field: str, rng: random.Random) -> None:
    """Fill a field in half of all plans; in a few, clear it as a person would."""
    chance = rng.random()
    if chance < 0.5:
        plan[field] = _number(field, rng)
    elif chance < 0.55:
        plan[field] = rng.choice(["", " ", None])


def _number(field: str, rng: random.Random) -> str | int | float:
    """A number that the field allows, as text or as a number."""
    row = FIELDS[field]
    low, high = row.minimum or 0, row.maximum or 0
    if rng.random() < 0.03:
        return rng.choice([low, high, str(low), f"{high:,}"])
    places = rng.randint(0, DECIMALS[row.kind])
    top = min(high, USUAL.get(field, high))
    scaled = rng.randint(low * 10**places, top * 10**places)
    whole, rest = divmod(scaled, 10**places)
    if rng.random() < 0.3:
        return float(f"{whole}.{rest:0{places}d}") if places else whole
    text = f"{whole:,}" if rng.random() < 0.5 else str(whole)
    text += f".{rest:0{places}d}" if places else ""
    if row.kind in ("money", "rate") and rng.random() < 0.5:
        text = rng.choice(["$", "$ ", " $"]) + text
    if row.kind == "percent" and rng.random() < 0.5:
        text += rng.choice(["%", " %"])
    return text
