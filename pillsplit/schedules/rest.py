"""The rest of a schedule from a day on: what is left of a plan that has been begun, perhaps after a pause."""

from __future__ import annotations

import datetime

from attrs import evolve

from pillsplit.errors import UsageError
from pillsplit.model.schedule import Schedule, Step


def rest(
    schedule: Schedule, *, from_day: int | None = None, on: datetime.date | None = None, hold: int | None = None
) -> Schedule:
    """Return what is left of *schedule* from a day on, its steps under their own numbers.

    Args:
        schedule: the whole of it.
        from_day: the first day that is left, counted from 1; days without a step between dated steps count.
        on: its date. Of an undated schedule, which needs *from_day* too, it gives every step a date.
        hold: so many days the doses of that day are taken first; what comes then comes so much later.

    Raises:
        UsageError: for a day or a date that the schedule does not have, or two that are not the same.
    """
    if from_day is None and on is None:
        if hold is None:
            return schedule
        raise UsageError("it holds the dose of a day: name it by `from_day`, or by its date, `on`", field="hold")
    first = _first_date(schedule)
    day = _day(schedule, first, from_day, on)
    stretch = next(each for each in schedule.timeline if each.first_day <= day <= each.last_day)
    if stretch.step is None and hold:
        raise UsageError(f"the schedule has no step on day {day}: there is no dose to hold", field="hold")
    later = datetime.timedelta(days=hold or 0)
    steps = (
        _left(each.step, day - each.first_day, hold or 0) if each.first_day <= day else _later(each.step, later)
        for each in schedule.timeline
        if each.step and each.last_day >= day
    )
    title = ", ".join(filter(None, (schedule.title, f"from day {day}")))
    left = evolve(schedule, steps=tuple(steps), title=title)
    return left.starting(on) if on and first is None else left


def _left(step: Step, gone: int, hold: int) -> Step:
    """Return what is left of a step when some days of it are gone, with so many days more."""
    return evolve(_later(step, datetime.timedelta(days=gone)), days=step.days - gone + hold)


def _later(step: Step, later: datetime.timedelta) -> Step:
    return evolve(step, start=step.start and step.start + later)


def _first_date(schedule: Schedule) -> datetime.date | None:
    """Return the date of day 1, where it is known."""
    dated = ((each.first_day, each.step.start) for each in schedule.timeline if each.step and each.step.start)
    first = next(dated, None)
    return first and first[1] - datetime.timedelta(days=first[0] - 1)


def _day(schedule: Schedule, first: datetime.date | None, from_day: int | None, on: datetime.date | None) -> int:
    """Return the first day that is left."""
    last = schedule.last_day
    if on and first:
        day = (on - first).days + 1
        ends = first + datetime.timedelta(days=last - 1)
        if not 1 <= day <= last:
            raise UsageError(f"{on} is no day of the schedule: it goes from {first} to {ends}", field="on")
        if from_day not in (None, day):
            raise UsageError(f"{on} is day {day} of the schedule, not day {from_day}: name one of them", field="on")
        return day
    if from_day is None:
        raise UsageError(
            f"the schedule has no dates to find {on} by: add `start`, the date of day 1, or `from_day`", field="on"
        )
    if not 1 <= from_day <= last:
        raise UsageError(f"the schedule has days 1 to {last}, not day {from_day}: name one of them", field="from_day")
    return from_day
