"""How a plan is to be printed for the person: language, layout, size of letters, paper, times of day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from attrs import Factory, frozen

from pillsplit.model.schedule import DAY, is_clock
from pillsplit.output.languages.language import ENGLISH, Language, language

STEPS, DAYS = "steps", "days"
LAYOUTS = (STEPS, DAYS)
"""A box a step with its weeks, or a box a day."""
PAPERS = ("A4", "Letter")
ONCE_A_DAY = "night"
"""When the dose of the day is taken where nobody says it."""


@frozen
class When:
    """A time of day, and perhaps the time of the clock."""

    name: str
    clock: datetime.time | None = None


def of_the_clock(times: Iterable[str]) -> Mapping[str, When]:
    """Return when those doses are taken whose schedule says the time of the clock."""
    return {time: When(time, datetime.time.fromisoformat(time)) for time in times if is_clock(time)}


@frozen(kw_only=True)
class Wishes:
    """What whoever prints the person's sheet asks for."""

    language: Language = Factory(lambda: language(ENGLISH))
    layout: str | None = None
    """One of `LAYOUTS`; None: what suits the plan."""
    large_print: bool = False
    paper: str = PAPERS[0]
    times: Mapping[str, When] = Factory(dict)
    """When each dose is taken, by its time of day in the schedule."""
    draft: bool = False
    """Whether it is printed although some dose cannot be made, with DRAFT across every page."""

    def when(self, time: str) -> When:
        """Return when a dose of a time of day of the schedule is taken; once a day means at night."""
        return self.times.get(time) or When(ONCE_A_DAY if time == DAY else time)
