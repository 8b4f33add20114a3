"""What stands behind a citation: any row that a lesson may cite, worded as one clear statement.

This module knows which tables hold citable rows and how the columns of each are read aloud: a
statement, the certainty that its source gave, the source, the date, and how far it was checked. It
adds nothing to a row, leaves no gap unsaid, and never words a row that was not verified.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from . import licensing, tables
from .tables import Certainty, Verified

Kind = Literal[
    "evidence",
    "price",
    "wage",
    "wage index",
    "coverage",
    "economic evaluation",
    "credential",
    "licensing",
    "claim",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
CHECKED: Mapping[Verified, str] = {
    "yes": "We read it in a copy of the source.",
    "partly": "We saw it only in part or second-hand.",
    "no": "We did not see it in its source.",
}
# What a column of economic_evaluations says where there is nothing to say.
_NOTHING = {"none", "none pooled", "not calculated", "not measured", "see next rows", "various"}

# What each topic of a table is called where people look it up.
TOPICS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "trial-lbp",
            "trial-omt",
            "trial-scs",
            "trial-mtrp",
            "trial-hotstone",
            "trial-reflexology",
            "trial-reiki",
        ),
        "Trials",
    ),
    **dict.fromkeys(
        (
            "review",
            "review-mfr",
            "review-mtrp",
            "review-shiatsu",
            "review-cst",
            "review-omt",
            "review-tuina",
            "review-iastm",
            "review-reiki",
        ),
        "Reviews of trials",
    ),
    "guideline": "Guidelines",
    **dict.fromkeys(("prognosis", "epidemiology", "cause"), "How back pain goes"),
    **dict.fromkeys(("physiology", "heat"), "What happens in the body"),
    **dict.fromkeys(("modality", "history", "name"), "Types of massage"),
    "safety": "Safety",
    **dict.fromkeys(("exercise", "surgery"), "Exercise and surgery"),
    **dict.fromkeys(("dose", "logistics"), "How much and how long"),
    **dict.fromkeys(("survey", "cost", "cost-us", "insurance", "license"), "Use, cost and rules"),
    "price_survey": "Prices: surveys",
    "price_by_length": "Prices by length",
    "price_by_setting": "Prices by place",
    "price_mobile": "Prices of therapists who travel",
    "price_student_clinic": "Prices of school clinics",
    "tip": "Tips",
    "use_and_place": "Who goes, and where",
    "wage": "Pay of massage therapists",
    "wage_index": "Pay by state",
    "coverage": "Who pays",
    "economic_evaluation": "Studies of costs",
    "regulation": "Who regulates massage",
    "hours": "Hours of schooling",
    "schooling": "Schools",
    "exam": "Exams",
    "certification": "Certificates",
    "titles": "Titles and letters",
    "scope": "Scope of practice",
    "consent": "Consent and draping",
    "checking": "Checking a therapist",
    "reporting": "Reporting a problem",
    "recommendations": "What therapists advise",
    "other-professions": "Other professions",
    "profession": "The profession",
    "modalities": "Training in types of massage",
    "illicit-businesses": "Illicit businesses",
    "weak-sources": "Weak sources",
    "licensing": "Rules of each state",
    "claim": "Claims",
}


@dataclass(frozen=True)
class Entry:
    """A citable row in words. `certainty` None: the source gave no rating, or none is due.

    `as_of` is the day of checking for evidence, else what the figure is dated; None: undated.
    `verdict` and `reason` speak of a claim only. `bib_key` names an entry of book/references.bib.
    """

    id: str
    kind: Kind
    topic: str
    statement: str
    certainty: Certainty | None
    source: str
    as_of: str | None
    verified: Verified
    bib_key: str | None
    where_seen: str | None
    verdict: str | None = None
    reason: str | None = None

    @property
    def rating(self) -> str:
        """The certainty in words; empty where no study is judged."""
        if self.kind != "evidence":
            return ""
        return (
            f"{self.certainty.capitalize()} certainty"
            if self.certainty
            else "The source gave no rating"
        )

    @property
    def dated(self) -> str:
        """What the date means, in words."""
        if self.kind == "evidence" and self.as_of:
            return f"Checked {_day(self.as_of)}."
        if self.kind == "economic evaluation":
            return f"Published {self.as_of}."
        return f"As of {_day(self.as_of)}." if _is_date(self.as_of) else f"Date: {self.as_of}."

    @property
    def checked(self) -> str:
        """How far the row was verified, in words."""
        return CHECKED[self.verified]


def entry(name: str, allow_unverified: bool = False) -> Entry:
    """The row with the id `name` in words: "E003", "P001", "LIC-MN", "C002".

    Raises ValueError naming the ids there are for an unknown one, and for a row that was not
    verified, unless `allow_unverified` is true.
    """
    known = _rows()
    if name not in known:
        raise ValueError(f"no row {name!r} can be cited; the ids are {_ranges(known)}")
    kind, row = known[name]
    if getattr(row, "verified", "yes") == "no" and not allow_unverified:
        raise ValueError(
            f"{name} is not verified, so it must not be stated as fact; choose another row, or "
            "pass allow_unverified=True to read it"
        )
    return _worded(name, kind, row)


def entries(*kinds: Kind) -> tuple[Entry, ...]:
    """Every row that may be stated, of these kinds (none given: of all), in the tables' order.

    Raises ValueError naming the kinds there are for an unknown one.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise ValueError(f"no kind {kind!r}; the kinds are {', '.join(KINDS)}")
    return tuple(
        entry(name)
        for name, (kind, row) in _rows().items()
        if (not kinds or kind in kinds) and getattr(row, "verified", "yes") != "no"
    )


@cache
def _rows() -> Mapping[str, tuple[Kind, Any]]:
    kinds: Mapping[type, Kind] = {
        tables.EvidenceRow: "evidence",
        tables.PriceRow: "price",
        tables.WageRow: "wage",
        tables.WageIndexRow: "wage index",
        tables.CoverageRow: "coverage",
        tables.EconomicEvaluationRow: "economic evaluation",
        tables.CredentialRow: "credential",
        tables.LicensingRow: "licensing",
    }
    found: dict[str, tuple[Kind, Any]] = {
        name: (kinds[type(row)], row) for name, row in tables.cited().items()
    }
    return found | {row.id: ("claim", row) for row in tables.load("claims")}


def _ranges(known: Mapping[str, Any]) -> str:
    """The first and last id of each kind."""
    ends: dict[str, list[str]] = {}
    for name in known:
        ends.setdefault(name.rstrip("0123456789") if name[-1].isdigit() else name[:-2], []).append(
            name
        )
    return ", ".join(f"{names[0]} to {names[-1]}" for names in ends.values())


def _worded(name: str, kind: Kind, row: Any) -> Entry:
    topic, say = _WORDING[kind]
    return Entry(
        id=name,
        kind=kind,
        topic=TOPICS[topic or getattr(row, "topic", None) or row.category],
        statement=say(row),
        certainty=getattr(row, "certainty", None),
        source=_source(kind, row),
        as_of=_date(kind, row),
        verified=getattr(row, "verified", "yes"),
        bib_key=getattr(row, "bib_key", None),
        where_seen=_seen(row),
        verdict=getattr(row, "verdict", None),
        reason=getattr(row, "reason", None),
    )


def _source(kind: Kind, row: Any) -> str:
    if kind == "claim":
        return "Popular articles"
    if kind == "licensing":  # its source is where the rule was read, not the board it speaks of
        return ", ".join(dict.fromkeys(str(urlsplit(each).hostname) for each in row.where_seen))
    return str(row.source)


def _date(kind: Kind, row: Any) -> str | None:
    if kind == "economic evaluation":
        return str(row.year)
    return getattr(row, "as_of", None) or "undated"


def _seen(row: Any) -> str | None:
    seen = getattr(row, "where_seen", None)
    return " ".join(seen) if isinstance(seen, tuple) else seen


def _price(row: tables.PriceRow) -> str:
    when = str(row.year) if row.year else row.as_of
    figures = f": {_amounts(row)}" if _amounts(row) else ""
    lead = "A session of " if row.category == "price_by_length" else ""
    return _sentences(f"{lead}{row.item}{figures}", f"{row.place}, {when}", row.note)


def _amounts(row: tables.PriceRow) -> str:
    """Low, typical and high with their unit: 50 to 130 dollars per session, typically 75."""
    unit = row.unit or ""
    money, _, per = unit.partition(" ")
    thing, more = {"USD": ("dollars", per), "percent": ("percent", per)}.get(money, (unit, ""))
    more = more.replace("60-min ", "60-minute ").replace("60 min", "60 minutes")
    more = more.replace("incl. tip", "with tip")
    number = _number if money == "USD" else "{:g}".format
    ends = [number(each) for each in (row.low, row.high) if each is not None]
    usual = [] if row.typical is None else [number(row.typical)]
    words = " ".join(filter(None, [" to ".join(ends or usual), thing, more]))
    if not ends and not usual:
        return ""
    return f"{words}, typically {usual[0]}" if ends and usual else words


def _wage(row: tables.WageRow) -> str:
    hourly = _listed(
        ("half earn less than", row.hourly_median),
        ("the lowest tenth less than", row.hourly_p10),
        ("the highest tenth more than", row.hourly_p90),
        ("the mean is", row.hourly_mean),
    )
    yearly = _listed(("half earn less than", row.annual_median), ("the mean is", row.annual_mean))
    return _sentences(
        f"Pay of massage therapists in {_sector(row.sector)}, {_day(row.as_of)}"
        + ("" if hourly or yearly else ": no data on pay"),
        f"Dollars an hour: {hourly}" if hourly else None,
        f"Dollars a year: {yearly}" if yearly else None,
        f"Jobs: {row.jobs:,}" if row.jobs is not None else None,
        row.note,
    )


def _sector(name: str) -> str:
    return name[0].lower() + name[1:]


def _wage_index(row: tables.WageIndexRow) -> str:
    figures = [
        f"{_number(row.hourly_mean)} dollars an hour" if row.hourly_mean is not None else "",
        f"{row.annual_mean:,} dollars a year" if row.annual_mean is not None else "",
        f"{row.index} percent of the US mean" if row.index is not None else "",
    ]
    found = ", ".join(filter(None, figures)) or "no data"
    return _sentences(
        f"Mean pay of massage therapists in {row.name}, {_day(row.as_of)}: {found}", row.note
    )


def _coverage(row: tables.CoverageRow) -> str:
    return _sentences(f"{row.payer}, {row.place}: {row.statement}", row.caution)


def _evaluation(row: tables.EconomicEvaluationRow) -> str:
    people = f", {row.participants} people" if (row.participants or "").isdecimal() else ""
    compared = f", {row.participants}" if row.participants and not people else ""
    parts = [
        ("", f"{row.study}: {row.design}, {row.country}{people}{compared}"),
        ("Compared: ", (row.comparison or "").replace(" v ", " with ")),
        ("Course: ", row.dose),
        ("Costs: ", (row.cost_result or "").replace(" v ", " against ")),
        ("Effects: ", (row.effect_result or "").replace(" v ", " against ")),
        ("Ratio: ", row.ratio),
        ("Money of ", row.currency_year),
        ("Limits: ", row.limits),
    ]
    return _sentences(*(f"{lead}{text}" for lead, text in parts if text and text not in _NOTHING))


def _licensing(row: tables.LicensingRow) -> str:
    found = licensing.look_up(row.id)
    facts = [
        ("Hours of schooling", found.schooling),
        ("Exam", found.exam),
        ("Continuing education", found.continuing_education),
    ]
    return _sentences(
        f"{row.name}: {found.regulated_text}",
        found.regulated_note,
        f"Title: {found.title}" if found.title else None,
        *(text for name, fact in facts for text in _rule(name, fact)),
        found.caution,
    )


def _rule(name: str, fact: licensing.Fact) -> Iterator[str]:
    """One rule with its note, marked when it is second-hand."""
    said = "second-hand" in f"{fact.text} {fact.note}".lower()
    unsure = fact.verified == "partly" and fact.status == "found" and not said
    yield f"{name}: {fact.text}{' (second-hand)' if unsure else ''}"
    if fact.note:
        yield fact.note


def _claim(row: Any) -> str:
    return str(row.claim)


_WORDING: Mapping[Kind, tuple[str | None, Callable[[Any], str]]] = {
    "evidence": (None, lambda row: str(row.statement)),
    "price": (None, _price),
    "wage": ("wage", _wage),
    "wage index": ("wage_index", _wage_index),
    "coverage": ("coverage", _coverage),
    "economic evaluation": ("economic_evaluation", _evaluation),
    "credential": (None, lambda row: str(row.statement)),
    "licensing": ("licensing", _licensing),
    "claim": ("claim", _claim),
}


def _sentences(*texts: str | None) -> str:
    """The texts that there are, each begun with a capital and ended with a full stop."""
    return " ".join(
        text[0].upper() + text[1:] + ("" if text[-1] in ".?!" else ".") for text in texts if text
    )


def _listed(*pairs: tuple[str, float | None]) -> str:
    return ", ".join(f"{words} {_number(value)}" for words, value in pairs if value is not None)


def _number(value: float) -> str:
    """An amount of money as it is read: 1,200 or 9.50."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def _is_date(text: str | None) -> bool:
    return bool(text) and str(text)[:4].isdecimal()


def _day(text: str | None) -> str:
    """A date as it is read aloud: 22 November 2026, or May 2025; other text as it stands."""
    try:
        numbers = [int(part) for part in str(text).split("-")]
        day = datetime.date(*[*numbers, 1, 1][:3])
    except (ValueError, TypeError):
        return str(text)
    words = {1: f"{day:%Y}", 2: f"{day:%B %Y}", 3: f"{day.day} {day:%B %Y}"}
    return words[len(numbers)]
