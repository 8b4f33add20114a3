"""A plan's cost adds up, is monotone, and refuses what cannot be beside the field."""

from __future__ import annotations

import json
import random
from typing import Any

import plans
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widgets import costs, tables
from widgets.costs import PlanError, check_plan, estimate, format_money, parse_money

ENDS = ("low", "typical", "high")
WORDS = {row.id: row.text for row in tables.load("cost_words")}


def errors(plan: Any) -> dict[str, str]:
    """What is wrong with a plan, by field; empty when nothing is."""
    try:
        check_plan(plan)
    except PlanError as error:
        assert isinstance(error, ValueError)
        assert all(f"{field}: {text}" in str(error) for field, text in error.errors.items())
        return error.errors
    return {}


def parts(plan: dict[str, Any], end: str = "typical") -> dict[str, int]:
    return {part.id: getattr(part, end) for part in estimate(plan).parts}


def typical(plan: dict[str, Any]) -> int:
    return estimate(plan).total.typical


seeds = st.integers(min_value=0, max_value=2**32)


@st.composite
def possible_plans(draw: st.DrawFn) -> dict[str, Any]:
    plan = plans.random_plan(random.Random(draw(seeds)))
    return {} if errors(plan) else plan


# What holds for every plan


@given(possible_plans())
@settings(max_examples=300, deadline=None)
def test_the_parts_add_up_to_the_cent_and_the_ends_are_in_order(plan: dict[str, Any]) -> None:
    found = estimate(plan)
    for end in ENDS:
        total = getattr(found.total, end)
        assert sum(getattr(part, end) for part in found.parts) == total >= 0
    assert found.total.low <= found.total.typical <= found.total.high
    for row in found.settings:
        assert row.chosen == (row.setting == plan.get("setting", "independent"))
        if row.chosen:
            assert row.total == found.total
        elif row.total:
            assert row.total.low <= row.total.typical <= row.total.high
        assert (row.total is None) == (row.why is not None)


@given(possible_plans())
@settings(max_examples=200, deadline=None)
def test_you_and_the_others_pay_the_whole_price_together(plan: dict[str, Any]) -> None:
    found = estimate(plan)
    for end in ENDS:
        paid_by_you = getattr(found.total, end)
        by_others = sum(getattr(found.others[who], end) for who in found.others)
        price = sum(max(0, getattr(part, end)) for part in found.parts)
        assert paid_by_you + by_others == price
        assert all(getattr(found.others[who], end) >= 0 for who in found.others)


@given(possible_plans(), st.integers(min_value=1, max_value=40))
@settings(max_examples=200, deadline=None)
def test_more_sessions_in_the_same_weeks_never_cost_less_without_a_package(
    plan: dict[str, Any], more: int
) -> None:
    now = check_plan(plan)
    longer = {**plan, "sessions": min(500, now.sessions + more)}
    if now.deal != "package" and not errors(longer):
        before, after = estimate(plan).total, estimate(longer).total
        assert all(getattr(before, end) <= getattr(after, end) for end in ENDS)


@given(possible_plans())
@settings(max_examples=150, deadline=None)
def test_money_is_whole_cents_and_results_are_json(plan: dict[str, Any]) -> None:
    found = estimate(plan).to_dict()
    assert json.loads(json.dumps(found)) == found
    assert "." not in "".join(c for c in json.dumps(found["total"]) if c in ".0123456789")


@given(possible_plans())
@settings(max_examples=150, deadline=None)
def test_stopping_early_costs_what_a_shorter_plan_costs(plan: dict[str, Any]) -> None:
    found = estimate(plan)
    if found.stopping:
        short = {**plan, "sessions": found.stopping.sessions, "weeks": found.stopping.weeks}
        if not errors(short):
            assert estimate(short).total == found.stopping.total
        for end in ENDS:
            left = getattr(found.total, end) - getattr(found.stopping.total, end)
            assert getattr(found.stopping.saves, end) == left


@given(possible_plans())
@settings(max_examples=150, deadline=None)
def test_a_membership_breaks_even_where_it_says(plan: dict[str, Any]) -> None:
    now, found = check_plan(plan), estimate(plan)
    if not found.membership:
        return
    for end in ENDS:
        price, even = getattr(found.price, end), getattr(found.membership.break_even, end)
        extra = price if now.extra_price is None else now.extra_price
        fees = now.joining_fee + found.membership.months * now.monthly_fee + now.cancelling_fee
        cheaper = [
            count
            for count in range(1, 501)
            if fees + max(0, count - found.membership.included) * extra <= count * price
        ]
        assert even == (cheaper[0] if cheaper else None)


@given(seeds)
@settings(max_examples=500, deadline=None)
def test_a_mistake_is_named_beside_its_field_and_never_breaks_the_arithmetic(seed: int) -> None:
    plan = plans.random_mistake(random.Random(seed))
    found = errors(plan)
    assert set(found) <= set(plans.FIELDS)
    assert list(found) == [field for field in plans.FIELDS if field in found]
    assert all("{" not in text for text in found.values())
    if not found:
        assert "{" not in json.dumps([note["text"] for note in estimate(plan).to_dict()["notes"]])


def test_ten_thousand_random_plans_are_nearly_all_possible_and_stay_below_2_to_the_53() -> None:
    rng = random.Random(3)
    possible = [plan for plan in (plans.random_plan(rng) for _ in range(2000)) if not errors(plan)]
    assert len(possible) > 1900
    greatest = {row.id: row.maximum for row in plans.FIELDS.values() if row.maximum is not None}
    now = check_plan({"own_price": greatest["own_price"], "sales_tax": greatest["sales_tax"]})
    eligible = greatest["sessions"] * (now.own_price or 0) * (1 + greatest["sales_tax"] / 100)
    assert eligible * costs.WHOLE + costs.WHOLE < 2**53


# What one may type


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("$1,200.50", 120050),
        ("1200.5", 120050),
        (" $ 80 ", 8000),
        ("0", 0),
        ("-0", 0),
        ("1,000,000", 100_000_000),
        ("007", 700),
        (87.5, 8750),
        (80, 8000),
        (80.0, 8000),
        ("\u00a012\t", 1200),
    ],
)
def test_money_is_read_as_typed(text: str | float, cents: int) -> None:
    assert parse_money(text) == cents


@pytest.mark.parametrize("text", ["1.200,50", "1,50", "1 200", "12,00", "1,2000", "1,00,000", ".5"])
def test_decimal_commas_and_strange_groups_are_refused_not_guessed_at(text: str) -> None:
    with pytest.raises(ValueError, match="commas only between thousands"):
        parse_money(text)


@pytest.mark.parametrize("text", ["1.200", "0.005", 0.1 + 0.2])
def test_parts_of_a_cent_are_refused(text: Any) -> None:
    with pytest.raises(ValueError, match="no more than 2 digits"):
        parse_money(text)


@pytest.mark.parametrize(
    "value", ["abc", "eighty", "१०", "80 dollars", "", True, None, [80], float("nan"), float("inf")]
)
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"Write a number, such as 12\.50"):
        parse_money(value)


@pytest.mark.parametrize(
    ("cents", "text"), [(120050, "$1,200.50"), (120000, "$1,200"), (-5, "−$0.05"), (0, "$0")]
)
def test_money_is_written_for_people(cents: int, text: str) -> None:
    assert format_money(cents) == text


# Plans that cannot be, each with the words beside the field


@pytest.mark.parametrize(
    ("plan", "field", "words"),
    [
        ({"setting": "medical", "minutes": 90}, "minutes", "one for 60"),
        ({"setting": "student_clinic", "minutes": "30"}, "minutes", "give your own price"),
        ({"own_price": -1}, "own_price", "less than $0"),
        ({"own_price": "-5"}, "own_price", "less than $0"),
        ({"own_price": "sixty"}, "own_price", "Write a number"),
        ({"own_price": 1e9}, "own_price", "more than $1,000,000"),
        ({"own_price": "1.200,50"}, "own_price", "Write a point before the decimals"),
        ({"own_price": float("nan")}, "own_price", "Write a number"),
        ({"own_price": float("-inf")}, "own_price", "Write a number"),
        ({"own_price": True}, "own_price", "Write a number"),
        ({"sessions": 0}, "sessions", "less than 1"),
        ({"sessions": -3}, "sessions", "less than 1"),
        ({"sessions": 2.5}, "sessions", "whole number"),
        ({"sessions": True}, "sessions", "Write a number"),
        ({"sessions": 501}, "sessions", "more than 500"),
        ({"sessions": 365, "weeks": 1}, "weeks", "do not fit"),
        ({"weeks": 0}, "weeks", "less than 1"),
        ({"tip": "4000%"}, "tip", "more than 100%"),
        ({"tip": -1}, "tip", "less than 0%"),
        ({"visit_limit": -1}, "visit_limit", "less than 0"),
        ({"coinsurance": 101}, "coinsurance", "more than 100%"),
        ({"setting": "garage"}, "setting", "Choose one of these: independent,"),
        ({"state": "Minnesota"}, "state", "Choose one of these: anywhere, AL"),
        ({"minutes": 45}, "minutes", "30, 60, 90"),
        ({"hsa": "yes"}, "hsa", "true or false"),
        ({"hsa": True}, "marginal_tax", "HSA or FSA"),
        ({"deal": "membership"}, "monthly_fee", "a membership"),
        ({"deal": "package", "package_price": 300}, "package_sessions", "a package"),
        ({"insurance": "copayment"}, "copayment", "a copayment"),
        ({"insurance": "coinsurance"}, "coinsurance", "coinsurance"),
        ({"stop_after": 11}, "stop_after", "more sessions than you plan (10)"),
        ({"hourly_pay": 20}, "minutes_off", "both"),
        ({"minutes_off": 60}, "hourly_pay", "both"),
        (
            {"deal": "membership", "monthly_fee": 60, "insurance": "copayment", "copayment": 20},
            "deal",
            "no insurance",
        ),
        ({"price": 60}, "price", "The fields are setting, minutes,"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_beside_the_field(
    plan: dict[str, Any], field: str, words: str
) -> None:
    found = errors(plan)
    assert list(found) == [field]
    assert words in found[field]


def test_every_wrong_field_is_named_at_once() -> None:
    wrong = {"sessions": 0, "tip": 4000, "own_price": "abc", "visit_limit": -1, "minutes": 90}
    assert set(errors(wrong)) == {"sessions", "tip", "own_price", "visit_limit"}


@pytest.mark.parametrize("plan", ["ten sessions", 10, [("sessions", 10)]])
def test_what_is_no_plan_is_a_type_error(plan: Any) -> None:
    with pytest.raises(TypeError, match="a plan is a dict of fields"):
        estimate(plan)


# Plans that can be, though they look odd


def test_every_field_cleared_is_the_plan_to_start_with() -> None:
    for empty in ("", "  ", None):
        assert estimate(dict.fromkeys(plans.FIELDS, empty)) == estimate({}) == estimate()


def test_a_price_of_nothing_costs_nothing() -> None:
    found = estimate({"own_price": 0})
    assert found.total == costs.Range(0, 0, 0) and found.parts == ()


def test_a_huge_plan_works() -> None:
    found = estimate({"sessions": 365, "weeks": 52, "own_price": "$1,000,000", "tip": 0})
    assert found.total.typical == 365 * 100_000_000
    assert estimate({"sessions": 500, "weeks": 520}).total.high > 0


def test_an_own_price_opens_every_length_and_takes_the_place_of_the_range() -> None:
    found = estimate({"setting": "medical", "minutes": 90, "own_price": 200, "state": "AK"})
    assert found.price == costs.Price(None, None, 20000, 20000, 20000)
    assert found.total.typical == 200000
    others = {row.setting: row for row in found.settings}
    assert others["student_clinic"].total is None
    assert others["student_clinic"].why == WORDS["note_unavailable"]
    assert others["independent"].total is not None


def test_switching_to_a_setting_without_that_length_says_what_there_is() -> None:
    assert not errors({"minutes": 90})
    assert "for 60" in errors({"minutes": 90, "setting": "mobile"})["minutes"]


# Each rule by hand


def test_the_article_hour_ten_times_with_the_usual_tip() -> None:
    assert parts({}) == {"sessions": 87000, "tip": 13050}
    assert estimate({}).per_session == costs.Range(6000, 10005, 16800)


@pytest.mark.parametrize(
    ("state", "factor", "typical_price"),
    [
        ("anywhere", None, 8700),
        ("DE", None, 8700),  # no wage is published
        ("AL", 8750, 7600),  # 87 x 0.875 = 76.125
        ("WA", 11450, 10000),  # 87 x 1.145 = 99.615
        ("AK", 12000, 10400),  # capped
        ("PR", 8000, 7000),  # capped
    ],
)
def test_wages_move_the_range_by_half_the_gap_and_never_past_the_cap(
    state: str, factor: int | None, typical_price: int
) -> None:
    price = estimate({"state": state}).price
    assert (price.factor, price.typical) == (factor, typical_price)
    said = {note.id for note in estimate({"state": state}).notes}
    assert ("wage" in said) == (factor is not None)
    assert ("wage_capped" in said) == (state in ("AK", "PR"))
    assert ("wage_none" in said) == (state == "DE")


def test_wages_do_not_move_what_a_student_clinic_asks() -> None:
    found = estimate({"setting": "student_clinic", "state": "AK"})
    assert found.price.typical == 3500
    assert "wage_unused" in {note.id for note in found.notes}


@pytest.mark.parametrize("setting", ["medical", "student_clinic"])
def test_no_tip_where_none_is_usual_but_one_may_be_given(setting: str) -> None:
    assert "tip" not in parts({"setting": setting})
    given = estimate({"setting": setting, "tip": 10})
    assert "tip" in {note.id for note in given.notes}
    assert given.total.typical > estimate({"setting": setting}).total.typical


def test_tax_is_on_sessions_not_on_tips_or_travel() -> None:
    plan = {"own_price": 100, "sales_tax": "8.875", "tip": 20, "fare": "2.75"}
    assert parts(plan) == {"sessions": 100000, "sales_tax": 8880, "tip": 20000, "travel": 5500}


def test_half_a_cent_is_rounded_up() -> None:
    assert parts({"own_price": "0.10", "tip": 5, "sessions": 1}) == {"sessions": 10, "tip": 1}
    assert parts({"own_price": "0.10", "tip": "4.9", "sessions": 1}) == {"sessions": 10}


def test_a_trip_is_there_and_back_at_the_rate_of_a_mile() -> None:
    assert parts({"sessions": 1, "miles": 10})["travel"] == 2 * 725
    assert parts({"sessions": 1, "miles": 10, "rate_per_mile": "0.205"})["travel"] == 2 * 205
    assert "travel" not in parts({"setting": "mobile", "miles": 10, "fare": 5})


def test_unpaid_time_counts_only_when_asked_for() -> None:
    assert parts({"sessions": 1, "hourly_pay": "28.10", "minutes_off": 100})["time_off"] == 4683
    assert "time_off" not in parts({"sessions": 1})


def test_a_membership_runs_in_whole_months_and_charges_the_rest_singly() -> None:
    plan = {"own_price": 100, "tip": 0, "deal": "membership", "monthly_fee": 70}
    assert parts(plan) == {"sessions": 70000, "membership": 21000}  # 3 months in 10 weeks
    found = estimate({**plan, "extra_price": 70, "joining_fee": 10, "cancelling_fee": 50})
    assert found.total.typical == 7 * 7000 + 3 * 7000 + 6000
    assert found.membership == costs.Membership(
        3, 3, costs.Counts(3, 3, 3), costs.Range(24000, 24000, 24000)
    )
    alone = estimate({**plan, "sessions": 1, "joining_fee": 200})
    assert alone.membership and alone.membership.break_even.typical is None
    assert alone.membership.saves.typical < 0
    assert "unused" in {note.id for note in alone.notes}


def test_a_package_is_paid_whole_and_what_is_not_used_is_lost() -> None:
    plan = {"own_price": 100, "tip": 0, "deal": "package", "package_price": 450}
    assert parts({**plan, "package_sessions": 5}) == {"package": 90000}
    assert parts({**plan, "package_sessions": 4}) == {"sessions": 20000, "package": 90000}
    unused = estimate({**plan, "package_sessions": 12})
    assert unused.total.typical == 45000 and "unused" in {note.id for note in unused.notes}
    stopped = estimate({**plan, "package_sessions": 12, "stop_after": 4}).stopping
    assert stopped and stopped.saves.typical == 0


INSURED = {"setting": "medical", "own_price": 120, "insurance": "coinsurance", "coinsurance": 20}


def test_the_deductible_comes_first_then_the_coinsurance() -> None:
    assert parts(INSURED) == {"sessions": 120000, "insurer": -96000}
    assert parts({**INSURED, "deductible_left": 300})["insurer"] == -72000
    copayment = {**INSURED, "insurance": "copayment", "copayment": 30}
    assert parts(copayment)["insurer"] == -90000
    # Visits 1 and 2 are yours, 3 is yours for 60 and then 30; 7 more at 30.
    assert typical({**copayment, "deductible_left": 300}) == 24000 + 9000 + 21000


def test_a_deductible_larger_than_the_plan_leaves_it_all_to_you() -> None:
    found = estimate({**INSURED, "deductible_left": 5000})
    assert found.total.typical == 120000 and found.others["insurer"].typical == 0
    assert "deductible" in {note.id for note in found.notes}


@pytest.mark.parametrize(("share", "cents"), [(0, 0), (100, 120000), ("12.5", 15000)])
def test_coinsurance_from_none_to_all(share: Any, cents: int) -> None:
    assert typical({**INSURED, "coinsurance": share}) == cents


def test_a_copayment_is_never_more_than_the_visit() -> None:
    assert typical({**INSURED, "insurance": "copayment", "copayment": 500}) == 120000


def test_visits_past_the_limit_are_yours() -> None:
    found = estimate({**INSURED, "visit_limit": 6})
    assert found.total.typical == 6 * 2400 + 4 * 12000
    assert "6 of 10" in next(note.text for note in found.notes if note.id == "visit_limit")
    assert typical({**INSURED, "visit_limit": 0}) == 120000
    assert typical({**INSURED, "visit_limit": 500}) == typical(INSURED)


def test_the_allowed_amount_is_counted_by_units_of_fifteen_minutes() -> None:
    plan = {**INSURED, "allowed_per_unit": "29.76"}
    assert parts(plan)["written_off"] == -10 * (12000 - 4 * 2976)
    assert "written_off" not in parts({**plan, "minutes": 90})  # 6 units are above the price
    assert parts({**plan, "minutes": 30})["written_off"] == -10 * (12000 - 2 * 2976)


def test_no_sales_tax_on_visits_that_the_insurer_takes_part_in() -> None:
    assert parts({**INSURED, "sales_tax": 10, "visit_limit": 6})["sales_tax"] == 4 * 1200


def test_an_hsa_saves_tax_only_with_the_letter_and_never_on_tips() -> None:
    plan = {"own_price": 100, "tip": 20, "fare": 5, "hsa": True, "marginal_tax": 22}
    assert "tax_saving" not in parts(plan)
    assert "no_letter" in {note.id for note in estimate(plan).notes}
    assert parts({**plan, "letter": True})["tax_saving"] == -22000
    insured = {**INSURED, "hsa": True, "letter": True, "marginal_tax": 25}
    assert parts(insured)["tax_saving"] == -6000
    member = {**plan, "letter": True, "deal": "membership", "monthly_fee": 80}
    assert parts(member)["tax_saving"] == -7 * 2200


def test_insurance_is_doubted_where_no_source_shows_it() -> None:
    plan = {**INSURED, "setting": "spa_hotel"}
    assert "billing" in {note.id for note in estimate(plan).notes}
    totals = {row.setting: row.total for row in estimate(plan).settings}
    bare = {row.setting: row.total for row in estimate({"setting": "spa_hotel"}).settings}
    assert totals["mobile"] == bare["mobile"] and totals["medical"] != bare["medical"]


@pytest.mark.parametrize("row", tables.load("cost_presets"), ids=lambda row: row.id)
def test_each_preset_is_a_plan(row: tables.CostPresetRow) -> None:
    plan = {"sessions": row.sessions, "weeks": row.weeks, "stop_after": row.stop_after}
    found = estimate(plan)
    assert (found.stopping is None) == (row.stop_after is None)
    if found.stopping:
        assert found.stopping.saves.typical == 6 * 10005


# The tables behind it


HISTORY = {"P005", "P020", "P022", "P036", "P041", "P047", "P048", "P049", "P054"}


def test_every_number_has_its_source_one_tap_away() -> None:
    rules = costs.rules()
    assert json.loads(json.dumps(rules)) == rules
    named = [name for row in rules["ranges"] for name in row["prices"]]
    named += [name for row in rules["settings"] for name in row["tip_prices"]]
    named += [name for row in rules["numbers"] for name in row["rows"]]
    assert named and set(named) <= set(rules["sources"])
    for name, source in rules["sources"].items():
        assert source["says"] and source["source"] and source["as_of"], name
        assert source["verified"] != "no", name
        assert source["history"] == (name in HISTORY), name
    for row in rules["ranges"]:
        assert row["kind"] == "derived judgment" and row["basis"] and row["as_of"]
    rules["words"].clear()
    assert costs.rules()["words"]


def test_each_kind_of_place_has_a_price_for_an_hour() -> None:
    hours = {row.setting for row in tables.load("price_ranges") if row.minutes == 60}
    assert hours == {row.id for row in tables.load("price_settings")}
    for row in tables.load("price_ranges"):
        assert not errors({"setting": row.setting, "minutes": row.minutes})


def test_a_range_covers_the_prices_that_it_rests_on_or_is_narrower() -> None:
    prices = {row.id: row for row in tables.load("prices")}
    for row in tables.load("price_ranges"):
        figures = [
            figure
            for name in row.prices
            for figure in (prices[name].low, prices[name].typical, prices[name].high)
            if figure is not None
        ]
        assert figures and row.low >= min(20, *figures), row.id


def test_no_range_rests_on_what_was_not_seen() -> None:
    for row in tables.load("prices"):
        if row.verified == "no":
            assert row.id in ("P006", "P038")
    assert "P019" not in {row.id for row in tables.load("prices")}
    assert "CR079" not in {row.id for row in tables.load("credentials")}


def test_every_field_is_one_of_the_plan_and_starts_with_something_allowed() -> None:
    assert list(plans.FIELDS) == list(costs.Plan.__dataclass_fields__)
    assert not errors({})
    for row in plans.FIELDS.values():
        if row.kind in plans.DECIMALS:
            assert row.minimum is not None and row.maximum is not None
            ends = ({row.id: row.minimum}, {row.id: f"{row.maximum:,}"})
            assert all(row.id not in errors(each) for each in ends if row.id != "stop_after")


def test_facts_have_ids_of_their_own() -> None:
    ids = [row.id for table in tables.FACT_TABLES for row in tables.load(table)]
    assert len(set(ids)) == len(ids)
