"""Pain that comes and goes by itself, simulated to show regression to the mean.

This module makes up people whose pain wanders around a level of their own, lets them book a massage
when a week is bad enough, and averages what follows. Nobody in it is treated. Every number in it is
made up to illustrate: it holds no data, estimates nothing about real people, and says nothing about
massage. The same seed gives the same people.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

HIGHEST = 100.0


@dataclass(frozen=True)
class Group:
    """Simulated people and their average pain (0 to 100) in each week; `start` is week 0."""

    people: int
    means: tuple[float, ...]
    start: float
    end: float

    @property
    def fall(self) -> float:
        """How many points lower the average is in the last week than in week 0."""
        return self.start - self.end


@dataclass(frozen=True)
class Course:
    """Two groups over the weeks from `-before` to `after`, week 0 being the booking.

    `booked` starts each person in the worst of a stretch of weeks, `chance` starts the same people
    in a week of that stretch picked by chance. Simulated, not measured.
    """

    booked: Group
    chance: Group
    before: int
    after: int
    seed: int


def regression_to_the_mean(
    people: int = 400,
    level: float = 45.0,
    spread: float = 12.0,
    noise: float = 15.0,
    carry: float = 0.6,
    weeks: int = 10,
    watched: int = 12,
    seed: int = 1,
) -> Course:
    """What happens after the worst week if nothing is done: simulated people, no treatment.

    Each person's own level is drawn around `level` with standard deviation `spread`; each week
    strays from it with standard deviation `noise`, all in points from 0 to 100, which no week
    leaves. `carry` (0 to 0.95) is how much of one week's straying is left in the next. People
    watch their pain for `watched` weeks and book in the worst of them; both groups are then
    followed for `weeks` weeks. All of these numbers are made up to illustrate. With noise 0
    nothing falls: the fall comes from picking a bad week, not from time.

    Raises ValueError naming the argument and its limits.
    """
    _whole("people", people, 2, 5000)
    _whole("weeks", weeks, 1, 52)
    _whole("watched", watched, 1, 52)
    for name, value, highest in (
        ("level", level, 100),
        ("spread", spread, 50),
        ("noise", noise, 50),
        ("carry", carry, 0.95),
    ):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value <= highest:
            raise ValueError(f"{name} is {value!r}; give a number from 0 to {highest}")
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise ValueError(f"seed is {seed!r}; give a whole number, such as 1")
    random = Random(seed)
    before = 4
    booked: list[list[float]] = []
    chance: list[list[float]] = []
    for _ in range(people):
        own = random.gauss(level, spread)
        pains = _weeks(random, own, noise, carry, before + watched + weeks)
        stretch = range(before, before + watched)
        worst = max(stretch, key=pains.__getitem__)
        picked = random.choice(stretch)
        booked.append(pains[worst - before : worst + weeks + 1])
        chance.append(pains[picked - before : picked + weeks + 1])
    return Course(_group(booked, before), _group(chance, before), before, weeks, seed)


def _weeks(random: Random, own: float, noise: float, carry: float, number: int) -> list[float]:
    """One person's pain: each week keeps a part of how far the last one strayed."""
    strayed = random.gauss(0, noise)
    fresh = noise * (1 - carry**2) ** 0.5  # so that no week strays further than another
    pains = []
    for _ in range(number):
        pains.append(min(max(own + strayed, 0.0), HIGHEST))
        strayed = carry * strayed + random.gauss(0, fresh)
    return pains


def _group(courses: list[list[float]], start: int) -> Group:
    means = tuple(sum(week) / len(courses) for week in zip(*courses, strict=True))
    return Group(len(courses), means, means[start], means[-1])


def _whole(name: str, value: int, lowest: int, highest: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise ValueError(f"{name} is {value!r}; give a whole number from {lowest} to {highest}")
