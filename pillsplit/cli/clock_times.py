"""Times of the clock for the times of day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping

from pillsplit.errors import UsageError, did_you_mean
from pillsplit.model.schedule import DAY, TIMES, in_order, is_clock, is_time
from pillsplit.model.text import listed
from pillsplit.verbs.calendar import Calendar


def read_clocks(texts: Iterable[str], calendar: Calendar) -> tuple[Mapping[str, datetime.time], tuple[str, ...]]:
    """Read ``night=21:00`` texts for the times of day that a plan has, and say what had to be assumed.

    Where the plan gives the day's dose only, a single time of day is meant for that.

    Raises:
        UsageError: for a text that is none, a time of day named twice, or one that the plan has no dose at.
    """
    clocks: dict[str, datetime.time] = {}
    for text in texts:
        time, clock = _read_clock(text)
        if time in clocks:
            raise UsageError(f"--time {time} is named twice: name each time of day once")
        clocks[time] = clock
    has = in_order(time for day in calendar.days for time in day.times)
    remarks = []
    if has == (DAY,) and len(clocks) == 1 and DAY not in clocks:
        ((time, clock),) = clocks.items()
        clocks = {DAY: clock}
        remarks.append(f"the schedule gives the dose of the day only: it stands at the {time}, {clock:%H:%M}")
    if strange := [time for time in clocks if time not in has]:
        raise UsageError(f"--time {strange[0]}: the plan has no dose then, but at {listed(has)}")
    clocks |= {time: datetime.time.fromisoformat(time) for time in has if is_clock(time) and time not in clocks}
    remarks += [f"no --time for {time}: its events are for the whole day" for time in has if time not in clocks]
    return clocks, tuple(remarks)


def _read_clock(text: str) -> tuple[str, datetime.time]:
    time, _, clock = (part.strip() for part in text.partition("="))
    if not is_time(time.lower()):
        raise UsageError(
            f"--time {text[:40]!r}: {time[:40]!r} is no time of day{did_you_mean(time, (DAY, *TIMES))}: "
            "write it like night=21:00"
        )
    if not (match := re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", clock)) or int(match[1]) > 23 or int(match[2]) > 59:
        raise UsageError(f"--time {text[:40]!r} names no time of the clock: write it like {time.lower()}=21:00")
    return time.lower(), datetime.time(int(match[1]), int(match[2]))
