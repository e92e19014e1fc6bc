"""Nouns of the plan: doses, steps and schedules, and what is remarkable about one."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from attrs import evolve, frozen

from pillsplit.amounts.quantity import Mass
from pillsplit.model.noun import Noun

TIMES = ("morning", "midday", "evening", "night")
"""The times of day a schedule can name, in order."""
TIMES_OF_DAY = {2: ("morning", "night"), 3: ("morning", "midday", "night"), 4: TIMES}
"""When so many doses a day are taken, where nothing else is said."""
DAY = "day"
"""The time of a dose where only the day's total is given."""
AFTERNOON = "afternoon"
MOST_TIMES = 12
"""The most doses of one drug in a day that have no time of day, only their place: ``1st``, ``2nd``, and so on."""
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_PLACES = ("1st", "2nd", "3rd", *(f"{number}th" for number in range(4, MOST_TIMES + 1)))
_IN_WORDS = {
    DAY: "daily",
    "morning": "in the morning",
    "midday": "at midday",
    AFTERNOON: "in the afternoon",
    "evening": "in the evening",
    "night": "at night",
}
_ORDER = {time: place for place, time in enumerate((*_IN_WORDS, *_PLACES))}


def times_without_name(number: int) -> tuple[str, ...]:
    """Return the times of *number* doses a day that are known by their place only: ``1st``, ``2nd``, and so on."""
    return _PLACES[:number]


def is_clock(time: str) -> bool:
    """Return whether a time is one of the clock, ``08:00``."""
    return bool(re.fullmatch(_CLOCK, time))


def is_time(time: str) -> bool:
    """Return whether a dose can be taken at *time*: the day's total, a time of day, of the clock, or a place."""
    return time in _ORDER or is_clock(time)


def in_order(times: Iterable[str]) -> tuple[str, ...]:
    """Return times, each once, in the order of the day: the day's total, times of day, places, times of the clock."""
    return tuple(sorted(set(times), key=lambda time: (_ORDER.get(time, len(_ORDER)), time)))


def at_time(time: str) -> str:
    """Write when a dose is taken: ``in the morning``, ``at 08:00``, ``as the 2nd dose``."""
    return _IN_WORDS.get(time) or (f"at {time}" if is_clock(time) else f"as the {time} dose")


@frozen(eq=False, repr=False, slots=False)
class Dose(Noun):
    """The mass of one drug taken at one time of day."""

    drug: str
    time: str
    mass: Mass


@frozen(eq=False, repr=False, slots=False)
class Step(Noun):
    """A stretch of days on the same doses."""

    number: int
    days: int
    doses: tuple[Dose, ...]
    start: datetime.date | None = None
    note: str = ""
    remarks: tuple[str, ...] = ()
    """How its amounts were read, where they should have been written otherwise."""

    def daily(self, drug: str) -> Mass:
        """Return the day's total of *drug*."""
        masses = [dose.mass for dose in self.doses if dose.drug == drug]
        return masses[0] if len(masses) == 1 else sum(masses, start=Mass(0))

    @property
    def end(self) -> datetime.date | None:
        """The last day, where the first is known."""
        return self.start + datetime.timedelta(days=self.days - 1) if self.start else None


class Stretch(NamedTuple):
    """A step in its place in time, or days between dated steps on which the schedule says nothing."""

    first_day: int
    """Day 1 is the first of the schedule."""
    days: int
    step: Step | None

    @property
    def last_day(self) -> int:
        """Its last day."""
        return self.first_day + self.days - 1


@frozen(eq=False, repr=False, slots=False)
class Pause(Noun):
    """Days without a drug in the middle of a plan: it was taken before, and is taken again after them."""

    drug: str
    days: int
    """How many days there are from the one asked for on."""
    again: Step
    """The step in which it is taken again."""
    day: int
    """The first day of that step."""
    before: Mass
    """The day's total that was taken last."""


@frozen(eq=False, repr=False, slots=False)
class Schedule(Noun):
    """Steps in order."""

    steps: tuple[Step, ...]
    title: str = ""
    source: str = ""
    remarks: tuple[str, ...] = ()
    """How the whole of it was read: columns passed over, a weekday that was assumed."""
    names: tuple[tuple[str, str], ...] = ()
    """Each drug with a name that it was written by, where that is another: a brand may say which release is meant."""

    @property
    def days(self) -> int:
        """The length of the whole schedule."""
        return sum(step.days for step in self.steps)

    @cached_property
    def timeline(self) -> tuple[Stretch, ...]:
        """The steps in time, the first on day 1, with the gaps that dates leave between them."""
        stretches, day = [], 1
        before: Step | None = None
        for step in self.steps:
            if before and before.end and step.start and (gap := (step.start - before.end).days - 1) > 0:
                stretches.append(Stretch(day, gap, None))
                day += gap
            stretches.append(Stretch(day, step.days, step))
            day += step.days
            before = step
        return tuple(stretches)

    @property
    def last_day(self) -> int:
        """The last day, counted from 1; days without a step between dated ones count."""
        return self.timeline[-1].last_day

    @cached_property
    def drugs(self) -> tuple[str, ...]:
        """The drugs in it, in the order in which they appear."""
        return tuple(dict.fromkeys(dose.drug for step in self.steps for dose in step.doses))

    def starting(self, first_day: datetime.date) -> Schedule:
        """Return the same schedule with every step dated, one after the other from *first_day* on."""
        steps, day = [], first_day
        for step in self.steps:
            steps.append(evolve(step, start=day))
            day += datetime.timedelta(days=step.days)
        return evolve(self, steps=tuple(steps))

    def pause(self, drug: str, day: int) -> Pause | None:
        """Return the pause of *drug* that *day* lies in; None where it is taken that day, not yet, or never again."""
        place = bisect_right(self._first_days, day) - 1
        if self._total(place, drug):
            return None
        before = next((total for each in range(place, -1, -1) if (total := self._total(each, drug))), None)
        after = next((each for each in range(place, len(self.timeline)) if self._total(each, drug)), None)
        if before is None or after is None:
            return None
        stretch = self.timeline[after]
        assert stretch.step
        return Pause(drug, stretch.first_day - day, stretch.step, stretch.first_day, before)

    def last_taken(self, drug: str, day: int) -> Mass | None:
        """Return the day's total of *drug* on the last day before *day* on which there was one."""
        place = bisect_right(self._first_days, day - 1) - 1
        return next((total for each in range(place, -1, -1) if (total := self._total(each, drug))), None)

    @cached_property
    def _first_days(self) -> list[int]:
        return [stretch.first_day for stretch in self.timeline]

    def _total(self, place: int, drug: str) -> Mass:
        step = self.timeline[place].step
        return step.daily(drug) if step else Mass(0)

    def highest(self, drug: str) -> Mass:
        """Return the highest single dose of *drug*."""
        return max((dose.mass for step in self.steps for dose in step.doses if dose.drug == drug), default=Mass(0))

    def gaps(self) -> Iterator[tuple[Step, int]]:
        """Yield each step that begins later than the day after the one before, with the days between."""
        for stretch, after in pairwise(self.timeline):
            if stretch.step is None and after.step:
                yield after.step, stretch.days
