"""The question bank: what it reads, what it refuses and how it says so, and how it marks.

Small banks are written here by the hand of a careless author; the shipped ones are held to the
schema and to the tables. What the book asks where is in test_bank_covers_the_book.py.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any, get_args, get_type_hints

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from widgets import bank, tables

FOLDER = Path(bank.__file__).parent / "data" / "bank"
SCHEMA = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
FACT = next(row.id for row in tables.load("evidence") if row.verified == "yes")
UNSEEN = next(row.id for row in tables.load("evidence") if row.verified == "no")

SINGLE = f"""\
- id: types-knots-1
  lesson: types/knots
  objective: 1
  kind: single
  question: How long does it last?
  evidence: [{FACT}]
  options:
    - text: For good.
      feedback: No study found that.
      misconception: Massage changes muscle for good.
    - text: For minutes.
      right: true
      feedback: It was gone within minutes.
    - text: No
      feedback: YAML 1.2 takes the word No for a word.
      misconception: Nothing changes.
"""
MULTIPLE = """\
- id: types-knots-2
  lesson: types/knots
  objective: 2
  kind: multiple
  question: Which apply?
  evidence: []
  options:
    - {text: One, right: true, feedback: Yes.}
    - {text: Two, feedback: Not this., misconception: Two is one.}
    - {text: Three, right: true, feedback: Yes.}
"""
NUMERIC = """\
- id: types-knots-3
  lesson: types/knots
  objective: 2
  kind: numeric
  question: How many more in 100 got better?
  evidence: []
  answer: 23
  tolerance: 1
  unit: people
  right: 62 less 39 is 23.
  wrong: Take one from the other.
  traps:
    - {value: 62, tolerance: 0.5, feedback: That is one group., misconception: One arm will do.}
"""
MATCH = """\
- id: types-knots-4
  lesson: types/knots
  objective: 3
  kind: match
  question: What do we know?
  evidence: []
  misconception: A good story is proof.
  pairs:
    - {left: Toxins, right: not shown, feedback: Nobody named one.}
    - {left: Warm skin, right: shown, feedback: It was measured.}
    - {left: Posture, right: not shown, feedback: Reviews disagree.}
  distractors:
    - {right: proven, misconception: One study proves it.}
"""
ALL = SINGLE + MULTIPLE + NUMERIC + MATCH


def read(text: str) -> tuple[bank.Item, ...]:
    return bank.read(text, "types.yaml")


@pytest.fixture(scope="module")
def four() -> dict[str, bank.Item]:
    return {item.kind: item for item in read(ALL)}


class TestReading:
    def test_each_kind_becomes_a_typed_item_in_the_order_of_the_file(self) -> None:
        found = read(ALL)
        kinds = [bank.Choice, bank.Choice, bank.Numeric, bank.Match]
        assert [type(item) for item in found] == kinds
        assert found[0].part == "types"
        assert isinstance(found[0], bank.Choice) and found[0].options[2].text == "No"
        assert isinstance(found[3], bank.Match)
        assert found[3].choices == ("not shown", "proven", "shown")

    @pytest.mark.parametrize(
        ("text", "before", "after", "line", "said"),
        [
            (SINGLE, "      right: true\n", "", 7, "field options: 0 are right; mark one"),
            (SINGLE, "For good.\n", "For good.\n      right: true\n", 7, "2 are right; mark one"),
            (SINGLE, "      feedback: No study found that.\n", "", 8, "A, feedback: missing"),
            (SINGLE, "      misconception: Nothing changes.\n", "", 14, "option C: it is wrong"),
            (SINGLE, "minutes.\n      right", "minutes.\n      misconception: m\n      right", 11,
             "option B: it is right; take its misconception away"),
            (SINGLE, "No study found that.", "''", 9, "option A, feedback: empty"),
            (SINGLE, "right: true", "right: yes", 12, "'yes' is neither true nor false"),
            (SINGLE, "right: true", "rihgt: true", 12, "rihgt: no such field here; the fields are"),
            (SINGLE, "For minutes.", "For good.", 7, "'For good.' stands there 2 times"),
            (SINGLE, FACT, "E999", 6, "no row 'E999' can be cited; the ids are E001"),
            (SINGLE, FACT, UNSEEN, 6, f"{UNSEEN} is not verified, so it must not be stated"),
            (SINGLE, FACT, f"{FACT}, {FACT}", 6, "stands there 2 times"),
            (SINGLE, f"[{FACT}]", FACT, 6, "is no list"),
            (SINGLE, "types/knots", "Types/Knots", 2, "write part/page"),
            (SINGLE, "types/knots", "types/ropes", 1, "fit its lesson; write types-ropes-1"),
            (SINGLE, "objective: 1", "objective: 0", 3, "objectives count from 1"),
            (SINGLE, "objective: 1", "objective: 1.5", 3, "1.5 is not a whole number"),
            (SINGLE, "objective: 1", "objective: true", 3, "True is not a whole number"),
            (SINGLE, "kind: single", "kind: essay", 4, "'essay' is not allowed; use one of"),
            (SINGLE, "  kind: single\n", "", 1, "field kind: None is not allowed"),
            (SINGLE, "How long does it last?", "2026", 5, "2026 is no text"),
            (NUMERIC, "tolerance: 1", "tolerance: -1", 8, "a tolerance of -1; it is 0 or more"),
            (NUMERIC, "tolerance: 0.5", "tolerance: -0.5", 13, "trap 1: a tolerance of -0.5"),
            (NUMERIC, "value: 62", "value: 24", 13, "24 counts as right; choose a wrong number"),
            (NUMERIC, "answer: 23", "answer: .nan", 7, "nan is not a number such as 2.5"),
            (NUMERIC, "answer: 23", "answer: .inf", 7, "inf is not a number such as 2.5"),
            (NUMERIC, "answer: 23", "answer: '23'", 7, "'23' is not a number such as 2.5"),
            (NUMERIC, "answer: 23", f"answer: {10**400}", 7, "is not a number such as 2.5"),
            (NUMERIC, "answer: 23", "options: []", 7, "options: no such field here"),
            (MATCH, "right: proven", "right: shown", 13, "'shown' belongs to a pair; change it"),
            (MATCH, "left: Posture", "left: Toxins", 8, "'Toxins' stands there 2 times"),
            (MATCH, "  misconception: A good story is proof.\n", "", 1, "misconception: missing"),
        ],
    )  # fmt: skip
    def test_a_broken_item_is_named_with_its_line_its_field_and_the_repair(
        self, text: str, before: str, after: str, line: int, said: str
    ) -> None:
        assert before in text
        broken = text.replace(before, after, 1)
        with pytest.raises(bank.BankError) as error:
            read(broken)
        assert f"types.yaml, line {line} (types-knots-" in str(error.value)
        assert said in str(error.value)

    def test_a_set_without_a_right_option_is_refused(self) -> None:
        with pytest.raises(bank.BankError, match=r"line 7 .*none is right; mark one or more"):
            read(MULTIPLE.replace("right: true", "misconception: m"))

    def test_an_id_used_twice_is_named_with_both_lines(self) -> None:
        with pytest.raises(bank.BankError, match=r"line 17 \(types-knots-1\).*used in line 1;"):
            read(SINGLE + SINGLE)

    def test_an_item_in_the_file_of_another_part_is_refused(self) -> None:
        with pytest.raises(bank.BankError, match=r"'types/knots' belongs in types\.yaml"):
            bank.read(SINGLE, "costs.yaml")

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "line 1: no list of items"),
            ("id: a", "line 1: no list of items"),
            ("- 3", "line 1: 3 is no item"),
            ("- id: [", "mend the YAML"),
            ("- id: a\n  id: b", "line 2: found duplicate key"),
            ("\x00", "mend the YAML"),
        ],
    )
    def test_what_is_no_list_of_items_is_refused(self, text: str, said: str) -> None:
        with pytest.raises(bank.BankError, match=said):
            read(text)

    @given(st.text(max_size=80))
    def test_any_text_is_read_or_refused_in_words(self, text: str) -> None:
        with pytest.raises(bank.BankError):
            read(text)

    @settings(deadline=None)
    @given(st.data())
    def test_any_damage_to_a_bank_is_a_bank_or_an_error_in_words(self, data: st.DataObject) -> None:
        lines = ALL.splitlines()
        at = data.draw(st.integers(0, len(lines) - 1))
        odd = st.sampled_from(
            ["", "null", "[]", "{}", "- x", "1e400", "~", "true", "2026-11-22", ":"]
        )
        key = lines[at].split(":")[0]
        lines[at] = data.draw(st.one_of(odd, odd.map(lambda value: f"{key}: {value}")))
        try:
            found = read("\n".join(lines))
        except bank.BankError as error:
            assert str(error).startswith("types.yaml")
        else:
            assert all(isinstance(item, bank.Item) for item in found)


class TestMarking:
    def test_one_option_is_right(self, four: dict[str, bank.Item]) -> None:
        right = bank.mark(four["single"], "B")
        assert (right.right, right.points, right.of, right.misconceptions) == (True, 1, 1, ())
        wrong = bank.mark(four["single"], " a ")
        assert (wrong.right, wrong.points) == (False, 0)
        assert wrong.misconceptions == ("Massage changes muscle for good.",)
        assert [remark.feedback for remark in wrong.remarks] == [
            "No study found that.",
            "It was gone within minutes.",
            "YAML 1.2 takes the word No for a word.",
        ]
        assert [(r.about, r.chosen, r.right) for r in wrong.remarks] == [
            ("A", True, False),
            ("B", False, True),
            ("C", False, False),
        ]

    @pytest.mark.parametrize("answer", [["A"], ["A", "B", "C"], ["B"], ["A", "B"], "C"])
    def test_a_set_is_right_only_as_a_whole(self, four: dict[str, bank.Item], answer: Any) -> None:
        found = bank.mark(four["multiple"], answer)
        assert (found.right, found.points, found.of) == (False, 0, 1)
        assert found.misconceptions == (("Two is one.",) if "B" in answer else ())

    def test_the_order_of_letters_says_nothing(self, four: dict[str, bank.Item]) -> None:
        assert bank.mark(four["multiple"], ["c", "A"]).right
        assert bank.check(four["multiple"], ("c", "A")) == ["A", "C"]

    @pytest.mark.parametrize(
        ("given", "feedback"),
        [
            (22, "62 less 39 is 23."),
            ("24", "62 less 39 is 23."),
            ("24.01", "Take one from the other."),
            (62.5, "That is one group."),
            ("63", "Take one from the other."),
        ],
    )
    def test_a_number_has_its_tolerance_and_its_traps(
        self, four: dict[str, bank.Item], given: Any, feedback: str
    ) -> None:
        found = bank.mark(four["numeric"], given)
        assert found.remarks[0].feedback == feedback
        assert found.right == feedback.startswith("62")
        assert found.misconceptions == (("One arm will do.",) if "group" in feedback else ())

    def test_tenths_that_a_computer_cannot_hold_still_count(self) -> None:
        tenths = NUMERIC.replace("answer: 23", "answer: 0.3").replace(
            "tolerance: 1", "tolerance: 0"
        )
        assert bank.mark(read(tenths)[0], 0.1 + 0.2).right

    def test_pairs_say_which_are_right_and_the_item_is_right_or_not(
        self, four: dict[str, bank.Item]
    ) -> None:
        answer = {"Toxins": "not shown", "Warm skin": "shown", "Posture": "not shown"}
        assert bank.mark(four["match"], answer).points == 1
        found = bank.mark(four["match"], {**answer, "Posture": "proven"})
        assert [remark.right for remark in found.remarks] == [True, True, False]
        assert found.points == 0
        assert found.misconceptions == ("A good story is proof.", "One study proves it.")

    @pytest.mark.parametrize(
        ("kind", "answer", "said"),
        [
            ("single", "D", "give one letter of 'A', 'B', 'C'"),
            ("single", "", "give one letter of"),
            ("single", "AB", "give one letter of"),
            ("single", ["A"], "give one letter of"),
            ("single", None, "give one letter of"),
            ("multiple", [], "give a list of letters of"),
            ("multiple", ["A", "Z"], "give a list of letters of"),
            ("multiple", [1], "give a list of letters of"),
            ("multiple", {"A": 1}, "give a list of letters of"),
            ("match", {"Toxins": "shown"}, "give a choice for each of 'Toxins', 'Warm skin'"),
            (
                "match",
                {"Toxins": "x", "Warm skin": "shown", "Posture": "shown"},
                "'x' is no choice",
            ),
            ("match", "A", "give a choice for each of"),
            ("match", {"Toxins": [], "Warm skin": "shown", "Posture": "shown"}, "is no choice"),
            ("numeric", "twenty", "write digits, such as 23, 1,200 or -2.9"),
        ],
    )
    def test_an_answer_that_the_item_cannot_take_names_what_it_can(
        self, four: dict[str, bank.Item], kind: str, answer: Any, said: str
    ) -> None:
        with pytest.raises(bank.AnswerError, match=f"^{four[kind].id}: ") as error:
            bank.mark(four[kind], answer)
        assert said in str(error.value)

    def test_an_id_in_place_of_a_question_is_refused(self) -> None:
        with pytest.raises(bank.AnswerError, match=r"'x-1' is no question; .*bank\.item\(\)"):
            bank.mark("x-1", "A")  # type: ignore[arg-type]


class TestNumbers:
    @pytest.mark.parametrize(
        ("given", "number"),
        [
            ("1,200", 1200), (" 23 ", 23), ("23.0", 23), ("-2.9", -2.9), ("−2.9", -2.9),
            ("+5", 5), (".5", 0.5), ("5.", 5), ("1,234,567.5", 1234567.5), (7, 7), (-0.5, -0.5),
            ("007", 7), ("\u00a023\u2009", 23), ("999999999999999", 999999999999999),
        ],
    )  # fmt: skip
    def test_what_people_type_for_a_number(self, given: Any, number: float) -> None:
        assert bank.parse_number(given) == number

    @pytest.mark.parametrize(
        "given",
        ["twenty", "1e9", "NaN", "inf", "", " ", "1,20", "1,2000", ",5", "1 200", "--5", "−-5", ".",
         "0x10", "٣", "²", "1_000", "23%", "9" * 16, float("nan"), float("inf"), 1e15, 10**400,
         True, None, [], {}],
    )  # fmt: skip
    def test_what_is_no_number_is_refused_and_a_right_one_shown(self, given: Any) -> None:
        with pytest.raises(ValueError, match=r"write digits, such as 23, 1,200 or -2\.9"):
            bank.parse_number(given)

    @given(st.one_of(st.text(), st.floats(), st.integers(), st.none(), st.binary()))
    def test_anything_is_a_finite_number_or_refused(self, given: Any) -> None:
        try:
            number = bank.parse_number(given)
        except ValueError:
            return
        assert abs(number) < 1e15


class TestChoosing:
    @pytest.fixture(autouse=True)
    def _own_bank(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def six(lesson: str) -> str:
            stem = lesson.replace("/", "-")
            return "".join(
                SINGLE.replace("types-knots-1", f"{stem}-{n}").replace("types/knots", lesson)
                for n in range(1, 7)
            )

        files = {
            "start": bank.read(six("how-to-use"), "start.yaml"),
            "types": read(six("types/one") + six("types/two")),
        }
        monkeypatch.setattr(bank, "parts", lambda: tuple(files))
        monkeypatch.setattr(bank, "_load", files.__getitem__)

    def test_items_of_the_book_a_part_and_a_lesson(self) -> None:
        assert len(bank.items()) == 18
        assert {item.lesson for item in bank.items(part="types")} == {"types/one", "types/two"}
        assert [item.id for item in bank.items(lesson="how-to-use")][:2] == [
            "how-to-use-1",
            "how-to-use-2",
        ]
        assert bank.item("types-two-6").lesson == "types/two"

    def test_a_lesson_ends_with_two_items_on_itself_and_on_each_of_the_two_before(self) -> None:
        found = [item.id for item in bank.asked("types/two", ("types/one", "how-to-use"))]
        assert found == [
            *("types-two-1", "types-two-2"),
            *("types-one-3", "types-one-4"),
            *("how-to-use-5", "how-to-use-6"),
        ]
        assert [item.id for item in bank.asked("how-to-use")] == ["how-to-use-1", "how-to-use-2"]

    @pytest.mark.parametrize("after", [("types/one", "types/one", "types/one"), "types/one"])
    def test_after_names_at_most_two_lessons(self, after: Any) -> None:
        with pytest.raises(ValueError, match="the lesson before and the one before that"):
            bank.asked("types/two", after)

    def test_unknown_names_list_the_right_ones(self) -> None:
        with pytest.raises(ValueError, match=r"of its part are 'types/one', 'types/two'$"):
            bank.items(lesson="types/three")
        with pytest.raises(ValueError, match="'start', 'types'; lessons are 'how-to-use'"):
            bank.items(lesson="three")
        with pytest.raises(ValueError, match="'start', 'types'"):
            bank.items(part="tpyes")
        with pytest.raises(
            ValueError, match=r"no question 'types-one-9'; use one of 'types-one-1'"
        ):
            bank.item("types-one-9")
        with pytest.raises(ValueError, match="no question 'x'; lessons are 'how-to-use'"):
            bank.item("x")


SHIPPED = sorted(FOLDER.glob("*.yaml"))


class TestShipped:
    def test_the_schema_is_a_schema(self) -> None:
        VALIDATOR.check_schema(SCHEMA)

    @pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
    def test_a_shipped_file_fits_the_schema_and_the_tables(self, path: Path) -> None:
        plain = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        assert [error.message for error in VALIDATOR.iter_errors(plain)] == []
        assert bank.read(path.read_text(encoding="utf-8"), path.name)

    @pytest.mark.parametrize(
        ("text", "before", "after"),
        [
            (SINGLE, "      misconception: Nothing changes.\n", ""),
            (SINGLE, "right: true", "right: yes"),
            (SINGLE, "objective: 1", "objective: 0"),
            (SINGLE, "kind: single", "kind: numeric"),
            (NUMERIC, "tolerance: 1", "tolerance: -1"),
            (MATCH, "  misconception: A good story is proof.\n", ""),
            (MULTIPLE, "question:", "questoin:"),
        ],
    )
    def test_the_schema_finds_what_the_reader_finds(
        self, text: str, before: str, after: str
    ) -> None:
        assert before in text
        assert VALIDATOR.is_valid(YAML(typ="safe").load(text))
        assert not VALIDATOR.is_valid(YAML(typ="safe").load(text.replace(before, after, 1)))

    def test_the_schema_and_the_types_have_the_same_fields(self) -> None:
        parts = {
            "choice": bank.Choice, "numeric": bank.Numeric, "match": bank.Match,
            "wrong_option": bank.Option, "trap": bank.Trap, "pair": bank.Pair,
            "distractor": bank.Distractor,
        }  # fmt: skip
        for name, row_type in parts.items():
            described = SCHEMA["$defs"][name]
            fields = {field.name: field for field in dataclasses.fields(row_type)}
            assert set(described["properties"]) == set(fields), name
            needed = {n for n, f in fields.items() if f.default is dataclasses.MISSING}
            assert needed <= set(described["required"]), name
        kinds = get_args(get_type_hints(bank.Choice)["kind"])
        assert SCHEMA["$defs"]["choice"]["properties"]["kind"]["enum"] == list(kinds)
