"""The question bank: items read from ``widgets/data/bank``, checked while they load, and marked.

Knows what may stand in an item, which items a lesson asks, and whether an answer is right. It says
where a broken item is and what would be right. It writes no question, knows no page, and keeps no
answer.
"""

from __future__ import annotations

import dataclasses
import re
import types
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from . import sources

LETTERS = "ABCDEFGHIJ"
# Items of one lesson are asked two by two: at its own end, one lesson later, two lessons later.
TOGETHER = 2
LESSONS_BACK = 2
_LESSON = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)?")
# The part of a lesson that lies in no folder.
_FIRST_PART = "start"
# What a person types for a number: 1,200 or -2.9 or .5; fifteen digits are what a float keeps.
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_BLANKS = " \t\r\n\u00a0\u2007\u2009\u202f"
_MOST_DIGITS = 15
_MOST = 10**_MOST_DIGITS
# Sums in tenths miss by a hair: 0.1 + 0.2 is not 0.3.
_HAIR = 1e-9


class BankError(ValueError):
    """An item that cannot be right; the message names file, line, item, field and the repair."""


class AnswerError(ValueError):
    """An answer that cannot be marked; the message names the item and what may be answered."""


class _FieldError(Exception):
    """A field and what is wrong with it, before the place in the file is known."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(field, problem)
        self.field = field
        self.problem = problem


@dataclass(frozen=True)
class Option:
    """One option of a choice. `misconception`: the idea that leads here; None on a right one."""

    text: str
    feedback: str
    right: bool = False
    misconception: str | None = None


@dataclass(frozen=True)
class Trap:
    """A wrong number that many give, within `tolerance`, and the idea that leads to it."""

    value: float
    feedback: str
    misconception: str
    tolerance: float = 0.0


@dataclass(frozen=True)
class Pair:
    """Two texts that belong together; several pairs may share what is on the right."""

    left: str
    right: str
    feedback: str


@dataclass(frozen=True)
class Distractor:
    """A text on the right that belongs to nothing on the left."""

    right: str
    misconception: str


@dataclass(frozen=True)
class Item:
    """What all questions have: `objective` counts the objectives of `lesson` from 1.

    `evidence` holds ids of fact tables, as a lesson cites them; empty where no fact is asked.
    """

    id: str
    lesson: str
    objective: int
    kind: str
    question: str
    evidence: tuple[str, ...]

    def __post_init__(self) -> None:
        if not _LESSON.fullmatch(self.lesson):
            raise _FieldError(
                "lesson", f"{self.lesson!r} is no lesson; write part/page, such as types/choosing"
            )
        stem = self.lesson.replace("/", "-")
        if not re.fullmatch(rf"{stem}-[1-9][0-9]*", self.id):
            raise _FieldError("id", f"{self.id!r} does not fit its lesson; write {stem}-1")
        if self.objective < 1:
            raise _FieldError("objective", f"{self.objective} is below 1; objectives count from 1")
        for name in self.evidence:
            _check_evidence(name)
        _unique("evidence", self.evidence)
        self._check()

    def _check(self) -> None:
        """Raise `_FieldError` for what is wrong with the answers of this kind of question."""

    @property
    def part(self) -> str:
        """The part of the book that the lesson belongs to, such as "types"."""
        return part_of(self.lesson)


@dataclass(frozen=True)
class Choice(Item):
    """A question with options, lettered from A. single: one is right; multiple: one or more."""

    kind: Literal["single", "multiple"]
    options: tuple[Option, ...]

    def _check(self) -> None:
        if not 2 <= len(self.options) <= len(LETTERS):
            count = len(self.options)
            raise _FieldError("options", f"{count} given; write two to {len(LETTERS)}")
        _unique("options", [option.text for option in self.options])
        right = sum(option.right for option in self.options)
        if self.kind == "single" and right != 1:
            raise _FieldError("options", f"{right} are right; mark one with right: true")
        if not right:
            raise _FieldError("options", "none is right; mark one or more with right: true")
        for letter, option in zip(LETTERS, self.options, strict=False):
            if option.right and option.misconception:
                raise _FieldError(f"option {letter}", "it is right; take its misconception away")
            if not option.right and not option.misconception:
                raise _FieldError(
                    f"option {letter}", "it is wrong; give the misconception that leads to it"
                )

    @property
    def letters(self) -> str:
        """The letters of the options, as one text: "ABC"."""
        return LETTERS[: len(self.options)]


@dataclass(frozen=True)
class Numeric(Item):
    """A question for a number in `unit`; `right` and `wrong` are feedback."""

    kind: Literal["numeric"]
    answer: float
    tolerance: float
    right: str
    wrong: str
    unit: str | None = None
    traps: tuple[Trap, ...] = ()

    def _check(self) -> None:
        for field, tolerance in (
            ("tolerance", self.tolerance),
            *((f"trap {n}", trap.tolerance) for n, trap in enumerate(self.traps, start=1)),
        ):
            if tolerance < 0:
                raise _FieldError(field, f"a tolerance of {tolerance:g}; it is 0 or more")
        for number, trap in enumerate(self.traps, start=1):
            if _near(trap.value, self.answer, self.tolerance):
                raise _FieldError(
                    f"trap {number}", f"{trap.value:g} counts as right; choose a wrong number"
                )


@dataclass(frozen=True)
class Match(Item):
    """A question that asks for the text on the right that belongs to each on the left."""

    kind: Literal["match"]
    pairs: tuple[Pair, ...]
    misconception: str
    distractors: tuple[Distractor, ...] = ()

    def _check(self) -> None:
        if len(self.pairs) < 2:
            raise _FieldError("pairs", f"{len(self.pairs)} given; write two or more")
        _unique("pairs", [pair.left for pair in self.pairs])
        belongs = {pair.right for pair in self.pairs}
        _unique("distractors", [distractor.right for distractor in self.distractors])
        for number, distractor in enumerate(self.distractors, start=1):
            if distractor.right in belongs:
                raise _FieldError(
                    f"distractor {number}", f"{distractor.right!r} belongs to a pair; change it"
                )
        if len(self.choices) < 2:
            raise _FieldError("pairs", "all have the same right side; give another, or distractors")

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be chosen for each left side: in the order of the alphabet, each once."""
        every = {pair.right for pair in self.pairs} | {each.right for each in self.distractors}
        return tuple(sorted(every, key=lambda text: (text.casefold(), text)))


@dataclass(frozen=True)
class Remark:
    """What is said of one part of an answer: an option, a number or a pair.

    `about`: the letter of an option, the left side of a pair, or "number". `chosen`: it is in the
    answer. `right`: the option is right, or the number or pair given is.
    """

    about: str
    chosen: bool
    right: bool
    feedback: str


@dataclass(frozen=True)
class Mark:
    """Whether an answer is right, worth `points` of `of`, and what to say of each part of it.

    An item is right or it is not; part of the options or pairs gives no part of a point.
    `misconceptions` are the ideas that led to what was wrong.
    """

    right: bool
    points: int
    of: int
    remarks: tuple[Remark, ...]
    misconceptions: tuple[str, ...]


Kind = type[Choice] | type[Numeric] | type[Match]
KINDS: Mapping[str, Kind] = {
    "single": Choice,
    "multiple": Choice,
    "numeric": Numeric,
    "match": Match,
}


def parts() -> tuple[str, ...]:
    """The parts of the book that have questions: a file each, in alphabetical order."""
    folder = files(__package__) / "data" / "bank"
    names = (Path(each.name) for each in folder.iterdir())
    return tuple(sorted(name.stem for name in names if name.suffix == ".yaml"))


def part_of(lesson: str) -> str:
    """The part of the book that a lesson belongs to: "types" for "types/choosing"."""
    return lesson.split("/")[0] if "/" in lesson else _FIRST_PART


@cache
def _load(part: str) -> tuple[Item, ...]:
    path = files(__package__) / "data" / "bank" / f"{part}.yaml"
    return read(path.read_text(encoding="utf-8"), f"{part}.yaml")


def items(lesson: str | None = None, part: str | None = None) -> tuple[Item, ...]:
    """The items of a lesson, of a part, or of the whole book, in the order of use.

    Raises ValueError for a lesson or part without questions, listing those that have some.
    """
    if lesson is not None:
        there = _load(part_of(lesson)) if part_of(lesson) in parts() else ()
        found = tuple(item for item in there if item.lesson == lesson)
        if not found:
            raise ValueError(_no_questions(lesson, there if "/" in lesson else ()))
        return found
    if part is not None and part not in parts():
        raise ValueError(f"no questions on the part {part!r}; some on {_list(parts())}")
    return tuple(item for name in parts() if part in (None, name) for item in _load(name))


def _no_questions(lesson: str, alike: Sequence[Item]) -> str:
    """What to say of a name without questions: the lessons of its part, or else all there is."""
    if alike:
        lessons = _list(dict.fromkeys(item.lesson for item in alike))
        return f"no questions on the lesson {lesson!r}; lessons of its part are {lessons}"
    lessons = _list(dict.fromkeys(item.lesson for item in items()))
    return f"no questions on {lesson!r}; parts are {_list(parts())}; lessons are {lessons}"


def item(name: str) -> Item:
    """The item of this id. Raises ValueError, naming ids alike, when there is none."""
    for each in items():
        if each.id == name:
            return each
    stem = name.rsplit("-", 1)[0]
    alike = [each.id for each in items() if each.id.rsplit("-", 1)[0] == stem]
    there = _list(alike or dict.fromkeys(each.lesson for each in items()))
    raise ValueError(f"no question {name!r}; {'use one of' if alike else 'lessons are'} {there}")


def asked(lesson: str, after: Sequence[str] = ()) -> tuple[Item, ...]:
    """What the end of a lesson asks: two items on it, two on the one before, two on that before.

    `after` names the lesson before and the one before that, as many as there are. An item comes
    back nowhere else: each lesson's first two are for its own end, the next two for one lesson
    later, the last two for two lessons later.
    """
    if isinstance(after, str) or len(after) > LESSONS_BACK:
        raise ValueError(f"after is {after!r}; give the lesson before and the one before that")
    found: list[Item] = []
    for back, name in enumerate((lesson, *after)):
        found += items(lesson=name)[TOGETHER * back : TOGETHER * (back + 1)]
    return tuple(found)


def check(item: Item, answer: Any) -> Any:
    """An answer as it is kept: "B", ["A", "C"], the number as it was given, or {left: right}.

    Raises AnswerError, naming the item and what may be answered.
    """
    if not isinstance(item, Item):
        raise AnswerError(f"{item!r} is no question; look one up by its id with bank.item()")
    if isinstance(item, Choice):
        return _check_choice(item, answer)
    if isinstance(item, Match):
        return _check_match(item, answer)
    try:
        parse_number(answer)
    except ValueError as error:
        raise AnswerError(f"{item.id}: {error}") from None
    return answer.strip() if isinstance(answer, str) else answer


def mark(item: Item, answer: Any) -> Mark:
    """Mark an answer: a letter, a list of letters, a number, or a mapping from left to right.

    Raises AnswerError for an answer that the item cannot take.
    """
    kept = check(item, answer)
    if isinstance(item, Choice):
        return _mark_choice(item, list(kept))
    if isinstance(item, Match):
        return _mark_match(item, kept)
    assert isinstance(item, Numeric)
    return _mark_number(item, kept)


def parse_number(given: Any) -> float:
    """A number from what a person types: "1,200", " 23 ", "−2.9", or from a plain number.

    Raises ValueError for words, "1e9", infinite numbers, and more digits than can be kept.
    """
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        if abs(given) < _MOST:  # which nan is not
            return float(given)
    elif isinstance(given, str):
        text = given.strip(_BLANKS).replace("−", "-", 1)
        digits = sum(letter.isdigit() for letter in text)
        if _NUMBER.fullmatch(text) and digits <= _MOST_DIGITS:
            return float(text.replace(",", ""))
    raise ValueError(f"{given!r} is no number to mark; write digits, such as 23, 1,200 or -2.9")


def read(text: str, file: str) -> tuple[Item, ...]:
    """The items in the YAML text of a file called `file`. Raises BankError at the first fault."""
    part = Path(file).stem
    lines: dict[str, int] = {}
    found = []
    for node in _nodes(text, file):
        line = node.lc.line + 1
        name = str(node.get("id") or "no id")
        try:
            each = _item(node)
            if each.part != part:
                raise _FieldError("lesson", f"{each.lesson!r} belongs in {each.part}.yaml")
            if each.id in lines:
                raise _FieldError("id", f"already used in line {lines[each.id]}; make it unique")
        except _FieldError as error:
            raise BankError(f"{file}, line {_line(node, error.field)} ({name}), field "
                            f"{error.field}: {error.problem}") from None  # fmt: skip
        lines[each.id] = line
        found.append(each)
    return tuple(found)


def _nodes(text: str, file: str) -> list[CommentedMap]:
    try:
        nodes = YAML().load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BankError(f"{file}, line {line}: {error.problem}; mend the YAML there") from None
    except (YAMLError, ValueError, IndexError) as error:  # ruamel slips on a number like -_
        raise BankError(f"{file}: {error}; mend the YAML") from None
    if not isinstance(nodes, CommentedSeq) or not nodes:
        raise BankError(f"{file}, line 1: no list of items; begin each item with - id:")
    for at, node in enumerate(nodes):
        if not isinstance(node, CommentedMap):
            line = nodes.lc.item(at)[0] + 1
            raise BankError(f"{file}, line {line}: {node!r} is no item; begin it with - id:")
    return list(nodes)


def _item(node: CommentedMap) -> Item:
    kind = _one_of("kind", node.get("kind"), tuple(KINDS))
    built = _build(KINDS[kind], node, "")
    assert isinstance(built, Item)
    return built


def _build(row_type: type[Any], node: Any, place: str) -> Any:
    """A dataclass from a YAML mapping; `place` says where it is in its item ("option A")."""
    if not isinstance(node, CommentedMap):
        raise _FieldError(place, f"{node!r} is not a set of fields; write field: value lines")
    hints = get_type_hints(row_type)
    fields = {field.name: field for field in dataclasses.fields(row_type)}
    within = f"{place}, " if place else ""
    for name in node:
        if name not in fields:
            raise _FieldError(
                f"{within}{name}", f"no such field here; the fields are {_list(fields)}"
            )
    values = {}
    for name, field in fields.items():
        if name in node:
            values[name] = _value(hints[name], node[name], f"{within}{name}")
        elif field.default is dataclasses.MISSING:
            raise _FieldError(f"{within}{name}", "missing; write it")
    return row_type(**values)


def _value(hint: Any, value: Any, field: str) -> Any:
    """A YAML value as the annotated type, or `_FieldError` with what would be right."""
    if get_origin(hint) in (types.UnionType, Union):
        hint = next(part for part in get_args(hint) if part is not types.NoneType)
    if get_origin(hint) is Literal:
        return _one_of(field, value, get_args(hint))
    if get_origin(hint) is tuple:
        return _several(get_args(hint)[0], value, field)
    if hint is bool:
        if not isinstance(value, bool):
            raise _FieldError(field, f"{value!r} is neither true nor false; write one of them")
        return value
    if hint is int or hint is float:
        return _number(hint, value, field)
    return _text(value, field)


def _several(kind: Any, value: Any, field: str) -> tuple[Any, ...]:
    if not isinstance(value, CommentedSeq):
        raise _FieldError(field, f"{value!r} is no list; write one line with a dash for each")
    if kind is str:
        return tuple(_text(each, field) for each in value)
    name = field.removesuffix("s")
    numbers = LETTERS if kind is Option else range(1, len(value) + 1)
    if len(value) > len(numbers):
        raise _FieldError(field, f"{len(value)} given; write at most {len(numbers)}")
    return tuple(
        _build(kind, each, f"{name} {number}") for number, each in zip(numbers, value, strict=False)
    )


def _text(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise _FieldError(field, f"{value!r} is no text; write words, in quotes if need be")
    text = " ".join(value.split())  # a long text may run over several lines of the file
    if not text:
        raise _FieldError(field, "empty; write it")
    return text


def _number(kind: type[int] | type[float], value: Any, field: str) -> int | float:
    right = "a whole number such as 2" if kind is int else "a number such as 2.5"
    allowed = int if kind is int else (int, float)
    if isinstance(value, bool) or not isinstance(value, allowed) or not abs(value) < _MOST:
        raise _FieldError(field, f"{value!r} is not {right}; write one")
    return kind(value)


def _one_of(field: str, value: Any, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise _FieldError(field, f"{value!r} is not allowed; use one of {_list(allowed)}")
    return str(value)


def _line(node: CommentedMap, field: str) -> int:
    """The line of a field, given as "options" or as "option A, feedback"; else of its item."""
    place, _, inner = field.rpartition(", ")
    outer, _, number = (place or inner).partition(" ")
    try:
        if not number:
            return int(node.lc.key(inner)[0]) + 1
        at = LETTERS.index(number) if number in LETTERS else int(number) - 1
        nodes = node[f"{outer}s"]
        if place and isinstance(nodes[at], CommentedMap) and inner in nodes[at]:
            return int(nodes[at].lc.key(inner)[0]) + 1
        return int(nodes.lc.item(at)[0]) + 1
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return int(node.lc.line) + 1


def _check_evidence(name: str) -> None:
    try:
        sources.entry(name)
    except ValueError as error:
        raise _FieldError("evidence", str(error)) from None


def _unique(field: str, texts: Sequence[str]) -> None:
    for text, count in Counter(texts).items():
        if count > 1:
            raise _FieldError(field, f"{text!r} stands there {count} times; keep one")


def _check_choice(item: Choice, answer: Any) -> str | list[str]:
    letters = [answer] if isinstance(answer, str) else answer
    if isinstance(letters, (list, tuple)) and all(isinstance(each, str) for each in letters):
        kept: list[str] = sorted({each.strip().upper() for each in letters})
        known = bool(kept) and all(len(each) == 1 and each in item.letters for each in kept)
        if known and item.kind == "multiple":
            return kept
        if known and isinstance(answer, str):
            return kept[0]
    right = "one letter" if item.kind == "single" else "a list of letters"
    raise AnswerError(
        f"{item.id}: {answer!r} can't be marked; give {right} of {_list(item.letters)}"
    )


def _check_match(item: Match, answer: Any) -> dict[str, str]:
    lefts = [pair.left for pair in item.pairs]
    if not isinstance(answer, Mapping) or set(answer) != set(lefts):
        raise AnswerError(
            f"{item.id}: {answer!r} can't be marked; give a choice for each of {_list(lefts)}"
        )
    for left in lefts:
        if answer[left] not in item.choices:
            raise AnswerError(
                f"{item.id}: {answer[left]!r} is no choice for {left!r}; "
                f"use one of {_list(item.choices)}"
            )
    return {left: answer[left] for left in lefts}


def _mark_choice(item: Choice, chosen: list[str]) -> Mark:
    lettered = list(zip(LETTERS, item.options, strict=False))
    right = all((letter in chosen) == option.right for letter, option in lettered)
    remarks = (
        Remark(letter, letter in chosen, option.right, option.feedback)
        for letter, option in lettered
    )
    ideas = (o.misconception for letter, o in lettered if letter in chosen and o.misconception)
    return _marked(right, remarks, ideas)


def _mark_number(item: Numeric, given: Any) -> Mark:
    number = parse_number(given)
    if _near(number, item.answer, item.tolerance):
        return _marked(True, [Remark("number", True, True, item.right)], ())
    for trap in item.traps:
        if _near(number, trap.value, trap.tolerance):
            said = [Remark("number", True, False, trap.feedback)]
            return _marked(False, said, [trap.misconception])
    return _marked(False, [Remark("number", True, False, item.wrong)], ())


def _mark_match(item: Match, given: Mapping[str, str]) -> Mark:
    remarks = [
        Remark(pair.left, True, given[pair.left] == pair.right, pair.feedback)
        for pair in item.pairs
    ]
    right = all(remark.right for remark in remarks)
    led = [each.misconception for each in item.distractors if each.right in given.values()]
    return _marked(right, remarks, () if right else [item.misconception, *led])


def _marked(right: bool, remarks: Any, misconceptions: Any) -> Mark:
    return Mark(right, int(right), 1, tuple(remarks), tuple(dict.fromkeys(misconceptions)))


def _near(number: float, wanted: float, tolerance: float) -> bool:
    return abs(number - wanted) <= tolerance + _HAIR


def _list(names: Any) -> str:
    return ", ".join(repr(str(name)) for name in names)
