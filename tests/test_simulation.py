"""The fall after a bad week comes from picking a bad week: nobody in the simulation is treated."""

from __future__ import annotations

import re
from typing import Any

import pytest

from widgets import simulation
from widgets.simulation import regression_to_the_mean

SEEDS = range(8)


@pytest.mark.parametrize("seed", SEEDS)
def test_who_books_at_their_worst_gets_better_untreated(seed: int) -> None:
    course = regression_to_the_mean(seed=seed)
    assert course.booked.fall > 10
    assert course.booked.start == max(course.booked.means)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_drifts_without_selection(seed: int) -> None:
    course = regression_to_the_mean(people=2000, seed=seed)
    assert abs(course.chance.fall) < 2
    assert max(course.chance.means) - min(course.chance.means) < 3


@pytest.mark.parametrize("seed", SEEDS)
def test_the_more_pain_strays_from_week_to_week_the_larger_the_fall(seed: int) -> None:
    falls = [regression_to_the_mean(noise=noise, seed=seed).booked.fall for noise in (2, 8, 15, 25)]
    assert falls == sorted(falls)


def test_steady_pain_does_not_fall() -> None:
    course = regression_to_the_mean(noise=0)
    assert course.booked.fall == pytest.approx(0)
    assert course.booked.means == pytest.approx(course.chance.means)


def test_a_longer_watch_finds_a_worse_week() -> None:
    starts = [regression_to_the_mean(watched=weeks).booked.start for weeks in (1, 4, 12, 40)]
    assert starts == sorted(starts)


def test_with_one_week_to_choose_from_nobody_is_selected() -> None:
    course = regression_to_the_mean(watched=1)
    assert course.booked == course.chance


def test_the_same_seed_gives_the_same_people() -> None:
    assert regression_to_the_mean(seed=5) == regression_to_the_mean(seed=5)
    assert regression_to_the_mean(seed=5) != regression_to_the_mean(seed=6)


def test_pain_stays_on_its_scale() -> None:
    for level in (0, 100):
        course = regression_to_the_mean(level=level, noise=50, spread=50)
        for mean in (*course.booked.means, *course.chance.means):
            assert 0 <= mean <= simulation.HIGHEST


def test_every_week_from_before_the_booking_to_the_last_has_an_average() -> None:
    course = regression_to_the_mean(people=3, weeks=7)
    assert course.after == 7 and course.booked.people == 3
    assert len(course.booked.means) == course.before + 1 + 7
    assert course.booked.start == course.booked.means[course.before]


@pytest.mark.parametrize(
    ("argument", "right"),
    [
        ({"people": 1}, "whole number from 2 to 5000"),
        ({"people": 10.5}, "whole number from 2 to 5000"),
        ({"weeks": 0}, "whole number from 1 to 52"),
        ({"watched": 53}, "whole number from 1 to 52"),
        ({"level": 101}, "number from 0 to 100"),
        ({"noise": -1}, "number from 0 to 50"),
        ({"noise": "15"}, "number from 0 to 50"),
        ({"spread": float("nan")}, "number from 0 to 50"),
        ({"carry": 1}, "number from 0 to 0.95"),
        ({"seed": 1.5}, "whole number, such as 1"),
        ({"people": True}, "whole number from 2 to 5000"),
    ],
    ids=str,
)
def test_a_wrong_argument_is_refused_with_its_limits(argument: dict[str, Any], right: str) -> None:
    name = next(iter(argument))
    with pytest.raises(ValueError, match=f"^{name} is .*{re.escape(right)}"):
        regression_to_the_mean(**argument)


def test_the_numbers_are_said_to_be_made_up() -> None:
    for text in (simulation.__doc__, regression_to_the_mean.__doc__):
        assert "made up to illustrate" in " ".join((text or "").split())
