"""Times of the clock for the times of day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping

from pillsplit.errors import UsageError, did_you_mean
from pillsplit.model.schedule import DAY, TIMES, in_order, is_time
from pillsplit.model.text import listed
from pillsplit.output.paper.wishes import ONCE_A_DAY, When, of_the_clock
from pillsplit.verbs.calendar import Calendar

_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def read_times(
    texts: Iterable[str], calendar: Calendar, *, bare: bool = False
) -> tuple[Mapping[str, When], tuple[str, ...]]:
    """Read ``night=21:00`` texts for the times of day that a plan has, and say what had to be assumed.

    Where the plan gives the day's dose only, a single time of day is meant for that. With *bare*, ``morning`` is read
    too, a time of day without one of the clock.

    Raises:
        UsageError: for a text that is none, a time of day named twice, or one that the plan has no dose at.
    """
    times: dict[str, When] = {}
    for text in texts:
        time, when = _read_time(text, bare=bare)
        if time in times:
            raise UsageError(f"{time} is named twice: name each time of day once", field="time")
        times[time] = when
    has = in_order(time for day in calendar.days for time in day.times)
    remarks = []
    if has == (DAY,):
        if len(times) == 1:
            ((time, when),) = times.items()
            if time != DAY and not bare:
                clock = f", {when.clock:%H:%M}" if when.clock else ""
                remarks.append(f"the schedule gives the dose of the day only: it stands at the {when.name}{clock}")
            times = {DAY: when}
        elif times:
            raise UsageError("the schedule gives the dose of the day only: name one time, not several", field="time")
        elif bare:
            remarks.append(
                f"the schedule gives the dose of the day only: it stands at the {ONCE_A_DAY}; `time` names another"
            )
    if strange := [time for time in times if time not in has]:
        raise UsageError(f"{strange[0]}: the plan has no dose then, but at {listed(has)}", field="time")
    return {**of_the_clock(has), **times}, tuple(remarks)


def _read_time(text: str, *, bare: bool) -> tuple[str, When]:
    time, equals, clock = (part.strip() for part in text.partition("="))
    if _CLOCK.fullmatch(time) and not equals:  # a time of the clock alone is meant for the dose of the day
        time, equals, clock = DAY, "=", time
    name = time.lower()
    if not is_time(name):
        raise UsageError(
            f"{time[:40]!r} is no time of day{did_you_mean(time, (DAY, *TIMES))}: write it like night=21:00",
            field="time",
            value=text,
        )
    of_day = ONCE_A_DAY if name == DAY else name
    if bare and not equals:
        return name, When(of_day)
    if not (match := _CLOCK.fullmatch(clock)) or int(match[1]) > 23 or int(match[2]) > 59:
        raise UsageError(f"names no time of the clock: write it like {name}=21:00", field="time", value=text)
    clock_time = datetime.time(int(match[1]), int(match[2]))
    return name, When(_part_of_day(clock_time) if name == DAY else name, clock_time)


def _part_of_day(clock: datetime.time) -> str:
    """Return the time of day that a time of the clock lies in."""
    names = ((5, "night"), (11, "morning"), (15, "midday"), (20, "evening"), (24, "night"))
    return next(name for hour, name in names if clock.hour < hour)
