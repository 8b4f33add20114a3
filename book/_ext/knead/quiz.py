"""The `quiz` and `widget` directives, and what a page adds to a quiz: titles and ways to sources.

A quiz's marker names lessons only; when its page is written it receives the questions, each under
the title of its lesson. It writes no question: those are in the question bank.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from widgets import bank, quiz, without_kernel
from widgets import sources as facts

from . import islands, sources

BOOK = "book/"


class Quiz(SphinxDirective):
    """The questions that end a lesson: on itself and on the lessons `after` which it comes."""

    required_arguments = 1
    option_spec = {"after": directives.unchanged}  # noqa: RUF012 (as docutils declares it)

    def run(self) -> list[nodes.Node]:
        lesson, after = self.arguments[0], self.options.get("after", "").split()
        try:
            bank.asked(lesson, after)
        except ValueError as error:
            raise self.error(str(error)) from error
        return [nodes.raw("", quiz.marker_html(lesson, after=after), format="html")]


class Widget(SphinxDirective):
    """A widget as it starts, by the name of its class."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        names = {kind: name for name, kind in islands.WIDGETS.items()}
        if self.arguments[0] not in names:
            raise self.error(
                f"no widget {self.arguments[0]!r}; the widgets are {', '.join(sorted(names))}"
            )
        marker = without_kernel.marker(names[self.arguments[0]], {}, "")
        return [nodes.raw("", marker, format="html")]


def expand(app: Sphinx, docname: str, state: dict[str, Any]) -> dict[str, Any]:
    """The questions that a marker names, with titles of lessons and ways to entries of facts."""
    items = quiz.page_items(state["what"], state["after"])
    for item in items:
        place = BOOK + item["lesson"]
        if not item["own"] and place in app.env.titles:
            title = app.env.titles[place].astext()
            item["heading"] = quiz.WORDS["from"].replace("{title}", title)
        for source in item["sources"]:
            kind = facts.entry(source["id"]).kind
            source["url"] = sources.address_of(app, docname, source["id"], kind) or source["url"]
    return {"items": items}


def renew(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Every page, once a title has changed: quizzes of other lessons show it."""
    titles = {name: title.astext() for name, title in env.titles.items()}
    before = getattr(env, "knead_titles", titles)
    env.knead_titles = titles  # type: ignore[attr-defined]
    return [] if before == titles else sorted(env.found_docs)


def setup(app: Sphinx) -> None:
    app.add_directive("quiz", Quiz)
    app.add_directive("widget", Widget)
    islands.EXPAND["quiz"] = expand
    app.connect("env-updated", renew)
