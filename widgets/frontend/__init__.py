"""The widgets' front ends: plain ES modules and style sheets, and how to read them.

Knows where the files are and how to turn an ES module with relative imports into one module, since
Jupyter runs a widget's module from text, where relative imports lead nowhere. Never changes a line
beyond its imports and exports, and never runs JavaScript.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

FOLDER = Path(__file__).parent

_IMPORT = re.compile(r"^import\s+(?P<what>[^;]*?)\s+from\s+\"(?P<where>[^\"]+)\";\n", re.MULTILINE)
_NAMED = re.compile(r"\{\s*[\w$]+(?:\s*,\s*[\w$]+)*\s*,?\s*\}")
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_TOP_LEVEL = re.compile(
    r"^(?:export )?(?:async )?(?:function\*?|const|let|class) (?P<name>[\w$]+)", re.MULTILINE
)


def source(name: str) -> str:
    """Return the text of one front-end file, by its name in this folder.

    Raises ValueError, naming the files there are, when there is none of that name.
    """
    path = FOLDER / name
    if path.parent != FOLDER or not path.is_file():
        there = ", ".join(sorted(p.name for p in FOLDER.glob("*.*s")))
        raise ValueError(f"no front-end file {name!r}; there are: {there}")
    return path.read_text(encoding="utf-8")


def modules(entry: str) -> tuple[str, ...]:
    """Return the names of the modules that `entry` needs, each after those it imports."""
    order: list[str] = []
    _visit(entry, order, ())
    return tuple(order)


def bundle(entry: str) -> str:
    """Return `entry` and all it imports as one ES module that exports what `entry` exports.

    Raises ValueError when two modules use one top-level name, when imports go round in a circle,
    or for a form of import or export that can't be inlined (a renamed or default import; an
    export apart from its declaration).
    """
    parts: list[str] = []
    names: Counter[str] = Counter()
    for name in modules(entry):
        text = source(name)
        names.update(match["name"] for match in _TOP_LEVEL.finditer(text))
        parts.append(_inlined(name, text, keep_exports=name == entry))
    if twice := sorted(name for name, count in names.items() if count > 1):
        raise ValueError(f"{entry}: top-level names used by two modules: {', '.join(twice)}")
    return "\n".join(parts)


def styles(*names: str) -> str:
    """Return the style sheets of these names as one."""
    return "\n".join(source(name) for name in names)


def _visit(name: str, order: list[str], path: tuple[str, ...]) -> None:
    if name in path:
        raise ValueError(f"imports in a circle: {' -> '.join((*path, name))}")
    if name in order:
        return
    for match in _IMPORT.finditer(source(name)):
        if not match["where"].startswith("./"):
            raise ValueError(f"{name}: imports {match['where']!r}; only './name.js' can be inlined")
        _visit(match["where"].removeprefix("./"), order, (*path, name))
    order.append(name)


def _inlined(name: str, text: str, *, keep_exports: bool) -> str:
    for match in _IMPORT.finditer(text):
        if not _NAMED.fullmatch(match["what"]):
            raise ValueError(f"{name}: {match[0].strip()!r}: write import {{ a, b }} without 'as'")
    text = _IMPORT.sub("", text)
    if keep_exports:
        return text
    text = _EXPORT.sub("", text)
    if left := _LEFT_OVER.search(text):
        raise ValueError(f"{name}: {left[0]!r} can't be inlined; export where the name is declared")
    return text
