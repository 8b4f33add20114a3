"""Measures a built page as a reader meets it: grade, stretches, blocks, objectives, terms, dates.

It knows the finished HTML and nothing of the build. The tests and the page about quality both take
their numbers from here, so that they can't differ. It holds each limit; it changes no page.

Reading grade is Flesch-Kincaid as textstat 0.7.4 computes it (later versions download data and
score otherwise), over the sentences of a page: tables, code, figures, tools, source cards, the
reference list and the review line are left out, a link counts as its words and not its address,
and a heading or a list item without a full stop ends a sentence, as it does for a reader.
"""

from __future__ import annotations

import copy
import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import NamedTuple

import textstat
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

GRADE, EASY_GRADE = 8.0, 6.0
# Pages that a person may read in worry.
EASY_PAGES = {"book/types/choosing", "book/limitations/when-not"}
WORDS_BETWEEN_HEADINGS = 150
# Pages that a reader looks things up in: their grade or their length says nothing.
LISTS = {"book/about/references": "a list of sources, no prose"}
ENTRIES = {
    "book/about/glossary": "an entry is found by its term, which stands out as a heading does",
    "book/about/references": "a list of sources, no prose",
}
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
NOT_PROSE = (
    "table, pre, figure, script, style, noscript, .kk-widget, .kk-card, .kk-fact-box, "
    ".kk-quality, .cell_input, .cell_output, .kk-references, .kk-review, .headerlink, "
    ".kk-source, svg"
)
OPENING = {
    "Time": r"Time:\s*\d+ minutes",
    "You need": r"You need:",
    "Objectives": r"After this (?:lesson|part) you can",
    "Main message": r"Main message:",
}
CLOSING = ("One thing to do", "Check yourself", "Key points", "What's next")
BLOCKS = (*OPENING, *CLOSING)
# What a question can test. Nobody can see that a reader understands, knows or learns.
VERBS = (
    *("ask", "calculate", "check", "choose", "compare", "decide", "describe", "estimate"),
    *("explain", "find", "identify", "judge", "list", "match", "name", "rate", "read", "say"),
    *("show", "sort", "state", "tell", "trace", "use"),
)
SECOND_VERB = re.compile(rf",? and ({'|'.join(VERBS)})\b")

# A glossary term is linked where it first stands in a lesson. Not these, and why.
EVERYDAY = {
    "Average": "an everyday word",
    "Arm": "mostly the limb",
    "Membership": "mostly that of an association; the lesson on prices explains the other",
    "Selector": "our own tool, named where it stands",
    "Session": "every lesson speaks of sessions, and in the everyday sense",
    "Therapist": "every lesson speaks of therapists, and in the everyday sense",
    "Waiting list": "also that of a clinic",
}
# What is looked up, asked or quoted rather than read: a term there need not be explained again.
NOT_FIRST_USE = (
    ".kk-objectives, .kk-check, .kk-modality, .kk-cite, .kk-said, "
    "h1, h2, h3, h4, h5, h6, dt, summary"
)


class Stretch(NamedTuple):
    """The words between one heading and the next."""

    heading: str
    words: int


class Term(NamedTuple):
    """A glossary term that a page uses, whether its first use is a link, and the words there."""

    name: str
    linked: bool
    place: str


@dataclass(frozen=True)
class Measures:
    """What was measured of one page."""

    page: str
    title: str
    lesson: bool
    grade: float
    longest: Stretch
    blocks: tuple[str, ...]
    objectives: tuple[str, ...]
    questions: int
    terms: tuple[Term, ...]
    reviewed: datetime.date | None
    review_by: datetime.date | None

    def to_json(self) -> str:
        """The measures as JSON, to keep them; dates as ISO 8601."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Measures:
        """What `to_json` wrote."""
        data = json.loads(text)
        for name in ("blocks", "objectives"):
            data[name] = tuple(data[name])
        for name in ("reviewed", "review_by"):
            data[name] = data[name] and datetime.date.fromisoformat(data[name])
        data["longest"] = Stretch(*data["longest"])
        data["terms"] = tuple(Term(*each) for each in data["terms"])
        return cls(**data)


def article(soup: BeautifulSoup) -> Tag:
    """The page itself, without the bars around it."""
    found = soup.select_one("article.bd-article")
    if found is None:
        raise ValueError("no article.bd-article: only pages of the built book can be measured")
    return found


def prose(root: Tag, more: str = "") -> Tag:
    """A copy without what is not read as sentences; `more` names further parts to drop."""
    kept = copy.copy(root)
    for node in kept.select(f"{NOT_PROSE}, {more}" if more else NOT_PROSE):
        node.decompose()
    return kept


def texts(root: Tag) -> Iterator[tuple[str, str]]:
    """(tag, text) of each heading, paragraph, list item and term, in order; none twice."""
    for node in root.find_all([*HEADINGS, "p", "li", "dt", "dd", "summary", "blockquote"]):
        if node.name in ("li", "dd", "blockquote") and node.find(["p", "ul", "ol"]):
            node = copy.copy(node)
            for inner in node.find_all(["p", "ul", "ol", "li"]):
                inner.decompose()
        text = " ".join(node.get_text("", strip=False).split())
        if text:
            yield node.name, text


def sentences(parts: Iterable[str]) -> str:
    """Texts as one, each ending a sentence."""
    return " ".join(text if text[-1] in ".?!" else f"{text.rstrip(',;:')}." for text in parts)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text."""
    return float(textstat.flesch_kincaid_grade(text))


def limit(page: str) -> float:
    """The grade that a page may have."""
    return EASY_GRADE if page in EASY_PAGES else GRADE


def stretches(root: Tag) -> list[Stretch]:
    """How many words stand between one heading of an article and the next; answers folded."""
    found = [Stretch("", 0)]
    for tag, text in texts(prose(root, "details, .kk-modality dl, .kk-claim")):
        if tag in HEADINGS:
            found.append(Stretch(clean(text), 0))
        else:
            found[-1] = Stretch(found[-1].heading, found[-1].words + len(text.split()))
    return found


def clean(text: str) -> str:
    """A heading without the theme's link sign, with a plain apostrophe."""
    return text.replace("’", "'").rstrip("#").strip()


def is_lesson(page: str, root: Tag) -> bool:
    """A lesson says how long it takes; so does the overview of a part, which tests nobody."""
    return not page.endswith("/index") and bool(root.find("strong", string="Time:"))


def blocks(root: Tag) -> tuple[str, ...]:
    """The blocks of a lesson that an article has, in the order in which they stand there."""
    text = root.get_text(" ")
    hits = {name: re.search(pattern, text) for name, pattern in OPENING.items()}
    opening = sorted((hit.start(), name) for name, hit in hits.items() if hit)
    headings = [clean(node.get_text()) for node in root.find_all("h2")]
    return (*(name for _, name in opening), *(each for each in headings if each in CLOSING))


def objectives(root: Tag) -> tuple[str, ...]:
    """What a reader can do after the lesson, a line each."""
    items = root.select(".kk-objectives li")
    return tuple(" ".join(item.get_text(" ", strip=True).split()) for item in items)


def fault(objective: str) -> str | None:
    """Why an objective can't be measured, and what would be right; None if it can."""
    verb = objective.split(" ", 1)[0].strip(",.").lower()
    if verb not in VERBS:
        return f"{objective!r} begins with {verb!r}; use one of {', '.join(VERBS)}"
    second = SECOND_VERB.search(objective)
    if second:
        return f"{objective!r} also asks to {second[1]}; keep one verb, or make two objectives"
    return None


def glossary(root: Tag) -> dict[str, str]:
    """The id of each entry of the built glossary, and its term."""
    found = {}
    for heading in root.find_all("h2"):
        section = heading.find_parent("section")
        if section is not None:
            found[str(section["id"])] = clean(heading.get_text())
    return found


def pattern(term: str) -> re.Pattern[str]:
    """A term as a whole word, one or many; GRADE and its like in capitals only."""
    words = re.escape(term).replace(r"\ ", r"[\s-]+")
    if term.isupper():
        return re.compile(rf"(?<![\w-]){words}(?![\w-])")
    words = f"{words[:-1]}(?:y|ies)" if term.endswith("y") else f"{words}(?:e?s)?"
    return re.compile(rf"(?<![\w-]){words}(?!\w)", re.IGNORECASE)


def terms(root: Tag, entries: Mapping[str, str]) -> tuple[Term, ...]:
    """The glossary terms in the prose of an article, and whether each is linked by its first use.

    A link to another place is named by whoever named that place; its words are not looked at.
    """
    text, links = "", []
    for string in prose(root, NOT_FIRST_USE).find_all(string=True):
        link = string.find_parent("a")
        name = str(link.get("href", "")).partition("glossary.html#")[2] if link else ""
        if name:
            links.append((len(text), len(text) + len(string), name))
        text += " · " if link and not name else str(string) if is_text(string) else ""
    found = []
    for name, term in entries.items():
        places = [
            hit.start()
            for hit in pattern(term).finditer(text)
            if not any(start <= hit.start() < end for start, end, _ in links)
        ]
        linked = [start for start, _, target in links if target == name]
        if linked or (places and term not in EVERYDAY):
            first = min([*places, *linked])
            place = " ".join(text[max(0, first - 30) : first + len(term) + 30].split())
            found.append(Term(term, bool(linked) and min(linked) <= first, place))
    return tuple(found)


def is_text(string: NavigableString) -> bool:
    """True for words, False for a comment."""
    return type(string) is NavigableString


def dates(root: Tag) -> tuple[datetime.date | None, datetime.date | None]:
    """When a page was reviewed and when it is due again; None where it does not say so."""
    line = root.select_one("p.kk-review")
    found = re.findall(r"\d{1,2} [A-Z][a-z]+ \d{4}", line.get_text()) if line else []
    days = [datetime.datetime.strptime(day, "%d %B %Y").date() for day in found]
    return (days[0], days[1]) if len(days) == 2 else (None, None)


def overdue(found: Measures, today: datetime.date) -> str | None:
    """What is wrong with the dates of a page and how to mend it; None while they hold."""
    where = f"{found.page}: in its front matter or notebook metadata"
    if found.reviewed is None or found.review_by is None:
        return f"{where}, give `reviewed` and `review_by` as dates like 2026-11-22"
    if found.reviewed > today:
        return f"{where}, `reviewed` is {found.reviewed}, a day to come; give the day it was done"
    if found.review_by < today:
        return (
            f"{where}, `review_by` was {found.review_by}; read the page against its sources again, "
            "then move `reviewed` and `review_by`"
        )
    return None


def measure(page: str, soup: BeautifulSoup, entries: Mapping[str, str]) -> Measures:
    """Everything about one page; `page` is its name below the site, without `.html`."""
    root = article(soup)
    title = root.find("h1")
    lesson = is_lesson(page, root)
    reviewed, review_by = dates(root)
    return Measures(
        page=page,
        title=clean(title.get_text()) if title else page,
        lesson=lesson,
        grade=grade(sentences(text for _, text in texts(prose(root)))),
        longest=max(stretches(root), key=lambda each: each.words),
        blocks=blocks(root),
        objectives=objectives(root),
        questions=len(root.select(".kk-check noscript > div")),
        terms=terms(root, entries) if lesson else (),
        reviewed=reviewed,
        review_by=review_by,
    )
