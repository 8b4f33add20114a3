"""What is published is what was tested: the very modules and tables below _static, against Python.

The page's own modules are imported in the page and given random people; so a copy that went stale,
lost a file or was mixed from two builds shows here.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import built
from browsing import Visit
from driving import CHOOSING
from profiles import random_answers, random_safe_answers

from widgets import questionnaire
from widgets.screening import screen
from widgets.selection import rank

RANDOM_PEOPLE = 300


def test_the_published_front_ends_are_those_of_the_package(data_folder: Path) -> None:
    sources = built.ROOT / "widgets" / "frontend"
    for path in (*sources.glob("*.js"), *sources.glob("*.css")):
        assert (data_folder / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_published_rules_are_those_of_the_tables(data_folder: Path) -> None:
    state = json.loads((data_folder / "modality_selector.json").read_text(encoding="utf-8"))
    assert state["rules"] == json.loads(json.dumps(questionnaire.rules()))
    assert state["answers"] == {}
    # The front end is a file of its own; a second copy in the state would only add weight.
    assert not {"_esm", "_css"} & set(state)


def test_the_published_modules_agree_with_python(visit: Visit, data_folder: Path) -> None:
    rng = random.Random(20261122)
    people = [
        *(random_answers(rng) for _ in range(RANDOM_PEOPLE // 2)),
        *(random_safe_answers(rng) for _ in range(RANDOM_PEOPLE // 2)),
    ]
    page = visit(CHOOSING)
    results = page.evaluate(
        """async ([folder, people]) => {
             const here = new URL(`../../_static/widgets/${folder}/`, location.href);
             const { screen } = await import(new URL("screening.js", here).href);
             const { rank } = await import(new URL("selection.js", here).href);
             const { rules } = await (await fetch(new URL("modality_selector.json", here))).json();
             return people.map((answers) => [screen(rules, answers), rank(rules, answers)]);
           }""",
        [data_folder.name, people],
    )
    for answers, (screening, options) in zip(people, results, strict=True):
        assert screening == screen(answers).to_dict(), answers
        assert options == [option.to_dict() for option in rank(answers)], answers
